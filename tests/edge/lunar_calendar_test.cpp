#include "edge/lunar_calendar.h"

#include <doctest/doctest.h>

#include <string>

#include "shared/base/time.h"

namespace laurel {
namespace {

using namespace loyalty;

std::string date_of(std::int64_t day) { return write_date(civil_from_days(day)); }

Value with_years(std::string_view program, std::string_view instant = "2026-11-27T12:00:00Z") {
    return with_lunar_years(read_json(program).value(), read_instant(instant).value());
}

TEST_CASE("lunar new years are those that were and will be celebrated") {
    const std::string_view known[] = {
        "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06",
        "2028-01-26", "2029-02-13", "2030-02-03", "2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19",
    };
    const std::vector<LunarYear> years = lunar_years(2020, 2034);
    REQUIRE(years.size() == std::size(known));
    for (std::size_t index = 0; index < years.size(); ++index) CHECK(date_of(years[index].first_day) == known[index]);
}

TEST_CASE("leap months are those of the almanacs") {
    const int known[] = {4, 0, 0, 2, 0, 6, 0, 0, 5, 0, 0, 3, 0, 11, 0, 0, 6};
    const std::vector<LunarYear> years = lunar_years(2020, 2036);
    REQUIRE(years.size() == std::size(known));
    for (std::size_t index = 0; index < years.size(); ++index) {
        CAPTURE(2020 + index);
        CHECK(years[index].leap_month == known[index]);
    }
}

TEST_CASE("festivals fall on known days") {
    struct Case {
        int year;
        int month;
        int day;
        std::string_view falls;
    };
    const Case cases[] = {
        {2023, 5, 5, "2023-06-22"},  {2024, 5, 5, "2024-06-10"},  {2025, 5, 5, "2025-05-31"},
        {2026, 5, 5, "2026-06-19"},  {2027, 5, 5, "2027-06-09"},  {2023, 8, 15, "2023-09-29"},
        {2024, 8, 15, "2024-09-17"}, {2025, 8, 15, "2025-10-06"}, {2026, 8, 15, "2026-09-25"},
        {2027, 8, 15, "2027-09-15"}, {2028, 8, 15, "2028-10-03"}, {2025, 7, 7, "2025-08-29"},
    };
    const Calendar calendar{.lunar_years = lunar_years(1970, 2100)};
    for (const Case& c : cases) {
        CAPTURE(std::string(c.falls));
        CHECK(date_of(day_in_year(calendar, {true, c.month, c.day}, c.year).value_or(0)) == c.falls);
    }
}

TEST_CASE("the years that are known follow one another and fit a programme") {
    CHECK(lunar_years(1900, 2200).size() == 131);
    CHECK(date_of(lunar_years(1900, 2200).front().first_day) == "1970-02-06");
    CHECK(lunar_years(2101, 2200).empty());
    for (const std::string_view instant : {"1970-01-01T00:00:00Z", "2026-11-27T12:00:00Z", "2090-01-01T00:00:00Z"}) {
        const Value program = with_years(R"({"calendar": {"lunar": true}})", instant);
        const Value& calendar = *program.find("calendar");
        Errors errors = check(calendar, calendar_shape);
        check_calendar(calendar, "", errors);
        CHECK(errors.empty());
    }
}

TEST_CASE("a programme gets lunar years from two before its publishing to thirty after, if it uses any") {
    for (const std::string_view text :
         {R"({"calendar": {"lunar": true}})",
          R"({"calendar": {"holidays": [{"id": "a", "lunar": {"month": 1, "day": 1}}]}})"}) {
        const Value program = with_years(text);
        const Calendar calendar = read_calendar(*program.find("calendar"));
        REQUIRE(calendar.lunar_years.size() == 33);
        CHECK(date_of(calendar.lunar_years.front().first_day) == "2024-02-10");
        CHECK(date_of(calendar.lunar_years.back().first_day) == "2056-02-15");
        CHECK(calendar.lunar_years[1].leap_month == 6);
    }
    for (const std::string_view text :
         {R"({})", R"({"calendar":{}})", R"({"calendar":{"lunar":false}})",
          R"({"calendar":{"holidays":[{"id":"a","yearly":{"day":1,"month":1}}]}})", R"([])"}) {
        CHECK(write_json(with_years(text)) == text);
    }
}

}  // namespace
}  // namespace laurel
