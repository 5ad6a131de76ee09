#include "tests/bench/intake/captured.h"

#include <map>

#include "edge/storage/sqlite/open.h"
#include "shared/loyalty/events.h"
#include "tests/bench/filler.h"

namespace laurel::bench {
namespace {

// A folded state and the name of the aggregate that it is of.
using Folded = std::map<std::string, State>;

void add(Batch& batch, const StoredEvent& stored, const Event& event) {
    if (batch.aggregates.empty() || batch.aggregates.back().aggregate != stored.aggregate) {
        AggregateAppend append;
        append.aggregate = stored.aggregate;
        append.expected_version = stored.version - 1;
        append.fold_version = fold_version;
        batch.aggregates.push_back(std::move(append));
    }
    batch.aggregates.back().events.push_back({event.kind, event.effective_at_ms, stored.bytes, stored.hash});
}

void finish(EventStore& store, Batch& batch, const Folded& states, const std::string& principal) {
    const std::string& order = batch.aggregates.back().aggregate;
    for (AggregateAppend& append : batch.aggregates) {
        append.state = write_json(state_to_value(states.at(append.aggregate)));
        const auto id = store.external_id_of(append.aggregate);
        if (append.expected_version != 0 || !id) continue;
        const auto identity = store.identity(append.aggregate.substr(0, append.aggregate.find('/')), *id);
        batch.identities.push_back(*identity);
        if (append.aggregate == order) batch.idempotency = store.answered(principal, identity->external_id);
    }
}

}  // namespace

Captured capture(const std::string& path, std::int64_t after_position, const std::string& principal) {
    const auto store = must(open_sqlite_store(path), "opening the store");
    Captured captured;
    Folded states;
    Batch batch;
    std::int64_t position = 0;
    for (;;) {
        const auto page = store->tail(position, 1000);
        if (page.empty()) return captured;
        for (const StoredEvent& stored : page) {
            position = stored.position;
            if (stored.aggregate.starts_with("program/")) continue;
            const Event event = must(read_event(stored.bytes), "an event").event;
            State& state = states[stored.aggregate];
            state = fold(std::move(state), event);
            add(batch, stored, event);
            if (event.kind != loyalty::order_placed) continue;  // the last event of an order's batch
            finish(*store, batch, states, principal);
            auto& list = position > after_position ? captured.measured : captured.before;
            list.push_back(std::move(batch));
            batch = {};
        }
    }
}

}  // namespace laurel::bench
