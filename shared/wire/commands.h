#pragma once
// Commands as JSON: {"place_order": {"order": "order/...", "member": "member/...", "placed_at_ms": 0, "currency":
// "GBP", "lines": [[sku, quantity, amount_minor], ...]}} and likewise refund_order, hold_points, resolve_hold,
// adjust_points, erase_member.
#include "shared/core.h"

namespace laurel::wire {

// Errors: unknown_command, and what the command's shape finds.
Result<Command> read_command(const Value& value);

}  // namespace laurel::wire
