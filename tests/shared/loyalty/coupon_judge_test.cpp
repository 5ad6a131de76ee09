// Which codes apply, and why the others do not.
#include "shared/loyalty/coupon_judge.h"

#include <doctest/doctest.h>

#include "tests/support/coupon_shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

constexpr std::string_view campaigns = R"([
    {"id": "five", "benefit": {"money_off": {"amount_minor": 500}}, "lane": "codes", "shared_codes": ["FIVE"]},
    {"id": "tenth", "benefit": {"percent_off": {"basis_points": 1000}, "minimum_minor": 2000}, "lane": "codes",
     "priority": -1, "shared_codes": ["TENTH"]},
    {"id": "voucher", "benefit": {"money_off": {"amount_minor": 300}}, "lane": "codes", "codes_per_order": 2},
    {"id": "first", "benefit": {"money_off": {"amount_minor": 100}}, "lane": "codes", "first_order": true,
     "shared_codes": ["FIRST"]},
    {"id": "gold", "benefit": {"money_off": {"amount_minor": 100}}, "lane": "codes", "tiers": ["gold"],
     "shared_codes": ["GOLD"]},
    {"id": "later", "benefit": {"money_off": {"amount_minor": 100}}, "lane": "codes", "shared_codes": ["LATER"],
     "window": {"from": "2026-02-01T00:00:00Z"}},
    {"id": "app", "benefit": {"money_off": {"amount_minor": 100}}, "lane": "codes", "shared_codes": ["APP"],
     "condition": {"==": [{"var": "order.attributes.channel"}, "app"]},
     "private_condition": {">": [{"var": "order.total_minor"}, 50]}},
    {"id": "broken", "benefit": {"money_off": {"amount_minor": 100}}, "lane": "codes", "shared_codes": ["BROKEN"],
     "condition": {"<": [{"var": "order.attributes"}, 1]}},
    {"id": "twice", "benefit": {"money_off": {"amount_minor": 100}}, "lane": "codes", "shared_codes": ["TWICE"],
     "total": [{"per": {"unit": "lifetime"}, "times": 2}]},
    {"id": "once", "benefit": {"money_off": {"amount_minor": 100}}, "lane": "codes", "shared_codes": ["ONCE"],
     "per_member": [{"per": {"unit": "month"}, "times": 1}]},
    {"id": "poor", "benefit": {"percent_off": {"basis_points": 5000}}, "lane": "codes", "shared_codes": ["POOR"],
     "budget": [{"per": {"unit": "lifetime"}, "amount_minor": 1000}]},
    {"id": "alone", "benefit": {"money_off": {"amount_minor": 700}}, "lane": "alone", "shared_codes": ["ALONE"]},
    {"id": "mug", "benefit": {"gift_product": {"sku": "mug"}}, "lane": "codes", "shared_codes": ["MUG"]}])";
constexpr std::string_view lanes = R"([{"id": "codes", "how": "stackable"}, {"id": "alone", "how": "exclusive"}])";

}  // namespace

TEST_CASE("each code says whether it applies, and if not why") {
    CouponShop shop(campaigns, lanes);
    for (const char* code : {"v1", "v2", "v3"}) REQUIRE(shop.issue(code, "voucher") == "");
    REQUIRE(shop.issue("anns", "voucher", "member/ann") == "");
    REQUIRE(shop.trouble(IssueCoupon{"coupon/short", "voucher", "", shop.now_ms + 5}) == "");
    REQUIRE(shop.issue("gone", "voucher") == "");
    REQUIRE(shop.trouble(VoidCoupon{"coupon/gone", "typo"}) == "");
    shop.now_ms += 5;
    struct Row {
        std::vector<std::string> codes;
        const char* member;
        const char* reasons;
    };
    const Row rows[] = {
        {{"five"}, "", "applied"},
        {{" Five "}, "", "applied"},
        {{"nothing"}, "", "code_unknown"},
        {{"FIVE", "five"}, "", "applied code_repeated"},
        {{"v1", "v1"}, "", "applied code_repeated"},
        {{"v1", "v2", "v3"}, "", "applied applied too_many_codes"},
        {{"anns"}, "", "other_member"},
        {{"anns"}, "member/bob", "other_member"},
        {{"anns"}, "member/ann", "applied"},
        {{"short"}, "", "expired"},
        {{"gone"}, "", "voided"},
        {{"first"}, "", "member_required"},
        {{"first"}, "member/ann", "applied"},
        {{"gold"}, "member/ann", "other_tier"},
        {{"later"}, "", "window_closed:window_not_begun"},
        {{"app"}, "", "condition_false"},
        {{"broken"}, "", "condition_failed"},
        {{"alone", "five"}, "", "applied lost_to_exclusive"},
        {{"poor"}, "", "budget_exhausted"},
        {{"mug"}, "", "applied"},
        {{"five", "tenth"}, "", "applied applied"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.codes);
        CHECK(shop.reasons(shop.cart("quoted", {3000, 1000}, row.codes, row.member)) == row.reasons);
    }
    CHECK(shop.reasons(shop.cart("quoted", {1500}, {"tenth"})) == "below_minimum");
}

TEST_CASE("a campaign for a tier is for members who have it") {
    CouponShop shop(campaigns, lanes);
    MemberState ann{.version = 2, .orders = 1, .spend_minor = 999'999};
    shop.states.set("member/ann", ann);
    CHECK(shop.reasons(shop.cart("quoted", {3000, 1000}, {"gold"}, "member/ann")) == "other_tier");
    ann.spend_minor = 1'000'000;
    shop.states.set("member/ann", ann);
    CHECK(shop.reasons(shop.cart("quoted", {3000, 1000}, {"gold"}, "member/ann")) == "applied");
}

TEST_CASE("a condition sees the cart's attributes") {
    CouponShop shop(campaigns, lanes);
    ReserveCoupons cart = shop.cart("quoted", {3000}, {"APP"});
    cart.attributes = Object{{"channel", "app"}};
    CHECK(shop.reasons(cart) == "applied");
    cart.lines[0].amount_minor = 50;
    CHECK(shop.reasons(cart) == "condition_false");
}

TEST_CASE("a quote says what each line gets, and writes nothing") {
    CouponShop shop(campaigns, lanes);
    const auto quoted = shop.quote(shop.cart("quoted", {3000, 1000, 0}, {"FIVE", "TENTH", "MUG", "NONE"}));
    REQUIRE(quoted.ok());
    CHECK(write_json(*quoted) ==
          R"({"cash_back_minor":0,"codes":[{"campaign":"five","reason":"applied","total_minor":500},)"
          R"({"campaign":"tenth","reason":"applied","total_minor":350},)"
          R"({"campaign":"mug","reason":"applied","total_minor":0},{"reason":"code_unknown","total_minor":0}],)"
          R"("discounts":[{"benefit":{"money_off":{"amount_minor":500}},"campaign":"five","shares":[)"
          R"({"amount_minor":375,"line":0,"quantity":1,"sku":"sku-0"},)"
          R"({"amount_minor":125,"line":1,"quantity":1,"sku":"sku-1"}],"total_minor":500},)"
          R"({"benefit":{"minimum_minor":2000,"percent_off":{"basis_points":1000}},"campaign":"tenth","shares":[)"
          R"({"amount_minor":263,"line":0,"quantity":1,"sku":"sku-0"},)"
          R"({"amount_minor":87,"line":1,"quantity":1,"sku":"sku-1"}],"total_minor":350},)"
          R"({"benefit":{"gift_product":{"sku":"mug"}},"campaign":"mug","shares":[],"total_minor":0}],)"
          R"("gifts":[{"quantity":1,"sku":"mug"}],"lines":[{"discount_minor":638,"line":0},)"
          R"({"discount_minor":212,"line":1}],"services":[],"total_minor":850})");
    CHECK(shop.events == 0);
}

TEST_CASE("a cart's amounts that are too large are refused, not added up") {
    CouponShop shop(campaigns, lanes);
    CHECK(shop.reasons(shop.cart("quoted", {integer_max, integer_max}, {"APP"})) == "amount_overflow");
    CHECK(shop.reasons(shop.cart("quoted", {-1}, {"APP"})) == "number_out_of_range");
}

TEST_CASE("offers of others stack with the codes") {
    CouponShop shop(campaigns, lanes);
    const ReserveCoupons cart = shop.cart("quoted", {3000}, {"FIVE"});
    Offer reward{.id = "reward/7", .benefit = {}, .lane = "codes", .priority = -5};
    reward.benefit.gives = PercentOff{5000};
    const CouponOccasion occasion{.at_ms = shop.now_ms,
                                  .lines = &cart.lines,
                                  .attributes = &cart.attributes,
                                  .codes = cart.codes,
                                  .others = {&reward, 1}};
    const auto judged = judge_coupons(shop.program.loyalty, occasion, {});
    REQUIRE(judged.ok());
    CHECK(judged->codes[0].offer.total_minor == 500);
    CHECK(judged->others[0].total_minor == 1250);
    CHECK(judged->outcome.total_minor == 1750);
}
