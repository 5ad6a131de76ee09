#include "shared/loyalty/tier_state.h"

#include <algorithm>

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

}  // namespace

void fold_tier(MemberState& state, const Event& event) {
    apply(change_of(event), lifetime_counts(state), state.tier_term, state.tier_invitation);
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
