#pragma once
// A whole store as JSON Lines (lines.h).
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "edge/storage/event_store.h"

namespace laurel::exports {

struct ExportOptions {
    std::string store;
    std::int64_t exported_at_ms = 0;
    bool with_keys = false;
    std::function<void(std::int64_t events, std::int64_t total)> progress;
    std::function<bool()> stop_requested;
};

// How many of each there were.
struct Counts {
    std::int64_t programs = 0;
    std::int64_t events = 0;
    std::int64_t personal_parts = 0;
    std::int64_t identities = 0;
    std::int64_t answers = 0;
    std::int64_t settings = 0;
};

struct Exported {
    Counts counts;
    TreeHead head;
    bool is_whole = false;  // not when a stop was requested or `out` failed: then there is no trailer
};

// Writes every line in bounded memory. The store is read as of one moment (OpenOptions::reads_one_moment). Errors:
// chain_broken and tree_mismatch for a store whose log does not hold, since nothing could import it.
Result<Exported> export_lines(EventStore& store, const ExportOptions& options, std::ostream& out);

}  // namespace laurel::exports
