// Points that wait: for days, or for a milestone of their order.
#include <doctest/doctest.h>

#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

// A point a pound, spendable two days after the order was delivered.
Shop waiting_shop() {
    Shop shop("2026-01-01T12:00:00Z");
    shop.change("/points", R"({"pending_days": 2, "pending_milestone": "delivered", "expiry": {"months": 1}})");
    return shop;
}

}  // namespace

TEST_CASE("points that wait for a milestone have no dates until it is reached") {
    Shop shop = waiting_shop();
    REQUIRE(shop.place("1", 100'00).ok());
    CHECK(shop.balance().pending == 100);
    CHECK(shop.balance().next_available_at_ms == 0);
    shop.now_ms = at("2026-06-01T12:00:00Z");
    CHECK(shop.balance().pending == 100);
    CHECK(kinds_of(shop.reach("1", "packed")) == "order_milestone_reached");
    CHECK(shop.balance().pending == 100);
    CHECK(kinds_of(shop.reach("1", "delivered")) == "points_released order_milestone_reached");
    CHECK(shop.balance().pending == 100);
    CHECK(shop.balance().next_available_at_ms == at("2026-06-03T12:00:00Z"));
    shop.now_ms = at("2026-06-03T12:00:00Z");
    CHECK(shop.balance().available == 100);
    CHECK(shop.balance().next_expiry_at_ms == at("2026-07-02T00:00:00Z"));
}

TEST_CASE("a milestone that is reported late counts from when it was reached") {
    Shop shop = waiting_shop();
    REQUIRE(shop.place("1", 100'00).ok());
    shop.now_ms = at("2026-01-20T12:00:00Z");
    REQUIRE(shop.reach("1", "delivered", at("2026-01-05T12:00:00Z")).ok());
    CHECK(shop.balance().available == 100);
    CHECK(shop.balance().next_expiry_at_ms == at("2026-02-06T00:00:00Z"));
}

TEST_CASE("each rule may wait in its own way, and each way of waiting is a lot of its own") {
    Shop shop("2026-01-01T12:00:00Z", document_earning(R"([
        {"id": "a", "points": 10},
        {"id": "b", "points": 20, "pending": {"days": 7}},
        {"id": "c", "points": 30, "pending": {"days": 0, "milestone": "delivered"}},
        {"id": "d", "points": 40, "pending": {"days": 3, "milestone": "delivered"}},
        {"id": "e", "points": 50, "pending": {"days": 0, "milestone": "reviewed"}},
        {"id": "f", "points": 1, "pending": {"days": 7}}])"));
    REQUIRE(shop.place("1", 10'00).ok());
    CHECK(shop.member().lots.size() == 5);
    CHECK(shop.balance().available == 10);
    CHECK(shop.balance().pending == 141);
    CHECK(shop.balance().next_available_at_ms == at("2026-01-08T12:00:00Z"));
    shop.now_ms = at("2026-01-03T12:00:00Z");
    CHECK(kinds_of(shop.reach("1", "delivered")) == "points_released points_released order_milestone_reached");
    CHECK(shop.balance().available == 40);
    CHECK(shop.balance_at("2026-01-06T12:00:00Z").available == 80);
    CHECK(shop.balance_at("2026-01-08T12:00:00Z").available == 101);
    REQUIRE(shop.reach("1", "reviewed").ok());
    CHECK(shop.balance().available == 90);
}

TEST_CASE("what a multiplier gives waits as the points that it multiplies, unless it says otherwise") {
    Value document = document_earning(R"([
        {"id": "stars", "points": 1, "per_minor": 100, "point_kind": "stars",
         "pending": {"days": 3, "milestone": "delivered"}},
        {"id": "x", "multiplier": {"numerator": 2, "denominator": 1}}])");
    set_at(document, "/point_kinds", R"({"stars": {"name": {"en": "stars"}, "pending_days": 0}})");
    Shop shop("2026-01-01T12:00:00Z", document);
    REQUIRE(shop.place("1", 10'00).ok());
    REQUIRE(shop.member().lots.size() == 1);
    CHECK(shop.member().lots[0].points == 20);
    CHECK(shop.member().lots[0].awaits == "delivered");
    shop.change("/earning/1/pending", R"({"days": 0})");
    REQUIRE(shop.place("2", 10'00).ok());
    CHECK(shop.balance("stars").available == 10);
}

TEST_CASE("a refund takes points that wait, and what is gone is not released") {
    Shop shop = waiting_shop();
    REQUIRE(shop.place("1", 100'00).ok());
    REQUIRE(shop.refund("1", "a", 40'00).ok());
    CHECK(shop.balance().pending == 60);
    REQUIRE(shop.refund("1", "b", 60'00).ok());
    CHECK(shop.balance() == Balance{});
    CHECK(kinds_of(shop.reach("1", "delivered")) == "order_milestone_reached");
}

TEST_CASE("waiting points settle no debt, released ones do when they can be spent") {
    Shop shop("2026-01-01T12:00:00Z");
    REQUIRE(shop.place("spent", 10'00).ok());
    REQUIRE(shop.hold("h", 10).ok());
    REQUIRE(shop.capture("h").ok());
    REQUIRE(shop.refund("spent", "a", 10'00).ok());
    shop.change("/points", R"({"pending_days": 2, "pending_milestone": "delivered"})");
    REQUIRE(shop.place("1", 100'00).ok());
    CHECK(shop.balance_at("2027-01-01T00:00:00Z").available == -10);
    REQUIRE(shop.reach("1", "delivered").ok());
    CHECK(shop.balance_at("2026-01-03T11:59:59Z").available == -10);
    CHECK(shop.balance_at("2026-01-03T12:00:00Z").available == 90);
}

TEST_CASE("a milestone again changes nothing, whenever it is said to have been") {
    Shop shop = waiting_shop();
    REQUIRE(shop.place("1", 100'00).ok());
    REQUIRE(shop.reach("1", "delivered").ok());
    const MemberState before = shop.member();
    shop.now_ms += day_ms;
    CHECK(kinds_of(shop.reach("1", "delivered")) == "");
    CHECK(shop.member() == before);
}

TEST_CASE("a milestone of no order, of the future or from before the order is refused") {
    Shop shop = waiting_shop();
    CHECK(code_of(shop.reach("none", "delivered")) == "order_unknown");
    REQUIRE(shop.place("1", 100'00).ok());
    CHECK(code_of(shop.reach("1", "delivered", shop.now_ms + 5 * minute_ms + 1)) == "instant_in_future");
    const auto outcome = shop.reach("1", "delivered", shop.now_ms - 1);
    REQUIRE(code_of(outcome) == "value_not_allowed");
    CHECK(outcome.error().path == "/reached_at");
}

TEST_CASE("a guest's order reaches milestones too") {
    Shop shop = waiting_shop();
    const PlaceOrder order{.order = "order/1",
                           .placed_at_ms = shop.now_ms,
                           .currency = "GBP",
                           .lines = {line("mug", 1, 1000)},
                           .attributes = {},
                           .personal = {}};
    REQUIRE(shop.run(order).ok());
    CHECK(kinds_of(shop.reach("1", "delivered")) == "order_milestone_reached");
}
