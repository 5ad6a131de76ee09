#include "shared/loyalty/codec.h"

#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

// A member with a lot partly held, a lot all of it pending, and an order partly refunded; and the same in stars.
Shop busy_shop() {
    Shop shop;
    REQUIRE(shop.place_lines("1", {line("mug", 3, 60'00), line("tea", 1, 40'00)}).ok());
    shop.change("/points/pending_days", "14");
    REQUIRE(shop.place("2", 50'00).ok());
    REQUIRE(shop.hold("h", 30).ok());
    REQUIRE(shop.refund_items("1", "r", {{.line = 0, .quantity = 1}}).ok());
    return shop;
}

struct Damage {
    std::string what;
    std::string path;  // of the value to replace
    const char* json;
    std::string found_at;
};

template <class State, class Read>
void check_damages(const State& state, const std::vector<Damage>& table, Read read) {
    for (const Damage& row : table) {
        CAPTURE(row.what);
        Value value = to_value(state);
        set_at(value, row.path, row.json);
        const auto outcome = read(value);
        REQUIRE_FALSE(outcome.ok());
        CHECK(outcome.error().code == ErrorCode::state_unreadable);
        CHECK(outcome.error().path == row.found_at);
    }
}

}  // namespace

TEST_CASE("states are the same after writing and reading") {
    const Shop shop = busy_shop();
    CHECK(*member_from_value(to_value(shop.member())) == shop.member());
    CHECK(*order_from_value(to_value(shop.order("1"))) == shop.order("1"));
    CHECK(*redemption_from_value(to_value(shop.redemption("h"))) == shop.redemption("h"));
    CHECK(*member_from_value(to_value(MemberState{})) == MemberState{});
}

TEST_CASE("a member's state that no events can have made is refused with its place") {
    const Shop shop = busy_shop();
    check_damages(shop.member(),
                  {
                      {"no object", "", "[]", ""},
                      {"a lot that is no row", "/lots/1", "{}", "/lots/1"},
                      {"a lot with a field too few", "/lots/0", "[2,100,100,30,0,1,2]", "/lots/0"},
                      {"a lot's text for a number", "/lots/0/1", "\"100\"", "/lots/0"},
                      {"more left than there was", "/lots/1/2", "51", "/lots/1"},
                      {"more reserved than left", "/lots/0/3", "101", "/lots/0"},
                      {"less than nothing left", "/lots/1/2", "-1", "/lots/1"},
                      {"less than nothing reserved", "/lots/1/3", "-1", "/lots/1"},
                      {"more expired than is gone", "/lots/1/4", "1", "/lots/1"},
                      {"two lots with one id", "/lots/1/0", "2", "/holds"},
                      {"lots out of order", "/lots/0/7", "253402300799999", "/lots"},
                      {"a reserve without a hold", "/lots/0/3", "31", "/holds"},
                      {"a hold without a reserve", "/holds/0/3", "[[3,30]]", "/holds"},
                      {"a hold of an unknown lot", "/holds/0/3", "[[9,30]]", "/holds"},
                      {"a hold of more than it drew", "/holds/0/1", "31", "/holds/0"},
                      {"a movement with a field too many", "/movements/0", "[1,\"a\",2,3,\"b\",4]", "/movements/0"},
                      {"less than nothing owed", "/accounts/0/1", "-1", "/accounts/0"},
                      {"a lot of a later event", "/lots/0/0", "99", "/lots"},
                      {"a version before all", "/version", "-1", "/version"},
                      {"a version that none can follow", "/version", "9007199254740991", "/version"},
                      {"a clock beyond the calendar", "/clock_ms", "253402300800000", "/clock_ms"},
                  },
                  member_from_value);
}

TEST_CASE("lots of more points than a number can hold are refused") {
    Value value = to_value(busy_shop().member());
    value_at(value, "/lots/0/1") = integer_max;
    value_at(value, "/lots/0/2") = integer_max;
    CHECK(member_from_value(value).error().path == "/lots");
}

TEST_CASE("an order's state that no events can have made is refused with its place") {
    const Shop shop = busy_shop();
    check_damages(shop.order("1"),
                  {
                      {"no object", "", "null", ""},
                      {"a line of no pieces", "/lines/0/1", "0", "/lines/0"},
                      {"a line of a negative amount", "/lines/0/2", "-1", "/lines/0"},
                      {"more pieces refunded than bought", "/lines/0/3", "4", "/lines/0"},
                      {"a refund that is no row", "/refunds/0", "7", "/refunds/0"},
                      {"a total that is not the lines'", "/total_minor", "9999", "/total_minor"},
                      {"more refunded than paid", "/refunded_minor", "10001", "/refunded_minor"},
                      {"more taken back than the rule takes", "/grants/0/clawed_back", "21", "/grants/0"},
                      {"more earned than the rule gives", "/grants/0/points", "101", "/grants/0"},
                  },
                  order_from_value);
}

TEST_CASE("a redemption is held, captured or voided") {
    Value value = to_value(busy_shop().redemption("h"));
    value_at(value, "/status") = "lost";
    CHECK(redemption_from_value(value).error().path == "/status");
    CHECK(redemption_from_value(Value("held")).error().path == "");
    value = to_value(busy_shop().redemption("h"));
    value_at(value, "/version") = integer_max;
    CHECK(redemption_from_value(value).error().path == "/version");
}
