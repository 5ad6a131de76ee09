#pragma once
// What one benefit alone takes off a cart.
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "shared/loyalty/benefit.h"
#include "shared/loyalty/cart.h"

namespace laurel::loyalty {

// What became of an offer, and why.
enum class OfferReason {
    applied,
    lane_unknown,              // the programme has no such lane
    no_matching_item,          // the cart has nothing that it applies to
    below_minimum,             // too little of it
    not_enough_points,         // the points do not pay one minor unit
    nothing_left_to_discount,  // what it applies to costs nothing any more, or its share rounds to 0
    lost_to_better,
    lost_to_priority,
    lost_to_exclusive,
};

inline constexpr std::string_view offer_reason_names[] = {
    "applied",        "lane_unknown",      "no_matching_item",
    "below_minimum",  "not_enough_points", "nothing_left_to_discount",
    "lost_to_better", "lost_to_priority",  "lost_to_exclusive"};

// So much off the cart's line of that index.
struct LineShare {
    std::size_t line = 0;
    std::int64_t amount_minor = 0;

    bool operator==(const LineShare&) const = default;
};

// Amounts aligned to the lines.
struct CartAmounts {
    std::span<const CartLine> lines;
    std::span<const std::int64_t> base_minor;  // what percentages and prices of pieces reckon on
    std::span<const std::int64_t> left_minor;  // what is still to pay
};

struct Saving {
    OfferReason reason = OfferReason::applied;  // applied or why it can't be
    std::int64_t total_minor = 0;
    std::vector<LineShare> shares;  // above 0, in the order of the lines; they add up to the total

    bool operator==(const Saving&) const = default;
};

// `points` is the most that a benefit of pay_with_points may use. No share is above what is left of its line. Only
// free_shipping takes anything off shipping, the others off products; gift cards, fees and taxes are never discounted.
// Amounts are 0 or more, quantities 1 or more, and the sums of each within integer_max.
Saving saving_of(const Benefit& benefit, const CartAmounts& cart, std::int64_t points);

// The fewest points that pay the amount: points * amount / pay_minor, rounded up.
std::int64_t points_to_pay(const PayWithPoints& rate, std::int64_t amount_minor);

}  // namespace laurel::loyalty
