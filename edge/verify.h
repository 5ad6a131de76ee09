#pragma once
// Proves a store: replays every aggregate and compares.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "edge/storage/event_store.h"

namespace laurel {

struct VerifyReport {
    std::int64_t events = 0;
    std::int64_t aggregates = 0;
    std::int64_t members = 0;
    std::int64_t points_outstanding = 0;  // sum over members of available + pending + reserved at each ledger's clock
    TreeHead head;
    // The first event (by position) that breaks something; position 0 for what belongs to no event (the tree head, a
    // state row).
    struct Finding {
        std::int64_t position = 0;
        std::string aggregate;
        std::int64_t version = 0;
        Error error;
    };
    std::optional<Finding> finding;
};

// Checks for every sealed event: its hash, its link to the previous one, the dense position, its personal part's digest
// (where not erased), the loyalty invariants (loyalty/check.h); then each state row against the replay, and the tree's
// size and root. Memory is bounded by the number of aggregates, not of events. `progress` is called now and then with
// (events done, events in all).
VerifyReport verify(EventStore& store, const std::function<void(std::int64_t, std::int64_t)>& progress);

}  // namespace laurel
