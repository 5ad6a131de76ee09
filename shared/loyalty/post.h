#pragma once
// Writes the ledger's events: kind, data and balanced postings. The caller sets aggregate, version, times and author.
#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/event.h"
#include "shared/loyalty/commands.h"
#include "shared/loyalty/post_values.h"
#include "shared/loyalty/settings.h"
#include "shared/loyalty/state.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {

// Where the points of a claw-back come from, in this order: the order's own lot, what of it had expired (nobody had the
// good of it), other available lots of its kind as spending drains them, and the rest as a deficit. Policies that
// forgive stop earlier.
struct Clawback {
    std::int64_t lot = 0;  // the order's own
    std::vector<Draw> draws;
    std::int64_t from_expired = 0;
    std::int64_t deficit = 0;
    std::int64_t forgiven = 0;  // what the programme's policy leaves to the member

    bool operator==(const Clawback&) const = default;
};

struct ClawbackOf {
    std::int64_t lot = 0;
    std::string_view point_kind = main_point_kind;
    std::int64_t points = 0;
    NegativeBalance policy = NegativeBalance::owe;
};

Clawback clawback_of(const MemberState& state, const ClawbackOf& asked, std::int64_t instant_ms);

// What an event of a member counts towards caps, streaks and tiers beside its points.
struct Counts {
    std::int64_t day = 0;  // local, of the order or action
    std::int64_t orders = 0;
    std::int64_t spend_minor = 0;
    std::int64_t qualifying_points = 0;
    std::vector<CapUse> caps;     // added to what their periods have used
    std::vector<Streak> streaks;  // as they are from now on

    bool is_nothing() const {
        return orders == 0 && spend_minor == 0 && qualifying_points == 0 && caps.empty() && streaks.empty();
    }
    bool operator==(const Counts&) const = default;
};

// The member "counts" of an event's data; nothing where it has none.
Counts counts_of(const Value& data);

namespace post {

Event member_joined();
Event member_erased();
// A lot of `points` that starts at the event's effective_at. Cause: the order's or action's aggregate.
Event points_earned(const std::string& cause, const std::vector<Grant>& grants, const Lot& lot, const Counts& counts);
Event activity_counted(const std::string& cause, const Counts& counts);
Event points_opened(const std::string& cause, const Lot& lot);
Event deficit_opened(const std::string& cause, std::int64_t points);
Event points_released(const std::string& order, const Lot& lot);
// Of all lots of the kind that expire earlier, or of those that slide.
Event expiry_extended(std::string_view point_kind, std::int64_t expires_at_ms, bool only_sliding);
Event facts_given();
Event points_expired(const Lot& lot);
Event points_granted(const Lot& lot);                                                 // an adjustment upwards
Event points_withdrawn(std::string_view point_kind, const std::vector<Draw>& draws);  // an adjustment downwards
Event points_held(const Hold& hold);
Event points_spent(const Hold& hold);
// What the redemption's reward counted is given back with the points.
Event points_restored(const std::string& redemption, const RedemptionState& state);
Event hold_voided(const Hold& hold);
Event hold_timed_out(const Hold& hold);
Event points_clawed_back(const std::string& cause, const ClawbackOf& asked, const Clawback& clawback,
                         const Counts& counts);
Event deficit_settled(std::string_view point_kind, const std::vector<Draw>& draws);

// tier_changed or tier_invitation_changed.
Event tier_changed(const TierChange& change);

Event order_placed(const PlaceOrder& order, const OrderState& outcome);
Event order_refunded(const Refund& refund, const std::vector<std::int64_t>& clawed_by_grant);
Event order_milestone_reached(std::string_view milestone);

Event action_recorded(const RecordAction& action, const ActionState& outcome);
Event action_revoked();
Event account_opened(const OpenAccount& account);
// The caps that the use counts towards, and how often they had left, are those of the grant.
Event benefit_used(const UseBenefit& use, std::string_view tier, const Grant& grant);

// `reward` is nullptr for plain points.
Event redemption_held(const std::string& member, const Hold& hold, const RedeemedReward* reward);
Event redemption_captured(const std::vector<Lot>& spent);
Event redemption_voided();
Event redemption_cancelled();

}  // namespace post
}  // namespace laurel::loyalty
