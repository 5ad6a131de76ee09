#pragma once
// Fills a store fast: the core decides every order as it would for a request, but states are kept in memory instead of
// being read back, orders go to the engine without HTTP, keys or stored answers, and the writer commits full groups.
// The events are valid ones: `laurel verify` accepts the store.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "edge/service.h"
#include "edge/storage/event_store.h"
#include "shared/core.h"

namespace laurel::bench {

// Ends the program with the sentence.
[[noreturn]] void fail(const std::string& sentence);

template <class T>
T must(Result<T> result, const char* what) {
    if (!result.ok())
        fail(std::string(what) + ": " + std::string(name_of(result.error().code)) + " " + result.error().found);
    return std::move(result).value();
}

std::int64_t now_ms();

// The programme of all benches: a point a pound, pending 14 days, good for 12 months.
void publish_program(Service& service);

// The shop's ids of the members are consecutive numbers, as many shops have them.
inline constexpr std::size_t first_member_id = 10'000;

class Filler {
   public:
    // The orders are spread evenly over the last 300 days; `orders` says how many there will be in all. The store has
    // none yet.
    Filler(EventStore& store, const Program& program, std::size_t members, std::size_t orders);

    // The next order: each member in turn, in an order that scatters over the file.
    Batch next_order();
    // Hands so many orders to the store and waits until all of them are committed.
    void fill(std::size_t orders);

    // The same store, opened again.
    void use(EventStore* store) { store_ = store; }

    std::size_t orders() const { return count_; }
    std::size_t events() const { return events_; }
    // Some member that has orders, and some order.
    std::string any_member();
    std::string any_order();

   private:
    struct Known {
        State state;
        std::string chain_hash;
    };

    loyalty::PlaceOrder next_command(const std::string& member);
    void add(AggregateAppend& append, State& state, std::string& chain_hash, const Event& event);
    std::size_t turn(std::size_t index) const;

    EventStore* store_;
    const Program& program_;
    std::vector<Known> members_;
    std::int64_t first_placed_at_ms_;
    std::int64_t step_ms_;
    std::size_t count_ = 0;
    std::size_t events_ = 0;
    std::mt19937_64 random_{20261122};
};

}  // namespace laurel::bench
