#include "edge/integrations/fields.h"

#include <doctest/doctest.h>

#include <string>

#include "edge/timezone.h"
#include "tests/property.h"

namespace laurel {
namespace {

TEST_CASE("decimals are read exactly") {
    struct Row {
        std::string_view text;
        bool is_negative;
        std::int64_t mantissa;
        int scale;
    };
    const Row rows[] = {
        {"2.55", false, 255, 2},
        {"0.001", false, 1, 3},
        {"-11062.06", true, 1106206, 2},
        {" 7 ", false, 7, 0},
        {"+3.0", false, 30, 1},
        {".5", false, 5, 1},
        {"0.0", false, 0, 1},
        {"-0", true, 0, 0},
        {"999999999999", false, 999999999999, 0},
        {"0.00000000001", false, 1, 11},
    };
    for (const Row& row : rows) {
        CAPTURE(std::string(row.text));
        const auto decimal = read_decimal(row.text);
        REQUIRE(decimal.has_value());
        CHECK(decimal->is_negative == row.is_negative);
        CHECK(decimal->mantissa == row.mantissa);
        CHECK(decimal->scale == row.scale);
    }
    for (const std::string_view text :
         {"", " ", "-", ".", "5.", "1,5", "1.2.3", "1e3", "0x10", "--1", "1 2", "NaN", "inf", "£2", "1234567890123"}) {
        CAPTURE(std::string(text));
        CHECK(!read_decimal(text).has_value());
    }
}

TEST_CASE("whole numbers may be written with a fraction of zeros") {
    CHECK(read_whole("6") == 6);
    CHECK(read_whole("6.0") == 6);
    CHECK(read_whole("-12.000") == -12);
    CHECK(!read_whole("6.5").has_value());
    CHECK(!read_whole("six").has_value());
}

TEST_CASE("an amount is quantity x price, rounded half up to the minor unit") {
    struct Row {
        std::int64_t quantity;
        std::string_view price;
        int digits;
        std::int64_t amount_minor;
    };
    const Row rows[] = {
        {6, "2.55", 2, 1530}, {1, "0.001", 2, 0},   {1, "0.005", 2, 1},           {3, "0.005", 2, 2},
        {1, "0.0049", 2, 0},  {7, "1.115", 2, 781}, {80995, "2.08", 2, 16846960}, {3, "1.5", 0, 5},
        {2, "0.0005", 3, 1},  {0, "9.99", 2, 0},
    };
    for (const Row& row : rows) {
        CAPTURE(std::string(row.price));
        CHECK(amount_minor_of(row.quantity, *read_decimal(row.price), row.digits) == row.amount_minor);
    }
    CHECK(!amount_minor_of(1'000'000'000, *read_decimal("999999999999"), 2).has_value());
}

TEST_CASE("an amount is never further than half a unit from quantity x price") {
    PropertyRandom random("line amounts");
    for (int round = 0; round < 2000; ++round) {
        const std::int64_t quantity = random.between(1, 100'000);
        Decimal price{.mantissa = random.between(0, 99'999'999), .scale = static_cast<int>(random.between(0, 6))};
        std::int64_t unit = 1;
        for (int digit = 0; digit < price.scale; ++digit) unit *= 10;
        const std::int64_t amount = amount_minor_of(quantity, price, 2).value();
        const std::int64_t twice_error = 2 * (amount * unit - quantity * price.mantissa * 100);
        CHECK(twice_error <= unit);
        CHECK(twice_error > -unit);
    }
}

TEST_CASE("ids lose spaces around them and a spreadsheet's .0") {
    CHECK(read_identifier("17850.0") == "17850");
    CHECK(read_identifier(" 85123A ") == "85123A");
    CHECK(read_identifier("A1.0") == "A1.0");
    CHECK(read_identifier(".0") == ".0");
    CHECK(read_identifier("17850.00") == "17850.00");
    CHECK(is_identifier("gift_0001_40"));
    CHECK(!is_identifier(""));
    CHECK(!is_identifier("a\nb"));
    CHECK(!is_identifier("\xff"));
    CHECK(!is_identifier(std::string(129, 'x')));
}

TEST_CASE("local times become instants by the zone") {
    struct Row {
        std::string_view text;
        TimeProblem problem;
        std::string_view instant;
    };
    const Row rows[] = {
        {"2010-12-01 08:26:00", TimeProblem::none, "2010-12-01T08:26:00Z"},
        {"2011-07-01 08:26", TimeProblem::none, "2011-07-01T07:26:00Z"},
        {"2011-07-01T08:26:01", TimeProblem::none, "2011-07-01T07:26:01Z"},
        {"2011-07-01 08:26:00+02:00", TimeProblem::none, "2011-07-01T06:26:00Z"},
        {"2011-07-01T08:26:00Z", TimeProblem::none, "2011-07-01T08:26:00Z"},
        {"2011-03-27 00:59:59", TimeProblem::none, "2011-03-27T00:59:59Z"},
        {"2011-03-27 01:30:00", TimeProblem::skipped, ""},
        {"2011-03-27 02:00:00", TimeProblem::none, "2011-03-27T01:00:00Z"},
        {"2011-10-30 01:30:00", TimeProblem::none, "2011-10-30T00:30:00Z"},  // twice there: the earlier one
        {"2011-10-30 02:00:00", TimeProblem::none, "2011-10-30T02:00:00Z"},
        {"2011-02-29 08:00:00", TimeProblem::invalid, ""},
        {"2011-02-28 24:00:00", TimeProblem::invalid, ""},
        {"2011-02-28", TimeProblem::invalid, ""},
        {"12/1/2010 8:26", TimeProblem::invalid, ""},
        {"", TimeProblem::invalid, ""},
    };
    const Zone london = zone_of("Europe/London", 0, 1'900'000'000'000).value();
    for (const Row& row : rows) {
        CAPTURE(std::string(row.text));
        std::int64_t instant_ms = 0;
        REQUIRE(read_time(row.text, london, instant_ms) == row.problem);
        if (row.problem == TimeProblem::none) CHECK(write_instant(instant_ms) == row.instant);
    }
}

}  // namespace
}  // namespace laurel
