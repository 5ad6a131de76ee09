// Named actions, streaks and taking an action back: decide.h's RecordAction and RevokeAction.
#include <doctest/doctest.h>

#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

Shop shop_with(std::string_view rules, std::string_view now = "2026-01-05T12:00:00Z") {
    return Shop(now, document_earning(rules));
}

std::int64_t points_of(const Shop& shop, std::string_view id) {
    std::int64_t points = 0;
    for (const Grant& grant : shop.action(id).grants) points += grant.points;
    return points;
}

}  // namespace

TEST_CASE("a rule on an action is off unless it says that it is on") {
    Shop shop = shop_with(R"([{"id": "off", "on": "visit", "points": 5},
                              {"id": "on", "on": "visit", "points": 7, "enabled": true}])");
    CHECK(kinds_of(shop.act("1", "visit")) == "member_joined points_earned action_recorded");
    CHECK(shop.balance().available == 7);
    CHECK(kinds_of(shop.act("2", "dance")) == "action_recorded");
    CHECK(shop.member().orders == 0);
}

TEST_CASE("an action looks at its own rules, and an order not at them") {
    Shop shop = shop_with(R"([{"id": "visits", "on": "visit", "points": 5, "enabled": true},
                              {"id": "reviews", "on": "review", "points": 7, "enabled": true},
                              {"id": "spend", "points": 1, "per_minor": 100}])");
    REQUIRE(shop.act("1", "review").ok());
    CHECK(shop.balance().available == 7);
    REQUIRE(shop.place("1", 3'00).ok());
    CHECK(shop.balance().available == 10);
    CHECK(shop.member().movements.back().reason == "spend");
    CHECK(shop.member().movements.front().subject == "action/1");
}

TEST_CASE("a condition may look at what the shop says of an action") {
    Shop shop = shop_with(R"([{"id": "r", "on": "packaging", "points": 5, "enabled": true,
                               "condition": {"==": [{"var": "action.attributes.kind"}, "glass"]}}])");
    REQUIRE(shop.act("1", "packaging", R"({"kind": "paper"})").ok());
    REQUIRE(shop.act("2", "packaging", R"({"kind": "glass"})").ok());
    CHECK(points_of(shop, "1") == 0);
    CHECK(points_of(shop, "2") == 5);
}

TEST_CASE("no reward depends on how good a review is") {
    Shop shop = shop_with(R"([{"id": "r", "on": "review", "points": 5, "enabled": true}])");
    for (const char* name : {"rating", "score", "sentiment", "stars"}) {
        CAPTURE(name);
        const auto outcome = shop.act("1", "review", write_json(Object{{name, "5"}}));
        REQUIRE(code_of(outcome) == "value_not_allowed");
        CHECK(outcome.error().path == "/attributes/" + std::string(name));
        Value document = document_earning(R"([{"id": "r", "on": "review", "points": 5}])");
        set_at(document, "/earning/0/condition",
               write_json(Object{{">", Array{Object{{"var", "action.attributes." + std::string(name)}}, 3}}}));
        const Errors errors = check_program(document);
        REQUIRE(errors.size() == 1);
        CHECK(errors[0].code == ErrorCode::value_not_allowed);
        CHECK(errors[0].path == "/earning/0/condition");
    }
    CHECK(shop.log.empty());
}

TEST_CASE("a streak gives on every so many periods in a row") {
    Shop shop = shop_with(R"([{"id": "r", "on": "visit", "points": 5, "enabled": true,
                               "streak": {"every": {"unit": "week"}, "length": 3}}])");
    struct Row {
        const char* at;  // Monday, 5 January begins the first week
        std::int64_t points;
    };
    const Row table[] = {{"2026-01-05T12:00:00Z", 0}, {"2026-01-06T12:00:00Z", 0}, {"2026-01-12T00:00:00Z", 0},
                         {"2026-01-25T23:59:59Z", 5}, {"2026-01-25T23:59:59Z", 0}, {"2026-01-26T00:00:00Z", 0},
                         {"2026-02-02T12:00:00Z", 0}, {"2026-02-09T12:00:00Z", 5}, {"2026-02-23T12:00:00Z", 0},
                         {"2026-03-02T12:00:00Z", 0}, {"2026-03-16T12:00:00Z", 0}, {"2026-03-23T12:00:00Z", 0},
                         {"2026-03-30T12:00:00Z", 5}};
    for (std::size_t index = 0; index < std::size(table); ++index) {
        CAPTURE(table[index].at);
        CAPTURE(index);
        shop.now_ms = at(table[index].at);
        const std::string id = std::to_string(index);
        REQUIRE(shop.act(id, "visit").ok());
        CHECK(points_of(shop, id) == table[index].points);
    }
}

TEST_CASE("a streak that does not repeat gives the first time that its length is reached") {
    Shop shop = shop_with(R"([{"id": "r", "on": "visit", "points": 5, "enabled": true,
                               "streak": {"every": {"unit": "day"}, "length": 2, "repeats": false}}])");
    for (int day = 0; day < 6; ++day) {
        CAPTURE(day);
        REQUIRE(shop.act(std::to_string(day), "visit").ok());
        CHECK(points_of(shop, std::to_string(day)) == (day == 1 ? 5 : 0));
        shop.now_ms += day_ms;
    }
}

TEST_CASE("a streak of orders goes on only with orders that its rule is about") {
    Shop shop = shop_with(R"([{"id": "r", "points": 5, "items": {"categories": ["tea"]},
                               "streak": {"every": {"unit": "day"}, "length": 2}}])");
    constexpr std::string_view tea =
        R"({"lines": [{"sku": "assam", "quantity": 1, "amount_minor": 100, "categories": ["tea"]}]})";
    constexpr std::string_view mug = R"({"lines": [{"sku": "mug", "quantity": 1, "amount_minor": 100}]})";
    CHECK(shop.why(tea) == "r streak_goes_on");
    REQUIRE(shop.place_document("1", tea).ok());
    shop.now_ms += day_ms;
    CHECK(shop.why(mug) == "r no_items");
    CHECK(shop.why(tea) == "r 5");
    REQUIRE(shop.place_document("2", tea).ok());
    CHECK(shop.order("2").points_earned() == 5);
}

TEST_CASE("an order of nothing, or too small for the rule, is no part of a streak") {
    Shop shop = shop_with(R"([{"id": "r", "points": 5, "minimum_minor": 1000,
                               "streak": {"every": {"unit": "day"}, "length": 2}}])");
    REQUIRE(shop.place("1", 10'00).ok());
    shop.now_ms += day_ms;
    REQUIRE(shop.place("nothing", 0).ok());
    REQUIRE(shop.place("too small", 9'99).ok());
    REQUIRE(shop.place("2", 10'00).ok());
    CHECK(shop.order("2").points_earned() == 5);
    Shop plain = shop_with(R"([{"id": "r", "points": 5, "streak": {"every": {"unit": "day"}, "length": 2}}])");
    REQUIRE(plain.place("1", 1'00).ok());
    plain.now_ms += day_ms;
    REQUIRE(plain.place("nothing", 0).ok());
    REQUIRE(plain.place("2", 1'00).ok());
    CHECK(plain.order("2").points_earned() == 5);
}

TEST_CASE("a streak takes no harm from a late occasion, nor does it gain by one") {
    Shop shop = shop_with(R"([{"id": "r", "points": 5, "streak": {"every": {"unit": "day"}, "length": 2}}])");
    REQUIRE(shop.place("1", 1'00, "2026-01-04T12:00:00Z").ok());
    REQUIRE(shop.place("late", 1'00, "2026-01-02T12:00:00Z").ok());
    CHECK(shop.order("late").points_earned() == 0);
    REQUIRE(shop.place("2", 1'00, "2026-01-05T12:00:00Z").ok());
    CHECK(shop.order("2").points_earned() == 5);
}

TEST_CASE("a revoked action's points go back and its caps have room again") {
    Shop shop = shop_with(R"([{"id": "r", "on": "visit", "points": 5, "enabled": true,
                               "caps": [{"per": {"unit": "day"}, "times": 1}]}])");
    REQUIRE(shop.act("1", "visit").ok());
    REQUIRE(shop.act("2", "visit").ok());
    CHECK(points_of(shop, "2") == 0);
    CHECK(kinds_of(shop.revoke("1")) == "points_clawed_back action_revoked");
    CHECK(shop.balance() == Balance{});
    CHECK(shop.action("1").revoked);
    REQUIRE(shop.act("3", "visit").ok());
    CHECK(points_of(shop, "3") == 5);
    CHECK(kinds_of(shop.revoke("2")) == "action_revoked");
    CHECK(code_of(shop.revoke("none")) == "action_unknown");
}

TEST_CASE("a revoked action's points that were spent are owed") {
    Shop shop = shop_with(R"([{"id": "r", "on": "visit", "points": 5, "enabled": true}])");
    REQUIRE(shop.act("1", "visit").ok());
    REQUIRE(shop.hold("h", 5).ok());
    REQUIRE(shop.capture("h").ok());
    REQUIRE(shop.revoke("1").ok());
    CHECK(shop.balance().available == -5);
}

TEST_CASE("the same action again changes nothing; another action under its id is a conflict") {
    Shop shop = shop_with(R"([{"id": "r", "on": "visit", "points": 5, "enabled": true}])");
    REQUIRE(shop.act("1", "visit").ok());
    CHECK(kinds_of(shop.act("1", "visit")) == "");
    CHECK(code_of(shop.act("1", "review")) == "action_id_reused");
    shop.now_ms += 1;
    CHECK(code_of(shop.act("1", "visit")) == "action_id_reused");
    CHECK(code_of(shop.open("1", {})) == "action_id_reused");
    CHECK(shop.balance().available == 5);
}

TEST_CASE("an action of the future or of an erased member is refused") {
    Shop shop = shop_with(R"([{"id": "r", "on": "visit", "points": 5, "enabled": true}])");
    RecordAction action{.action = "action/1",
                        .member = "member/ann",
                        .name = "visit",
                        .acted_at_ms = shop.now_ms + 5 * minute_ms + 1,
                        .attributes = {}};
    CHECK(code_of(shop.run(action)) == "instant_in_future");
    action.acted_at_ms -= 1;
    CHECK(shop.run(action).ok());
    REQUIRE(shop.erase().ok());
    CHECK(code_of(shop.act("2", "visit")) == "member_erased");
}
