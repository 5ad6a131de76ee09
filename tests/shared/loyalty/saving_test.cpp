#include "shared/loyalty/saving.h"

#include <doctest/doctest.h>

#include "tests/support/carts.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

using Numbers = std::vector<std::int64_t>;
using enum OfferReason;

Numbers amounts_of(const std::vector<CartLine>& lines) {
    Numbers amounts;
    for (const CartLine& line : lines) amounts.push_back(line.amount_minor);
    return amounts;
}

struct Case {
    const char* what;
    const char* benefit;
    std::vector<CartLine> lines;
    Numbers shares;
    OfferReason reason = applied;
    std::int64_t points = 0;
};

void run(std::span<const Case> cases) {
    for (const Case& c : cases) {
        CAPTURE(c.what);
        const Numbers amounts = amounts_of(c.lines);
        const Saving saving = saving_of(benefit_of(c.benefit),
                                        {.lines = c.lines, .base_minor = amounts, .left_minor = amounts}, c.points);
        CHECK(saving.reason == c.reason);
        CHECK(spread(saving.shares, c.lines.size()) == c.shares);
        CHECK(saving.total_minor == sum_of(c.shares));
    }
}

const std::vector<CartLine> three = products({4300, 1400, 2300});

const std::vector<CartLine> every_kind = {product("boot", 1, 5000, {"shoes"}, "acme"),
                                          product("sock", 2, 1000, {"socks"}, "zeta"),
                                          other(LineKind::shipping, 600),
                                          other(LineKind::gift_card, 2000),
                                          other(LineKind::fee, 300),
                                          other(LineKind::tax, 1500)};

}  // namespace

TEST_CASE("money off goes over what it applies to, never beyond") {
    const Case cases[] = {
        {"the reference's shares", R"({"money_off":{"amount_minor":300}})", three, {161, 53, 86}},
        {"all of it", R"({"money_off":{"amount_minor":8000}})", three, {4300, 1400, 2300}},
        {"more than there is", R"({"money_off":{"amount_minor":9000}})", three, {4300, 1400, 2300}},
        {"products alone", R"({"money_off":{"amount_minor":600}})", every_kind, {500, 100, 0, 0, 0, 0}},
        {"one category",
         R"({"money_off":{"amount_minor":600},"applies_to":{"categories":["socks"]}})",
         every_kind,
         {0, 600, 0, 0, 0, 0}},
        {"no such item",
         R"({"money_off":{"amount_minor":600},"applies_to":{"skus":["cap"]}})",
         every_kind,
         {0, 0, 0, 0, 0, 0},
         no_matching_item},
        {"a filter names products only",
         R"({"money_off":{"amount_minor":600},"applies_to":{"skus":["shipping"]}})",
         every_kind,
         {0, 0, 0, 0, 0, 0},
         no_matching_item},
        {"an empty cart", R"({"money_off":{"amount_minor":600}})", {}, {}, no_matching_item},
        {"nothing to pay", R"({"money_off":{"amount_minor":600}})", products({0}), {0}, nothing_left_to_discount},
    };
    run(cases);
}

TEST_CASE("a percentage is rounded once, as it says, and capped") {
    const Case cases[] = {
        {"10%", R"({"percent_off":{"basis_points":1000}})", three, {430, 140, 230}},
        {"4.5 becomes 5 once, not 2 thrice",
         R"({"percent_off":{"basis_points":1000}})",
         products({15, 15, 15}),
         {2, 2, 1}},
        {"2.5 half up", R"({"percent_off":{"basis_points":250}})", products({100}), {3}},
        {"2.5 half even", R"({"percent_off":{"basis_points":250},"rounding":"half_even"})", products({100}), {2}},
        {"2.5 down", R"({"percent_off":{"basis_points":250},"rounding":"down"})", products({100}), {2}},
        {"2.01 up", R"({"percent_off":{"basis_points":201},"rounding":"up"})", products({100}), {3}},
        {"capped, the halves to the earlier",
         R"({"percent_off":{"basis_points":5000,"cap_minor":1000}})",
         three,
         {538, 175, 287}},
        {"below its cap", R"({"percent_off":{"basis_points":1000,"cap_minor":1000}})", three, {430, 140, 230}},
        {"all of it", R"({"percent_off":{"basis_points":10000}})", three, {4300, 1400, 2300}},
        {"products alone", R"({"percent_off":{"basis_points":2000}})", every_kind, {1000, 200, 0, 0, 0, 0}},
        {"but one brand",
         R"({"percent_off":{"basis_points":2000},"applies_to":{"except_brands":["acme"]}})",
         every_kind,
         {0, 200, 0, 0, 0, 0}},
        {"1% of 10", R"({"percent_off":{"basis_points":100}})", products({10}), {0}, nothing_left_to_discount},
        {"the largest amount",
         R"({"percent_off":{"basis_points":5000},"rounding":"down"})",
         products({integer_max}),
         {integer_max / 2}},
    };
    run(cases);
}

TEST_CASE("free shipping takes shipping off and nothing else, for carts with the products it names") {
    const std::vector<CartLine> parcels = {product("boot", 1, 5000), other(LineKind::shipping, 500),
                                           other(LineKind::shipping, 250)};
    const Case cases[] = {
        {"one parcel", R"({"free_shipping":{}})", every_kind, {0, 0, 600, 0, 0, 0}},
        {"two parcels", R"({"free_shipping":{}})", parcels, {0, 500, 250}},
        {"capped", R"({"free_shipping":{"cap_minor":300}})", parcels, {0, 200, 100}},
        {"with boots", R"({"free_shipping":{},"applies_to":{"skus":["boot"]}})", parcels, {0, 500, 250}},
        {"without caps", R"({"free_shipping":{},"applies_to":{"skus":["cap"]}})", parcels, {0, 0, 0}, no_matching_item},
        {"nothing to ship", R"({"free_shipping":{}})", three, {0, 0, 0}, no_matching_item},
        {"free already", R"({"free_shipping":{}})", {other(LineKind::shipping, 0)}, {0}, nothing_left_to_discount},
        {"shipping counts for no minimum",
         R"({"free_shipping":{},"minimum_minor":5001})",
         parcels,
         {0, 0, 0},
         below_minimum},
    };
    run(cases);
}

TEST_CASE("minimums count the products that the benefit applies to") {
    const Case cases[] = {
        {"just enough", R"({"money_off":{"amount_minor":60},"minimum_minor":6000})", every_kind, {50, 10, 0, 0, 0, 0}},
        {"one too little",
         R"({"money_off":{"amount_minor":60},"minimum_minor":6001})",
         every_kind,
         {0, 0, 0, 0, 0, 0},
         below_minimum},
        {"of these",
         R"({"money_off":{"amount_minor":60},"minimum_minor":1001,"applies_to":{"brands":["zeta"]}})",
         every_kind,
         {0, 0, 0, 0, 0, 0},
         below_minimum},
        {"enough pieces",
         R"({"money_off":{"amount_minor":60},"minimum_quantity":3})",
         every_kind,
         {50, 10, 0, 0, 0, 0}},
        {"a piece too few",
         R"({"money_off":{"amount_minor":60},"minimum_quantity":4})",
         every_kind,
         {0, 0, 0, 0, 0, 0},
         below_minimum},
    };
    run(cases);
}

TEST_CASE("gifts, services, partners and cash-back take nothing off and need no cart, but what they ask for") {
    for (const char* gives :
         {R"("gift_product":{"sku":"mug"})", R"("service":{"id":"gift_wrap"})",
          R"("partner":{"id":"cinema","text_id":"tickets"})", R"("cash_back":{"amount_minor":5})"}) {
        CAPTURE(gives);
        const std::string plain = "{" + std::string(gives) + "}";
        const std::string minimum = "{" + std::string(gives) + R"(,"minimum_minor":8001})";
        const std::string filter = "{" + std::string(gives) + R"(,"applies_to":{"skus":["cap"]}})";
        const Case cases[] = {
            {"a cart", plain.c_str(), three, {0, 0, 0}},
            {"no cart", plain.c_str(), {}, {}},
            {"too small a cart", minimum.c_str(), three, {0, 0, 0}, below_minimum},
            {"another cart", filter.c_str(), three, {0, 0, 0}, no_matching_item},
        };
        run(cases);
    }
}

TEST_CASE("for pieces bought the cheapest further ones are given") {
    constexpr const char* two_one = R"({"buy_x_get_y":{"buy_quantity":2,"get_quantity":1}})";
    const Case cases[] = {
        {"three", two_one, {product("a", 3, 3000)}, {1000}},
        {"two", two_one, {product("a", 2, 2000)}, {0}, below_minimum},
        {"five are one group", two_one, {product("a", 5, 5000)}, {1000}},
        {"six are two", two_one, {product("a", 6, 6000)}, {2000}},
        {"the cheapest line", two_one, {product("a", 2, 2000), product("b", 1, 400)}, {0, 400}},
        {"two of the cheapest", two_one, {product("a", 4, 4000), product("b", 2, 801)}, {0, 801}},
        {"33, 33 and 34", two_one, {product("a", 3, 100)}, {33}},
        {"from two lines", two_one, {product("a", 1, 300), product("b", 5, 2500)}, {300, 500}},
        {"equal prices: the earlier line", two_one, {product("a", 2, 200), product("b", 1, 100)}, {100, 0}},
        {"6,000 pieces", two_one, {product("a", 6000, 600'000)}, {200'000}},
        {"a billion pieces", two_one, {product("a", 1'000'000'000, 3'000'000'000)}, {999'999'999}},
        {"once",
         R"({"buy_x_get_y":{"buy_quantity":2,"get_quantity":1,"times_max":1}})",
         {product("a", 6, 6000)},
         {1000}},
        {"half off 33",
         R"({"buy_x_get_y":{"buy_quantity":2,"get_quantity":1,"basis_points":5000}})",
         {product("a", 3, 100)},
         {17}},
        {"half off 33, down",
         R"({"buy_x_get_y":{"buy_quantity":2,"get_quantity":1,"basis_points":5000},"rounding":"down"})",
         {product("a", 3, 100)},
         {16}},
        {"one buys two",
         R"({"buy_x_get_y":{"buy_quantity":1,"get_quantity":2}})",
         {product("a", 1, 900), product("b", 2, 300)},
         {0, 300}},
        {"samples are no pieces", two_one, {product("a", 2, 2000), product("sample", 5, 0)}, {0, 0}, below_minimum},
        {"only products", two_one, {product("a", 2, 2000), other(LineKind::gift_card, 1)}, {0, 0}, below_minimum},
        {"an empty cart", two_one, {}, {}, no_matching_item},
        {"only these",
         R"({"buy_x_get_y":{"buy_quantity":2,"get_quantity":1},"applies_to":{"skus":["a"]}})",
         {product("a", 3, 3000), product("b", 3, 30)},
         {1000, 0}},
    };
    run(cases);
}

TEST_CASE("pieces may be given from other products than those bought") {
    constexpr const char* shoes_for_socks =
        R"({"buy_x_get_y":{"buy_quantity":1,"get_quantity":1,"get_from":{"categories":["socks"]}},)"
        R"("applies_to":{"categories":["shoes"]}})";
    constexpr const char* any_for_socks =
        R"({"buy_x_get_y":{"buy_quantity":2,"get_quantity":1,"get_from":{"categories":["socks"]}}})";
    constexpr const char* shoes_for_any =
        R"({"buy_x_get_y":{"buy_quantity":2,"get_quantity":1,"get_from":{}},"applies_to":{"categories":["shoes"]}})";
    const CartLine two_shoes = product("boot", 2, 10'000, {"shoes"});
    const Case cases[] = {
        {"a sock for each shoe", shoes_for_socks, {two_shoes, product("sock", 3, 900, {"socks"})}, {0, 600}},
        {"no more socks than there are", shoes_for_socks, {two_shoes, product("sock", 1, 300, {"socks"})}, {0, 300}},
        {"no socks", shoes_for_socks, {two_shoes}, {0}, no_matching_item},
        {"no shoes", shoes_for_socks, {product("sock", 3, 900, {"socks"})}, {0}, no_matching_item},
        {"a sock makes up what must be bought",
         any_for_socks,
         {product("boot", 1, 5000, {"shoes"}), product("sock", 3, 900, {"socks"})},
         {0, 300}},
        {"what must be bought can't be given too",
         shoes_for_any,
         {product("slipper", 2, 200, {"shoes"}), product("coat", 1, 9000)},
         {0, 9000}},
        {"one of three shoes can",
         shoes_for_any,
         {product("slipper", 3, 300, {"shoes"}), product("coat", 1, 9000)},
         {100, 0}},
    };
    run(cases);
}

TEST_CASE("points pay a part, in whole minor units, up to their share") {
    constexpr const char* three_to_two = R"({"pay_with_points":{"points":3,"pay_minor":2}})";
    const Case cases[] = {
        {"one to one", R"({"pay_with_points":{"points":1,"pay_minor":1}})", three, {161, 53, 86}, applied, 300},
        {"100 points are worth 66.67", three_to_two, products({1000}), {66}, applied, 100},
        {"one point is worth less than a minor unit", three_to_two, products({1000}), {0}, not_enough_points, 1},
        {"no points", three_to_two, products({1000}), {0}, not_enough_points, 0},
        {"less than none", three_to_two, products({1000}), {0}, not_enough_points, -5},
        {"at most half",
         R"({"pay_with_points":{"points":1,"pay_minor":1,"maximum_basis_points":5000}})",
         products({1001}),
         {500},
         applied,
         9000},
        {"no more than there is", three_to_two, products({10}), {10}, applied, integer_max},
        {"products alone",
         R"({"pay_with_points":{"points":1,"pay_minor":1}})",
         every_kind,
         {5000, 1000, 0, 0, 0, 0},
         applied,
         99'999},
        {"nothing to pay", three_to_two, products({0}), {0}, nothing_left_to_discount, 100},
        {"a point of great worth",
         R"({"pay_with_points":{"points":1,"pay_minor":1000000000}})",
         products({integer_max}),
         {integer_max},
         applied,
         integer_max},
    };
    run(cases);
}

TEST_CASE("no more points are used than what they pay costs") {
    const PayWithPoints rate{.points = 3, .pay_minor = 2};
    CHECK(points_to_pay(rate, 0) == 0);
    CHECK(points_to_pay(rate, 1) == 2);
    CHECK(points_to_pay(rate, 2) == 3);
    CHECK(points_to_pay(rate, 66) == 99);
    CHECK(points_to_pay(rate, -1) == 0);
    CHECK(points_to_pay({.points = 2, .pay_minor = 1}, integer_max) == integer_max);
}

TEST_CASE("percentages and prices reckon on the base, and take at most what is left") {
    const std::vector<CartLine> lines = products({1000, 1000});
    const Numbers base = {1000, 1000};
    const Numbers left = {100, 1000};
    const CartAmounts cart{.lines = lines, .base_minor = base, .left_minor = left};
    const auto shares = [&cart](const char* benefit, std::int64_t points = 0) {
        return spread(saving_of(benefit_of(benefit), cart, points).shares, 2);
    };
    CHECK(shares(R"({"percent_off":{"basis_points":2000}})") == Numbers{100, 200});
    CHECK(shares(R"({"money_off":{"amount_minor":110}})") == Numbers{10, 100});
    CHECK(shares(R"({"buy_x_get_y":{"buy_quantity":1,"get_quantity":1}})") == Numbers{100, 0});
    CHECK(shares(R"({"pay_with_points":{"points":1,"pay_minor":1,"maximum_basis_points":1000}})", 500) ==
          Numbers{18, 182});
}
