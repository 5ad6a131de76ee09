// Adjustments and erasure: decide.h's AdjustPoints and EraseMember.
#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "shared/loyalty/decide.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

TEST_CASE("an adjustment upwards is a lot of today's, spendable at once") {
    Shop shop("2026-01-31T12:00:00Z");
    shop.change("/points/pending_days", "14");
    REQUIRE(shop.place("1", 10'00).ok());
    shop.change("/points/expiry", R"({"months": 1})");
    REQUIRE(shop.adjust(25).ok());
    CHECK(shop.balance().available == 25);
    CHECK(shop.balance().next_expiry_at_ms == at("2026-03-01T00:00:00Z"));
    CHECK(shop.member().account().adjusted == 25);
    CHECK(shop.member().account().earned == 10);
}

TEST_CASE("an adjustment downwards drains as spending does and never below zero") {
    Shop shop("2026-03-01T00:00:00Z");
    REQUIRE(shop.place("1", 10'00).ok());
    REQUIRE(shop.place("2", 10'00, "2026-02-01T00:00:00Z").ok());
    const auto down = shop.adjust(-15);
    CHECK(draws_of(down->front()) == "[[3,10],[2,5]]");
    CHECK(shop.balance().available == 5);
    CHECK(shop.member().account().adjusted == -15);
    const auto outcome = shop.adjust(-6);
    REQUIRE(code_of(outcome) == "insufficient_points");
    CHECK(outcome.error().path == "/points");
    CHECK(outcome.error().allowed == "at least -5");
    CHECK(shop.adjust(-5).ok());
    CHECK(shop.member().lots.empty());
}

TEST_CASE("nothing can be taken from a member who owes points") {
    Shop shop;
    REQUIRE(shop.place("1", 10'00).ok());
    REQUIRE(shop.hold("h", 10).ok());
    REQUIRE(shop.capture("h").ok());
    REQUIRE(shop.refund("1", "a", 10'00).ok());
    const auto outcome = shop.adjust(-1);
    REQUIRE(code_of(outcome) == "insufficient_points");
    CHECK(outcome.error().allowed == "at least 0");
    REQUIRE(shop.adjust(15).ok());
    CHECK(shop.balance().available == 5);
}

TEST_CASE("an adjustment by nothing is no adjustment") {
    Shop shop;
    REQUIRE(shop.place("1", 10'00).ok());
    const auto outcome = shop.adjust(0);
    REQUIRE(code_of(outcome) == "value_not_allowed");
    CHECK(outcome.error().path == "/points");
}

TEST_CASE("an adjustment's reason is personal: it is not in the event's bytes") {
    Shop shop;
    REQUIRE(shop.place("1", 10'00).ok());
    const auto outcome = shop.adjust(5);
    REQUIRE(outcome.ok());
    CHECK(write_json(outcome->back().personal) == R"({"reason":"goodwill"})");
    CHECK(event_bytes(outcome->back(), "").find("goodwill") == std::string::npos);
}

TEST_CASE("an unknown or erased member can't be adjusted") {
    Shop shop;
    CHECK(code_of(shop.adjust(5)) == "member_unknown");
    REQUIRE(shop.place("1", 10'00).ok());
    REQUIRE(shop.erase().ok());
    CHECK(code_of(shop.adjust(5)) == "member_erased");
}

TEST_CASE("a member has so many lots at most, however they came about") {
    Shop shop;
    shop.pay(1, 1);
    REQUIRE(shop.place("1", 1).ok());
    MemberState crowded = shop.member();
    while (crowded.lots.size() < open_lots_max) {
        crowded.lots.push_back(crowded.lots.back());
        crowded.lots.back().id += 1;
        crowded.version += 1;
    }
    shop.states.set(Shop::ann, crowded);
    CHECK(code_of(shop.place("2", 1)) == "too_many_open_lots");
    CHECK(code_of(shop.adjust(1)) == "too_many_open_lots");
    CHECK(shop.place("nothing earned", 0).ok());
}

TEST_CASE("erasing keeps the books: balance and lots stay, and again changes nothing") {
    Shop shop;
    CHECK(code_of(shop.erase()) == "member_unknown");
    REQUIRE(shop.place("1", 10'00).ok());
    const Balance before = shop.balance();
    CHECK(kinds_of(shop.erase()) == "member_erased");
    CHECK(shop.member().erased);
    CHECK(shop.balance() == before);
    CHECK(kinds_of(shop.erase()) == "");
}
