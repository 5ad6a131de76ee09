// Expiry policies: rolling, on a date, after inactivity, none; what a change of policy and an extension do.
#include <doctest/doctest.h>

#include <algorithm>

#include "shared/loyalty/settings.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

Shop shop_with(std::string_view expiry, std::string_view now = "2026-01-10T12:00:00Z") {
    Shop shop(now);
    shop.change("/points/expiry", expiry);
    return shop;
}

std::string expires_at(const Shop& shop, std::size_t lot) {
    return write_instant(shop.member().lots.at(lot).expires_at_ms);
}

}  // namespace

TEST_CASE("points that expire on a date of the year are good through its first one that is late enough") {
    struct Row {
        const char* what;
        Expiry expiry;
        const char* earned_at;
        std::string expires_at;
    };
    const auto on = [](std::int64_t month, std::int64_t day, std::int64_t months = 0) {
        return Expiry{.policy = ExpiryPolicy::fixed_date, .months = months, .month = month, .day = day};
    };
    const Row table[] = {
        {"this year's", on(12, 31), "2026-05-10T12:00:00Z", "2027-01-01T00:00:00Z"},
        {"on the very day", on(12, 31), "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"},
        {"the day after", on(6, 30), "2026-07-01T00:00:00Z", "2027-07-01T00:00:00Z"},
        {"at least three months off", on(12, 31, 3), "2026-09-30T12:00:00Z", "2027-01-01T00:00:00Z"},
        {"a day too late for that", on(12, 31, 3), "2026-10-01T12:00:00Z", "2028-01-01T00:00:00Z"},
        {"29 February in a common year", on(2, 29), "2026-01-10T12:00:00Z", "2026-03-01T00:00:00Z"},
        {"29 February in a leap year", on(2, 29), "2028-02-29T12:00:00Z", "2028-03-01T00:00:00Z"},
        {"two years at least", on(3, 31, 24), "2026-04-01T12:00:00Z", "2029-04-01T00:00:00Z"},
    };
    for (const Row& row : table) {
        CAPTURE(row.what);
        CHECK(write_instant(expires_at_ms(row.expiry, {}, at(row.earned_at))) == row.expires_at);
    }
    CHECK(write_instant(expires_at_ms(on(12, 31), {8 * 3600, {}}, at("2026-12-31T16:00:00Z"))) ==
          "2027-12-31T16:00:00Z");
}

TEST_CASE("points expire by the policy of their kind") {
    Shop shop = shop_with(R"({"policy": "fixed_date", "date": {"month": 6, "day": 30}})");
    REQUIRE(shop.place("1", 10'00).ok());
    CHECK(expires_at(shop, 0) == "2026-07-01T00:00:00Z");
    CHECK(shop.balance_at(at("2026-07-01T00:00:00Z") - 1).available == 10);
    CHECK(shop.balance_at("2026-07-01T00:00:00Z").available == 0);
    Shop never = shop_with(R"({"policy": "none"})");
    REQUIRE(never.place("1", 10'00).ok());
    CHECK(never.balance_at("9999-01-01T00:00:00Z").available == 10);
}

TEST_CASE("after inactivity all points go together; each activity moves them on") {
    Shop shop = shop_with(R"({"policy": "inactivity", "months": 6})");
    REQUIRE(shop.place("1", 10'00).ok());
    CHECK(expires_at(shop, 0) == "2026-07-11T00:00:00Z");
    shop.now_ms = at("2026-03-01T12:00:00Z");
    CHECK(kinds_of(shop.place("2", 10'00)) == "points_earned expiry_extended order_placed");
    CHECK(expires_at(shop, 0) == "2026-09-02T00:00:00Z");
    CHECK(expires_at(shop, 1) == "2026-09-02T00:00:00Z");
    shop.now_ms = at("2026-05-01T12:00:00Z");
    REQUIRE(shop.hold("h", 5).ok());
    CHECK(expires_at(shop, 0) == "2026-09-02T00:00:00Z");
    CHECK(kinds_of(shop.capture("h")) == "points_spent expiry_extended redemption_captured");
    CHECK(expires_at(shop, 0) == "2026-11-02T00:00:00Z");
    CHECK(shop.balance_at(at("2026-11-02T00:00:00Z") - 1).available == 15);
    CHECK(shop.balance_at("2026-11-02T00:00:00Z").available == 0);
}

TEST_CASE("what is no activity of the member moves nothing") {
    Shop shop = shop_with(R"({"policy": "inactivity", "months": 6})");
    REQUIRE(shop.place("1", 10'00).ok());
    shop.now_ms += 30 * day_ms;
    REQUIRE(shop.adjust(5).ok());
    REQUIRE(shop.place("nothing earned", 0).ok());
    REQUIRE(shop.refund("1", "a", 1'00).ok());
    REQUIRE(shop.hold("h", 1).ok());
    REQUIRE(shop.give_back("h").ok());
    CHECK(expires_at(shop, 0) == "2026-07-11T00:00:00Z");
}

TEST_CASE("a late activity moves points on from when it was, and never back") {
    Shop shop = shop_with(R"({"policy": "inactivity", "months": 6})", "2026-05-01T12:00:00Z");
    REQUIRE(shop.place("1", 10'00, "2026-01-10T12:00:00Z").ok());
    REQUIRE(shop.place("2", 10'00, "2026-03-01T12:00:00Z").ok());
    CHECK(expires_at(shop, 0) == "2026-09-02T00:00:00Z");
    REQUIRE(shop.place("late", 10'00, "2026-02-01T12:00:00Z").ok());
    CHECK(expires_at(shop, 0) == "2026-08-02T00:00:00Z");
    CHECK(expires_at(shop, 1) == "2026-09-02T00:00:00Z");
}

TEST_CASE("a change of the policy leaves the lots that there are alone") {
    const char* policies[] = {R"({"policy": "rolling", "months": 1})", R"({"policy": "none"})",
                              R"({"policy": "inactivity", "months": 24})",
                              R"({"policy": "fixed_date", "date": {"month": 12, "day": 31}})"};
    for (const char* policy : policies) {
        CAPTURE(policy);
        Shop shop;
        REQUIRE(shop.place("1", 10'00).ok());
        const Lot before = shop.member().lots.front();
        shop.now_ms += day_ms;
        shop.change("/points/expiry", policy);
        REQUIRE(shop.place("2", 10'00).ok());
        REQUIRE(shop.hold("h", 20).ok());
        REQUIRE(shop.give_back("h").ok());
        const auto& lots = shop.member().lots;
        CHECK(std::find(lots.begin(), lots.end(), before) != lots.end());
    }
}

TEST_CASE("points of an inactivity policy keep sliding only while the programme has one") {
    Shop shop = shop_with(R"({"policy": "inactivity", "months": 6})");
    REQUIRE(shop.place("1", 10'00).ok());
    shop.change("/points/expiry", R"({"policy": "rolling", "months": 24})");
    shop.now_ms += 30 * day_ms;
    CHECK(kinds_of(shop.place("2", 10'00)) == "points_earned order_placed");
    CHECK(expires_at(shop, 0) == "2026-07-11T00:00:00Z");
    CHECK(expires_at(shop, 1) == "2028-02-10T00:00:00Z");
}

TEST_CASE("an extension is logged, moves what would go before, and nothing back") {
    Shop shop;
    REQUIRE(shop.place("1", 10'00, "2025-06-01T00:00:00Z").ok());
    REQUIRE(shop.place("2", 10'00, "2025-12-01T00:00:00Z").ok());
    const auto outcome = shop.extend("2026-10-01T00:00:00Z");
    REQUIRE(kinds_of(outcome) == "expiry_extended");
    CHECK(write_json(outcome->front().personal) == R"({"reason":"goodwill"})");
    CHECK(event_bytes(outcome->front(), "").find("goodwill") == std::string::npos);
    CHECK(expires_at(shop, 0) == "2026-10-01T00:00:00Z");
    CHECK(expires_at(shop, 1) == "2026-12-02T00:00:00Z");
    CHECK(kinds_of(shop.extend("2026-10-01T00:00:00Z")) == "");
    CHECK(kinds_of(shop.extend("2026-05-01T00:00:00Z")) == "");
    CHECK(shop.balance_at("2026-09-30T00:00:00Z").available == 20);
}

TEST_CASE("an extension brings nothing back that is gone, and none is made of the past or for nobody") {
    Shop shop("2026-01-10T12:00:00Z");
    CHECK(code_of(shop.extend("2026-10-01T00:00:00Z")) == "member_unknown");
    REQUIRE(shop.place("1", 10'00, "2025-01-01T00:00:00Z").ok());
    const auto outcome = shop.extend("2026-01-10T12:00:00Z");
    REQUIRE(code_of(outcome) == "value_not_allowed");
    CHECK(outcome.error().path == "/expires_at");
    CHECK(code_of(shop.extend("2026-10-01T00:00:00Z", "stars")) == "value_not_allowed");
    CHECK(kinds_of(shop.extend("2026-10-01T00:00:00Z")) == "");
    CHECK(shop.balance().available == 0);
    REQUIRE(shop.erase().ok());
    CHECK(code_of(shop.extend("2026-10-01T00:00:00Z")) == "member_erased");
}

TEST_CASE("an extension takes the points that a hold keeps along") {
    Shop shop("2026-01-10T12:00:00Z");
    REQUIRE(shop.place("1", 10'00, "2025-01-10T12:00:00Z").ok());
    REQUIRE(shop.hold("h", 10).ok());
    REQUIRE(shop.extend("2026-10-01T00:00:00Z").ok());
    shop.now_ms = at("2026-02-01T00:00:00Z");
    CHECK(shop.balance().available == 10);
    CHECK(shop.balance_at("2026-10-01T00:00:00Z").available == 0);
}
