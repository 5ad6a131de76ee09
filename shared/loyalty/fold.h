#pragma once
// Adds events up to states. Total: it only does arithmetic and never judges, so editing a rule never rewrites history.
#include "shared/base/event.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

// How long an expired lot is remembered, so that a late refund of its order takes nothing that the member never had the
// good of.
inline constexpr std::int64_t expired_lot_memory_ms = 730 * day_ms;

MemberState fold(MemberState state, const Event& event);
// The same of what time alone causes (ledger.h's due events). A page folds nothing else, and so links nothing else.
MemberState fold_due(MemberState state, const Event& event);
OrderState fold(OrderState state, const Event& event);
ActionState fold(ActionState state, const Event& event);
RedemptionState fold(RedemptionState state, const Event& event);

// The part of the member's fold that keeps the last lines of the history (movements.cpp).
void remember_movement(MemberState& state, const Event& event);

}  // namespace laurel::loyalty
