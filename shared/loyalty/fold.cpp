#include "shared/loyalty/fold.h"

#include <algorithm>
#include <span>

#include "shared/base/limits.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/post.h"
#include "shared/loyalty/tier_state.h"

namespace laurel::loyalty {
namespace {

Lot* find_lot(MemberState& state, std::int64_t id) {
    for (Lot& lot : state.lots) {
        if (lot.id == id) return &lot;
    }
    return nullptr;
}

void insert_lot(MemberState& state, Lot lot) {
    state.lots.insert(std::upper_bound(state.lots.begin(), state.lots.end(), lot, drains_before), std::move(lot));
}

Account& account_in(MemberState& state, std::string_view point_kind) {
    const auto place =
        std::lower_bound(state.accounts.begin(), state.accounts.end(), point_kind,
                         [](const Account& account, std::string_view kind) { return account.point_kind < kind; });
    if (place != state.accounts.end() && place->point_kind == point_kind) return *place;
    Account fresh;
    fresh.point_kind = point_kind;
    return *state.accounts.insert(place, std::move(fresh));
}

std::string_view kind_in(const Event& event) { return event.data.string_at("point_kind", main_point_kind); }

Account& account_of(MemberState& state, const Event& event) { return account_in(state, kind_in(event)); }

// Sums stay within what a state can hold, whatever the log says.
void add_to(std::int64_t& sum, std::int64_t points) {
    sum = std::clamp(std::clamp(points, -integer_max, integer_max) + sum, -integer_max, integer_max);
}

bool has_room_for(const MemberState& state, std::int64_t points) {
    for (const Lot& lot : state.lots) points = std::min(points + lot.remaining, integer_max + 1);
    return points <= integer_max;
}

// What waits for a milestone has no dates yet.
void add_lot(MemberState& state, const Event& event) {
    const std::int64_t points = event.data.integer_at("points");
    if (points < 1 || points > integer_max || !has_room_for(state, points)) return;
    if (find_lot(state, event.version) != nullptr) return;
    insert_lot(state, {.id = event.version,
                       .point_kind = std::string(kind_in(event)),
                       .points = points,
                       .remaining = points,
                       .earned_at_ms = event.effective_at_ms,
                       .available_at_ms = event.data.integer_at("available_at_ms", instant_ms_max),
                       .expires_at_ms = event.data.integer_at("expires_at_ms", instant_ms_max),
                       .awaits = std::string(event.data.string_at("awaits")),
                       .slides = event.data.boolean_at("slides")});
}

// Takes the draws out of their lots. What a lot does not have free is owed: that happens only in a past as-of view,
// where a lot is not there yet or a hold still open.
void take(MemberState& state, std::string_view point_kind, const std::vector<Draw>& draws) {
    for (const Draw& draw : draws) {
        Lot* lot = find_lot(state, draw.lot);
        const std::int64_t taken = lot != nullptr ? std::min(draw.points, lot->free()) : 0;
        if (lot != nullptr) lot->remaining -= taken;
        if (taken < draw.points) add_to(account_in(state, point_kind).deficit, draw.points - taken);
    }
}

void fold_earned(MemberState& state, const Event& event) {
    add_lot(state, event);
    add_to(account_of(state, event).earned, event.data.integer_at("points"));
}

void fold_opened(MemberState& state, const Event& event) {
    const std::int64_t points = event.data.integer_at("points");
    if (points > 0) add_lot(state, event);
    if (points < 0) add_to(account_of(state, event).deficit, -std::max(points, -integer_max));
    add_to(account_of(state, event).adjusted, points);
}

// The lot leaves its place in the order of spending and takes the one that its dates give it.
void move_lot(MemberState& state, std::int64_t id, void (*change)(Lot& lot, const Event& event), const Event& event) {
    const auto lot = std::find_if(state.lots.begin(), state.lots.end(), [&](const Lot& each) { return each.id == id; });
    if (lot == state.lots.end()) return;
    Lot moved = std::move(*lot);
    state.lots.erase(lot);
    change(moved, event);
    insert_lot(state, std::move(moved));
}

void fold_released(MemberState& state, const Event& event) {
    auto release = [](Lot& lot, const Event& released) {
        lot.available_at_ms = released.data.integer_at("available_at_ms");
        lot.expires_at_ms = released.data.integer_at("expires_at_ms", instant_ms_max);
        lot.awaits.clear();
    };
    move_lot(state, event.data.integer_at("lot"), release, event);
}

void fold_extended(MemberState& state, const Event& event) {
    const std::int64_t until_ms = event.data.integer_at("expires_at_ms");
    const bool only_sliding = event.data.boolean_at("only_sliding");
    std::vector<Lot> lots = std::move(state.lots);
    state.lots.clear();
    for (Lot& lot : lots) {
        const bool concerned = lot.point_kind == kind_in(event) && (lot.slides || !only_sliding);
        if (concerned && lot.remaining > 0 && lot.expires_at_ms < until_ms) lot.expires_at_ms = until_ms;
        insert_lot(state, std::move(lot));
    }
}

void fold_expired(MemberState& state, const Event& event) {
    const std::int64_t points = event.data.integer_at("points");
    if (Lot* lot = find_lot(state, event.data.integer_at("lot"))) {
        const std::int64_t expired = std::clamp<std::int64_t>(points, 0, lot->free());
        lot->remaining -= expired;
        lot->expired += expired;
    }
    add_to(account_of(state, event).expired, points);
}

void fold_held(MemberState& state, const Event& event) {
    Hold hold{.redemption = std::string(event.data.string_at("redemption")),
              .point_kind = std::string(kind_in(event)),
              .points = event.data.integer_at("points"),
              .times_out_at_ms = event.data.integer_at("times_out_at_ms"),
              .draws = draws_from_value(event.data.array_at("draws")),
              .reward = std::string(event.data.string_at("reward")),
              .caps = counts_of(event.data).caps};
    for (const Draw& draw : hold.draws) {
        if (Lot* lot = find_lot(state, draw.lot)) lot->reserved += std::min(draw.points, lot->free());
    }
    state.holds.push_back(std::move(hold));
}

// Ends a hold: its points leave with it when spent, and are free again in the very lots they came from otherwise.
void resolve_hold(MemberState& state, const Event& event, bool spent) {
    auto hold = std::find_if(state.holds.begin(), state.holds.end(),
                             [&](const Hold& each) { return each.redemption == event.data.string_at("redemption"); });
    if (hold == state.holds.end()) return;
    for (const Draw& draw : hold->draws) {
        if (Lot* lot = find_lot(state, draw.lot)) lot->reserved -= std::min(lot->reserved, draw.points);
    }
    if (spent) {
        take(state, hold->point_kind, hold->draws);
        add_to(account_in(state, hold->point_kind).spent, hold->points);
    }
    state.holds.erase(hold);
}

// Back into the very lots; one that was forgotten since is there again, with its dates.
void fold_restored(MemberState& state, const Event& event) {
    for (Lot& spent : spent_lots_from_value(event.data.array_at("lots"), kind_in(event))) {
        if (spent.points < 1 || !has_room_for(state, spent.points)) continue;
        if (Lot* lot = find_lot(state, spent.id)) {
            lot->remaining += std::min(spent.points, integer_max - lot->remaining - lot->expired);
            // One that another cancellation brought back has only the points that came with it.
            lot->points = std::max(lot->points, lot->remaining + lot->expired);
        } else {
            spent.remaining = spent.points;
            insert_lot(state, std::move(spent));
        }
    }
    add_to(account_of(state, event).spent, -event.data.integer_at("points"));
}

void fold_clawed_back(MemberState& state, const Event& event) {
    take(state, kind_in(event), draws_from_value(event.data.array_at("draws")));
    const std::int64_t from_expired = event.data.integer_at("from_expired");
    if (Lot* lot = find_lot(state, event.data.integer_at("lot"))) {
        lot->expired -= std::clamp<std::int64_t>(from_expired, 0, lot->expired);
    }
    Account& account = account_of(state, event);
    add_to(account.expired, -from_expired);
    add_to(account.deficit, std::max<std::int64_t>(event.data.integer_at("deficit"), 0));
    add_to(account.clawed_back, event.data.integer_at("points"));
}

void fold_adjusted(MemberState& state, const Event& event) {
    const std::int64_t points = event.data.integer_at("points");
    if (points > 0) {
        add_lot(state, event);
    } else {
        take(state, kind_in(event), draws_from_value(event.data.array_at("draws")));
    }
    add_to(account_of(state, event).adjusted, points);
}

void fold_settled(MemberState& state, const Event& event) {
    const std::vector<Draw> draws = draws_from_value(event.data.array_at("draws"));
    Account& account = account_of(state, event);
    account.deficit -= std::min(account.deficit, sum_of(draws));
    take(state, kind_in(event), draws);
}

void fold_facts(MemberState& state, const Event& event) {
    state.facts_version = event.version;
    state.facts_given_at_ms = event.effective_at_ms;
}

void count_day(MemberState& state, const Counts& counts) {
    const auto place = std::lower_bound(state.days.begin(), state.days.end(), counts.day,
                                        [](const DayTotals& each, std::int64_t day) { return each.day < day; });
    const bool known = place != state.days.end() && place->day == counts.day;
    DayTotals& day = known ? *place : *state.days.insert(place, DayTotals{.day = counts.day});
    add_to(day.orders, counts.orders);
    add_to(day.spend_minor, counts.spend_minor);
    add_to(day.qualifying_points, counts.qualifying_points);
    if (day == DayTotals{.day = counts.day}) std::erase(state.days, DayTotals{.day = counts.day});
    const std::int64_t newest = state.days.empty() ? 0 : state.days.back().day;
    std::erase_if(state.days, [&](const DayTotals& each) { return each.day < newest - totals_days_kept; });
}

void count_cap(MemberState& state, const CapUse& used) {
    auto is_same = [&](const CapUse& each) { return each.rule == used.rule && each.cap == used.cap; };
    const auto known = std::find_if(state.caps.begin(), state.caps.end(),
                                    [&](const CapUse& each) { return is_same(each) && each.period == used.period; });
    if (known != state.caps.end()) {
        add_to(known->points, used.points);
        add_to(known->times, used.times);
        return;
    }
    // Taken back for a period that is forgotten.
    if (used.points <= 0 && used.times <= 0) return;
    state.caps.push_back(used);
    if (static_cast<std::size_t>(std::count_if(state.caps.begin(), state.caps.end(), is_same)) <= cap_periods_kept)
        return;
    auto oldest = state.caps.end();
    for (auto it = state.caps.begin(); it != state.caps.end(); ++it) {
        if (is_same(*it) && (oldest == state.caps.end() || it->period < oldest->period)) oldest = it;
    }
    state.caps.erase(oldest);
}

void fold_counts(MemberState& state, const Event& event) {
    if (event.data.find("counts") == nullptr) return;
    const Counts counts = counts_of(event.data);
    add_to(state.orders, counts.orders);
    add_to(state.spend_minor, counts.spend_minor);
    add_to(state.qualifying_points, counts.qualifying_points);
    // A refund of what was ordered before a term takes nothing off it, and what came late adds nothing.
    if (counts.day < state.tier_term.first_day) {
        TierCounts& before = state.tier_term.before;
        add_to(before.orders, counts.orders);
        add_to(before.spend_minor, counts.spend_minor);
        add_to(before.qualifying_points, counts.qualifying_points);
    }
    if (counts.orders != 0 || counts.spend_minor != 0 || counts.qualifying_points != 0) count_day(state, counts);
    for (const CapUse& used : counts.caps) count_cap(state, used);
    for (const Streak& streak : counts.streaks) {
        std::erase_if(state.streaks, [&](const Streak& each) { return each.rule == streak.rule; });
        state.streaks.push_back(streak);
    }
}

void forget_empty_lots(MemberState& state) {
    std::erase_if(state.lots, [&](const Lot& lot) {
        const bool remembered = lot.expired > 0 && lot.expires_at_ms > state.clock_ms - expired_lot_memory_ms;
        return lot.remaining == 0 && !remembered;
    });
}

void fold_joined(MemberState& state, const Event& event) { state.joined_at_ms = event.effective_at_ms; }
void fold_erased(MemberState& state, const Event&) {
    state.erased = true;
    state.facts_version = 0;
    state.facts_given_at_ms = 0;
}
void fold_spent(MemberState& state, const Event& event) { resolve_hold(state, event, true); }
void fold_unspent(MemberState& state, const Event& event) { resolve_hold(state, event, false); }

struct Folder {
    std::string_view kind;
    void (*fold)(MemberState& state, const Event& event);
};

constexpr Folder time_folders[] = {
    {points_expired, fold_expired},
    {hold_timed_out, fold_unspent},
    {deficit_settled, fold_settled},
};

constexpr Folder folders[] = {
    {member_joined, fold_joined},
    {member_erased, fold_erased},
    {points_earned, fold_earned},
    {points_opened, fold_opened},
    {points_released, fold_released},
    {expiry_extended, fold_extended},
    {points_held, fold_held},
    {points_spent, fold_spent},
    {hold_voided, fold_unspent},
    {points_restored, fold_restored},
    {points_clawed_back, fold_clawed_back},
    {points_adjusted, fold_adjusted},
    {facts_given, fold_facts},
    {tier_changed, fold_tier},
    {tier_invitation_changed, fold_tier},
};

void fold_by(std::span<const Folder> some, MemberState& state, const Event& event) {
    for (const Folder& folder : some) {
        if (folder.kind == event.kind) folder.fold(state, event);
    }
}

}  // namespace

const Account& MemberState::account(std::string_view point_kind) const {
    static const Account none;
    const auto found = std::find_if(accounts.begin(), accounts.end(),
                                    [&](const Account& each) { return each.point_kind == point_kind; });
    return found == accounts.end() ? none : *found;
}

MemberState fold(MemberState state, const Event& event) {
    fold_by(folders, state, event);
    return fold_due(std::move(state), event);
}

MemberState fold_due(MemberState state, const Event& event) {
    fold_by(time_folders, state, event);
    fold_counts(state, event);
    state.version = event.version;
    state.clock_ms = std::max(state.clock_ms, event.effective_at_ms);
    remember_movement(state, event);
    forget_empty_lots(state);
    return state;
}

}  // namespace laurel::loyalty
