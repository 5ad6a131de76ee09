#pragma once
// Tells a story to the core, as the edge would, and to the naive ledger, and holds the core against it and against the
// ten invariants of a loyalty ledger after every step:
//
//   1 balances      what lots hold, what is owed, what was posted and what is shown are one sum
//   2 double entry  every event's postings add up to nothing; versions follow one another
//   3 replay        folding the log again, or its tail on a state that was written and read, gives the same bytes
//   4 idempotency   a command again changes nothing and has the same answer; changed, it is a conflict
//   5 holds         each resolves once, and no more is held than there is
//   6 refunds       take back what the rest no longer earns, in any order; all of it at last, and never more
//   7 cancelling    gives the very lots and dates back; nothing but an extension lengthens a life
//   8 drain order   and calendar are those of the naive ledger
//   9 discounts     are held to theirs by tests/shared/loyalty/discount_property_test.cpp
//   10 dry run      deciding twice, or explaining, says what is then committed and writes nothing
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/core.h"
#include "tests/simulate/story.h"

namespace laurel::simulate {

// What went wrong, and at which step.
struct Failure {
    std::string invariant;
    std::string what;
    std::size_t step = 0;
};

// What was done, in numbers.
struct Numbers {
    std::map<std::string, std::int64_t> carried_out;  // by command
    std::map<std::string, std::int64_t> refused;      // by code
    std::map<std::string, std::int64_t> events;       // by kind
    std::int64_t steps = 0;
    std::int64_t repeated = 0;
    std::int64_t crashes = 0;
    std::int64_t programmes = 0;
    std::int64_t comparisons = 0;
};

struct Told {
    std::optional<Failure> failure;
    std::vector<Event> log;
    States states;  // after it
};

Told tell(const Story& story, Numbers& numbers);

// {"event": ...} a line, and then {"states": {...}} as they are after them.
std::string log_text(const Told& told);

// The story without what its failure does not need: fails by the same invariant.
Story shortest(Story story, const Failure& failure);

}  // namespace laurel::simulate
