#pragma once
// What the edge wrote, taken back out of its store: the very rows of each order, for rivals to write again.
#include <cstdint>
#include <string>
#include <vector>

#include "edge/storage/event_store.h"

namespace laurel::bench {

struct Captured {
    std::vector<Batch> before;    // orders up to a position: what was in the store before the measured run
    std::vector<Batch> measured;  // orders after it, each with its stored answer
};

// Reads a store that holds orders of members only. States are what they were after each order, folded anew. `principal`
// is whom the measured orders' answers were stored for; their keys are the orders' ids.
Captured capture(const std::string& path, std::int64_t after_position, const std::string& principal);

}  // namespace laurel::bench
