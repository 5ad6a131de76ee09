#pragma once
// A member's tiers in events.
#include <optional>

#include "shared/base/event.h"
#include "shared/loyalty/state.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {

// Of tier_changed and tier_invitation_changed.
void fold_tier(MemberState& state, const Event& event);

// A change begins where the member is, names a reason, and gives a term that lasts; nothing for other events.
std::optional<Error> check_tier_event(const MemberState& before, const Event& event);

}  // namespace laurel::loyalty
