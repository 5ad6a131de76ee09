#pragma once
// States as canonical JSON and back: how state rows are kept and how the page gets its own. Lots, lines and refunds are
// positional arrays, since a row is written with every event.
#include "shared/base/value.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

Value to_value(const MemberState& state);
Value to_value(const OrderState& state);
Value to_value(const RedemptionState& state);

// Errors: state_unreadable with the path of what does not fit, sums above integer_max included.
Result<MemberState> member_from_value(const Value& value);
Result<OrderState> order_from_value(const Value& value);
Result<RedemptionState> redemption_from_value(const Value& value);

}  // namespace laurel::loyalty
