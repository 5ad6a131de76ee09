#pragma once
// A fact: what happened to one aggregate. Append-only, canonical JSON of integers and strings, without personal data.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/value.h"

namespace laurel {

struct Event {
    std::string aggregate;             // "member/...", "order/...", "redemption/...", "program/main"
    std::int64_t version = 0;          // 1, 2, 3, ... without gaps in its aggregate
    std::string kind;                  // a name from the feature's events.h
    std::int64_t effective_at_ms = 0;  // when it happened: rules and as-of queries use it
    std::int64_t recorded_at_ms = 0;   // when the edge learnt of it
    std::int64_t program_version = 0;  // the program that judged it
    std::string author;                // who caused it: a key, a member or the edge itself; never a person's name
    Value data;                        // the feature's own part, postings included

    // Names, free texts and the like: stored beside the log, where they can be erased. The event's bytes hold only
    // personal_digest: lowercase hex of SHA-256(salt + canonical personal part), computed by the edge; "" without a
    // personal part.
    Value personal;
    std::string personal_digest;
};

// The bytes that are hashed, chained and kept for ever. previous_hash is the lowercase hex SHA-256 of the aggregate's
// previous event's bytes, "" for its first.
std::string event_bytes(const Event& event, std::string_view previous_hash);

// An event and the hash that it carries of the one before it.
struct ChainedEvent {
    Event event;
    std::string previous_hash;
};

// Reads what event_bytes wrote; anything else is an error with its path. The personal part is left empty.
Result<ChainedEvent> read_event(std::string_view bytes);

}  // namespace laurel
