// Taking a captured redemption back: decide.h's CancelRedemption.
#include <doctest/doctest.h>

#include "shared/loyalty/fold.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

// Three lots of 100 points, the first two on one day.
Shop shop_with_lots() {
    Shop shop("2026-03-20T12:00:00Z");
    REQUIRE(shop.place("1", 100'00, "2026-01-10T00:00:00Z").ok());
    REQUIRE(shop.place("2", 100'00, "2026-01-10T09:00:00Z").ok());
    REQUIRE(shop.place("3", 100'00).ok());
    return shop;
}

void spend(Shop& shop, std::string_view id, std::int64_t points) {
    REQUIRE(shop.hold(id, points).ok());
    REQUIRE(shop.capture(id).ok());
}

}  // namespace

TEST_CASE("a cancelled redemption is as if it had never been: the very lots, points and dates are back") {
    Shop shop = shop_with_lots();
    const std::vector<Lot> lots = shop.member().lots;
    spend(shop, "h", 250);
    CHECK(shop.member().lots.size() == 1);
    const auto outcome = shop.cancel("h");
    REQUIRE(kinds_of(outcome) == "points_restored redemption_cancelled");
    CHECK(shop.balance().available == 300);
    CHECK(shop.member().account().spent == 0);
    CHECK(shop.redemption("h").status == RedemptionStatus::cancelled);
    REQUIRE(shop.member().lots.size() == 3);
    for (std::size_t index = 0; index < 3; ++index) {
        const Lot& lot = shop.member().lots[index];
        CHECK(lot.id == lots[index].id);
        CHECK(lot.remaining == 100);
        CHECK(lot.earned_at_ms == lots[index].earned_at_ms);
        CHECK(lot.available_at_ms == lots[index].available_at_ms);
        CHECK(lot.expires_at_ms == lots[index].expires_at_ms);
    }
    CHECK(draws_of(event_of(shop.hold("again", 250), "points_held")) == "[[2,100],[3,100],[4,50]]");
}

TEST_CASE("several redemptions of one lot can all be cancelled, in any order, after the lot was forgotten") {
    Shop shop = shop_with_lots();
    for (const char* id : {"a", "b", "c"}) spend(shop, id, 60);
    CHECK(shop.member().lots.size() == 2);
    for (const char* id : {"b", "a", "c"}) REQUIRE(shop.cancel(id).ok());
    CHECK(shop.balance().available == 300);
    REQUIRE(shop.member().lots.size() == 3);
    for (const Lot& lot : shop.member().lots) CHECK(lot.remaining == 100);
}

TEST_CASE("points whose date has passed come back and go at once: a cancellation lengthens no life") {
    Shop shop = shop_with_lots();
    spend(shop, "h", 250);
    shop.now_ms = at("2027-02-01T00:00:00Z");
    REQUIRE(shop.cancel("h").ok());
    CHECK(shop.balance().available == 100);
    CHECK(kinds_of(shop.adjust(1)) == "points_expired points_expired points_adjusted");
    CHECK(shop.member().account().expired == 200);
}

TEST_CASE("points that come back settle what is owed") {
    Shop shop = shop_with_lots();
    spend(shop, "h", 300);
    REQUIRE(shop.refund("3", "a", 100'00).ok());
    CHECK(shop.balance().available == -100);
    REQUIRE(shop.cancel("h").ok());
    CHECK(shop.balance().available == 200);
    CHECK(kinds_of(shop.adjust(1)) == "deficit_settled points_adjusted");
}

TEST_CASE("an extension since then does not reach the points that were spent") {
    Shop shop = shop_with_lots();
    spend(shop, "h", 150);
    REQUIRE(shop.extend("2030-01-01T00:00:00Z").ok());
    REQUIRE(shop.cancel("h").ok());
    REQUIRE(shop.member().lots.size() == 3);
    CHECK(shop.member().lots[0].remaining == 100);
    CHECK(write_instant(shop.member().lots[0].expires_at_ms) == "2027-01-11T00:00:00Z");
    // The second lot was not spent whole: what is left of it was extended, and what comes back is in it.
    CHECK(shop.member().lots[1].remaining == 100);
    CHECK(write_instant(shop.member().lots[1].expires_at_ms) == "2030-01-01T00:00:00Z");
}

TEST_CASE("after a cancellation an order's refund takes its own lot first, as ever") {
    Shop shop = shop_with_lots();
    spend(shop, "h", 250);
    REQUIRE(shop.cancel("h").ok());
    const auto outcome = shop.refund("2", "a", 100'00);
    CHECK(draws_of(event_of(outcome, "points_clawed_back")) == "[[3,100]]");
    CHECK(shop.balance().available == 200);
}

TEST_CASE("only what was captured can be cancelled, once, and by whom it belongs to") {
    Shop shop = shop_with_lots();
    CHECK(code_of(shop.cancel("none")) == "redemption_unknown");
    REQUIRE(shop.hold("h", 10).ok());
    CHECK(code_of(shop.cancel("h")) == "redemption_not_captured");
    REQUIRE(shop.capture("h").ok());
    CHECK(code_of(shop.run(CancelRedemption{"member/bob", "redemption/h"})) == "redemption_unknown");
    REQUIRE(shop.cancel("h").ok());
    CHECK(kinds_of(shop.cancel("h")) == "");
    CHECK(code_of(shop.capture("h")) == "redemption_already_cancelled");
    CHECK(code_of(shop.give_back("h")) == "redemption_already_cancelled");
    REQUIRE(shop.hold("v", 10).ok());
    REQUIRE(shop.give_back("v").ok());
    CHECK(code_of(shop.cancel("v")) == "redemption_already_voided");
    CHECK(shop.balance().available == 300);
}

TEST_CASE("an erased member's redemption is not cancelled") {
    Shop shop = shop_with_lots();
    spend(shop, "h", 10);
    REQUIRE(shop.erase().ok());
    CHECK(code_of(shop.cancel("h")) == "member_erased");
}
