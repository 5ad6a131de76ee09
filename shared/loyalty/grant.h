#pragma once
// The snapshot of what a rule gave for an order: how many points it gives for what is kept of the order, and how it is
// written in events and states.
#include "shared/base/result.h"
#include "shared/base/value.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

// What a grant's lines come to.
struct Basis {
    std::int64_t base_minor = 0;
    std::int64_t quantity = 0;
};

// So many points for that much, rounded once, the limit applied; amount_overflow is the only error. Never falls when
// the basis grows.
Result<std::int64_t> points_of(const Grant& grant, const Basis& basis);

// What is kept of the grant's lines. Refunds by items take their pieces' share of a line's base, rounded half up as
// their money is; refunds by amount take the same part of every line that is left. It depends on what was refunded in
// all and not on the order in which.
Basis basis_of(const Grant& grant, const OrderState& order);

// What is kept of the products that the order bought: what tiers and stages count as spend.
std::int64_t spend_of(const OrderState& order);

// The money that refunds by items came to, of one line.
std::int64_t refunded_of(const OrderLine& line, std::int64_t amount_minor);

// Only what differs from the defaults.
Value to_value(const Grant& grant);
// Total: what is absent or unfit becomes its default.
Grant grant_from_value(const Value& value);

// [[rule, cap, period, points, times], ...]
Value cap_uses_to_value(const std::vector<CapUse>& uses);
std::vector<CapUse> cap_uses_from_value(const Array& value);

}  // namespace laurel::loyalty
