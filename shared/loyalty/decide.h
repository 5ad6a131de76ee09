#pragma once
// Judges commands on the loyalty ledger. Pure: the events come back unnumbered by author and recording time (core.cpp
// stamps them), but with aggregate, version, kind, effective_at and data.
#include <optional>
#include <vector>

#include "shared/base/event.h"
#include "shared/loyalty/commands.h"
#include "shared/loyalty/settings.h"

namespace laurel::loyalty {

// A state is nullptr when its aggregate has no events yet.
struct OrderInput {
    const OrderState* order = nullptr;
    const MemberState* member = nullptr;  // of the order's member
};

struct RedemptionInput {
    const RedemptionState* redemption = nullptr;
    const MemberState* member = nullptr;
};

using Decided = Result<std::vector<Event>>;

Decided decide(const Settings& settings, const PlaceOrder& command, const OrderInput& input, std::int64_t now_ms);
Decided decide(const RefundOrder& command, const OrderInput& input, std::int64_t now_ms);
Decided decide(const Settings& settings, const HoldPoints& command, const RedemptionInput& input, std::int64_t now_ms);
Decided decide(const ResolveHold& command, const RedemptionInput& input, std::int64_t now_ms);
Decided decide(const Settings& settings, const AdjustPoints& command, const MemberState* member, std::int64_t now_ms);
Decided decide(const EraseMember& command, const MemberState* member, std::int64_t now_ms);

}  // namespace laurel::loyalty
