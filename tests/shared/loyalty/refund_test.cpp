// Taking an order's money and points back: decide.h's RefundOrder.
#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "shared/loyalty/decide.h"
#include "shared/loyalty/events.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

// The claw-back event of a refund's outcome.
Event clawed(const Shop::Outcome& outcome) {
    REQUIRE(outcome.ok());
    for (const Event& event : *outcome) {
        if (event.kind == points_clawed_back) return event;
    }
    return {};
}

}  // namespace

TEST_CASE("however a refund is split, it takes back what the order earned") {
    // 100 dollars at a point per 10 dollars: a floor per refund would take nothing back from twenty refunds of 5.
    Shop shop;
    shop.pay(1, 1000);
    REQUIRE(shop.place("1", 100'00).ok());
    CHECK(shop.order("1").points_earned() == 10);
    for (int part = 1; part <= 20; ++part) {
        CAPTURE(part);
        REQUIRE(shop.refund("1", std::to_string(part), 5'00).ok());
        CHECK(shop.order("1").points_clawed_back() == (part + 1) / 2);
    }
    CHECK(shop.balance() == Balance{});
    CHECK(shop.member().account().clawed_back == 10);
}

TEST_CASE("refunds of 1 and 5 dollars take a point back as soon as the rest no longer earns it") {
    Shop shop;
    shop.pay(1, 1000);
    REQUIRE(shop.place("1", 105'00).ok());
    REQUIRE(shop.refund("1", "a", 1'00).ok());
    CHECK(shop.order("1").points_clawed_back() == 0);
    REQUIRE(shop.refund("1", "b", 5'00).ok());
    CHECK(shop.order("1").points_clawed_back() == 1);
    CHECK(shop.balance().available == 9);
}

TEST_CASE("an order rounded up keeps its last point until the last penny") {
    Shop shop;
    shop.pay(1, 100, Rounding::up);
    REQUIRE(shop.place("1", 1'50).ok());
    REQUIRE(shop.refund("1", "a", 1'49).ok());
    CHECK(shop.balance().available == 1);
    REQUIRE(shop.refund("1", "b", 1).ok());
    CHECK(shop.balance().available == 0);
}

TEST_CASE("a refund goes by the rule that judged the order, whatever the programme says since") {
    Shop shop;
    REQUIRE(shop.place("1", 50'00).ok());
    shop.pay(2, 100, Rounding::up);
    REQUIRE(shop.refund("1", "a", 25'00).ok());
    CHECK(shop.order("1").points_clawed_back() == 25);
    REQUIRE(shop.refund("1", "b", 25'00).ok());
    CHECK(shop.order("1").points_clawed_back() == 50);
    CHECK(shop.balance().available == 0);
}

TEST_CASE("items are worth their share of the line, and all of a line's shares are worth the line") {
    Shop shop;
    REQUIRE(shop.place_lines("1", {line("mug", 3, 10'00), line("tea", 1, 5'00)}).ok());
    std::int64_t sum = 0;
    for (const char* id : {"a", "b", "c"}) {
        REQUIRE(shop.refund_items("1", id, {{.line = 0, .quantity = 1}}).ok());
        sum += shop.order("1").refunds.back().amount_minor;
    }
    CHECK(shop.order("1").refunds[0].amount_minor == 333);
    CHECK(shop.order("1").refunds[1].amount_minor == 334);
    CHECK(sum == 10'00);
    CHECK(shop.order("1").points_clawed_back() == 10);
    const auto outcome = shop.refund_items("1", "d", {{.line = 0, .quantity = 1}});
    REQUIRE(code_of(outcome) == "refund_exceeds_order");
    CHECK(outcome.error().path == "/items/0/quantity");
    CHECK(outcome.error().allowed == "nothing: the line is refunded in full");
}

TEST_CASE("one refund may name a line twice, but not more pieces than it has") {
    Shop shop;
    REQUIRE(shop.place_lines("1", {line("mug", 3, 10'00)}).ok());
    auto outcome = shop.refund_items("1", "a", {{.line = 0, .quantity = 2}, {.line = 0, .quantity = 2}});
    REQUIRE(code_of(outcome) == "refund_exceeds_order");
    CHECK(outcome.error().path == "/items/1/quantity");
    CHECK(outcome.error().allowed == "1 to 1");
    REQUIRE(shop.refund_items("1", "a", {{.line = 0, .quantity = 2}, {.line = 0, .quantity = 1}}).ok());
    CHECK(shop.order("1").refunded_minor == 10'00);
}

TEST_CASE("refunds by amount and by item share one order's total") {
    Shop shop;
    REQUIRE(shop.place_lines("1", {line("mug", 2, 10'00), line("gift", 1, 0)}).ok());
    REQUIRE(shop.refund("1", "a", 4'00).ok());
    CHECK(code_of(shop.refund_items("1", "b", {{.line = 0, .quantity = 2}})) == "refund_exceeds_order");
    REQUIRE(shop.refund_items("1", "b", {{.line = 0, .quantity = 1}}).ok());
    CHECK(shop.order("1").refunded_minor == 9'00);
    CHECK(shop.refund_items("1", "free", {{.line = 1, .quantity = 1}}).ok());
    CHECK(code_of(shop.refund("1", "c", 10'00)) == "refund_exceeds_order");
}

TEST_CASE("a refund beyond what is left says what is left") {
    Shop shop;
    REQUIRE(shop.place("1", 10'00).ok());
    auto outcome = shop.refund("1", "a", 10'01);
    REQUIRE(code_of(outcome) == "refund_exceeds_order");
    CHECK(outcome.error().path == "/amount_minor");
    CHECK(outcome.error().allowed == "1 to 1000");
    CHECK(code_of(shop.refund("1", "a", 0)) == "refund_exceeds_order");
    REQUIRE(shop.refund("1", "a", 10'00).ok());
    outcome = shop.refund("1", "b", 1);
    REQUIRE(code_of(outcome) == "refund_exceeds_order");
    CHECK(outcome.error().allowed == "nothing: the order is refunded in full");
    outcome = shop.refund_items("1", "b", {{.line = 1, .quantity = 1}});
    REQUIRE(code_of(outcome) == "line_unknown");
    CHECK(outcome.error().path == "/items/0/line");
    CHECK(outcome.error().allowed == "0 to 0");
}

TEST_CASE("a refund's id is for ever: the same again changes nothing, another under it is a conflict") {
    Shop shop;
    REQUIRE(shop.place_lines("1", {line("mug", 2, 10'00)}).ok());
    REQUIRE(shop.refund("1", "a", 2'00).ok());
    CHECK(kinds_of(shop.refund("1", "a", 2'00)) == "");
    CHECK(code_of(shop.refund("1", "a", 3'00)) == "refund_id_reused");
    CHECK(code_of(shop.refund_items("1", "a", {{.line = 0, .quantity = 1}})) == "refund_id_reused");
    REQUIRE(shop.refund_items("1", "b", {{.line = 0, .quantity = 1}}).ok());
    CHECK(kinds_of(shop.refund_items("1", "b", {{.line = 0, .quantity = 1}})) == "");
    CHECK(code_of(shop.refund_items("1", "b", {{.line = 0, .quantity = 2}})) == "refund_id_reused");
    CHECK(code_of(shop.refund("1", "b", 5'00)) == "refund_id_reused");
    CHECK(shop.order("1").refunded_minor == 7'00);
}

TEST_CASE("a refund of an unknown order, from before the order or from the future is refused") {
    Shop shop("2026-01-02T00:00:00Z");
    CHECK(code_of(shop.refund("none", "a", 1)) == "order_unknown");
    REQUIRE(shop.place("1", 10'00).ok());
    auto outcome = shop.refund_at("2026-01-01T23:59:59Z", "1", "a", 1);
    REQUIRE(code_of(outcome) == "value_not_allowed");
    CHECK(outcome.error().path == "/refunded_at");
    CHECK(code_of(shop.refund_at("2026-01-02T00:05:00.001Z", "1", "a", 1)) == "instant_in_future");
    CHECK(shop.refund_at("2026-01-02T00:05:00Z", "1", "a", 1).ok());
    CHECK(shop.member().clock_ms == shop.now_ms);
}

TEST_CASE("an order has so many refunds at most") {
    Shop shop;
    REQUIRE(shop.place("1", 100'00).ok());
    for (std::size_t count = 0; count < refunds_per_order_max; ++count) {
        REQUIRE(shop.refund("1", std::to_string(count), 1).ok());
    }
    CHECK(code_of(shop.refund("1", "one more", 1)) == "too_many_refunds");
}

TEST_CASE("points still pending are taken back from their own lot") {
    Shop shop;
    shop.change("/points/pending_days", "14");
    REQUIRE(shop.place("1", 100'00).ok());
    const Event claw = clawed(shop.refund("1", "a", 40'00));
    CHECK(draws_of(claw) == "[[2,40]]");
    CHECK(shop.balance().pending == 60);
    CHECK(shop.balance().available == 0);
    CHECK(shop.member().account().deficit == 0);
}

TEST_CASE("a refund takes its own lot's points first, then what spending would drain, and owes the rest") {
    Shop shop("2026-03-01T00:00:00Z");
    REQUIRE(shop.place("older", 30'00, "2026-01-01T00:00:00Z").ok());  // lot 2
    REQUIRE(shop.place("1", 100'00).ok());                             // lot 3
    REQUIRE(shop.place("newer", 10'00).ok());                          // lot 4
    REQUIRE(shop.hold("h", 110).ok());                                 // all of lot 2, 80 of lot 3
    REQUIRE(shop.capture("h").ok());
    const Event claw = clawed(shop.refund("1", "a", 100'00));
    CHECK(draws_of(claw) == "[[3,20],[4,10]]");
    CHECK(claw.data.integer_at("deficit") == 70);
    CHECK(shop.balance().available == -70);
    CHECK(shop.member().account().deficit == 70);
}

TEST_CASE("points in a hold are not taken: what is missing is owed until it is given back") {
    Shop shop;
    REQUIRE(shop.place("1", 100'00).ok());
    REQUIRE(shop.hold("h", 80).ok());
    REQUIRE(shop.refund("1", "a", 100'00).ok());
    CHECK(shop.balance().available == -80);
    CHECK(shop.balance().reserved == 80);
    CHECK(shop.give_back("h").ok());
    CHECK(shop.balance() == Balance{});
    const auto next = shop.place("2", 10'00);
    CHECK(kinds_of(next) == "deficit_settled points_earned order_placed");
    CHECK(next->front().effective_at_ms == shop.now_ms);
}

TEST_CASE("a hold that outlives its lot still pays back the lot's own refund: a full refund leaves nothing owed") {
    Shop shop("2026-12-31T23:50:00Z");
    REQUIRE(shop.place("1", 100'00, "2025-12-31T12:00:00Z").ok());
    REQUIRE(shop.hold("h", 80).ok());
    REQUIRE(shop.refund("1", "a", 100'00).ok());
    CHECK(shop.balance().available == -80);
    shop.now_ms = at("2027-01-01T12:00:00Z");
    CHECK(shop.balance() == Balance{});
    REQUIRE(shop.place("2", 10'00).ok());
    CHECK(shop.balance().available == 10);
    CHECK(shop.member().account().expired == 0);
}

TEST_CASE("points that expired are not taken twice: nobody had the good of them") {
    Shop shop("2026-01-10T00:00:00Z");
    REQUIRE(shop.place("1", 100'00).ok());  // lot 2, expires 2027-01-11
    REQUIRE(shop.hold("h", 30).ok());
    REQUIRE(shop.capture("h").ok());
    shop.now_ms = at("2027-02-01T00:00:00Z");
    REQUIRE(shop.place("2", 50'00).ok());
    CHECK(shop.member().account().expired == 70);
    const Event claw = clawed(shop.refund("1", "a", 90'00));
    CHECK(claw.data.integer_at("from_expired") == 70);
    CHECK(claw.data.integer_at("points") == 90);
    CHECK(shop.balance().available == 30);
    CHECK(shop.member().account().expired == 0);
    CHECK(shop.member().account().clawed_back == 90);
    CHECK(shop.refund("1", "b", 10'00).ok());
    CHECK(shop.balance().available == 20);
    CHECK(shop.member().movements.back().points == -10);
}

TEST_CASE("what is owed is settled by the next points at the instant they can be spent") {
    Shop shop("2026-01-01T00:00:00Z");
    REQUIRE(shop.place("1", 100'00).ok());
    REQUIRE(shop.hold("h", 100).ok());
    REQUIRE(shop.capture("h").ok());
    REQUIRE(shop.refund("1", "a", 100'00).ok());
    shop.change("/points/pending_days", "14");
    REQUIRE(shop.place("2", 60'00).ok());
    shop.now_ms = at("2026-01-02T00:00:00Z");
    REQUIRE(shop.place("3", 60'00).ok());
    CHECK(shop.balance_at("2026-01-14T23:59:59.999Z").available == -100);
    CHECK(shop.balance_at("2026-01-15T00:00:00Z").available == -40);
    CHECK(shop.balance_at("2026-01-15T00:00:00Z").pending == 60);
    CHECK(shop.balance_at("2026-01-16T00:00:00Z").available == 20);
    shop.now_ms = at("2026-02-01T00:00:00Z");
    const auto outcome = shop.adjust(1);
    REQUIRE(kinds_of(outcome) == "deficit_settled deficit_settled points_adjusted");
    CHECK(write_instant((*outcome)[0].effective_at_ms) == "2026-01-15T00:00:00Z");
    CHECK(draws_of((*outcome)[1]) == "[[7,40]]");
    CHECK(shop.member().account().deficit == 0);
    CHECK(code_of(shop.hold("i", 22)) == "insufficient_points");
    CHECK(shop.hold("i", 21).ok());
}

TEST_CASE("a refund learnt of late is taken back where the ledger stands") {
    Shop shop("2026-01-01T00:00:00Z");
    REQUIRE(shop.place("1", 100'00).ok());
    shop.now_ms = at("2026-03-01T00:00:00Z");
    REQUIRE(shop.place("2", 100'00).ok());
    REQUIRE(shop.hold("h", 120).ok());
    REQUIRE(shop.capture("h").ok());
    const Event claw = clawed(shop.refund_at("2026-01-02T00:00:00Z", "1", "a", 100'00));
    CHECK(draws_of(claw) == "[[3,80]]");
    CHECK(claw.data.integer_at("deficit") == 20);
    CHECK(write_instant(claw.effective_at_ms) == "2026-01-02T00:00:00Z");
}

TEST_CASE("an erased member's order can still be refunded") {
    Shop shop;
    REQUIRE(shop.place("1", 100'00).ok());
    REQUIRE(shop.erase().ok());
    REQUIRE(shop.refund("1", "a", 100'00).ok());
    CHECK(shop.balance() == Balance{});
}
