#pragma once
// A shop in memory, for tests: carries commands out as the edge does (needs, decide, fold), keeps the log, and holds
// every event against the ledger's invariants on the way.
#include <string>
#include <string_view>
#include <vector>

#include "shared/core.h"
#include "shared/loyalty/ledger.h"
#include "tests/support/documents.h"

namespace laurel {

// The instant that the text says; the test ends when it says none.
std::int64_t at(std::string_view text);

// Pounds in UTC: a point a pound, rounded down; no pending time, good for 12 months, holds of 30 minutes, any
// redemption.
Value document_for_test();
// The document with its rules replaced: a JSON list of them.
Value document_earning(std::string_view rules);

// The programme that a document is; the test ends when it is none.
Program program_of(const Value& document, std::int64_t version = 1);
Program program_for_test();

// A line of products without category or brand.
loyalty::OrderLine line(std::string_view sku, std::int64_t quantity, std::int64_t amount_minor);
// Lines as shops send them: a JSON list.
std::vector<loyalty::OrderLine> lines_of(std::string_view text);

// The code of what failed, "" when nothing did.
std::string code_of(const Result<std::vector<Event>>& outcome);

// "points_earned order_placed": the kinds of the events in their order, or the error's code.
std::string kinds_of(const Result<std::vector<Event>>& outcome);

// The first event of a kind; the test ends when there is none.
const Event& event_of(const Result<std::vector<Event>>& outcome, std::string_view kind);

// [[lot, points], ...] of an event, as JSON.
std::string draws_of(const Event& event);

// The commands without a member's name are Ann's.
class Shop {
   public:
    using Outcome = Result<std::vector<Event>>;

    explicit Shop(std::string_view now = "2026-01-01T00:00:00Z", Value document = document_for_test());

    Program program;
    std::int64_t now_ms;
    States states;
    std::vector<Event> log;

    // Publishes the programme with one value of its document replaced, set or, by "", removed.
    void change(std::string_view path, std::string_view text);
    // Publishes that every so many minor units earn so many points, and nothing else earns.
    void pay(std::int64_t points, std::int64_t per_minor, Rounding rounding = Rounding::down);
    // Publishes another programme.
    void publish(Value document);

    // What the edge does with a command; checks every event, its bytes and the states on the way.
    Outcome run(const Command& command);

    Outcome place(std::string_view id, std::int64_t amount_minor) { return place(id, amount_minor, now_ms); }
    Outcome place(std::string_view id, std::int64_t amount_minor, std::string_view placed_at);
    Outcome place(std::string_view id, std::int64_t amount_minor, std::int64_t placed_at_ms);
    Outcome place_lines(std::string_view id, std::vector<loyalty::OrderLine> lines);
    // {"attributes": ..., "lines": [...], "paid_with_points_minor": ..., "placed_at": ...}, lines alone required.
    Outcome place_document(std::string_view id, std::string_view text);
    Outcome refund(std::string_view id, std::string_view refund_id, std::int64_t amount_minor);
    Outcome refund_at(std::string_view refunded_at, std::string_view id, std::string_view refund_id,
                      std::int64_t amount_minor);
    Outcome refund_items(std::string_view id, std::string_view refund_id, std::vector<loyalty::RefundItem> items);
    Outcome reach(std::string_view id, std::string_view milestone) { return reach(id, milestone, now_ms); }
    Outcome reach(std::string_view id, std::string_view milestone, std::int64_t reached_at_ms);
    Outcome act(std::string_view id, std::string_view name, std::string_view attributes = "{}");
    Outcome revoke(std::string_view id);
    Outcome open(std::string_view id, std::vector<loyalty::OpeningLot> lots, std::int64_t deficit = 0);
    Outcome give_facts(std::string_view facts);
    Outcome extend(std::string_view expires_at, std::string_view point_kind = loyalty::main_point_kind);
    Outcome hold(std::string_view id, std::int64_t points, std::string_view point_kind = loyalty::main_point_kind);
    Outcome capture(std::string_view id);
    Outcome give_back(std::string_view id);
    Outcome cancel(std::string_view id);
    Outcome adjust(std::int64_t points, std::string_view point_kind = loyalty::main_point_kind);
    Outcome erase();

    // What the order would earn and why: "rule points" or "rule reason[ detail]" of each rule, with "; " between.
    std::string why(std::string_view document) const;

    const loyalty::MemberState& member() const;
    const loyalty::OrderState& order(std::string_view id) const;
    const loyalty::ActionState& action(std::string_view id) const;
    const loyalty::RedemptionState& redemption(std::string_view id) const;
    loyalty::Balance balance(std::string_view point_kind = loyalty::main_point_kind) const {
        return balance_at(now_ms, point_kind);
    }
    loyalty::Balance balance_at(std::int64_t instant_ms, std::string_view point_kind = loyalty::main_point_kind) const;
    loyalty::Balance balance_at(std::string_view instant) const { return balance_at(at(instant)); }
    // The member from the events that happened by the instant, as an as-of query replays it.
    loyalty::MemberState member_as_of(std::int64_t instant_ms) const;

    static constexpr std::string_view ann = "member/ann";

   private:
    void record(const Event& event);
    loyalty::PlaceOrder order_in(std::string_view id, const Value& document) const;
    Context context() const { return {.now_ms = now_ms, .author = "test", .facts = facts_}; }

    Value document_;
    Value facts_;
};

}  // namespace laurel
