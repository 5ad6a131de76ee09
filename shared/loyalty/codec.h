#pragma once
// States as canonical JSON and back: how state rows are kept and how the page gets its own. Lots, lines and refunds are
// positional arrays, since a row is written with every event.
#include "shared/base/value.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

Value to_value(const MemberState& state);
Value to_value(const OrderState& state);
Value to_value(const ActionState& state);
Value to_value(const RedemptionState& state);

// Only states that fold can have made: lots in order with ids of their own, holds of points that their lots reserve,
// sums within integer_max. Errors: state_unreadable with the path of what does not fit.
Result<MemberState> member_from_value(const Value& value);
Result<OrderState> order_from_value(const Value& value);
Result<ActionState> action_from_value(const Value& value);
Result<RedemptionState> redemption_from_value(const Value& value);

}  // namespace laurel::loyalty
