// Two-phase spending: decide.h's HoldPoints and ResolveHold.
#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "shared/loyalty/decide.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

Shop shop_with(std::int64_t points, std::string_view now = "2026-01-01T00:00:00Z") {
    Shop shop(now);
    REQUIRE(shop.place("first", points * 100).ok());
    return shop;
}

}  // namespace

TEST_CASE("held points are reserved, captured points are spent") {
    Shop shop = shop_with(100);
    CHECK(kinds_of(shop.hold("h", 30)) == "points_held redemption_held");
    CHECK(shop.balance().available == 70);
    CHECK(shop.balance().reserved == 30);
    CHECK(shop.redemption("h").status == RedemptionStatus::held);
    CHECK(shop.redemption("h").times_out_at_ms == shop.now_ms + 30 * minute_ms);
    CHECK(kinds_of(shop.capture("h")) == "points_spent redemption_captured");
    CHECK(shop.balance().available == 70);
    CHECK(shop.balance().reserved == 0);
    CHECK(shop.member().account().spent == 30);
    CHECK(shop.redemption("h").status == RedemptionStatus::captured);
}

TEST_CASE("spending drains what expires first, then what was earned first, then the lower id") {
    Shop shop("2026-03-20T00:00:00Z");
    REQUIRE(shop.place("a", 10'00, "2026-03-15T10:00:00Z").ok());  // lot 2
    REQUIRE(shop.place("b", 10'00, "2026-03-10T00:00:00Z").ok());  // lot 3: expires before lot 2
    REQUIRE(shop.place("c", 10'00, "2026-03-15T09:00:00Z").ok());  // lot 4: on lot 2's day, earned before it
    REQUIRE(shop.place("d", 10'00, "2026-03-15T10:00:00Z").ok());  // lot 5: lot 2's twin
    CHECK(draws_of(shop.hold("h", 35)->front()) == "[[3,10],[4,10],[2,10],[5,5]]");
}

TEST_CASE("what does not expire is spent last, and pending points not at all") {
    Shop shop("2026-03-20T00:00:00Z");
    shop.change("/points/expiry", "");
    REQUIRE(shop.place("forever", 10'00, "2026-01-01T00:00:00Z").ok());  // lot 2
    shop.change("/points/expiry", R"({"months": 12})");
    REQUIRE(shop.place("a year", 10'00).ok());  // lot 3
    shop.change("/points/expiry", R"({"months": 1})");
    shop.change("/points/pending_days", "14");
    REQUIRE(shop.place("pending", 10'00).ok());  // lot 4
    CHECK(draws_of(shop.hold("h", 15)->front()) == "[[3,10],[2,5]]");
    CHECK(code_of(shop.hold("more", 6)) == "insufficient_points");
}

TEST_CASE("a void gives every lot back what was held of it, with its dates") {
    Shop shop("2026-03-20T00:00:00Z");
    for (const char* id : {"1", "2", "3"}) REQUIRE(shop.place(id, 10'00, at("2026-03-01T00:00:00Z") + id[0]).ok());
    const std::vector<Lot> lots = shop.member().lots;
    REQUIRE(shop.hold("h", 25).ok());
    CHECK(shop.member().lots != lots);
    CHECK(kinds_of(shop.give_back("h")) == "hold_voided redemption_voided");
    CHECK(shop.member().lots == lots);
    CHECK(shop.redemption("h").status == RedemptionStatus::voided);
}

TEST_CASE("a hold times out at its instant and not a millisecond before") {
    Shop shop = shop_with(100);
    const std::vector<Lot> lots = shop.member().lots;
    REQUIRE(shop.hold("h", 30).ok());
    REQUIRE(shop.hold("other", 30).ok());
    shop.now_ms += 30 * minute_ms - 1;
    CHECK(shop.balance().reserved == 60);
    CHECK(shop.capture("h").ok());
    shop.now_ms += 1;
    CHECK(shop.balance().reserved == 0);
    CHECK(shop.balance().available == 70);
    for (const auto& outcome : {shop.capture("other"), shop.give_back("other")}) {
        REQUIRE(code_of(outcome) == "redemption_timed_out");
        CHECK(outcome.error().path == "/id");
        CHECK(outcome.error().allowed == "before 2026-01-01T00:30:00Z");
    }
    const auto next = shop.hold("next", 70);
    CHECK(kinds_of(next) == "hold_timed_out points_held redemption_held");
    CHECK(next->front().effective_at_ms == at("2026-01-01T00:30:00Z"));
}

TEST_CASE("a hold outlives the date of its lot: it can still be captured") {
    Shop shop("2026-12-31T23:50:00Z");
    REQUIRE(shop.place("1", 100'00, "2025-12-31T12:00:00Z").ok());
    REQUIRE(shop.hold("h", 40).ok());
    shop.now_ms = at("2027-01-01T00:00:00Z");
    CHECK(shop.balance().available == 0);
    CHECK(shop.balance().reserved == 40);
    CHECK(kinds_of(shop.capture("h")) == "points_expired points_spent redemption_captured");
    CHECK(shop.member().account().expired == 60);
    CHECK(shop.member().account().spent == 40);
}

TEST_CASE("points given back after their lot's date are gone from that moment, not from before it") {
    Shop shop("2026-12-31T23:50:00Z");
    REQUIRE(shop.place("1", 100'00, "2025-12-31T12:00:00Z").ok());
    REQUIRE(shop.hold("h", 40).ok());
    shop.now_ms = at("2027-01-01T00:10:00Z");
    REQUIRE(shop.give_back("h").ok());
    CHECK(shop.balance().available == 0);
    CHECK(shop.balance().reserved == 0);
    REQUIRE(shop.place("2", 10'00).ok());
    CHECK(shop.member().account().expired == 100);
    // The past still says that they were reserved then.
    const std::int64_t before_ms = at("2027-01-01T00:09:59Z");
    CHECK(balance_at(shop.member_as_of(before_ms), before_ms, 0) == Balance{.reserved = 40});
}

TEST_CASE("a hold that times out after its lot's date loses its points at that instant") {
    Shop shop("2026-12-31T23:50:00Z");
    REQUIRE(shop.place("1", 100'00, "2025-12-31T12:00:00Z").ok());
    REQUIRE(shop.hold("h", 40).ok());
    shop.now_ms = at("2027-02-01T00:00:00Z");
    const auto outcome = shop.place("2", 10'00);
    REQUIRE(kinds_of(outcome) == "points_expired hold_timed_out points_expired points_earned order_placed");
    CHECK(write_instant((*outcome)[0].effective_at_ms) == "2027-01-01T00:00:00Z");
    CHECK(write_instant((*outcome)[1].effective_at_ms) == "2027-01-01T00:20:00Z");
    CHECK(write_instant((*outcome)[2].effective_at_ms) == "2027-01-01T00:20:00Z");
    CHECK(shop.member().account().expired == 100);
}

TEST_CASE("a hold that times out at its lot's very date loses its points with the lot") {
    Shop shop("2026-12-31T23:30:00Z");
    REQUIRE(shop.place("1", 100'00, "2025-12-31T12:00:00Z").ok());
    REQUIRE(shop.hold("h", 40).ok());
    shop.now_ms = at("2027-01-01T00:00:00Z");
    const auto outcome = shop.place("2", 1'00);
    CHECK(kinds_of(outcome) == "hold_timed_out points_expired points_earned order_placed");
    CHECK((*outcome)[1].data.integer_at("points") == 100);
}

TEST_CASE("a resolved hold stays as it is: again is the same, the other way is refused") {
    Shop shop = shop_with(100);
    REQUIRE(shop.hold("a", 10).ok());
    REQUIRE(shop.hold("b", 10).ok());
    REQUIRE(shop.capture("a").ok());
    REQUIRE(shop.give_back("b").ok());
    shop.now_ms += day_ms;
    CHECK(kinds_of(shop.capture("a")) == "");
    CHECK(kinds_of(shop.give_back("b")) == "");
    CHECK(code_of(shop.give_back("a")) == "redemption_already_captured");
    CHECK(code_of(shop.capture("b")) == "redemption_already_voided");
    CHECK(shop.member().account().spent == 10);
}

TEST_CASE("a redemption's id is for ever, whatever became of it") {
    Shop shop = shop_with(100);
    REQUIRE(shop.hold("h", 10).ok());
    CHECK(kinds_of(shop.hold("h", 10)) == "");
    CHECK(code_of(shop.hold("h", 11)) == "redemption_id_reused");
    shop.now_ms += day_ms;
    CHECK(kinds_of(shop.hold("h", 10)) == "");
    CHECK(shop.balance().available == 100);
}

TEST_CASE("a redemption can only be resolved by the member it belongs to") {
    Shop shop = shop_with(100);
    REQUIRE(shop.hold("h", 10).ok());
    const ResolveHold other{.member = "member/bob", .redemption = "redemption/h", .capture = true};
    CHECK(code_of(shop.run(other)) == "redemption_unknown");
    CHECK(code_of(shop.capture("another")) == "redemption_unknown");
}

TEST_CASE("nobody holds more than there is, nor less than the programme's minimum") {
    Shop shop("2026-01-01T00:00:00Z");
    auto outcome = shop.hold("h", 1);
    REQUIRE(code_of(outcome) == "insufficient_points");
    CHECK(outcome.error().allowed == "at most 0");
    REQUIRE(shop.place("1", 100'00).ok());
    outcome = shop.hold("h", 101);
    REQUIRE(code_of(outcome) == "insufficient_points");
    CHECK(outcome.error().found == "101");
    CHECK(outcome.error().allowed == "at most 100");
    shop.change("/redemption/minimum_points", "50");
    outcome = shop.hold("h", 49);
    REQUIRE(code_of(outcome) == "below_minimum_redemption");
    CHECK(outcome.error().allowed == "at least 50");
    CHECK(shop.hold("h", 50).ok());
    CHECK(shop.hold("i", 50).ok());
    CHECK(code_of(shop.hold("j", 50)) == "insufficient_points");
}

TEST_CASE("a member has so many open holds at most") {
    Shop shop = shop_with(1000);
    for (std::size_t count = 0; count < open_holds_max; ++count) REQUIRE(shop.hold(std::to_string(count), 1).ok());
    CHECK(code_of(shop.hold("one more", 1)) == "too_many_open_holds");
    REQUIRE(shop.capture("0").ok());
    CHECK(shop.hold("one more", 1).ok());
}

TEST_CASE("a hold lasts as long as promised when the edge's clock was put back") {
    Shop shop = shop_with(100, "2026-01-01T12:00:00Z");
    shop.change("/redemption/hold_minutes", "1");
    shop.now_ms = at("2026-01-01T11:58:00Z");
    REQUIRE(shop.hold("h", 10).ok());
    CHECK(shop.balance().reserved == 10);
    CHECK(shop.capture("h").ok());
}

TEST_CASE("a captured hold is one movement of the history, a void is a second") {
    Shop shop = shop_with(100);
    REQUIRE(shop.hold("a", 10).ok());
    REQUIRE(shop.hold("b", 20).ok());
    REQUIRE(shop.capture("a").ok());
    REQUIRE(shop.give_back("b").ok());
    std::string history;
    for (const Movement& movement : shop.member().movements) {
        history += movement.kind + " " + std::to_string(movement.points) + " " + movement.subject + "; ";
    }
    CHECK(history ==
          "points_earned 100 order/first; points_spent -10 redemption/a; points_held -20 redemption/b; "
          "hold_voided 20 redemption/b; ");
}

TEST_CASE("an erased member's open hold can still be resolved, but no new one made") {
    Shop shop = shop_with(100);
    REQUIRE(shop.hold("h", 10).ok());
    REQUIRE(shop.erase().ok());
    CHECK(code_of(shop.hold("i", 10)) == "member_erased");
    CHECK(shop.capture("h").ok());
    CHECK(shop.balance().available == 90);
}
