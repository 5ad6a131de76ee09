#pragma once
// What can be asked of coupons. Codes are secrets: who asks has turned a code into its pseudonym, the coupon's name.
#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/value.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

// A code for one use.
struct IssueCoupon {
    std::string coupon;
    std::string campaign;
    std::string member;  // the only one who may use it; "" for whoever has the code
    std::int64_t expires_at_ms = instant_ms_max;
};

struct VoidCoupon {
    std::string coupon;
    std::string reason;  // free text: goes to the personal part
};

// A code as the shopper gave it, and the name of the coupon that it would be if it is for one use.
struct CouponCode {
    std::string text;
    std::string coupon;        // "" where it can't be one
    bool is_mistyped = false;  // it looks like one, but its check character says no
};

// Keeps the codes and their discounts for a checkout, until it is committed, released or timed out; in the place of
// what the checkout had reserved before. All codes must apply.
struct ReserveCoupons {
    std::string checkout;
    std::string member;  // "" for a guest
    std::int64_t at_ms = 0;
    std::vector<OrderLine> lines;  // amounts before discounts
    Value attributes;
    std::vector<CouponCode> codes;
};

// The checkout was paid.
struct CommitCoupons {
    std::string checkout;
    std::string order;
};

struct ReleaseCoupons {
    std::string checkout;
};

}  // namespace laurel::loyalty
