#pragma once
// Batches of made-up events for the tests of storage, which takes events' bytes as they are.
#include <string>
#include <string_view>
#include <vector>

#include "edge/storage/event_store.h"
#include "edge/storage/hash.h"
#include "edge/storage/merkle.h"

namespace laurel {

inline AggregateAppend::NewEvent new_event(std::string bytes) { return {"tested", 0, bytes, sha256_hex(bytes)}; }

// `count` events after `expected`, each with bytes of its own, and the state "<aggregate>@<version>".
inline AggregateAppend appended(const std::string& aggregate, std::int64_t expected, int count = 1,
                                const std::string& note = "") {
    AggregateAppend append{aggregate, expected, {}, 1, ""};
    for (int i = 1; i <= count; ++i)
        append.events.push_back(new_event(aggregate + "#" + std::to_string(expected + i) + note));
    append.state = aggregate + "@" + std::to_string(expected + count) + note;
    return append;
}

inline Batch batch_of(std::vector<AggregateAppend> aggregates) {
    Batch batch;
    batch.aggregates = std::move(aggregates);
    return batch;
}

inline Idempotency kept_answer(const std::string& key, const std::string& body, const std::string& owner = "",
                               std::int64_t recorded_at_ms = 0) {
    return {"key:shop", key, sha256_hex(body), 201, "answer to " + key, owner, recorded_at_ms};
}

inline constexpr char some_salt[] = "000102030405060708090a0b0c0d0e0f";

// The root over all of the store's sealed events, which must be dense.
inline std::string recomputed_root(EventStore& store) {
    MerkleFrontier tree;
    for (;;) {
        const auto events = store.tail(tree.size(), 1000);
        if (events.empty()) return to_hex(tree.root());
        for (const StoredEvent& event : events) {
            if (event.position != tree.size() + 1 || event.hash != sha256_hex(event.bytes))
                return "a gap or a wrong hash";
            tree.append(*from_hex(event.hash));
        }
    }
}

}  // namespace laurel
