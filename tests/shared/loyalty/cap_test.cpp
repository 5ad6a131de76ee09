// Limits on what a member earns: caps of rules and of the whole programme.
#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

// A point a pound by the rule r, with these caps.
Shop capped(std::string_view caps, std::string_view now = "2026-01-10T12:00:00Z") {
    Value document = document_earning(R"([{"id": "r", "points": 1, "per_minor": 100}])");
    set_at(document, "/earning/0/caps", caps);
    return Shop(now, document);
}

std::int64_t earned(Shop& shop, std::string_view id, std::int64_t pounds) {
    REQUIRE(shop.place(id, pounds * 100).ok());
    return shop.order(id).points_earned();
}

std::int64_t earned(Shop& shop, std::string_view id, std::int64_t pounds, std::string_view placed_at) {
    REQUIRE(shop.place(id, pounds * 100, placed_at).ok());
    return shop.order(id).points_earned();
}

}  // namespace

TEST_CASE("a cap of one order starts afresh with the next") {
    Shop shop = capped(R"([{"per": {"unit": "order"}, "points": 30}])");
    CHECK(earned(shop, "1", 50) == 30);
    CHECK(earned(shop, "2", 50) == 30);
    CHECK(shop.member().caps.empty());
}

TEST_CASE("a cap of a period is used up by the period's orders and is there again with the next one") {
    struct Row {
        const char* period;
        const char* first;
        const char* last;
        const char* next;
    };
    const Row table[] = {
        {R"({"unit": "day"})", "2026-01-10T00:00:00Z", "2026-01-10T23:59:59.999Z", "2026-01-11T00:00:00Z"},
        {R"({"unit": "week"})", "2026-01-05T00:00:00Z", "2026-01-11T23:59:59.999Z", "2026-01-12T00:00:00Z"},
        {R"({"unit": "month"})", "2026-01-01T00:00:00Z", "2026-01-31T23:59:59.999Z", "2026-02-01T00:00:00Z"},
        {R"({"unit": "quarter"})", "2026-01-01T00:00:00Z", "2026-03-31T23:59:59.999Z", "2026-04-01T00:00:00Z"},
        {R"({"unit": "year"})", "2026-01-01T00:00:00Z", "2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00Z"},
    };
    for (const Row& row : table) {
        CAPTURE(row.period);
        Shop shop = capped(std::string(R"([{"points": 70, "per": )") + row.period + "}]", "2028-01-01T00:00:00Z");
        CHECK(earned(shop, "1", 50, row.first) == 50);
        CHECK(earned(shop, "2", 50, row.last) == 20);
        CHECK(earned(shop, "3", 50, row.last) == 0);
        CHECK(earned(shop, "4", 50, row.next) == 50);
    }
}

TEST_CASE("a lifetime's cap never comes back") {
    Shop shop = capped(R"([{"per": {"unit": "lifetime"}, "points": 70}])");
    CHECK(earned(shop, "1", 50) == 50);
    shop.now_ms += 4000 * day_ms;
    CHECK(earned(shop, "2", 50) == 20);
    CHECK(shop.why(R"({"lines": [{"sku": "mug", "quantity": 1, "amount_minor": 5000}]})") == "r cap_reached");
}

TEST_CASE("periods are the shop's, not UTC's") {
    Shop shop = capped(R"([{"per": {"unit": "day"}, "points": 70}])");
    shop.change("/zone", R"({"initial_offset_s": 28800, "transitions": []})");
    CHECK(earned(shop, "1", 50, "2026-01-09T15:59:59Z") == 50);
    CHECK(earned(shop, "2", 50, "2026-01-09T16:00:00Z") == 50);
    CHECK(earned(shop, "3", 50, "2026-01-10T12:00:00Z") == 20);
}

TEST_CASE("a cap by times counts orders, however much they give") {
    Shop shop = capped(R"([{"per": {"unit": "day"}, "times": 2}])");
    CHECK(earned(shop, "1", 500) == 500);
    CHECK(earned(shop, "none", 0) == 0);
    CHECK(earned(shop, "2", 1) == 1);
    CHECK(earned(shop, "3", 50) == 0);
    shop.now_ms += day_ms;
    CHECK(earned(shop, "4", 50) == 50);
}

TEST_CASE("all of a rule's caps hold") {
    Shop shop = capped(R"([{"per": {"unit": "order"}, "points": 40}, {"per": {"unit": "day"}, "points": 60, "times": 3},
                           {"per": {"unit": "lifetime"}, "points": 100}])");
    CHECK(earned(shop, "1", 50) == 40);
    CHECK(earned(shop, "2", 50) == 20);
    CHECK(earned(shop, "3", 50) == 0);
    shop.now_ms += day_ms;
    CHECK(earned(shop, "4", 50) == 40);
    CHECK(earned(shop, "5", 50) == 0);
}

TEST_CASE("a late order uses the cap of its own day") {
    Shop shop = capped(R"([{"per": {"unit": "day"}, "points": 70}])");
    CHECK(earned(shop, "1", 70) == 70);
    CHECK(earned(shop, "2", 50, "2026-01-09T12:00:00Z") == 50);
    CHECK(earned(shop, "3", 50, "2026-01-09T13:00:00Z") == 20);
    CHECK(earned(shop, "4", 50) == 0);
}

TEST_CASE("an order so late that its period's use is forgotten earns nothing by a capped rule") {
    Shop shop = capped(R"([{"per": {"unit": "day"}, "points": 70}])");
    for (const char* day : {"2026-01-04", "2026-01-06", "2026-01-08"})
        CHECK(earned(shop, day, 50, std::string(day) + "T12:00:00Z") == 50);
    CHECK(shop.member().caps.size() == cap_periods_kept);
    CHECK(earned(shop, "between", 10, "2026-01-07T12:00:00Z") == 10);  // forgets the 4th
    CHECK(earned(shop, "before all", 50, "2026-01-05T12:00:00Z") == 0);
    CHECK(earned(shop, "forgotten", 50, "2026-01-04T12:00:00Z") == 0);
    CHECK(earned(shop, "remembered", 50, "2026-01-06T13:00:00Z") == 20);
}

TEST_CASE("a refund gives a cap the room back that its points took") {
    Shop shop = capped(R"([{"per": {"unit": "day"}, "points": 70}])");
    CHECK(earned(shop, "1", 50) == 50);
    CHECK(earned(shop, "2", 50) == 20);
    REQUIRE(shop.refund("1", "part", 10'00).ok());
    CHECK(earned(shop, "3", 50) == 10);
    // What the second order earned above the cap never counted: giving it back takes nothing and frees nothing.
    REQUIRE(shop.refund("2", "above the cap", 30'00).ok());
    CHECK(shop.order("2").points_clawed_back() == 0);
    CHECK(earned(shop, "4", 50) == 0);
    REQUIRE(shop.refund("2", "the rest", 20'00).ok());
    CHECK(earned(shop, "5", 50) == 20);
    CHECK(shop.balance().available == 40 + 10 + 20);
}

TEST_CASE("a refund that leaves nothing of what was given gives a cap by times its time back") {
    Shop shop = capped(R"([{"per": {"unit": "day"}, "times": 1}])");
    CHECK(earned(shop, "1", 50) == 50);
    REQUIRE(shop.refund("1", "part", 49'00).ok());
    CHECK(earned(shop, "2", 50) == 0);
    REQUIRE(shop.refund("1", "rest", 1'00).ok());
    CHECK(earned(shop, "3", 50) == 50);
    CHECK(earned(shop, "4", 50) == 0);
}

TEST_CASE("a refund of an order whose period is forgotten frees nothing") {
    Shop shop = capped(R"([{"per": {"unit": "day"}, "points": 70}])");
    for (const char* day : {"2026-01-04", "2026-01-05", "2026-01-06", "2026-01-07"})
        CHECK(earned(shop, day, 50, std::string(day) + "T12:00:00Z") == 50);
    REQUIRE(shop.refund("2026-01-04", "a", 50'00).ok());
    CHECK(shop.member().caps.size() == cap_periods_kept);
    CHECK(earned(shop, "forgotten", 50, "2026-01-04T12:00:00Z") == 0);
}

TEST_CASE("a multiplier counts one time for an order, however many rules it multiplies, and its points together") {
    Shop shop("2026-01-10T12:00:00Z", document_earning(R"([
        {"id": "a", "points": 1, "per_minor": 100},
        {"id": "b", "points": 2, "per_minor": 100},
        {"id": "x", "multiplier": {"numerator": 2, "denominator": 1},
         "caps": [{"per": {"unit": "day"}, "times": 2, "points": 40}]}])"));
    CHECK(earned(shop, "1", 10) == 60);
    REQUIRE(shop.member().caps.size() == 1);
    CHECK(shop.member().caps[0].times == 1);
    CHECK(shop.member().caps[0].points == 30);
    CHECK(earned(shop, "2", 10) == 40);
    CHECK(shop.member().caps[0].times == 2);
    REQUIRE(shop.refund("1", "a", 9'50).ok());  // what it gave for b is still a point
    CHECK(shop.member().caps[0].times == 2);
    CHECK(shop.member().caps[0].points == 11);
    REQUIRE(shop.refund("1", "b", 50).ok());
    CHECK(shop.member().caps[0].times == 1);
    CHECK(shop.member().caps[0].points == 10);
}

TEST_CASE("the programme's caps take what is above them from the later rules") {
    Value document = document_earning(R"([
        {"id": "a", "points": 1, "per_minor": 100}, {"id": "b", "points": 20}, {"id": "c", "points": 5},
        {"id": "stars", "points": 9, "point_kind": "stars"}])");
    set_at(document, "/earning_caps", R"([{"per": {"unit": "month"}, "points": 60},
                                          {"per": {"unit": "order"}, "points": 65}])");
    set_at(document, "/point_kinds", R"({"stars": {"name": {"en": "stars"}, "pending_days": 0}})");
    Shop shop("2026-01-10T12:00:00Z", document);
    constexpr std::string_view order = R"({"lines": [{"sku": "mug", "quantity": 1, "amount_minor": 5000}]})";
    CHECK(shop.why(order) == "a 50; b 10; c cap_reached programme; stars 9");
    REQUIRE(shop.place_document("1", order).ok());
    CHECK(shop.why(order) == "a cap_reached programme; b cap_reached programme; c cap_reached programme; stars 9");
    REQUIRE(shop.refund("1", "a", 30'00).ok());
    CHECK(shop.why(order) == "a 30; b cap_reached programme; c cap_reached programme; stars 9");
    REQUIRE(shop.refund("1", "b", 20'00).ok());
    CHECK(shop.why(order) == "a 50; b 10; c cap_reached programme; stars 9");
}

TEST_CASE("the programme's caps by times count each order once") {
    Value document = document_earning(R"([{"id": "a", "points": 1, "per_minor": 100}, {"id": "b", "points": 20}])");
    set_at(document, "/earning_caps", R"([{"per": {"unit": "day"}, "times": 2}])");
    Shop shop("2026-01-10T12:00:00Z", document);
    CHECK(earned(shop, "1", 10) == 30);
    CHECK(earned(shop, "2", 10) == 30);
    CHECK(earned(shop, "3", 10) == 0);
    REQUIRE(shop.refund("1", "part", 9'99).ok());  // b still stands
    CHECK(earned(shop, "4", 10) == 0);
    REQUIRE(shop.refund("1", "rest", 1).ok());
    CHECK(earned(shop, "5", 10) == 30);
}

TEST_CASE("two caps of the programme both count what was given in the end") {
    Value document = document_earning(R"([{"id": "a", "points": 50}, {"id": "b", "points": 50}])");
    set_at(document, "/earning_caps", R"([{"per": {"unit": "month"}, "points": 70},
                                          {"per": {"unit": "day"}, "points": 20}])");
    Shop shop("2026-01-10T12:00:00Z", document);
    CHECK(earned(shop, "1", 10) == 20);
    shop.now_ms += day_ms;
    CHECK(earned(shop, "2", 10) == 20);
    shop.now_ms += day_ms;
    CHECK(earned(shop, "3", 10) == 20);
    shop.now_ms += day_ms;
    CHECK(earned(shop, "4", 10) == 10);
}
