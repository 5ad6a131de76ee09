#pragma once
// Judges the commands on coupons. Every aggregate that a decision rests on is named by aggregates_of or by the states
// themselves, so that their versions guard it: of two checkouts that meet at the last use, one is decided again.
#include "shared/loyalty/coupon_judge.h"
#include "shared/loyalty/decide.h"

namespace laurel::loyalty {

// The aggregates that the commands rest on, as far as the states given tell.
std::vector<std::string> aggregates_of(const Settings& settings, const ReserveCoupons& command,
                                       const CouponStates& states);
std::vector<std::string> aggregates_of(const CommitCoupons& command, const CouponStates& states);
std::vector<std::string> aggregates_of(const ReleaseCoupons& command, const CouponStates& states);
// Of a refund: what the order's discounts were counted in.
std::vector<std::string> aggregates_of(const OrderDiscountsState& discounts);

Decided decide(const Settings& settings, const IssueCoupon& command, const CouponStates& states, std::int64_t now_ms);
Decided decide(const VoidCoupon& command, const CouponStates& states, std::int64_t now_ms);
// `facts` are the member's, nullptr where nothing is known.
Decided decide(const Settings& settings, const ReserveCoupons& command, const CouponStates& states, const Value* facts,
               std::int64_t now_ms);
Decided decide(const CommitCoupons& command, const CouponStates& states, std::int64_t now_ms);
Decided decide(const ReleaseCoupons& command, const CouponStates& states, std::int64_t now_ms);

// What decide would judge of the codes, at any time, without reserving them; a reservation that the checkout already
// has counts as given back.
Result<Value> quote(const Settings& settings, const ReserveCoupons& command, const CouponStates& states,
                    const Value* facts);

// What the order's refunds so far, that one among them, give back: each line its own share, by its pieces as the money
// of a refund is shared out (share_of_pieces), so that in whatever parts and order a line is refunded its shares add up
// to its discount. A refund by amount takes the same part of what is left of every line. A line of the cart is the
// order's line at the same place if it has the same SKU, else the first line of that SKU. An order that is refunded in
// full gives all of it back, and with it the codes and limits whose campaign says so.
std::vector<Event> return_discounts(const std::string& order, const OrderState& after, const std::string& refund,
                                    const CouponStates& states, std::int64_t now_ms);

}  // namespace laurel::loyalty
