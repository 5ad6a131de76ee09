#include "shared/loyalty/benefit.h"

#include <doctest/doctest.h>

#include "tests/support/carts.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

Errors errors_of(std::string_view json) {
    const auto value = read_json(json);
    REQUIRE_MESSAGE(value.ok(), json);
    Errors errors = check(*value, benefit_shape);
    check_benefit(*value, "", errors);
    return errors;
}

}  // namespace

TEST_CASE("every kind is written as it was read, without what stands at its default") {
    const char* documents[] = {
        R"({"money_off":{"amount_minor":1000}})",
        R"({"percent_off":{"basis_points":1250}})",
        R"({"percent_off":{"basis_points":10000,"cap_minor":5000},"rounding":"down"})",
        R"({"free_shipping":{}})",
        R"({"free_shipping":{"cap_minor":700},"minimum_minor":5000})",
        R"({"gift_product":{"sku":"mug"}})",
        R"({"gift_product":{"quantity":2,"sku":"mug"},"minimum_quantity":3})",
        R"({"buy_x_get_y":{"buy_quantity":2,"get_quantity":1}})",
        (R"({"applies_to":{"categories":["shoes"]},"buy_x_get_y":{"basis_points":5000,"buy_quantity":2,)"
         R"("get_from":{"skus":["sock"]},"get_quantity":1,"times_max":3},"rounding":"half_even"})"),
        R"({"buy_x_get_y":{"buy_quantity":1,"get_from":{},"get_quantity":1}})",
        R"({"service":{"id":"installation"}})",
        R"({"service":{"id":"engraving"}})",
        R"({"partner":{"id":"cinema","text_id":"two_tickets"}})",
        R"({"cash_back":{"amount_minor":500}})",
        R"({"pay_with_points":{"pay_minor":1,"points":10}})",
        R"({"pay_with_points":{"maximum_basis_points":5000,"pay_minor":2,"points":3}})",
    };
    for (const char* document : documents) {
        const Benefit benefit = benefit_of(document);
        CHECK(write_json(write_benefit(benefit)) == document);
        CHECK(read_benefit(write_benefit(benefit)) == benefit);
    }
}

TEST_CASE("what is left out stands at its default") {
    CHECK(std::get<PercentOff>(benefit_of(R"({"percent_off":{"basis_points":1}})").gives) == PercentOff{1, unlimited});
    CHECK(std::get<BuyXGetY>(benefit_of(R"({"buy_x_get_y":{"buy_quantity":2,"get_quantity":1}})").gives) ==
          BuyXGetY{2, 1, 10'000, unlimited, std::nullopt});
    CHECK(benefit_of(R"({"free_shipping":{}})").kind() == "free_shipping");
    CHECK(benefit_of(R"({"free_shipping":{}})").rounding == Rounding::half_up);
    CHECK(read_benefit(Value()) == Benefit());
}

TEST_CASE("a benefit that can't be is refused at its place") {
    struct Case {
        const char* document;
        ErrorCode code;
        const char* path;
    };
    const Case cases[] = {
        {R"({})", ErrorCode::missing_field, ""},
        {R"({"minimum_minor":1})", ErrorCode::missing_field, ""},
        {R"({"free_shipping":{},"service":{"id":"adviser"}})", ErrorCode::value_not_allowed, ""},
        {R"({"voucher":{}})", ErrorCode::unknown_field, "/voucher"},
        {R"({"money_off":{"amount_minor":0}})", ErrorCode::number_out_of_range, "/money_off/amount_minor"},
        {R"({"percent_off":{"basis_points":0}})", ErrorCode::number_out_of_range, "/percent_off/basis_points"},
        {R"({"percent_off":{"basis_points":10001}})", ErrorCode::number_out_of_range, "/percent_off/basis_points"},
        {R"({"gift_product":{}})", ErrorCode::missing_field, "/gift_product/sku"},
        {R"({"buy_x_get_y":{"buy_quantity":2}})", ErrorCode::missing_field, "/buy_x_get_y/get_quantity"},
        {R"({"buy_x_get_y":{"buy_quantity":1,"get_quantity":1,"get_from":{"skus":["a","a"]}}})",
         ErrorCode::duplicate_identifier, "/buy_x_get_y/get_from/skus/1"},
        {R"({"pay_with_points":{"points":0,"pay_minor":1}})", ErrorCode::number_out_of_range,
         "/pay_with_points/points"},
        {R"({"free_shipping":{},"applies_to":{"brands":["a"],"except_brands":["a"]}})", ErrorCode::value_not_allowed,
         "/applies_to/except_brands/0"},
        {R"({"free_shipping":{},"rounding":"down"})", ErrorCode::value_not_allowed, "/rounding"},
        {R"({"percent_off":{"basis_points":1},"rounding":"nearest"})", ErrorCode::value_not_allowed, "/rounding"},
    };
    for (const Case& c : cases) {
        const Errors errors = errors_of(c.document);
        REQUIRE_MESSAGE(!errors.empty(), c.document);
        CHECK_MESSAGE(errors.front().code == c.code, c.document);
        CHECK_MESSAGE(errors.front().path == c.path, c.document);
    }
}

TEST_CASE("the kinds of a benefit and what reads them are in one order") {
    CHECK(std::variant_size_v<Gives> == std::size(benefit_kinds));
}
