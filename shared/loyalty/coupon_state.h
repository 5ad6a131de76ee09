#pragma once
// What coupons add up to: a code for one use ("coupon/..."), what a checkout has reserved ("checkout/...") and what an
// order was given ("order_discounts/...", by the order's own id). Codes themselves are secrets of the edge: a coupon's
// name is a pseudonym of its code.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/event.h"
#include "shared/base/time.h"

namespace laurel::loyalty {

enum class CouponStatus { free, reserved, used, voided };

inline constexpr std::string_view coupon_status_names[] = {"free", "reserved", "used", "voided"};

struct CouponState {
    std::int64_t version = 0;
    std::string campaign;
    std::string member;  // the only one who may use it; "" for whoever has the code
    std::int64_t issued_at_ms = 0;
    std::int64_t expires_at_ms = instant_ms_max;
    CouponStatus status = CouponStatus::free;
    std::string checkout;  // of one reserved or used
    std::int64_t times_out_at_ms = 0;

    // A reservation that timed out counts no more.
    CouponStatus status_at(std::int64_t instant_ms) const;
    bool operator==(const CouponState&) const = default;
};

// What one line of the cart or order got of a discount.
struct DiscountShare {
    std::int64_t line = 0;  // its index in the cart
    std::string sku;
    std::int64_t quantity = 0;
    std::int64_t amount_minor = 0;
    std::int64_t returned_minor = 0;  // with the pieces that were refunded

    bool operator==(const DiscountShare&) const = default;
};

// What one code gave, as it was judged.
struct Discount {
    std::string campaign;
    std::string coupon;  // "" for a shared code
    Value benefit;       // the snapshot
    std::vector<std::string> budgets;
    bool restores = false;  // a full refund gives code and limits back
    bool restored = false;
    std::vector<DiscountShare> shares;

    std::int64_t total_minor() const;
    std::int64_t returned_minor() const;
    bool operator==(const Discount&) const = default;
};

enum class CheckoutStatus { reserved, committed, released };

inline constexpr std::string_view checkout_status_names[] = {"reserved", "committed", "released"};

struct CheckoutState {
    std::int64_t version = 0;
    std::string member;  // "" for a guest
    CheckoutStatus status = CheckoutStatus::released;
    std::int64_t reserved_at_ms = 0;
    std::int64_t times_out_at_ms = 0;
    std::string order;  // of one committed
    std::vector<Discount> discounts;

    bool is_open_at(std::int64_t instant_ms) const {
        return status == CheckoutStatus::reserved && instant_ms < times_out_at_ms;
    }
    bool operator==(const CheckoutState&) const = default;
};

// What one refund of the order gave back of its discounts.
struct DiscountReturn {
    std::string refund;
    std::int64_t amount_minor = 0;

    bool operator==(const DiscountReturn&) const = default;
};

struct OrderDiscountsState {
    std::int64_t version = 0;
    std::string checkout;
    std::vector<Discount> discounts;
    std::vector<DiscountReturn> returns;

    bool operator==(const OrderDiscountsState&) const = default;
};

// The aggregate of an order's discounts.
std::string discounts_of_order(std::string_view order);

CouponState fold(CouponState state, const Event& event);
CheckoutState fold(CheckoutState state, const Event& event);
OrderDiscountsState fold(OrderDiscountsState state, const Event& event);

Value to_value(const CouponState& state);
Value to_value(const CheckoutState& state);
Value to_value(const OrderDiscountsState& state);
// Errors: state_unreadable with the path of what does not fit.
Result<CouponState> coupon_from_value(const Value& value);
Result<CheckoutState> checkout_from_value(const Value& value);
Result<OrderDiscountsState> order_discounts_from_value(const Value& value);

// What an event breaks first: events that can't follow each other (state_mismatch), a code or a reservation that is
// resolved twice or after its time (hold_resolved_twice), shares that give back more than they are (balance_mismatch).
std::optional<Error> check_coupon_event(const CouponState& before, const Event& event);
std::optional<Error> check_checkout_event(const CheckoutState& before, const Event& event);
std::optional<Error> check_order_discounts_event(const OrderDiscountsState& before, const Event& event,
                                                 const OrderDiscountsState& after);

// What an order's refunds so far give back of each share, aligned to the discounts and their shares.
struct DiscountsReturned {
    std::string refund;
    std::vector<std::vector<std::int64_t>> minor;  // what is returned now, beside what was before
    std::vector<bool> restored;                    // of those that a full refund gives back now

    bool is_nothing() const;
};

namespace post {

Event coupon_issued(const CouponState& coupon);
Event coupon_reserved(const std::string& checkout, std::int64_t times_out_at_ms);
Event coupon_released(const std::string& checkout);
Event coupon_used(const std::string& checkout, const std::string& order);
Event coupon_restored(const std::string& order);
Event coupon_voided();

Event checkout_reserved(const CheckoutState& checkout);
Event checkout_committed(const std::string& order);
Event checkout_released();

Event discounts_given(const OrderDiscountsState& given);
Event discounts_returned(const DiscountsReturned& returned);

}  // namespace post
}  // namespace laurel::loyalty
