#include "shared/loyalty/item_filter.h"

#include <doctest/doctest.h>

using namespace laurel;
using namespace laurel::loyalty;

namespace {

Value json_of(std::string_view text) {
    auto value = read_json(text);
    REQUIRE_MESSAGE(value.ok(), text);
    return std::move(value).value();
}

}  // namespace

TEST_CASE("an item matches what every list wants and no list excepts") {
    const std::vector<std::string> shoe_categories = {"shoes", "sale"};
    struct Case {
        const char* filter;
        bool matches;
    };
    // The item: SKU boot-9 by acme, in shoes and sale.
    const Case cases[] = {
        {R"({})", true},
        {R"({"skus":["boot-9"]})", true},
        {R"({"skus":["boot-1","boot-9","cap"]})", true},
        {R"({"skus":["boot-1","boot-90"]})", false},
        {R"({"categories":["shoes"]})", true},
        {R"({"categories":["hats","sale"]})", true},
        {R"({"categories":["hats"]})", false},
        {R"({"brands":["acme","zeta"]})", true},
        {R"({"brands":["zeta"]})", false},
        {R"({"categories":["shoes"],"brands":["acme"]})", true},
        {R"({"categories":["shoes"],"brands":["zeta"]})", false},
        {R"({"except_skus":["boot-9"]})", false},
        {R"({"except_skus":["boot-8"]})", true},
        {R"({"except_categories":["sale"]})", false},
        {R"({"except_categories":["hats"]})", true},
        {R"({"except_brands":["acme"]})", false},
        {R"({"categories":["shoes"],"except_categories":["sale"]})", false},
        {R"({"categories":["shoes"],"except_skus":["boot-1"]})", true},
    };
    for (const Case& c : cases) {
        const Value document = json_of(c.filter);
        Errors errors = check(document, item_filter_shape);
        check_item_filter(document, "", errors);
        CHECK_MESSAGE(errors.empty(), c.filter);
        CHECK_MESSAGE(read_item_filter(document).matches("boot-9", shoe_categories, "acme") == c.matches, c.filter);
    }
}

TEST_CASE("an item without category or brand matches only where none is wanted") {
    CHECK(ItemFilter().matches("x", {}, ""));
    CHECK_FALSE(read_item_filter(json_of(R"({"categories":["shoes"]})")).matches("x", {}, ""));
    CHECK_FALSE(read_item_filter(json_of(R"({"brands":["acme"]})")).matches("x", {}, ""));
    CHECK(read_item_filter(json_of(R"({"except_brands":["acme"]})")).matches("x", {}, ""));
}

TEST_CASE("a filter is written as it is read: sorted, each name once, empty lists left out") {
    const ItemFilter filter = read_item_filter(json_of(R"({"skus":["b","a","b"],"except_brands":["z"]})"));
    CHECK(write_json(write_item_filter(filter)) == R"({"except_brands":["z"],"skus":["a","b"]})");
    CHECK(read_item_filter(write_item_filter(filter)) == filter);
    CHECK_FALSE(filter.matches_all());
    CHECK(read_item_filter(json_of("{}")).matches_all());
    CHECK(read_item_filter(Value()).matches_all());
}

TEST_CASE("a name twice, and one both wanted and excepted, are named with their places") {
    Errors errors;
    check_item_filter(json_of(R"({"skus":["a","b","a"],"except_skus":["c","b"],"except_brands":["b"]})"), "/x", errors);
    REQUIRE(errors.size() == 2);
    CHECK(errors[0] == Error{ErrorCode::duplicate_identifier, "/x/skus/2", "\"a\" twice", "each name once"});
    CHECK(errors[1] == Error{ErrorCode::value_not_allowed, "/x/except_skus/1", "\"b\"",
                             "a name that is not both wanted and excepted"});
}
