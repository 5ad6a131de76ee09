#pragma once
// What a reward or a coupon gives, as it stands in the programme and, as the snapshot, in events.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "shared/base/limits.h"
#include "shared/base/money.h"
#include "shared/loyalty/item_filter.h"

namespace laurel::loyalty {

// A limit that is not there.
inline constexpr std::int64_t unlimited = integer_max;
inline constexpr std::int64_t whole_basis_points = 10'000;

struct MoneyOff {
    std::int64_t amount_minor = 0;

    bool operator==(const MoneyOff&) const = default;
};

struct PercentOff {
    std::int64_t basis_points = 0;  // 1..whole_basis_points
    std::int64_t cap_minor = unlimited;

    bool operator==(const PercentOff&) const = default;
};

struct FreeShipping {
    std::int64_t cap_minor = unlimited;

    bool operator==(const FreeShipping&) const = default;
};

struct GiftProduct {
    std::string sku;
    std::int64_t quantity = 1;

    bool operator==(const GiftProduct&) const = default;
};

// For every `buy_quantity` pieces of the items that the benefit applies to, `get_quantity` further pieces at
// `basis_points` off, in whole groups. The cheapest pieces are the ones given.
struct BuyXGetY {
    std::int64_t buy_quantity = 1;
    std::int64_t get_quantity = 1;
    std::int64_t basis_points = whole_basis_points;
    std::int64_t times_max = unlimited;
    std::optional<ItemFilter> get_from;  // whose pieces are given; nullopt: the items that the benefit applies to

    bool operator==(const BuyXGetY&) const = default;
};

// Services that every shop has words for; any other id is the shop's own.
inline constexpr std::string_view known_services[] = {"installation", "gift_wrap", "priority_dispatch", "adviser"};

struct ServiceBenefit {
    std::string service;

    bool operator==(const ServiceBenefit&) const = default;
};

struct PartnerBenefit {
    std::string partner;
    std::string text;  // the id of the text that says what the partner gives

    bool operator==(const PartnerBenefit&) const = default;
};

// Paid out to the member; takes nothing off the cart.
struct CashBack {
    std::int64_t amount_minor = 0;

    bool operator==(const CashBack&) const = default;
};

// `points` points pay `pay_minor`, as an exact ratio, up to a share of the amounts.
struct PayWithPoints {
    std::int64_t points = 1;
    std::int64_t pay_minor = 1;
    std::int64_t maximum_basis_points = whole_basis_points;

    bool operator==(const PayWithPoints&) const = default;
};

using Gives = std::variant<MoneyOff, PercentOff, FreeShipping, GiftProduct, BuyXGetY, ServiceBenefit, PartnerBenefit,
                           CashBack, PayWithPoints>;

// The kinds by their wire names, in the order of Gives.
inline constexpr std::string_view benefit_kinds[] = {"money_off",    "percent_off", "free_shipping",
                                                     "gift_product", "buy_x_get_y", "service",
                                                     "partner",      "cash_back",   "pay_with_points"};

struct Benefit {
    Gives gives;
    ItemFilter applies_to;
    // Both over the products that applies_to matches, at their amounts before any discount.
    std::int64_t minimum_minor = 0;
    std::int64_t minimum_quantity = 0;
    Rounding rounding = Rounding::half_up;  // of a percentage, once for all the lines together

    std::string_view kind() const { return benefit_kinds[gives.index()]; }
    bool operator==(const Benefit&) const = default;
};

// Exactly one of benefit_kinds, and the members common to all.
extern const Shape benefit_shape;

// From a document that fits the shape, and back; what stands at its default is not written. Anything else is read as
// far as it fits.
Benefit read_benefit(const Value& benefit);
Value write_benefit(const Benefit& benefit);

// What the shape can't say, added to `errors`: filters as check_item_filter does, and a rounding where there is no
// percentage to round (value_not_allowed).
void check_benefit(const Value& benefit, std::string_view path, Errors& errors);

}  // namespace laurel::loyalty
