#pragma once
// Writes the ledger's events: kind, data and balanced postings. The caller sets aggregate, version, times and author.
#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/event.h"
#include "shared/loyalty/commands.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

// [[lot, points], ...]
Value draws_to_value(const std::vector<Draw>& draws);
// What can't be a draw is left out: no pair, no points, or more than all draws together can be.
std::vector<Draw> draws_from_value(const Array& value);
std::int64_t sum_of(const std::vector<Draw>& draws);
// [[line, quantity], ...]
Value items_to_value(const std::vector<RefundItem>& items);
// Likewise.
std::vector<RefundItem> items_from_value(const Array& value);

// Where the points of a claw-back come from, in this order: the order's own lot, what of it had expired (nobody had the
// good of it), other available lots as spending drains them, and the rest as a deficit.
struct Clawback {
    std::int64_t lot = 0;  // the order's own
    std::vector<Draw> draws;
    std::int64_t from_expired = 0;
    std::int64_t deficit = 0;

    bool operator==(const Clawback&) const = default;
};

Clawback clawback_of(const MemberState& state, std::int64_t lot, std::int64_t points, std::int64_t instant_ms);

namespace post {

Event member_joined();
Event member_erased();
// A lot of `points` that starts at the event's effective_at.
Event points_earned(const std::string& order, const std::string& rule, const Lot& lot);
Event points_expired(const Lot& lot);
Event points_granted(const Lot& lot);                    // an adjustment upwards
Event points_withdrawn(const std::vector<Draw>& draws);  // an adjustment downwards
Event points_held(const Hold& hold);
Event points_spent(const Hold& hold);
Event hold_voided(const Hold& hold);
Event hold_timed_out(const Hold& hold);
Event points_clawed_back(const std::string& order, const Clawback& clawback);
Event deficit_settled(const std::vector<Draw>& draws);

Event order_placed(const PlaceOrder& order, const EarningRule& rule, const OrderState& outcome);
Event order_refunded(const Refund& refund);

Event redemption_held(const std::string& member, const Hold& hold);
Event redemption_captured();
Event redemption_voided();

}  // namespace post
}  // namespace laurel::loyalty
