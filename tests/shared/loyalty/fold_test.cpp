#include "shared/loyalty/fold.h"

#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/ledger.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

Event event_of(std::string_view kind, std::int64_t version, Object data) {
    Event event;
    event.aggregate = "member/ann";
    event.version = version;
    event.kind = kind;
    event.effective_at_ms = 1000 * version;
    event.data = std::move(data);
    return event;
}

// A lot of 100 points with 40 of them held.
MemberState holding() {
    MemberState state = fold(MemberState{}, event_of(member_joined, 1, {}));
    state = fold(state, event_of(points_earned, 2, {{"available_at_ms", 0}, {"points", 100}}));
    return fold(state, event_of(points_held, 3,
                                {{"draws", Array{Value(Array{2, 40})}},
                                 {"points", 40},
                                 {"redemption", "redemption/h"},
                                 {"times_out_at_ms", 9000}}));
}

std::int64_t owned(const MemberState& state) {
    std::int64_t sum = -state.account().deficit;
    for (const Lot& lot : state.lots) sum += lot.remaining;
    return sum;
}

}  // namespace

TEST_CASE("the ledger's clock is the latest time that anything happened") {
    MemberState state = fold(MemberState{}, event_of(member_joined, 5, {}));
    CHECK(state.clock_ms == 5000);
    state = fold(state, event_of(points_earned, 2, {{"points", 1}}));
    CHECK(state.clock_ms == 5000);
    CHECK(state.version == 2);
}

TEST_CASE("an event that does not fit the state leaves the points alone") {
    const MemberState state = holding();
    const Event misfits[] = {
        event_of("of_a_later_version", 4, {{"points", 10}}),
        event_of(points_expired, 4, {{"lot", 77}, {"points", 10}}),
        event_of(points_spent, 4, {{"points", 40}, {"redemption", "redemption/other"}}),
        event_of(hold_voided, 4, {{"points", 40}, {"redemption", "redemption/other"}}),
        event_of(points_earned, 4, {{"points", -5}}),
        event_of(points_earned, 2, {{"points", 5}}),
        event_of(points_held, 4, {{"draws", Array{Array{2, -40}, Array{2}, Array{"2", 1}, "x"}}, {"points", 0}}),
    };
    for (const Event& event : misfits) {
        CAPTURE(event_bytes(event, ""));
        const MemberState after = fold(state, event);
        CHECK(owned(after) == owned(state));
        CHECK(after.lots == state.lots);
        CHECK(after.version == event.version);
    }
}

TEST_CASE("a lot never has more points in holds than it has, nor fewer than none") {
    MemberState state = holding();
    state =
        fold(state, event_of(points_held, 4,
                             {{"draws", Array{Value(Array{2, 90})}}, {"points", 90}, {"redemption", "redemption/i"}}));
    CHECK(state.lots[0].reserved == 100);
    state = fold(state, event_of(hold_voided, 5, {{"redemption", "redemption/i"}}));
    CHECK(state.lots[0].reserved == 10);
    state = fold(state, event_of(hold_voided, 6, {{"redemption", "redemption/h"}}));
    CHECK(state.lots[0].reserved == 0);
}

TEST_CASE("points taken from a lot that is not there, as in a past view, are owed") {
    const MemberState state =
        fold(MemberState{}, event_of(points_clawed_back, 1, {{"draws", Array{Value(Array{7, 30})}}, {"points", 30}}));
    CHECK(state.account().deficit == 30);
    CHECK(state.account().clawed_back == 30);
}

TEST_CASE("sums stay within what a number can hold, whatever the log says") {
    MemberState state = holding();
    Array draws;
    for (int count = 0; count < 2000; ++count) draws.push_back(Array{7, integer_max});
    for (int round = 0; round < 3; ++round) {
        state = fold(state, event_of(points_clawed_back, 4 + round,
                                     {{"deficit", integer_max}, {"draws", draws}, {"points", integer_max}}));
        state = fold(state, event_of(points_adjusted, 5 + round, {{"draws", draws}, {"points", -integer_max}}));
        state = fold(state, event_of(points_adjusted, 6 + round, {{"points", integer_max}}));
    }
    CHECK(state.account().deficit == integer_max);
    CHECK(state.account().clawed_back == integer_max);
    state = fold(
        state, event_of(points_clawed_back, 9, {{"from_expired", -integer_max}, {"lot", 2}, {"points", integer_max}}));
    const auto again = read_json(write_json(state_to_value(state)));
    REQUIRE(again.ok());
    CHECK(state_from_value("member/ann", *again).ok());
    CHECK(balance_at(state, 0, 0).available <= integer_max);
}

TEST_CASE("the last ten movements are kept, the newest last") {
    Shop shop;
    for (int id = 1; id <= 12; ++id) REQUIRE(shop.place(std::to_string(id), 1'00).ok());
    REQUIRE(shop.member().movements.size() == movements_kept);
    CHECK(shop.member().movements.front().subject == "order/3");
    CHECK(shop.member().movements.back().subject == "order/12");
}

TEST_CASE("an expired lot is remembered for two years and then forgotten") {
    Shop shop("2026-01-10T00:00:00Z");
    shop.change("/points/expiry", R"({"months": 1})");
    REQUIRE(shop.place("1", 10'00).ok());
    shop.now_ms = at("2026-03-01T00:00:00Z");
    REQUIRE(shop.place("2", 1'00).ok());
    REQUIRE(shop.member().lots.size() == 2);
    shop.now_ms = at("2026-02-11T00:00:00Z") + expired_lot_memory_ms;
    REQUIRE(shop.place("3", 1'00).ok());
    REQUIRE(shop.member().lots.size() == 2);
    CHECK(shop.member().lots[0].id == 4);
}

TEST_CASE("a redemption is changed by its own kinds only") {
    RedemptionState state;
    Event event = event_of(redemption_held, 1, {{"member", "member/ann"}, {"points", 5}, {"times_out_at_ms", 9}});
    state = fold(state, event);
    CHECK(state.points == 5);
    event = event_of("of_a_later_version", 2, {});
    state = fold(state, event);
    CHECK(state.status == RedemptionStatus::held);
    CHECK(state.resolved_at_ms == 0);
    CHECK(state.version == 2);
    state = fold(state, event_of(redemption_voided, 3, {}));
    CHECK(state.status == RedemptionStatus::voided);
    CHECK(state.resolved_at_ms == 3000);
}

TEST_CASE("a view of the past has the events of then, however late they were learnt of") {
    Shop shop("2026-06-01T00:00:00Z");
    REQUIRE(shop.place("june", 100'00).ok());
    REQUIRE(shop.hold("h", 60).ok());
    REQUIRE(shop.capture("h").ok());
    shop.now_ms = at("2026-06-10T00:00:00Z");
    REQUIRE(shop.place("january", 50'00, "2026-01-10T00:00:00Z").ok());
    REQUIRE(shop.refund_at("2026-06-02T00:00:00Z", "june", "r", 100'00).ok());
    struct Row {
        std::string instant;
        std::int64_t available;
    };
    const Row table[] = {{"2026-01-09T23:59:59Z", 0},
                         {"2026-01-10T00:00:00Z", 50},
                         {"2026-06-01T00:00:00Z", 90},
                         {"2026-06-02T00:00:00Z", -10},
                         {"2026-06-10T00:00:00Z", -10}};
    for (const Row& row : table) {
        CAPTURE(row.instant);
        CHECK(balance_at(shop.member_as_of(at(row.instant)), at(row.instant), 0).available == row.available);
    }
}
