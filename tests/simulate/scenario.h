#pragma once
// Stories at random.
#include "tests/property.h"
#include "tests/simulate/story.h"

namespace laurel::simulate {

// Years of one member: orders, refunds, holds and what becomes of them, actions, milestones, and so on, some of them
// late, twice, wrong or lost in a crash, under programmes that change.
Story random_story(std::uint64_t seed, int years);

// A line of an order, as a shop sends it.
Value random_line(SeededRandom& random);

}  // namespace laurel::simulate
