// What of an order counts: earning.h's fill_base.
#include <doctest/doctest.h>

#include "shared/loyalty/earning.h"

#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

std::vector<OrderLine> lines() {
    return lines_of(R"([
        {"sku": "mug", "quantity": 1, "amount_minor": 1200, "tax_minor": 200},
        {"sku": "post", "quantity": 1, "amount_minor": 400, "kind": "shipping", "tax_minor": 40},
        {"sku": "card", "quantity": 1, "amount_minor": 1000, "kind": "gift_card"},
        {"sku": "wrap", "quantity": 1, "amount_minor": 100, "kind": "fee"},
        {"sku": "vat", "quantity": 1, "amount_minor": 300, "kind": "tax"}])");
}

std::vector<std::int64_t> bases(const EarningBase& base, std::int64_t paid_minor, std::vector<OrderLine> lines) {
    std::int64_t total = 0;
    for (const OrderLine& line : lines) total += line.amount_minor;
    fill_base(base, total, paid_minor, lines);
    std::vector<std::int64_t> result;
    for (const OrderLine& line : lines) result.push_back(line.base_minor);
    return result;
}

using Bases = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("products count without their tax; what else counts the programme says") {
    struct Row {
        EarningBase base;
        Bases expected;
    };
    const Row table[] = {
        {{}, {1000, 0, 0, 0, 0}},
        {{.shipping = true}, {1000, 360, 0, 0, 0}},
        {{.fees = true}, {1000, 0, 0, 100, 0}},
        {{.tax = true}, {1200, 0, 0, 0, 300}},
        {{.gift_cards = true}, {1000, 0, 1000, 0, 0}},
        {{.shipping = true, .fees = true, .tax = true, .gift_cards = true}, {1200, 400, 1000, 100, 300}},
    };
    for (const Row& row : table) CHECK(bases(row.base, 0, lines()) == row.expected);
}

TEST_CASE("the part that points paid lies on all lines in proportion and counts only where the programme says so") {
    // Half of the total.
    CHECK(bases({}, 1500, lines()) == Bases{500, 0, 0, 0, 0});
    CHECK(bases({.paid_with_points = true}, 1500, lines()) == Bases{1000, 0, 0, 0, 0});
    CHECK(bases({}, 3000, lines()) == Bases{0, 0, 0, 0, 0});
    const std::vector<OrderLine> thirds = {line("a", 1, 100), line("b", 1, 100), line("c", 1, 100)};
    // The parts that were paid, 33, 33 and 34, add up to what was paid.
    CHECK(bases({}, 100, thirds) == Bases{67, 67, 66});
    CHECK(bases({}, 1, thirds) == Bases{100, 100, 99});
    CHECK(bases({}, 300, thirds) == Bases{0, 0, 0});
}

TEST_CASE("an order of nothing has nothing that counts") {
    CHECK(bases({}, 0, {line("gift", 1, 0)}) == Bases{0});
    CHECK(bases({.tax = true, .paid_with_points = true}, 5, {line("gift", 1, 0)}) == Bases{0});
}

TEST_CASE("an order's points are reckoned on what counts, and a refund on what is kept of it") {
    Shop shop;
    REQUIRE(shop.place_document("1", R"({"paid_with_points_minor": 800, "lines": [
        {"sku": "mug", "quantity": 2, "amount_minor": 2400, "tax_minor": 400},
        {"sku": "post", "quantity": 1, "amount_minor": 800, "kind": "shipping"}]})")
                .ok());
    CHECK(shop.order("1").points_earned() == 15);
    CHECK(shop.member().spend_minor == 2400);
    REQUIRE(shop.refund_items("1", "a", {{.line = 1, .quantity = 1}}).ok());
    CHECK(shop.order("1").points_clawed_back() == 0);
    REQUIRE(shop.refund_items("1", "b", {{.line = 0, .quantity = 1}}).ok());
    CHECK(shop.order("1").points_clawed_back() == 8);
    CHECK(shop.member().spend_minor == 1200);
    REQUIRE(shop.refund_items("1", "c", {{.line = 0, .quantity = 1}}).ok());
    CHECK(shop.order("1").points_clawed_back() == 15);
    CHECK(shop.member().orders == 0);
}

TEST_CASE("what a line or an order is said to be must fit its amount") {
    Shop shop;
    auto outcome = shop.place_document("1", R"({"lines": [{"sku": "a", "quantity": 1, "amount_minor": 5},
        {"sku": "b", "quantity": 1, "amount_minor": 5, "tax_minor": 6}]})");
    REQUIRE(code_of(outcome) == "value_not_allowed");
    CHECK(outcome.error().path == "/lines/1/tax_minor");
    outcome = shop.place_document("1", R"({"paid_with_points_minor": 6,
        "lines": [{"sku": "a", "quantity": 1, "amount_minor": 5}]})");
    REQUIRE(code_of(outcome) == "value_not_allowed");
    CHECK(outcome.error().path == "/paid_with_points_minor");
}
