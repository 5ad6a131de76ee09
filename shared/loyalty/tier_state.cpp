#include "shared/loyalty/tier_state.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/events.h"

namespace laurel::loyalty {
namespace {

std::optional<TierReason> reason_named(std::string_view name) {
    const auto found = std::find(std::begin(tier_reason_names), std::end(tier_reason_names), name);
    if (found == std::end(tier_reason_names)) return std::nullopt;
    return static_cast<TierReason>(found - std::begin(tier_reason_names));
}

std::int64_t integer_in(const Array& list, std::size_t index) {
    const std::int64_t* value = index < list.size() ? list[index].integer() : nullptr;
    return value != nullptr ? *value : 0;
}

TierChange change_of(const Event& event) {
    const Array& days = event.data.array_at("days");
    return {.is_of_invitation = event.kind == tier_invitation_changed,
            .reason = reason_named(event.data.string_at("reason")).value_or(TierReason::upgrade),
            .from = std::string(event.data.string_at("from")),
            .to = std::string(event.data.string_at("to")),
            .at_ms = event.effective_at_ms,
            .term_from_ms = event.data.integer_at("term_from_ms", event.effective_at_ms),
            .until_ms = event.data.integer_at("until_ms", instant_ms_max),
            .days = {integer_in(days, 0), integer_in(days, 1)},
            .counted = {}};
}

Error broken(std::string path, std::string found, std::string allowed) {
    return {ErrorCode::state_mismatch, std::move(path), std::move(found), std::move(allowed)};
}

bool is_instant(std::int64_t instant_ms) { return instant_ms >= instant_ms_min && instant_ms <= instant_ms_max; }

// Each day once, in order, none older than what is kept.
bool days_are_sound(const std::vector<DayTotals>& days) {
    for (std::size_t at = 0; at < days.size(); ++at) {
        const bool follows = at == 0 || days[at - 1].day < days[at].day;
        if (!follows || !is_calendar_day(days[at].day)) return false;
    }
    return days.empty() || days.front().day >= days.back().day - totals_days_kept;
}

}  // namespace

bool is_calendar_day(std::int64_t day) { return day >= instant_ms_min / day_ms - 1 && day <= instant_ms_max / day_ms; }

void fold_tier(MemberState& state, const Event& event) {
    const TierChange change = change_of(event);
    const bool fits = is_instant(change.term_from_ms) && is_instant(change.until_ms) &&
                      is_calendar_day(change.days.first) && is_calendar_day(change.days.last);
    if (fits) apply(change, lifetime_counts(state), state.tier_term, state.tier_invitation);
}

void write_tier_state(const MemberState& state, Object& value) {
    if (state.qualifying_points != 0) value.set("qualifying_points", state.qualifying_points);
    const TierTerm& standing = state.tier_term;
    if (standing != TierTerm()) {
        value.set("tier_term", Array{standing.tier, standing.since_ms, standing.term_from_ms, standing.until_ms,
                                     standing.first_day, standing.last_day, standing.before.orders,
                                     standing.before.spend_minor, standing.before.qualifying_points});
    }
    const TierInvitation& invitation = state.tier_invitation;
    if (invitation != TierInvitation())
        value.set("tier_invitation", Array{invitation.tier, invitation.since_ms, invitation.until_ms});
}

bool read_tier_state(const Value& value, MemberState& state) {
    state.qualifying_points = value.integer_at("qualifying_points");
    const Array& standing = value.array_at("tier_term");
    if (standing.size() == 9 && standing[0].string() != nullptr) {
        state.tier_term = {.tier = *standing[0].string(),
                           .since_ms = integer_in(standing, 1),
                           .term_from_ms = integer_in(standing, 2),
                           .until_ms = integer_in(standing, 3),
                           .first_day = integer_in(standing, 4),
                           .last_day = integer_in(standing, 5),
                           .before = {integer_in(standing, 6), integer_in(standing, 7), integer_in(standing, 8)}};
    } else if (value.find("tier_term") != nullptr) {
        return false;
    }
    const Array& invitation = value.array_at("tier_invitation");
    if (invitation.size() == 3 && invitation[0].string() != nullptr) {
        state.tier_invitation = {*invitation[0].string(), integer_in(invitation, 1), integer_in(invitation, 2)};
    } else if (value.find("tier_invitation") != nullptr) {
        return false;
    }
    return days_are_sound(state.days) && is_instant(state.tier_term.term_from_ms) &&
           is_instant(state.tier_term.until_ms) && is_instant(state.tier_invitation.until_ms) &&
           is_calendar_day(state.tier_term.first_day) && is_calendar_day(state.tier_term.last_day);
}

std::optional<Error> check_tier_event(const MemberState& before, const Event& event) {
    if (event.kind != tier_changed && event.kind != tier_invitation_changed) return std::nullopt;
    const TierChange change = change_of(event);
    const std::string& had = change.is_of_invitation ? before.tier_invitation.tier : before.tier_term.tier;
    if (change.from != had) return broken("/data/from", quoted(change.from), quoted(had));
    const auto reason = reason_named(event.data.string_at("reason"));
    const bool is_of_invitation = reason && (*reason >= TierReason::invited || *reason == TierReason::programme);
    const bool is_of_standing = reason && *reason < TierReason::invited;
    if (change.is_of_invitation ? !is_of_invitation : !is_of_standing)
        return broken("/data/reason", std::string(event.data.string_at("reason")), "a reason of its kind");
    const bool stays = change.from == change.to;
    if (!change.is_of_invitation && stays != (*reason == TierReason::kept))
        return broken("/data/to", quoted(change.to), stays ? "another tier" : "the same tier");
    if (change.until_ms > change.term_from_ms) return std::nullopt;
    return broken("/data/until_ms", write_instant(change.until_ms), "after " + write_instant(change.term_from_ms));
}

}  // namespace laurel::loyalty
