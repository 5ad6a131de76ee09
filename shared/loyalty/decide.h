#pragma once
// Judges commands on the loyalty ledger. Pure: the events come back unnumbered by author and recording time (core.cpp
// stamps them), but with aggregate, version, kind, effective_at and data.
#include <optional>
#include <vector>

#include "shared/base/event.h"
#include "shared/loyalty/budget.h"
#include "shared/loyalty/commands.h"
#include "shared/loyalty/earning.h"
#include "shared/loyalty/settings.h"

namespace laurel::loyalty {

// A state is nullptr when its aggregate has no events yet.
struct OrderInput {
    const OrderState* order = nullptr;
    const MemberState* member = nullptr;  // of the order's member
    const Value* facts = nullptr;         // what the member told about herself; nullptr where nothing is known
};

struct ActionInput {
    const ActionState* action = nullptr;
    const MemberState* member = nullptr;
    const Value* facts = nullptr;
};

struct RedemptionInput {
    const RedemptionState* redemption = nullptr;
    const MemberState* member = nullptr;
    const BudgetState* stock = nullptr;  // of the reward
    const Value* facts = nullptr;        // what the member told about herself
};

using Decided = Result<std::vector<Event>>;

Decided decide(const Settings& settings, const PlaceOrder& command, const OrderInput& input, std::int64_t now_ms);
Decided decide(const Settings& settings, const RefundOrder& command, const OrderInput& input, std::int64_t now_ms);
Decided decide(const Settings& settings, const ReachMilestone& command, const OrderInput& input, std::int64_t now_ms);
Decided decide(const Settings& settings, const RecordAction& command, const ActionInput& input, std::int64_t now_ms);
Decided decide(const Settings& settings, const RevokeAction& command, const ActionInput& input, std::int64_t now_ms);
Decided decide(const Settings& settings, const OpenAccount& command, const ActionInput& input, std::int64_t now_ms);
Decided decide(const Settings& settings, const HoldPoints& command, const RedemptionInput& input, std::int64_t now_ms);
// Errors: what keeps the reward from the member, under a code for each reason.
Decided decide(const Settings& settings, const RedeemReward& command, const RedemptionInput& input,
               std::int64_t now_ms);
Decided decide(const Settings& settings, const ResolveHold& command, const RedemptionInput& input, std::int64_t now_ms);
Decided decide(const Settings& settings, const CancelRedemption& command, const RedemptionInput& input,
               std::int64_t now_ms);
Decided decide(const Settings& settings, const AdjustPoints& command, const MemberState* member, std::int64_t now_ms);
Decided decide(const Settings& settings, const ExtendExpiry& command, const MemberState* member, std::int64_t now_ms);
Decided decide(const Settings& settings, const GiveFacts& command, const MemberState* member, std::int64_t now_ms);
Decided decide(const Settings& settings, const EraseMember& command, const MemberState* member, std::int64_t now_ms);

Decided decide(const Settings& settings, const UseBenefit& command, const ActionInput& input, std::int64_t now_ms);
Decided decide(const Settings& settings, const InviteTier& command, const MemberState* member, std::int64_t now_ms);
Decided decide(const Settings& settings, const WithdrawTier& command, const MemberState* member, std::int64_t now_ms);

// What decide would judge of the order, rule by rule: which gave what and why, and why the others did not. Error: what
// refuses the order.
Result<Judgement> explain(const Settings& settings, const PlaceOrder& command, const OrderInput& input,
                          std::int64_t now_ms);

}  // namespace laurel::loyalty
