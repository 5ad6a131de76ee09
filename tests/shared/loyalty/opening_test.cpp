// What members bring along from elsewhere: decide.h's OpenAccount.
#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

OpeningLot lot(std::int64_t points, std::string_view earned_at, std::string_view expires_at = {}) {
    OpeningLot lot;
    lot.points = points;
    lot.earned_at_ms = at(earned_at);
    if (!expires_at.empty()) lot.expires_at_ms = at(expires_at);
    return lot;
}

}  // namespace

TEST_CASE("lots brought along keep their dates and are spent in their order among all others") {
    Shop shop("2026-03-01T00:00:00Z");
    CHECK(kinds_of(
              shop.open("1", {lot(50, "2025-06-01T00:00:00Z", "2026-06-01T00:00:00Z"), lot(30, "2024-01-01T00:00:00Z"),
                              lot(20, "2026-02-01T00:00:00Z", "2026-04-01T00:00:00Z")})) ==
          "member_joined points_opened points_opened points_opened account_opened");
    CHECK(shop.balance().available == 100);
    CHECK(shop.member().joined_at_ms == shop.now_ms);
    CHECK(shop.member().account().earned == 0);
    CHECK(shop.member().account().adjusted == 100);
    REQUIRE(shop.place("1", 10'00).ok());
    CHECK(draws_of(event_of(shop.hold("h", 85), "points_held")) == "[[4,20],[2,50],[5,10],[3,5]]");
    REQUIRE(shop.capture("h").ok());
    CHECK(shop.balance_at("2026-06-01T00:00:00Z").available == 25);
}

TEST_CASE("points that are past their date already come and go") {
    Shop shop("2026-03-01T00:00:00Z");
    REQUIRE(shop.open("1", {lot(50, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")}).ok());
    CHECK(shop.balance().available == 0);
    REQUIRE(shop.adjust(1).ok());
    CHECK(shop.member().account().expired == 50);
}

TEST_CASE("a debt brought along is owed and settled by the lots that come with it") {
    Shop shop("2026-03-01T00:00:00Z");
    REQUIRE(shop.open("1", {lot(30, "2026-01-01T00:00:00Z")}, 50).ok());
    CHECK(shop.balance().available == -20);
    CHECK(shop.member().account().adjusted == -20);
    CHECK(code_of(shop.hold("h", 1)) == "insufficient_points");
    REQUIRE(shop.place("1", 25'00).ok());
    CHECK(shop.balance().available == 5);
}

TEST_CASE("a member may have joined long ago, and is known by it") {
    Shop shop("2026-03-01T00:00:00Z");
    const OpenAccount opening{.action = "action/1",
                              .member = "member/ann",
                              .joined_at_ms = at("2020-05-01T00:00:00Z"),
                              .lots = {},
                              .source = "smile"};
    CHECK(kinds_of(shop.run(opening)) == "member_joined account_opened");
    CHECK(shop.member().joined_at_ms == at("2020-05-01T00:00:00Z"));
    CHECK(shop.action("1").name == "account_opened");
}

TEST_CASE("somebody who is a member already gets the lots and stays as old a member as before") {
    Shop shop("2026-03-01T00:00:00Z");
    REQUIRE(shop.place("1", 10'00).ok());
    shop.now_ms += day_ms;
    CHECK(kinds_of(shop.open("1", {lot(50, "2025-06-01T00:00:00Z")})) == "points_opened account_opened");
    CHECK(shop.balance().available == 60);
    CHECK(shop.member().joined_at_ms == shop.now_ms - day_ms);
}

TEST_CASE("an account is opened once under its id, and another member's opening under it is a conflict") {
    Shop shop("2026-03-01T00:00:00Z");
    REQUIRE(shop.open("1", {lot(50, "2025-06-01T00:00:00Z")}).ok());
    shop.now_ms += day_ms;
    CHECK(kinds_of(shop.open("1", {lot(50, "2025-06-01T00:00:00Z")})) == "");
    CHECK(shop.balance().available == 50);
    const OpenAccount other{
        .action = "action/1", .member = "member/bob", .joined_at_ms = shop.now_ms, .lots = {}, .source = "smile"};
    CHECK(code_of(shop.run(other)) == "action_id_reused");
    CHECK(code_of(shop.act("1", "visit")) == "action_id_reused");
}

TEST_CASE("what can't be brought along is refused at its place and changes nothing") {
    Shop shop("2026-03-01T00:00:00Z");
    const OpeningLot fine = lot(1, "2026-01-01T00:00:00Z");
    OpeningLot stars = fine;
    stars.point_kind = "stars";
    struct Row {
        const char* what;
        OpeningLot lot;
        std::string code;
        std::string path;
    };
    const Row table[] = {
        {"earned tomorrow", lot(1, "2026-03-02T00:00:00Z"), "instant_in_future", "/lots/1/earned_at"},
        {"expired when earned", lot(1, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), "value_not_allowed",
         "/lots/1/expires_at"},
        {"an unknown kind", stars, "value_not_allowed", "/lots/1/point_kind"},
        {"more than a number can hold", lot(integer_max, "2026-01-01T00:00:00Z"), "amount_overflow", "/lots"},
    };
    for (const Row& row : table) {
        CAPTURE(row.what);
        const auto outcome = shop.open("1", {fine, row.lot});
        REQUIRE(code_of(outcome) == row.code);
        CHECK(outcome.error().path == row.path);
    }
    CHECK(shop.log.empty());
    REQUIRE(shop.place("1", 10'00).ok());
    REQUIRE(shop.erase().ok());
    CHECK(code_of(shop.open("1", {fine})) == "member_erased");
}

TEST_CASE("lots of an inactivity policy slide, as points earned here do") {
    Shop shop("2026-03-01T00:00:00Z");
    shop.change("/points/expiry", R"({"policy": "inactivity", "months": 6})");
    REQUIRE(shop.open("1", {lot(50, "2025-12-01T00:00:00Z", "2026-06-01T00:00:00Z")}).ok());
    REQUIRE(shop.place("1", 10'00).ok());
    CHECK(shop.balance_at("2026-07-01T00:00:00Z").available == 60);
}
