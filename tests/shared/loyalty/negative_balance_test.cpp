// What a refund may take when the points are spent, by the programme's policy.
#include <doctest/doctest.h>

#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

struct Row {
    const char* policy;
    std::int64_t taken;    // of the refunded order's 100 points
    std::int64_t balance;  // available and pending afterwards
    std::int64_t forgiven;
};

// 40 points of another order's, 100 of the refunded one's.
void check_row(const Row& row, const char* pending, std::int64_t spent) {
    CAPTURE(row.policy);
    Shop shop("2026-01-10T12:00:00Z");
    REQUIRE(shop.place("other", 40'00).ok());
    shop.change("/redemption/negative_balance", "\"" + std::string(row.policy) + "\"");
    shop.change("/points/pending_days", pending);
    REQUIRE(shop.place("1", 100'00).ok());
    if (spent > 0) {
        REQUIRE(shop.hold("h", spent).ok());
        REQUIRE(shop.capture("h").ok());
    }
    const auto outcome = shop.refund("1", "a", 100'00);
    const Event& clawed = event_of(outcome, "points_clawed_back");
    CHECK(clawed.data.integer_at("points") == row.taken);
    CHECK(clawed.data.integer_at("forgiven") == row.forgiven);
    CHECK(shop.balance().available + shop.balance().pending == row.balance);
    // By the order's books all is taken back, whatever the policy: it can't be taken again.
    CHECK(shop.order("1").points_clawed_back() == 100);
}

}  // namespace

TEST_CASE("points that nobody spent are taken back by every policy that takes them") {
    check_row({"owe", 100, 40, 0}, "0", 0);
    check_row({"within_balance", 100, 40, 0}, "0", 0);
    check_row({"pending_only", 0, 140, 100}, "0", 0);
}

TEST_CASE("of points still pending every policy takes all") {
    for (const char* policy : {"owe", "within_balance", "pending_only"}) check_row({policy, 100, 40, 0}, "14", 0);
}

TEST_CASE("what is missing is owed, or taken as far as the balance goes, or forgiven") {
    check_row({"owe", 100, -60, 0}, "0", 100);
    check_row({"within_balance", 40, 0, 60}, "0", 100);
    check_row({"pending_only", 0, 40, 100}, "0", 100);
}

TEST_CASE("what a policy forgave comes back to haunt nobody") {
    Shop shop("2026-01-10T12:00:00Z");
    shop.change("/redemption/negative_balance", "\"within_balance\"");
    REQUIRE(shop.place("1", 100'00).ok());
    REQUIRE(shop.hold("h", 100).ok());
    REQUIRE(shop.capture("h").ok());
    REQUIRE(shop.refund("1", "a", 60'00).ok());
    CHECK(shop.balance().available == 0);
    // Nothing was taken, so nothing moved.
    CHECK(shop.member().movements.back().kind == "points_spent");
    REQUIRE(shop.place("2", 10'00).ok());
    CHECK(shop.balance().available == 10);
    REQUIRE(shop.refund("1", "b", 40'00).ok());
    CHECK(shop.balance().available == 0);
    CHECK(shop.order("1").points_clawed_back() == 100);
}

TEST_CASE("a debt that an older policy made is settled by the next points all the same") {
    Shop shop("2026-01-10T12:00:00Z");
    REQUIRE(shop.place("1", 100'00).ok());
    REQUIRE(shop.hold("h", 100).ok());
    REQUIRE(shop.capture("h").ok());
    REQUIRE(shop.refund("1", "a", 60'00).ok());
    shop.change("/redemption/negative_balance", "\"within_balance\"");
    REQUIRE(shop.place("2", 100'00).ok());
    CHECK(shop.balance().available == 40);
}

TEST_CASE("a policy that takes nothing beyond the pending points leaves revoked actions' points too") {
    Value document = document_earning(R"([{"id": "r", "on": "visit", "points": 5, "enabled": true}])");
    set_at(document, "/redemption/negative_balance", "\"pending_only\"");
    Shop shop("2026-01-10T12:00:00Z", document);
    REQUIRE(shop.act("1", "visit").ok());
    REQUIRE(shop.revoke("1").ok());
    CHECK(shop.balance().available == 5);
}
