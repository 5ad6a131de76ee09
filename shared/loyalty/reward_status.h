#pragma once
// Whether a member can have a reward now, and why not; the same for the widget, the routes and the decision.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/loyalty/budget.h"
#include "shared/loyalty/discount.h"
#include "shared/loyalty/earning.h"
#include "shared/loyalty/reward.h"

namespace laurel::loyalty {

// The first of these that keeps the reward from the member. The names are for ever, they are in answers.
enum class RewardReason {
    redeemable,
    disabled,
    window_closed,  // detail: which member of the window
    tier_required,
    condition_false,
    condition_failed,  // it could not be judged
    limit_reached,
    out_of_stock,
    cart_unfit,  // detail: why its benefit takes nothing off the cart
    not_enough_points,
};

inline constexpr std::string_view reward_reason_names[] = {
    "redeemable",       "disabled",      "window_closed", "tier_required", "condition_false",
    "condition_failed", "limit_reached", "out_of_stock",  "cart_unfit",    "not_enough_points"};

// Who would redeem, and when. Everything is borrowed.
struct RewardOccasion {
    std::int64_t instant_ms = 0;
    const MemberState* member = nullptr;  // as of the instant (state_at); nullptr: nobody yet
    std::optional<Birthday> birthday;
    const Cart* cart = nullptr;
};

struct RewardStatus {
    const Reward* reward = nullptr;
    RewardReason reason = RewardReason::redeemable;
    std::string detail;
    std::int64_t points = 0;          // what it costs; of pay_with_points the fewest that pay as much as those given
    std::int64_t missing_points = 0;  // of not_enough_points
    bool confirm_at_edge = false;     // a stock or a condition that only the edge knows has the last word
    std::optional<Outcome> on_cart;   // what it alone would do to the cart, where there is one

    bool is_redeemable() const { return reason == RewardReason::redeemable; }
};

// `stock` is that of the reward's budget (stock_budget), nullptr where only the edge knows it. `points` is how many the
// shopper gives to pay with; 0: not said, so as many as help the cart, or without one the fewest that pay anything.
RewardStatus status_of(const Settings& settings, const Reward& reward, const RewardOccasion& occasion,
                       const BudgetState* stock, std::int64_t points = 0);

// {"benefit", "id", "name", "point_kind", "points"} and "description" where there is one; with what the status says.
Value to_value(const Reward& reward);
Value to_value(const RewardStatus& status);

// An order's lines as discounts see them.
std::vector<CartLine> cart_lines(const std::vector<OrderLine>& lines);

}  // namespace laurel::loyalty
