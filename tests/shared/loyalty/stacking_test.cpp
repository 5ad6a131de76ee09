// How the rules that could give points get along: candidates.h's choose_in and keep_exclusive.
#include <doctest/doctest.h>

#include "shared/loyalty/candidates.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

constexpr std::string_view order = R"({"lines": [
    {"sku": "assam", "quantity": 2, "amount_minor": 2000, "categories": ["tea"]},
    {"sku": "mug", "quantity": 3, "amount_minor": 3000, "categories": ["cups"]}]})";

struct Row {
    const char* rules;
    std::string why;
};

void check_rows(std::string_view how, std::span<const Row> table) {
    for (const Row& row : table) {
        CAPTURE(row.rules);
        Value document = document_earning(row.rules);
        document.object()->set("groups", Array{Object{{"id", "g"}, {"how", how}}, Object{{"id", "h"}, {"how", how}}});
        Shop shop("2026-01-01T12:00:00Z", document);
        CHECK(shop.why(order) == row.why);
    }
}

}  // namespace

TEST_CASE("rules without a group and rules of a summing group all give") {
    const Row table[] = {
        {R"([{"id": "a", "points": 5}, {"id": "b", "points": 7}])", "a 5; b 7"},
        {R"([{"id": "a", "points": 5, "group": "g"}, {"id": "b", "points": 7, "group": "g"}])", "a 5; b 7"},
    };
    check_rows("sum", table);
}

TEST_CASE("of a group that takes the best, the rule that gives most gives; ties go to priority, then to the earlier") {
    const Row table[] = {
        {R"([{"id": "a", "points": 5, "group": "g"}, {"id": "b", "points": 7, "group": "g"}])",
         "a not_the_best b; b 7"},
        {R"([{"id": "a", "points": 5, "group": "g"}, {"id": "b", "points": 7, "group": "h"}])", "a 5; b 7"},
        {R"([{"id": "a", "points": 5, "group": "g"}, {"id": "b", "points": 7, "group": "g", "enabled": false}])",
         "a 5; b disabled"},
        {R"([{"id": "a", "points": 5, "group": "g"}, {"id": "b", "points": 5, "group": "g"}])",
         "a 5; b not_the_best a"},
        {R"([{"id": "a", "points": 5, "group": "g"}, {"id": "b", "points": 5, "group": "g", "priority": 1}])",
         "a not_the_best b; b 5"},
        {R"([{"id": "a", "points": 9, "group": "g", "caps": [{"per": {"unit": "day"}, "points": 4}]},
             {"id": "b", "points": 5, "group": "g"}])",
         "a not_the_best b; b 5"},
        {R"([{"id": "base", "points": 1, "per_minor": 100}, {"id": "a", "points": 30, "group": "g"},
             {"id": "x", "multiplier": {"numerator": 2, "denominator": 1}, "group": "g"}])",
         "base 50; a not_the_best x; x 50"},
        {R"([{"id": "base", "points": 1, "per_minor": 100}, {"id": "a", "points": 60, "group": "g"},
             {"id": "x", "multiplier": {"numerator": 2, "denominator": 1}, "group": "g"}])",
         "base 50; a 60; x not_the_best a"},
    };
    check_rows("best", table);
}

TEST_CASE("of a group by priority the rule with the highest gives, however little it is") {
    const Row table[] = {
        {R"([{"id": "a", "points": 5, "group": "g", "priority": 2},
             {"id": "b", "points": 70, "group": "g", "priority": 1}])",
         "a 5; b not_the_best a"},
        {R"([{"id": "a", "points": 5, "group": "g"}, {"id": "b", "points": 70, "group": "g"}])",
         "a 5; b not_the_best a"},
        {R"([{"id": "a", "points": 5, "group": "g", "priority": 2, "items": {"skus": ["vase"]}},
             {"id": "b", "points": 70, "group": "g", "priority": -1}])",
         "a no_items; b 70"},
    };
    check_rows("priority", table);
}

TEST_CASE("of a group by line each line is given for by the rule with the highest rate there") {
    const Row table[] = {
        {R"([{"id": "a", "points": 1, "per_minor": 100, "group": "g"},
             {"id": "b", "points": 2, "per_minor": 100, "group": "g", "items": {"categories": ["tea"]}}])",
         "a 30; b 40"},
        {R"([{"id": "a", "points": 3, "per_minor": 100, "group": "g"},
             {"id": "b", "points": 2, "per_minor": 100, "group": "g", "items": {"categories": ["tea"]}}])",
         "a 150; b not_the_best"},
        {R"([{"id": "a", "points": 1, "per_minor": 100, "group": "g", "items": {"categories": ["tea"]}},
             {"id": "b", "points": 1, "per_minor": 100, "group": "g"}])",
         "a 20; b 30"},
        {R"([{"id": "a", "points": 1, "per_minor": 100, "group": "g", "items": {"categories": ["tea"]}},
             {"id": "b", "points": 1, "per_minor": 100, "group": "g", "priority": 5}])",
         "a not_the_best; b 50"},
        {R"([{"id": "a", "points": 1, "per_minor": 100, "group": "g"}, {"id": "b", "points": 9, "group": "g"}])",
         "a 50; b 9"},
    };
    check_rows("best_per_line", table);
}

TEST_CASE("when an exclusive rule gives anything, no other rule does") {
    const Row table[] = {
        {R"([{"id": "a", "points": 5, "exclusive": true}, {"id": "b", "points": 70}])", "a 5; b exclusive_other a"},
        {R"([{"id": "a", "points": 5, "exclusive": true, "enabled": false}, {"id": "b", "points": 70}])",
         "a disabled; b 70"},
        {R"([{"id": "a", "points": 5, "exclusive": true}, {"id": "b", "points": 7, "exclusive": true}])",
         "a exclusive_other b; b 7"},
        {R"([{"id": "a", "points": 7, "exclusive": true}, {"id": "b", "points": 7, "exclusive": true}])",
         "a 7; b exclusive_other a"},
        {R"([{"id": "a", "points": 5, "exclusive": true, "group": "g"}, {"id": "b", "points": 70, "group": "g"}])",
         "a not_the_best b; b 70"},
        {R"([{"id": "base", "points": 1, "per_minor": 100},
             {"id": "x", "multiplier": {"numerator": 2, "denominator": 1}, "exclusive": true}])",
         "base exclusive_other x; x 50"},
    };
    check_rows("best", table);
}

TEST_CASE("of a group by line a refund takes back by the lines that each rule won") {
    Value document = document_earning(R"([
        {"id": "a", "points": 1, "per_minor": 100, "group": "g"},
        {"id": "b", "points": 2, "per_minor": 100, "group": "g", "items": {"categories": ["tea"]}}])");
    document.object()->set("groups", json_of(R"([{"id": "g", "how": "best_per_line"}])"));
    Shop shop("2026-01-01T12:00:00Z", document);
    REQUIRE(shop.place_document("1", order).ok());
    REQUIRE(shop.refund_items("1", "r", {{.line = 0, .quantity = 1}}).ok());
    REQUIRE(shop.order("1").grants.size() == 2);
    CHECK(shop.order("1").grants[0].points_clawed_back == 0);
    CHECK(shop.order("1").grants[1].points_clawed_back == 20);
}
