#pragma once
// A shop in memory, for tests: carries commands out as the edge does (needs, decide, fold), keeps the log, and holds
// every event against the ledger's invariants on the way.
#include <string>
#include <string_view>
#include <vector>

#include "shared/core.h"
#include "shared/loyalty/ledger.h"

namespace laurel {

// The instant that the text says; the test ends when it says none.
std::int64_t at(std::string_view text);

// Pounds in UTC: a point a pound, rounded down; no pending time, good for 12 months, holds of 30 minutes, any
// redemption.
Program program_for_test();

// The code of what failed, "" when nothing did.
std::string code_of(const Result<std::vector<Event>>& outcome);

// "points_earned order_placed": the kinds of the events in their order, or the error's code.
std::string kinds_of(const Result<std::vector<Event>>& outcome);

// [[lot, points], ...] of an event, as JSON.
std::string draws_of(const Event& event);

// The commands without a member's name are Ann's.
class Shop {
   public:
    using Outcome = Result<std::vector<Event>>;

    explicit Shop(std::string_view now = "2026-01-01T00:00:00Z", Program program = program_for_test());

    Program program;
    std::int64_t now_ms;
    States states;
    std::vector<Event> log;

    // What the edge does with a command; checks every event, its bytes and the states on the way.
    Outcome run(const Command& command);

    Outcome place(std::string_view id, std::int64_t amount_minor) { return place(id, amount_minor, now_ms); }
    Outcome place(std::string_view id, std::int64_t amount_minor, std::string_view placed_at);
    Outcome place(std::string_view id, std::int64_t amount_minor, std::int64_t placed_at_ms);
    Outcome place_lines(std::string_view id, std::vector<loyalty::OrderLine> lines);
    Outcome refund(std::string_view id, std::string_view refund_id, std::int64_t amount_minor);
    Outcome refund_at(std::string_view refunded_at, std::string_view id, std::string_view refund_id,
                      std::int64_t amount_minor);
    Outcome refund_items(std::string_view id, std::string_view refund_id, std::vector<loyalty::RefundItem> items);
    Outcome hold(std::string_view id, std::int64_t points);
    Outcome capture(std::string_view id);
    Outcome give_back(std::string_view id);
    Outcome adjust(std::int64_t points);
    Outcome erase();

    const loyalty::MemberState& member() const;
    const loyalty::OrderState& order(std::string_view id) const;
    const loyalty::RedemptionState& redemption(std::string_view id) const;
    loyalty::Balance balance() const { return balance_at(now_ms); }
    loyalty::Balance balance_at(std::int64_t instant_ms) const;
    loyalty::Balance balance_at(std::string_view instant) const { return balance_at(at(instant)); }
    // The member from the events that happened by the instant, as an as-of query replays it.
    loyalty::MemberState member_as_of(std::int64_t instant_ms) const;

    static constexpr std::string_view ann = "member/ann";

   private:
    void record(const Event& event);
};

}  // namespace laurel
