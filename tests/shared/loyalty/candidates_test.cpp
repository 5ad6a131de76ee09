// Which rules give points for an order, how many, and why the others don't.
#include "shared/loyalty/candidates.h"

#include <doctest/doctest.h>

#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

// Products for 50.00 and shipping for 5.00, on a Thursday.
constexpr std::string_view order = R"({
    "attributes": {"channel": "app"},
    "lines": [
        {"sku": "assam", "quantity": 2, "amount_minor": 2000, "categories": ["tea", "drinks"], "brand": "Fern"},
        {"sku": "mug", "quantity": 3, "amount_minor": 3000, "categories": ["cups"], "brand": "Kettle"},
        {"sku": "post", "quantity": 1, "amount_minor": 500, "kind": "shipping"}
    ]})";

struct Row {
    const char* rule;  // without its id, which is r
    std::string why;
};

void check_rows(std::span<const Row> table) {
    for (const Row& row : table) {
        CAPTURE(row.rule);
        Value rule = json_of(row.rule);
        rule.object()->set("id", "r");
        Shop shop("2026-01-01T12:00:00Z", document_earning(write_json(Array{rule})));
        CHECK(shop.why(order) == "r " + row.why);
        // What is explained is what is given.
        REQUIRE(shop.place_document("1", order).ok());
        const std::int64_t points = shop.order("1").points_earned();
        CHECK((row.why.find_first_not_of("0123456789") == std::string::npos ? std::stoll(row.why) : 0) == points);
    }
}

}  // namespace

TEST_CASE("a rule gives for an amount, for pieces, or once") {
    const Row table[] = {
        {R"({"points": 1, "per_minor": 100})", "50"},
        {R"({"points": 3, "per_minor": 2000})", "7"},
        {R"({"points": 3, "per_minor": 2000, "rounding": "up"})", "8"},
        {R"({"points": 3, "per_minor": 2000, "rounding": "half_up"})", "8"},
        {R"({"points": 5, "per_quantity": 2})", "12"},
        {R"({"points": 7})", "7"},
        {R"({"points": 1, "per_minor": 10000})", "too_small"},
        {R"({"points": 1, "per_quantity": 6})", "too_small"},
        {R"({"points": 7, "enabled": false})", "disabled"},
    };
    check_rows(table);
}

TEST_CASE("a rule looks at the lines that its items name and that its condition on an item holds for") {
    const Row table[] = {
        {R"({"points": 1, "per_minor": 100, "items": {"categories": ["tea"]}})", "20"},
        {R"({"points": 1, "per_minor": 100, "items": {"categories": ["drinks", "cups"]}})", "50"},
        {R"({"points": 1, "per_minor": 100, "items": {"skus": ["mug"]}})", "30"},
        {R"({"points": 1, "per_minor": 100, "items": {"brands": ["Fern"]}})", "20"},
        {R"({"points": 1, "per_minor": 100, "items": {"brands": ["Fern"], "categories": ["cups"]}})", "no_items"},
        {R"({"points": 1, "per_minor": 100, "items": {"except_categories": ["tea"]}})", "30"},
        {R"({"points": 1, "per_minor": 100, "items": {"categories": ["tea"], "except_brands": ["Fern"]}})", "no_items"},
        {R"({"points": 5, "per_quantity": 1, "items": {"skus": ["mug"]}})", "15"},
        {R"({"points": 7, "items": {"skus": ["mug"]}})", "7"},
        {R"({"points": 7, "items": {"skus": ["vase"]}})", "no_items"},
        {R"({"points": 7, "items": {"skus": ["post"]}})", "no_items"},
        {R"({"points": 1, "per_minor": 100, "item_condition": {">": [{"var": "item.quantity"}, 2]}})", "30"},
        {R"({"points": 1, "per_minor": 100, "item_condition": {"in": ["tea", {"var": "item.categories"}]}})", "20"},
        {R"({"points": 1, "per_minor": 100, "item_condition": {"==": [{"var": "item.brand"}, "Fern"]}})", "20"},
        {R"({"points": 1, "per_minor": 100, "items": {"skus": ["mug"]},
             "item_condition": {"==": [{"var": "item.brand"}, "Fern"]}})",
         "no_items"},
        {R"({"points": 7, "item_condition": {"<": [{"var": "item.sku"}, 5]}})", "no_items"},
    };
    check_rows(table);
}

TEST_CASE("a rule may ask for a least amount or a least number of pieces of its lines") {
    const Row table[] = {
        {R"({"points": 7, "minimum_minor": 5000})", "7"},
        {R"({"points": 7, "minimum_minor": 5001})", "below_minimum"},
        {R"({"points": 7, "minimum_minor": 2001, "items": {"categories": ["tea"]}})", "below_minimum"},
        {R"({"points": 7, "minimum_quantity": 5})", "7"},
        {R"({"points": 7, "minimum_quantity": 6})", "below_minimum"},
        {R"({"points": 1, "per_minor": 100, "minimum_minor": 5001})", "below_minimum"},
    };
    check_rows(table);
}

TEST_CASE("a rule's condition looks at the order, the member and the time") {
    const Row table[] = {
        {R"({"points": 7, "condition": {"==": [{"var": "order.attributes.channel"}, "app"]}})", "7"},
        {R"({"points": 7, "condition": {"==": [{"var": "order.attributes.channel"}, "web"]}})", "condition_false"},
        {R"({"points": 7, "condition": {"==": [{"var": "order.total_minor"}, 5500]}})", "7"},
        {R"({"points": 7, "condition": {"==": [{"var": "order.base_minor"}, 5000]}})", "7"},
        {R"({"points": 7, "condition": {"==": [{"var": "order.quantity"}, 5]}})", "7"},
        {R"({"points": 7, "condition": {"==": [{"var": "order.currency"}, "GBP"]}})", "7"},
        {R"({"points": 7, "condition": {"some": [{"var": "order.items"}, {"==": [{"var": "kind"}, "shipping"]}]}})",
         "7"},
        {R"({"points": 7, "condition": {"==": [{"var": "member.orders"}, 0]}})", "7"},
        {R"({"points": 7, "condition": {"==": [{"var": "member.spend_minor"}, 0]}})", "7"},
        {R"({"points": 7, "condition": {"==": [{"var": "member.joined_days"}, 0]}})", "7"},
        {R"({"points": 7, "condition": {"==": [{"var": "time.date"}, "2026-01-01"]}})", "7"},
        {R"({"points": 7, "condition": {"==": [{"var": "time.weekday"}, 4]}})", "7"},
        {R"({"points": 7, "condition": {"==": [{"var": "time.hour"}, 12]}})", "7"},
        {R"({"points": 7, "condition": {"<": [{"var": "order.attributes.channel"}, 1]}})", "condition_failed"},
        {R"({"points": 7, "condition": {"var": "order.attributes.none"}})", "condition_false"},
        {R"({"points": 7, "condition": {"var": "order.attributes.channel"}})", "7"},
        {R"({"points": 7, "confirm_at_edge": true,
             "private_condition": {">": [{"var": "order.total_minor"}, 5000]}})",
         "7"},
        {R"({"points": 7, "confirm_at_edge": true, "condition": true,
             "private_condition": {">": [{"var": "order.total_minor"}, 9000]}})",
         "condition_false"},
    };
    check_rows(table);
}

TEST_CASE("a rule holds in its window, and the reason names what closes it") {
    const Row table[] = {
        {R"({"points": 7, "window": {"weekdays": ["thursday"]}})", "7"},
        {R"({"points": 7, "window": {"weekdays": ["friday"]}})", "window_closed window_weekday"},
        {R"({"points": 7, "window": {"from": "2026-01-02T00:00:00Z"}})", "window_closed window_not_begun"},
        {R"({"points": 7, "window": {"until": "2026-01-01T12:00:00Z"}})", "window_closed window_over"},
        {R"({"points": 7, "window": {"birthday": {}}})", "window_closed window_birthday_unknown"},
        {R"({"points": 7, "window": {"anniversary": {}}})", "window_closed window_anniversary"},
    };
    check_rows(table);
}

TEST_CASE("a birthday that a member told opens a birthday's window") {
    Shop shop("2026-01-01T12:00:00Z", document_earning(R"([{"id": "r", "points": 7, "window": {"birthday": {}}}])"));
    REQUIRE(shop.give_facts(R"({"birthday": {"month": 1, "day": 1}})").ok());
    CHECK(shop.why(order) == "r 7");
    REQUIRE(shop.give_facts(R"({"birthday": {"month": 1, "day": 2}})").ok());
    CHECK(shop.why(order) == "r window_closed window_birthday");
}

TEST_CASE("a birthday that is new on record does not open a window that asks for how long it has been known") {
    Shop shop("2026-01-01T12:00:00Z",
              document_earning(R"([{"id": "r", "points": 7, "window": {"birthday": {"known_days": 30}}}])"));
    REQUIRE(shop.give_facts(R"({"birthday": {"month": 2, "day": 1}})").ok());
    shop.now_ms = at("2026-02-01T12:00:00Z");
    CHECK(shop.why(order) == "r 7");
    REQUIRE(shop.give_facts(R"({"birthday": {"month": 2, "day": 1}})").ok());
    CHECK(shop.why(order) == "r window_closed window_birthday_too_new");
}

TEST_CASE("a first order is one while the member has no kept order") {
    Shop shop("2026-01-01T12:00:00Z", document_earning(R"([{"id": "r", "points": 7, "first_order": true}])"));
    CHECK(shop.why(order) == "r 7");
    REQUIRE(shop.place_document("1", order).ok());
    CHECK(shop.why(order) == "r not_first_order");
    REQUIRE(shop.refund("1", "a", 55'00).ok());
    CHECK(shop.balance().available == 0);
    CHECK(shop.why(order) == "r 7");
}

TEST_CASE("a multiplier gives its part of each rule per amount, on the lines that both name") {
    struct Multiplied {
        const char* rules;
        std::string why;
    };
    constexpr const char* base = R"({"id": "base", "points": 1, "per_minor": 100})";
    const Multiplied table[] = {
        {R"({"id": "x", "multiplier": {"numerator": 3, "denominator": 2}})", "base 50; x 25"},
        {R"({"id": "x", "multiplier": {"numerator": 2, "denominator": 1}, "items": {"categories": ["tea"]}})",
         "base 50; x 20"},
        {R"({"id": "x", "multiplier": {"numerator": 7, "denominator": 6}, "items": {"skus": ["assam"]}})",
         "base 50; x 3"},
        {R"({"id": "x", "multiplier": {"numerator": 7, "denominator": 6}, "items": {"skus": ["assam"]},
             "rounding": "up"})",
         "base 50; x 4"},
        {R"({"id": "x", "multiplier": {"numerator": 101, "denominator": 100}})", "base 50; x too_small"},
        {R"({"id": "x", "multiplier": {"numerator": 2, "denominator": 1}, "items": {"skus": ["vase"]}})",
         "x no_items; base 50"},
        {R"({"id": "x", "multiplier": {"numerator": 2, "denominator": 1}},
            {"id": "y", "multiplier": {"numerator": 3, "denominator": 1}})",
         "base 50; x 50; y 100"},
        {R"({"id": "mugs", "points": 1, "per_minor": 1000, "items": {"skus": ["mug"]}},
            {"id": "once", "points": 9}, {"id": "pieces", "points": 1, "per_quantity": 1},
            {"id": "x", "multiplier": {"numerator": 2, "denominator": 1}})",
         "base 50; mugs 3; once 9; pieces 5; x 50; x 3"},
    };
    for (const Multiplied& row : table) {
        CAPTURE(row.rules);
        Shop shop("2026-01-01T12:00:00Z", document_earning(std::string("[") + base + "," + row.rules + "]"));
        CHECK(shop.why(order) == row.why);
    }
    Shop alone("2026-01-01T12:00:00Z",
               document_earning(R"([{"id": "x", "multiplier": {"numerator": 2, "denominator": 1}}])"));
    CHECK(alone.why(order) == "x nothing_to_multiply");
}

TEST_CASE("a rule that only the edge can judge says so") {
    Shop shop("2026-01-01T12:00:00Z",
              document_earning(R"([{"id": "r", "points": 7, "confirm_at_edge": true, "private_condition": true}])"));
    const PlaceOrder command{.order = "order/1",
                             .member = "member/ann",
                             .placed_at_ms = shop.now_ms,
                             .currency = "GBP",
                             .lines = {line("mug", 1, 100)},
                             .attributes = {},
                             .personal = {}};
    const Context context{.now_ms = shop.now_ms, .author = "test", .facts = {}};
    CHECK(explain(shop.program, {}, command, context)->boolean_at("confirm_at_edge"));
    CHECK_FALSE(explain(program_for_test(), {}, command, context)->boolean_at("confirm_at_edge"));
}
