#pragma once
// A member's tiers in events and states.
#include <optional>

#include "shared/base/event.h"
#include "shared/loyalty/state.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {

// Whether the calendar has the day, whatever the zone.
bool is_calendar_day(std::int64_t day);

// Of tier_changed and tier_invitation_changed.
void fold_tier(MemberState& state, const Event& event);

// The members "tier_term", "tier_invitation" and "qualifying_points" of a state's object, left out where they say
// nothing.
void write_tier_state(const MemberState& state, Object& value);
// Once its days are read; false for what fold can't have made.
bool read_tier_state(const Value& value, MemberState& state);

// A change begins where the member is, names a reason, and gives a term that lasts; nothing for other events.
std::optional<Error> check_tier_event(const MemberState& before, const Event& event);

}  // namespace laurel::loyalty
