#pragma once
// Questions about a member's points, and the events that time alone causes.
#include <optional>
#include <vector>

#include "shared/base/event.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

struct Balance {
    std::int64_t available = 0;             // spendable now; negative while points are owed
    std::int64_t pending = 0;               // earned, spendable from their available_at on
    std::int64_t reserved = 0;              // in open holds
    std::int64_t expiring_soon = 0;         // of the available, those that expire within the window asked for
    std::int64_t next_expiry_at_ms = 0;     // the first of them; 0 when none
    std::int64_t next_available_at_ms = 0;  // when the next pending points arrive; 0 when none

    bool operator==(const Balance&) const = default;
};

// The balance of one kind of points at an instant, or at the state's clock where that is later: the ledger does not run
// backwards. Due time-outs, expiries and settlements count whether or not they were posted. available + pending +
// reserved = sum of the lots' remaining - deficit.
Balance balance_at(const MemberState& state, std::int64_t instant_ms, std::int64_t expiring_soon_ms,
                   std::string_view point_kind = main_point_kind);

// What time alone does to the ledger up to and including an instant, in order, with effective_at set to the moment it
// happens: holds time out, points that can be spent settle what is owed, lots expire. At one instant in this order, so
// that points which a hold gives back or a late order brings after their date still settle what is owed before they go.
// What is due from before the state's clock happens at that clock.
// The events' kinds, data, effective_at and versions are filled in.
std::vector<Event> due_events(const MemberState& state, std::int64_t until_ms);
// The first of them.
std::optional<Event> next_due_event(const MemberState& state, std::int64_t until_ms);
// The state with all of them folded in: what people are shown. Its version runs ahead of the log's.
MemberState state_at(const MemberState& state, std::int64_t instant_ms);

// Draws of `points` from lots of the kind that are available at the instant, by (expires_at, earned_at, id). The draws
// may add up to less.
std::vector<Draw> drain(const MemberState& state, std::string_view point_kind, std::int64_t points,
                        std::int64_t instant_ms);

}  // namespace laurel::loyalty
