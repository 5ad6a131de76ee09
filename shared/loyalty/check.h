#pragma once
// The ledger's invariants, event by event; `laurel verify` runs them over a whole log.
#include <optional>

#include "shared/base/event.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

// Before and after are the states of the event's aggregate. What the event breaks first, or nullopt:
// postings that do not add up to 0 (postings_unbalanced), a balance that the postings do not explain
// (balance_mismatch), draws out of order or of points that were not there (drain_order_broken), a hold resolved twice
// or never made (hold_resolved_twice), a time-out, expiry or settlement that is not due then or was left out, and
// events that can't follow each other (state_mismatch), a claw-back that is not earn(S) - earn(S - refunded) - already
// clawed for each rule's grant, or above what was earned (clawback_mismatch).
std::optional<Error> check_member_event(const MemberState& before, const Event& event, const MemberState& after);
std::optional<Error> check_order_event(const OrderState& before, const Event& event, const OrderState& after);
std::optional<Error> check_action_event(const ActionState& before, const Event& event);
std::optional<Error> check_redemption_event(const RedemptionState& before, const Event& event);

}  // namespace laurel::loyalty
