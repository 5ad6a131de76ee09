#pragma once
// Writes to a store without waiting for each commit: many batches are under way at once and share their syncs.
#include <cstdint>
#include <deque>
#include <future>
#include <optional>
#include <string>

#include "edge/export/lines.h"
#include "edge/storage/event_store.h"

namespace laurel::exports {

class Appender {
   public:
    explicit Appender(EventStore& store) : store_(store) {}

    // The event goes to the position after the ones before it. Its state row is left to be rebuilt. `line` is its own.
    std::optional<Error> add(EventLine event, std::int64_t line);
    std::optional<Error> add(Identity identity, std::int64_t line);
    std::optional<Error> submit(Batch batch, std::int64_t line);
    // Waits for all of it.
    std::optional<Error> finish();

   private:
    struct UnderWay {
        std::int64_t line = 0;  // the batch's first
        std::future<AppendOutcome> outcome;
    };

    std::optional<Error> flush();
    std::optional<Error> wait_for_first();

    EventStore& store_;
    Batch batch_;  // being filled
    std::int64_t batch_line_ = 0;
    std::size_t batch_size_ = 0;
    std::size_t batch_bytes_ = 0;
    std::deque<UnderWay> under_way_;
};

// "line 17: " before what was found.
Error at_line(std::int64_t line, Error error);

}  // namespace laurel::exports
