#pragma once
// What several members draw on: the stock of a reward, the uses and the money of a coupon campaign. An aggregate of its
// own, "budget/...", so that parallel checkouts meet at its version and no two can take the last of it.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/event.h"
#include "shared/loyalty/cart.h"

namespace laurel::loyalty {

// Taken for a checkout that is not finished; given back at times_out_at_ms by itself.
struct BudgetHold {
    std::string cause;  // the redemption, order or coupon that holds it
    std::int64_t times = 0;
    std::int64_t amount_minor = 0;
    std::int64_t times_out_at_ms = 0;

    bool operator==(const BudgetHold&) const = default;
};

struct BudgetState {
    std::int64_t version = 0;
    std::int64_t times = 0;         // used for good
    std::int64_t amount_minor = 0;  // likewise
    std::vector<BudgetHold> holds;  // those that timed out before an event are forgotten with it

    bool operator==(const BudgetState&) const = default;
};

// 0: no such limit.
struct BudgetLimit {
    std::int64_t times = 0;
    std::int64_t amount_minor = 0;
};

struct BudgetUse {
    std::int64_t times = 0;
    std::int64_t amount_minor = 0;

    bool operator==(const BudgetUse&) const = default;
};

// Used and held at the instant; holds that timed out by then count no more.
BudgetUse used_at(const BudgetState& state, std::int64_t instant_ms);
// Whether there is room for so much more.
bool has_room(const BudgetState& state, const BudgetLimit& limit, const BudgetUse& more, std::int64_t instant_ms);

namespace post {

// The event keeps the limit that left room for it, so that its proof needs no programme.
Event budget_held(const BudgetHold& hold, const BudgetLimit& limit = {});
Event budget_used(const std::string& cause);      // a hold, for good
Event budget_released(const std::string& cause);  // a hold, given back
// Without a hold before it, or back from what was used (negative).
Event budget_changed(const std::string& cause, const BudgetUse& change);

}  // namespace post

BudgetState fold(BudgetState state, const Event& event);

Value to_value(const BudgetState& state);
Result<BudgetState> budget_from_value(const Value& value);

// The budget's own invariants: nothing used below 0, no hold made or resolved twice, none made beyond the limit of its
// event.
std::optional<Error> check_budget_event(const BudgetState& before, const Event& event, const BudgetState& after);

}  // namespace laurel::loyalty
