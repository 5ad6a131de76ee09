// What shoppers are told of their tier, and what a cart would change.
#include "shared/loyalty/tier_preview.h"

#include <doctest/doctest.h>

#include "shared/loyalty/order_document.h"
#include "tests/support/tiers.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

std::string told(const TierGoal& goal) {
    std::string text(goal.tier);
    for (const TierMeasure& measure : goal.measures)
        text += " " + std::string(measure.name) + " " + std::to_string(measure.missing());
    return text;
}

// "silver until 2027-01-01, next gold spend_minor 15000, keep silver spend_minor 0, coming gold on 2027-01-01"
std::string told(const TierView& view) {
    std::string text = view.standing.tier.empty() ? "none" : std::string(view.standing.tier);
    if (view.standing.until_ms != instant_ms_max) text += " until " + date_text(view.standing.until_ms);
    if (view.standing.grace_until_ms != 0) text += " in grace until " + date_text(view.standing.grace_until_ms);
    if (view.next) text += ", next " + told(*view.next);
    if (view.keep) text += ", keep " + told(*view.keep);
    if (!view.coming.empty()) text += ", coming " + std::string(view.coming) + " on " + date_text(view.coming_at_ms);
    return text;
}

std::string now_and_with(const Shop& shop, std::int64_t pounds) {
    const auto preview = tier_preview(shop.program.loyalty, shop.member(), cart_of_amount(pounds * 100), shop.now_ms);
    REQUIRE(preview.ok());
    return told(preview->now) + " | " + told(*preview->with_cart);
}

}  // namespace

TEST_CASE("a cart is told what it would change, and the order then changes just that") {
    Shop shop("2020-01-01T00:00:00Z", document_with_tiers(R"("window": "lifetime")"));
    REQUIRE(tier_story(shop, {"2026-01-10 order a 60"}) == "");
    CHECK(now_and_with(shop, 30) == "none, next silver spend_minor 4000 | none, next silver spend_minor 1000");
    CHECK(now_and_with(shop, 40) == "none, next silver spend_minor 4000 | silver, next gold spend_minor 20000");
    CHECK(now_and_with(shop, 240) == "none, next silver spend_minor 4000 | gold");
    const auto preview = tier_preview(shop.program.loyalty, shop.member(), cart_of_amount(40'00), shop.now_ms);
    REQUIRE(shop.place("b", 40'00).ok());
    CHECK(told(tier_preview(shop.program.loyalty, shop.member(), {}, shop.now_ms)->now) == told(*preview->with_cart));
}

TEST_CASE("what keeps a tier is what its review will count") {
    Shop shop("2020-01-01T00:00:00Z",
              document_with_tiers(R"("window": "period", "valid": {"periods": 1}, "grace_days": 31)"));
    REQUIRE(tier_story(shop, {"2026-05-01 order a 120"}) == "2026-05-01 upgrade silver until 2028-01-01");
    // The year 2027 will be counted, and has not begun.
    CHECK(now_and_with(shop, 50) ==
          "silver until 2028-01-01, next gold spend_minor 18000, keep silver spend_minor 10000 | "
          "silver until 2028-01-01, next gold spend_minor 13000, keep silver spend_minor 10000");
    REQUIRE(tier_story(shop, {"2027-06-01 order b 70"}) == "");
    CHECK(now_and_with(shop, 50) ==
          "silver until 2028-01-01, next gold spend_minor 23000, keep silver spend_minor 3000 | "
          "silver until 2028-01-01, next gold spend_minor 18000, keep silver spend_minor 0");
    shop.now_ms = at("2028-01-15T00:00:00Z");
    CHECK(now_and_with(shop, 30) ==
          "silver until 2028-01-01 in grace until 2028-02-01, next gold spend_minor 23000, keep silver spend_minor "
          "3000 | silver until 2030-01-01, next gold spend_minor 27000, keep silver spend_minor 10000");
}

TEST_CASE("what is reached already comes with the period's end") {
    Shop shop("2020-01-01T00:00:00Z",
              document_with_tiers(R"("window": "period", "period": "quarter", "upgrade": "period_end")"));
    REQUIRE(tier_story(shop, {"2026-02-10 order a 60"}) == "");
    CHECK(now_and_with(shop, 40) ==
          "none, next silver spend_minor 4000 | none, next gold spend_minor 20000, coming silver on 2026-04-01");
}

TEST_CASE("points that count for tiers are those of rules that qualify") {
    Value document = document_with_tiers(R"("window": "lifetime")");
    set_at(document, "/tiers/levels", R"([{"id": "silver", "name": {"en": "Silver"},
        "thresholds": {"qualifying_points": 100, "orders": 2, "match": "all"}}])");
    set_at(document, "/earning", R"([{"id": "spend", "points": 1, "per_minor": 100},
        {"id": "more", "points": 500, "qualifies": false}])");
    Shop shop("2026-01-01T00:00:00Z", document);
    REQUIRE(shop.place("a", 60'00).ok());
    CHECK(now_and_with(shop, 30) ==
          "none, next silver orders 1 qualifying_points 40 | none, next silver orders 0 "
          "qualifying_points 10");
}

TEST_CASE("a programme without tiers, and a stranger, are told nothing wrong") {
    const Shop plain;
    const auto none = tier_preview(plain.program.loyalty, {}, cart_of_amount(1), plain.now_ms);
    CHECK(told(none->now) == "none");
    CHECK(!none->with_cart);
    const Shop shop("2026-01-01T00:00:00Z", document_with_tiers(R"("window": "lifetime")"));
    const auto stranger = tier_preview(shop.program.loyalty, {}, cart_of_amount(150'00), shop.now_ms);
    CHECK(told(stranger->now) == "none, next silver spend_minor 10000");
    CHECK(told(*stranger->with_cart) == "silver, next gold spend_minor 15000");
}

TEST_CASE("as JSON a preview names tiers in the shop's words and says what is left of benefits") {
    Value document = document_with_tiers(R"("window": "lifetime")");
    set_at(document, "/tiers/levels/0/benefits", R"([{"id": "wrap", "name": {"en": "Gift wrap", "zh-CN": "礼品包装"},
        "caps": [{"per": {"unit": "year"}, "times": 2}]}])");
    Shop shop("2026-01-01T00:00:00Z", document);
    REQUIRE(shop.place("a", 100'00).ok());
    const auto preview = tier_preview(shop.program.loyalty, shop.member(), {}, shop.now_ms);
    CHECK(
        write_json(to_value(*preview, shop.program.loyalty)) ==
        R"({"benefits":[{"id":"wrap","left":2,"name":{"en":"Gift wrap","zh-CN":"礼品包装"}}],"confirm_at_edge":false,)"
        R"("now":{"coming":null,"coming_at":null,"grace_until":null,"invited":false,"keep":null,"next":{"measures":)"
        R"({"spend_minor":{"has":10000,"missing":20000,"needs":30000}},"needs_all":false,"tier":{"id":"gold","name":)"
        R"({"en":"Gold"}}},"rank":1,"since":"2026-01-01T00:00:00Z","tier":{"id":"silver","name":{"en":"Silver"}},)"
        R"("until":null},"with_cart":null})");
}
