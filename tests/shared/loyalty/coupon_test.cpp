// What a programme may say of coupons.
#include "shared/loyalty/coupon.h"

#include <doctest/doctest.h>

#include "shared/program.h"
#include "tests/support/coupon_shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

std::string errors_of(std::string_view coupons) {
    const auto document = read_json(coupon_program(coupons, CouponShop::one_lane));
    REQUIRE(document.ok());
    std::string text;
    for (const Error& error : check_program(*document))
        text.append(text.empty() ? "" : ", ").append(name_of(error.code)).append(" ").append(error.path);
    return text;
}

}  // namespace

TEST_CASE("a programme's coupons are refused with the place of what is wrong") {
    struct Row {
        const char* coupons;
        const char* errors;
    };
    const Row rows[] = {
        {R"([{"id": "a", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes"}])", ""},
        {R"([{"id": "a", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "other"}])",
         "value_not_allowed /coupons/0/lane"},
        {R"([{"id": "a/b", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes"}])",
         "value_not_allowed /coupons/0/id"},
        {R"([{"id": "a", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes"},
             {"id": "a", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes"}])",
         "duplicate_identifier /coupons/1/id"},
        {R"([{"id": "a", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes", "shared_codes": ["TEN"]},
             {"id": "b", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes", "shared_codes": [" ten"]}])",
         "duplicate_identifier /coupons/1/shared_codes/0"},
        {R"([{"id": "a", "benefit": {"pay_with_points": {"points": 1, "pay_minor": 1}}, "lane": "codes"}])",
         "value_not_allowed /coupons/0/benefit/pay_with_points"},
        {R"([{"id": "a", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes",
              "per_member": [{"per": {"unit": "order"}, "times": 1}]}])",
         "value_not_allowed /coupons/0/per_member/0/per/unit"},
        {R"([{"id": "a", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes", "budget": [{"times": 1}]}])",
         "unknown_field /coupons/0/budget/0/times, missing_field /coupons/0/budget/0/per, "
         "missing_field /coupons/0/budget/0/amount_minor"},
        {R"([{"id": "a", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes",
              "condition": {"no_such": [1]}}])",
         "rule_operator_unknown /coupons/0/condition/no_such"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.coupons);
        CHECK(errors_of(row.coupons) == row.errors);
    }
}

TEST_CASE("codes, budgets and private conditions never leave the edge, and what is left is still a programme") {
    const auto document = read_json(coupon_program(
        R"([{"id": "a", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes", "shared_codes": ["TEN"],
             "budget": [{"per": {"unit": "month"}, "amount_minor": 7}], "private_condition": {"==": [1, 1]}}])",
        CouponShop::one_lane));
    REQUIRE(document.ok());
    const Value projection = public_part(*document, program_shape);
    const std::string text = write_json(projection);
    for (const char* secret : {"TEN", "budget", "private_condition"}) CHECK(text.find(secret) == std::string::npos);
    CHECK(check_program(projection).empty());
}

TEST_CASE("shared codes are compared without case and without the spaces around them") {
    CHECK(normal_code("  summer-10 ") == "SUMMER-10");
    CHECK(normal_code("   ") == "");
    CHECK(normal_code("") == "");
    CHECK(normal_code("\xC3\xA9t\xC3\xA9") == "\xC3\xA9T\xC3\xA9");
}

TEST_CASE("limits of one period and kind are counted together, under a name that says which") {
    const CouponShop shop(
        R"([{"id": "a", "benefit": {"money_off": {"amount_minor": 5}}, "lane": "codes", "first_order": true,
             "per_member": [{"per": {"unit": "month"}, "times": 2}],
             "total": [{"per": {"unit": "days", "days": 14}, "times": 9}],
             "budget": [{"per": {"unit": "days", "days": 14}, "amount_minor": 700}]}])");
    const CouponCampaign& campaign = shop.program.loyalty.coupons->campaigns[0];
    std::string names;
    for (const CouponLimit& limit : campaign.limits)
        names.append(budget_name(campaign, limit, {}, 0, "member/ann")).append(" ");
    CHECK(names == "budget/coupon/a/lifetime/0/ann budget/coupon/a/month/23640/ann budget/coupon/a/days14/0 ");
    CHECK(campaign.limits[2].limit.times == 9);
    CHECK(campaign.limits[2].limit.amount_minor == 700);
}
