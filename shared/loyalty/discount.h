#pragma once
// The offers of a cart, stacked by lanes: which of them apply, and what each takes off which line. Pure; the same cart
// and offers give the same outcome in whatever order the offers are listed.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shared/loyalty/lane.h"
#include "shared/loyalty/saving.h"

namespace laurel::loyalty {

// A reward or coupon that the cart may use.
struct Offer {
    std::string id;  // its own in the cart; decides between equals
    Benefit benefit;
    std::string lane;
    std::int64_t priority = 0;  // higher goes first within its lane
    std::int64_t points = 0;    // pay_with_points: the most points to use
};

struct OfferOutcome {
    OfferReason reason = OfferReason::lane_unknown;
    std::int64_t total_minor = 0;
    std::int64_t points = 0;        // pay_with_points: the fewest points that pay the total
    std::vector<LineShare> shares;  // above 0, in the order of the lines; they add up to total_minor

    bool operator==(const OfferOutcome&) const = default;
};

struct Gift {
    std::string sku;
    std::int64_t quantity = 0;

    bool operator==(const Gift&) const = default;
};

struct Outcome {
    std::vector<OfferOutcome> offers;                // aligned to the offers given
    std::vector<std::int64_t> line_discounts_minor;  // aligned to the lines: the sum of the offers' shares
    std::int64_t total_minor = 0;                    // off the whole cart, points included
    std::vector<Gift> gifts;                         // by SKU, each once
    std::vector<std::string> services;               // sorted, each once
    std::int64_t cash_back_minor = 0;

    bool operator==(const Outcome&) const = default;
};

// Lanes are applied in their order, each to what those before have left; but where an offer of an exclusive lane
// applies, the one of them that takes most off the cart is the only one of the whole cart. A percentage of initial
// amounts takes from a line at most what is left of it. Discounts stay within what they apply to: no line goes below 0.
// Errors: duplicate_identifier for two offers of one id, number_out_of_range for a line without pieces or with an
// amount below 0, amount_overflow for sums beyond integer_max, each under /offers/i or /lines/i.
Result<Outcome> apply_offers(const Lanes& lanes, std::span<const Offer> offers, std::span<const CartLine> lines);

}  // namespace laurel::loyalty
