#include "edge/integrations/members_csv/points.h"

#include <doctest/doctest.h>

namespace laurel::members_csv {
namespace {

TEST_CASE("points are read exactly, as spreadsheets write them") {
    const std::pair<const char*, const char*> rows[] = {
        {"1250", "1250"},
        {"1,250", "1250"},
        {"1,250,000", "1250000"},
        {"1.250.000", "1250000"},
        {"1,250.5", "1250.5"},
        {"1.250,5", "1250.5"},
        {"12.5", "12.5"},
        {"12,5", "12.5"},
        {"1.250", "1.25"},
        {"-50", "-50"},
        {"(50)", "-50"},
        {"\xE2\x88\x92"
         "7",
         "-7"},
        {"+7", "7"},
        {" 40 ", "40"},
        {"40 pts", "40"},
        {"40积分", "40"},
        {"1 250", "1250"},
        {".5", "0.5"},
        {"0.0000009", "0"},
        {"12.3333333333333333", "12.333333"},
        {"-0", "0"},
        {"100.00", "100"},
        {"1000000000", "1000000000"},
    };
    for (const auto& [written, expected] : rows) {
        const auto text = written;
        CAPTURE(text);
        const auto units = read_points(text);
        REQUIRE(units.has_value());
        CHECK(points_text(*units) == expected);
    }
}

TEST_CASE("what is no number of points is not read") {
    for (const char* text :
         {"", "-", "abc", "1,25,000", "1.2.3", "1e3", "5.", "--1", "1 2", "1000000001", "0x10", "1,2,3.4"}) {
        CAPTURE(text);
        CHECK(!read_points(text).has_value());
    }
}

TEST_CASE("fractions are rounded by name, alike on both sides of zero") {
    struct Row {
        std::int64_t units;
        Rounding rounding;
        std::int64_t points;
    };
    const Row rows[] = {{2'500'000, Rounding::down, 2},      {-2'500'000, Rounding::down, -2},
                        {2'500'000, Rounding::half_up, 3},   {-2'500'000, Rounding::half_up, -3},
                        {2'500'000, Rounding::half_even, 2}, {2'000'001, Rounding::up, 3}};
    for (const Row& row : rows) CHECK(rounded_points(row.units, row.rounding) == row.points);
}

}  // namespace
}  // namespace laurel::members_csv
