#pragma once
// The kinds of the loyalty events and the accounts of their postings. Names are for ever: they are in the log.
#include <cstdint>
#include <string_view>

#include "shared/base/value.h"

namespace laurel::loyalty {

// Of a member.
inline constexpr std::string_view member_joined = "member_joined";
inline constexpr std::string_view member_erased = "member_erased";
inline constexpr std::string_view points_earned = "points_earned";
// No points, but what caps, streaks and tiers count.
inline constexpr std::string_view activity_counted = "activity_counted";
// Points that waited for a milestone have their dates now.
inline constexpr std::string_view points_released = "points_released";
// Brought along from another system.
inline constexpr std::string_view points_opened = "points_opened";
inline constexpr std::string_view expiry_extended = "expiry_extended";
inline constexpr std::string_view facts_given = "facts_given";
inline constexpr std::string_view points_expired = "points_expired";
inline constexpr std::string_view points_clawed_back = "points_clawed_back";
inline constexpr std::string_view points_adjusted = "points_adjusted";
inline constexpr std::string_view points_held = "points_held";
inline constexpr std::string_view points_spent = "points_spent";
inline constexpr std::string_view points_restored = "points_restored";
inline constexpr std::string_view hold_voided = "hold_voided";
inline constexpr std::string_view hold_timed_out = "hold_timed_out";
inline constexpr std::string_view deficit_settled = "deficit_settled";
// What a member has by what was counted: another tier, or the same for another term.
inline constexpr std::string_view tier_changed = "tier_changed";
inline constexpr std::string_view tier_invitation_changed = "tier_invitation_changed";
// Of an order.
inline constexpr std::string_view order_placed = "order_placed";
inline constexpr std::string_view order_refunded = "order_refunded";
inline constexpr std::string_view order_milestone_reached = "order_milestone_reached";
// Of an action.
inline constexpr std::string_view action_recorded = "action_recorded";
inline constexpr std::string_view action_revoked = "action_revoked";
inline constexpr std::string_view account_opened = "account_opened";
inline constexpr std::string_view benefit_used = "benefit_used";
// Of a redemption.
inline constexpr std::string_view redemption_held = "redemption_held";
inline constexpr std::string_view redemption_captured = "redemption_captured";
inline constexpr std::string_view redemption_voided = "redemption_voided";
inline constexpr std::string_view redemption_cancelled = "redemption_cancelled";

// Of a budget.
inline constexpr std::string_view budget_held = "budget_held";
inline constexpr std::string_view budget_used = "budget_used";
inline constexpr std::string_view budget_released = "budget_released";
inline constexpr std::string_view budget_changed = "budget_changed";

// Of a coupon: a code for one use.
inline constexpr std::string_view coupon_issued = "coupon_issued";
inline constexpr std::string_view coupon_reserved = "coupon_reserved";
inline constexpr std::string_view coupon_released = "coupon_released";
inline constexpr std::string_view coupon_used = "coupon_used";
inline constexpr std::string_view coupon_restored = "coupon_restored";
inline constexpr std::string_view coupon_voided = "coupon_voided";
// Of a checkout.
inline constexpr std::string_view checkout_reserved = "checkout_reserved";
inline constexpr std::string_view checkout_committed = "checkout_committed";
inline constexpr std::string_view checkout_released = "checkout_released";
// Of an order's discounts.
inline constexpr std::string_view discounts_given = "discounts_given";
inline constexpr std::string_view discounts_returned = "discounts_returned";

// Double entry inside each event: "postings" is a list of [account, points], which add up to 0, all of the one kind of
// points that the event is about. member + reserved is what the member owns; the others say where points came from or
// went.
inline constexpr std::string_view account_member = "member";
inline constexpr std::string_view account_reserved = "reserved";
inline constexpr std::string_view account_issued = "issued";
inline constexpr std::string_view account_spent = "spent";
inline constexpr std::string_view account_expired = "expired";
inline constexpr std::string_view account_clawed_back = "clawed_back";
inline constexpr std::string_view account_adjusted = "adjusted";
inline constexpr std::string_view account_opened_balance = "opened";

}  // namespace laurel::loyalty
