#pragma once
// What was asked of a store's ledger, member by member, each in the order in which the edge learnt of it. (What an
// import learnt of in one millisecond, and what happened at one instant, may change places.) A private
// database on disk holds the places of the events and not the events, so memory is bounded whatever the store's size.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "edge/storage/event_store.h"
#include "edge/storage/sqlite/connection.h"
#include "shared/base/event.h"

namespace laurel::back_test {

// Called often with how far the work is; answers false to stop it.
using GoOn = std::function<bool(std::int64_t done, std::int64_t total)>;

class Past {
   public:
    Past(EventStore& store, std::int64_t until_ms);

    // Reads the log up to its end at the time of the call: what was effective before until_ms. False: stopped. Errors:
    // an unreadable event. Throws StorageFailure, as what follows does.
    Result<bool> read(const GoOn& go_on);

    std::int64_t members();
    std::int64_t first_at_ms() const { return first_at_ms_; }  // effective; instant_ms_max without events
    std::int64_t last_at_ms() const { return last_at_ms_; }
    // Of the events that no member can be found for or that no command begins with: how many, by kind.
    const std::map<std::string, std::int64_t>& left_out() const { return left_out_; }
    // Calls visit with each member's aggregate and the positions of the events; until it answers false.
    void walk(const std::function<bool(const std::string& member, const std::vector<std::int64_t>& positions)>& visit);
    // The event there.
    Result<Event> event_at(std::int64_t position);

   private:
    void add(const Event& event, std::int64_t position);

    EventStore& store_;
    std::int64_t until_ms_;
    sqlite::Connection database_;
    std::int64_t first_at_ms_;
    std::int64_t last_at_ms_;
    std::map<std::string, std::int64_t> left_out_;
};

}  // namespace laurel::back_test
