// Several kinds of points in one programme, each with its own dates, lots and debts.
#include <doctest/doctest.h>

#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

// A point a pound, and two stars an order that expire after a month and wait a day.
Shop shop_with_stars() {
    Value document = document_earning(R"([{"id": "spend", "points": 1, "per_minor": 100},
                                          {"id": "stars", "points": 2, "point_kind": "stars"}])");
    set_at(document, "/point_kinds",
           R"({"stars": {"name": {"en": "stars"}, "pending_days": 1, "expiry": {"months": 1}}})");
    return Shop("2026-01-01T12:00:00Z", document);
}

}  // namespace

TEST_CASE("each kind of points has its own lots, dates and balance") {
    Shop shop = shop_with_stars();
    CHECK(kinds_of(shop.place("1", 100'00)) == "member_joined points_earned points_earned order_placed");
    CHECK(shop.balance().available == 100);
    CHECK(shop.balance("stars").pending == 2);
    CHECK(shop.balance("stars").next_available_at_ms == at("2026-01-02T12:00:00Z"));
    CHECK(shop.balance_at(at("2026-02-01T12:00:00Z"), "stars").available == 2);
    CHECK(shop.balance_at(at("2026-02-02T00:00:00Z"), "stars").available == 0);
    CHECK(shop.balance_at("2026-02-02T00:00:00Z").available == 100);
    CHECK(shop.member().account().earned == 100);
    CHECK(shop.member().account("stars").earned == 2);
}

TEST_CASE("a hold takes points of its own kind only") {
    Shop shop = shop_with_stars();
    REQUIRE(shop.place("1", 100'00).ok());
    CHECK(code_of(shop.hold("h", 1, "stars")) == "insufficient_points");
    shop.now_ms += day_ms;
    CHECK(code_of(shop.hold("h", 3, "stars")) == "insufficient_points");
    REQUIRE(shop.hold("h", 2, "stars").ok());
    CHECK(shop.balance("stars").reserved == 2);
    CHECK(shop.balance().reserved == 0);
    CHECK(shop.redemption("h").point_kind == "stars");
    CHECK(code_of(shop.hold("h", 2)) == "redemption_id_reused");
    REQUIRE(shop.capture("h").ok());
    CHECK(shop.member().account("stars").spent == 2);
    CHECK(shop.member().account().spent == 0);
    REQUIRE(shop.cancel("h").ok());
    CHECK(shop.balance("stars").available == 2);
    CHECK(shop.member().account("stars").spent == 0);
}

TEST_CASE("a refund takes each kind back from its own, and each owes for itself") {
    Shop shop = shop_with_stars();
    REQUIRE(shop.place("1", 100'00).ok());
    shop.now_ms += day_ms;
    REQUIRE(shop.hold("h", 2, "stars").ok());
    REQUIRE(shop.capture("h").ok());
    CHECK(kinds_of(shop.refund("1", "a", 100'00)) == "points_clawed_back points_clawed_back order_refunded");
    CHECK(shop.balance().available == 0);
    CHECK(shop.balance("stars").available == -2);
    CHECK(shop.order("1").points_clawed_back() == 100);
    CHECK(shop.order("1").points_clawed_back("stars") == 2);
    REQUIRE(shop.place("2", 1'00).ok());
    CHECK(shop.balance().available == 1);
    shop.now_ms += day_ms;
    CHECK(shop.balance("stars") == Balance{});
}

TEST_CASE("an adjustment names its kind, which the programme must have") {
    Shop shop = shop_with_stars();
    REQUIRE(shop.place("1", 100'00).ok());
    REQUIRE(shop.adjust(5, "stars").ok());
    CHECK(shop.balance("stars").available == 5);
    CHECK(shop.balance().available == 100);
    CHECK(code_of(shop.adjust(-6, "stars")) == "insufficient_points");
    const auto outcome = shop.adjust(5, "moons");
    REQUIRE(code_of(outcome) == "value_not_allowed");
    CHECK(outcome.error().path == "/point_kind");
    CHECK(outcome.error().allowed == "one of: points, stars");
}

TEST_CASE("an extension and an activity move points of their own kind") {
    Shop shop = shop_with_stars();
    shop.change("/point_kinds/stars/expiry", R"({"policy": "inactivity", "months": 1})");
    REQUIRE(shop.place("1", 100'00).ok());
    const std::int64_t points_expire_at_ms = shop.member().lots.back().expires_at_ms;
    shop.now_ms += 10 * day_ms;
    CHECK(kinds_of(shop.place("2", 1'00)) == "points_earned points_earned expiry_extended order_placed");
    CHECK(shop.member().lots.front().expires_at_ms == at("2026-02-12T00:00:00Z"));
    CHECK(shop.member().lots[2].expires_at_ms == points_expire_at_ms);
    REQUIRE(shop.extend("2026-05-01T00:00:00Z", "stars").ok());
    CHECK(shop.balance_at(at("2026-04-01T00:00:00Z"), "stars").available == 4);
}

TEST_CASE("only main points that a rule says qualify are counted for tiers") {
    Value document = document_earning(R"([{"id": "spend", "points": 1, "per_minor": 100},
                                          {"id": "gift", "points": 5, "qualifies": false},
                                          {"id": "stars", "points": 2, "point_kind": "stars"}])");
    set_at(document, "/point_kinds", R"({"stars": {"name": {"en": "stars"}, "pending_days": 0}})");
    Shop shop("2026-01-01T12:00:00Z", document);
    REQUIRE(shop.place("1", 100'00).ok());
    REQUIRE(shop.member().days.size() == 1);
    CHECK(shop.member().days[0] ==
          DayTotals{.day = 20454, .orders = 1, .spend_minor = 100'00, .qualifying_points = 100});
    REQUIRE(shop.refund("1", "a", 40'00).ok());
    CHECK(shop.member().days[0].qualifying_points == 60);
    CHECK(shop.member().days[0].spend_minor == 60'00);
    REQUIRE(shop.refund("1", "b", 60'00).ok());
    CHECK(shop.member().days.empty());
}
