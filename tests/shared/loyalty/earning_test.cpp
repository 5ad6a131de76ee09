// What orders earn by one rule: decide.h's PlaceOrder.
#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "shared/loyalty/decide.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

struct Earning {
    std::int64_t points;
    std::int64_t per_minor;
    Rounding rounding;
    std::int64_t amount_minor;
    std::int64_t earned;
};

}  // namespace

TEST_CASE("an order earns its total times an exact ratio, rounded once by the named rule") {
    const Earning table[] = {
        {1, 100, Rounding::down, 99, 0},
        {1, 100, Rounding::down, 100, 1},
        {1, 100, Rounding::down, 4995, 49},
        {1, 100, Rounding::half_up, 4950, 50},
        {1, 100, Rounding::half_up, 4949, 49},
        {1, 100, Rounding::half_even, 4950, 50},
        {1, 100, Rounding::half_even, 4850, 48},
        {1, 100, Rounding::half_even, 4851, 49},
        {1, 100, Rounding::up, 1, 1},
        {1, 100, Rounding::up, 100, 1},
        {1, 100, Rounding::up, 101, 2},
        {1, 1000, Rounding::down, 10500, 10},
        {3, 200, Rounding::down, 400, 6},
        {1, 3, Rounding::down, 100, 33},
        {1, 3, Rounding::half_up, 100, 33},
        {2, 3, Rounding::half_up, 100, 67},
        {7, 1, Rounding::down, 3, 21},
        {1, 100, Rounding::up, 0, 0},
        {1'000'000'000, 1'000'000'000, Rounding::down, integer_max, integer_max},
    };
    for (const Earning& row : table) {
        CAPTURE(row.points);
        CAPTURE(row.per_minor);
        CAPTURE(row.amount_minor);
        Shop shop;
        shop.pay(row.points, row.per_minor, row.rounding);
        REQUIRE(shop.place("1", row.amount_minor).ok());
        CHECK(shop.order("1").points_earned() == row.earned);
        CHECK(shop.balance().available == row.earned);
    }
}

TEST_CASE("lines are added up before anything is rounded") {
    Shop shop;
    REQUIRE(shop.place_lines("1", {line("a", 1, 50), line("b", 2, 50), line("c", 1, 99)}).ok());
    CHECK(shop.order("1").total_minor == 199);
    CHECK(shop.order("1").points_earned() == 1);
}

TEST_CASE("a first order makes the member, earns, and is placed, in this order") {
    Shop shop;
    const auto outcome = shop.place("1", 12'34);
    CHECK(kinds_of(outcome) == "member_joined points_earned order_placed");
    CHECK(shop.member().joined_at_ms == shop.now_ms);
    CHECK(shop.member().account().earned == 12);
    CHECK(shop.order("1").lots[0].id == 2);
    CHECK(kinds_of(shop.place("2", 12'34)) == "points_earned order_placed");
}

TEST_CASE("an order that earns nothing has no lot") {
    Shop shop;
    CHECK(kinds_of(shop.place("1", 99)) == "member_joined activity_counted order_placed");
    CHECK(shop.order("1").lots.empty());
    CHECK(shop.member().lots.empty());
}

TEST_CASE("a guest's order earns nothing and has no member") {
    Shop shop;
    const PlaceOrder order{.order = "order/1",
                           .placed_at_ms = shop.now_ms,
                           .currency = "GBP",
                           .lines = {line("mug", 1, 1000)},
                           .attributes = {},
                           .personal = {}};
    CHECK(kinds_of(shop.run(order)) == "order_placed");
    CHECK(shop.order("1").points_earned() == 0);
    CHECK(kinds_of(shop.refund("1", "r", 1000)) == "order_refunded");
    CHECK(shop.order("1").points_clawed_back() == 0);
}

TEST_CASE("points are pending for so many days of 24 hours and can be spent from that very millisecond") {
    Shop shop("2026-03-28T12:00:00Z");
    shop.change("/points/pending_days", "2");
    REQUIRE(shop.place("1", 100'00).ok());
    CHECK(shop.balance().available == 0);
    CHECK(shop.balance().pending == 100);
    CHECK(shop.balance().next_available_at_ms == at("2026-03-30T12:00:00Z"));
    shop.now_ms = at("2026-03-30T12:00:00Z") - 1;
    CHECK(code_of(shop.hold("1", 1)) == "insufficient_points");
    shop.now_ms += 1;
    CHECK(shop.balance().pending == 0);
    CHECK(shop.hold("1", 100).ok());
}

TEST_CASE("the same order again changes nothing; another order under its id is a conflict") {
    Shop shop;
    REQUIRE(shop.place("1", 1000).ok());
    shop.now_ms += day_ms;
    const PlaceOrder first{.order = "order/1",
                           .member = "member/ann",
                           .placed_at_ms = shop.now_ms - day_ms,
                           .currency = "GBP",
                           .lines = {line("mug", 1, 1000)},
                           .attributes = {},
                           .personal = {}};
    CHECK(kinds_of(shop.run(first)) == "");
    struct Change {
        std::string what;
        void (*change)(PlaceOrder& order);
    };
    const Change changes[] = {
        {"another amount", [](PlaceOrder& order) { order.lines[0].amount_minor = 1001; }},
        {"another quantity", [](PlaceOrder& order) { order.lines[0].quantity = 2; }},
        {"another product", [](PlaceOrder& order) { order.lines[0].sku = "cup"; }},
        {"one line more", [](PlaceOrder& order) { order.lines.push_back(line("cup", 1, 0)); }},
        {"another member", [](PlaceOrder& order) { order.member = "member/bob"; }},
        {"a guest's", [](PlaceOrder& order) { order.member.clear(); }},
        {"another time", [](PlaceOrder& order) { order.placed_at_ms += 1; }},
        {"another currency", [](PlaceOrder& order) { order.currency = "EUR"; }},
    };
    for (const Change& row : changes) {
        CAPTURE(row.what);
        PlaceOrder order = first;
        row.change(order);
        CHECK(code_of(shop.run(order)) == "order_id_reused");
    }
    CHECK(shop.member().account().earned == 10);
}

TEST_CASE("an order that was refunded since is still the same order") {
    Shop shop;
    REQUIRE(shop.place("1", 1000).ok());
    REQUIRE(shop.refund("1", "r", 1000).ok());
    CHECK(kinds_of(shop.place("1", 1000)) == "");
}

TEST_CASE("an order of the future, in another currency or beyond every number is refused and says what is allowed") {
    Shop shop;
    auto outcome = shop.place("1", 1000, shop.now_ms + 5 * minute_ms + 1);
    REQUIRE(code_of(outcome) == "instant_in_future");
    CHECK(outcome.error().path == "/placed_at");
    shop.change("/currency", "\"EUR\"");
    const PlaceOrder pounds{.order = "order/1",
                            .member = "member/ann",
                            .placed_at_ms = shop.now_ms,
                            .currency = "GBP",
                            .lines = {line("mug", 1, 1)},
                            .attributes = {},
                            .personal = {}};
    outcome = shop.run(pounds);
    REQUIRE(code_of(outcome) == "currency_mismatch");
    CHECK(outcome.error().found == "GBP");
    CHECK(outcome.error().allowed == "EUR");
    outcome = shop.place_lines("1", {line("a", 1, integer_max), line("b", 1, 1)});
    REQUIRE(code_of(outcome) == "amount_overflow");
    CHECK(outcome.error().path == "/lines/1/amount_minor");
    shop.pay(1000, 100);
    CHECK(code_of(shop.place("1", integer_max)) == "amount_overflow");
    CHECK(shop.log.empty());
}

TEST_CASE("a shop's clock may run five minutes ahead without moving the member's ledger ahead") {
    Shop shop("2026-01-01T12:00:00Z");
    REQUIRE(shop.place("1", 100'00).ok());
    REQUIRE(shop.hold("h", 10).ok());
    shop.now_ms = at("2026-01-01T12:27:00Z");
    REQUIRE(shop.place("2", 100'00, "2026-01-01T12:31:00Z").ok());
    CHECK(shop.member().clock_ms == shop.now_ms);
    CHECK(shop.order("2").placed_at_ms == at("2026-01-01T12:31:00Z"));
    CHECK(shop.balance().available == 90);
    CHECK(shop.balance().pending == 100);
    shop.now_ms = at("2026-01-01T12:29:59.999Z");
    CHECK(shop.capture("h").ok());
}

TEST_CASE("a member can't hold more points than a number can") {
    Shop shop;
    shop.pay(1, 1);
    REQUIRE(shop.place("1", integer_max - 5).ok());
    CHECK(code_of(shop.place("2", 6)) == "amount_overflow");
    CHECK(shop.place("3", 5).ok());
    CHECK(code_of(shop.adjust(1)) == "amount_overflow");
    // What was ever earned and granted counts, so that no sum of the books outgrows its bounds.
    REQUIRE(shop.adjust(-5).ok());
    CHECK(code_of(shop.adjust(5)) == "amount_overflow");
}

TEST_CASE("a late order is judged where the ledger stands and never drains again what was spent") {
    Shop shop("2026-06-01T00:00:00Z");
    REQUIRE(shop.place("june", 100'00).ok());
    REQUIRE(shop.hold("h", 60).ok());
    REQUIRE(shop.capture("h").ok());
    shop.now_ms = at("2026-06-10T00:00:00Z");
    // Earned in January, these points would have been spent first had they been known.
    REQUIRE(shop.place("january", 100'00, "2026-01-10T00:00:00Z").ok());
    REQUIRE(shop.member().lots.size() == 2);
    CHECK(shop.member().lots[0].earned_at_ms == at("2026-01-10T00:00:00Z"));
    CHECK(shop.member().lots[0].remaining == 100);
    CHECK(shop.member().lots[1].remaining == 40);
    CHECK(shop.member().clock_ms == at("2026-06-01T00:00:00Z"));
    CHECK(draws_of(shop.hold("later", 110)->front()) == "[[5,100],[2,10]]");
}

TEST_CASE("an order so late that its points are past their date earns and loses them") {
    Shop shop("2026-06-01T00:00:00Z");
    REQUIRE(shop.place("now", 10'00).ok());
    REQUIRE(shop.place("ancient", 100'00, "2024-01-10T00:00:00Z").ok());
    CHECK(shop.member().account().earned == 110);
    CHECK(shop.balance().available == 10);
    CHECK(kinds_of(shop.adjust(1)) == "points_expired points_adjusted");
    CHECK(shop.member().account().expired == 100);
}

TEST_CASE("an erased member earns no more") {
    Shop shop;
    REQUIRE(shop.place("1", 1000).ok());
    REQUIRE(shop.erase().ok());
    CHECK(code_of(shop.place("2", 1000)) == "member_erased");
}
