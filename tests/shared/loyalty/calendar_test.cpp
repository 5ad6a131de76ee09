#include "shared/loyalty/calendar.h"

#include <doctest/doctest.h>

#include "tests/support/calendars.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

std::int64_t day(std::string_view date) { return days_from_civil(read_date(date).value()); }

std::string falls(const Calendar& calendar, const YearlyDate& date, int year) {
    const auto found = day_in_year(calendar, date, year);
    return found ? write_date(civil_from_days(*found)) : "never";
}

// "code path | found | allowed", one line an error.
std::string text_of(const Errors& errors) {
    std::string lines;
    for (const Error& error : errors) {
        lines +=
            std::string(name_of(error.code)) + ' ' + error.path + " | " + error.found + " | " + error.allowed + '\n';
    }
    return lines;
}

std::string birthday_errors(std::string_view text) {
    const Value birthday = json_of(text);
    Errors errors = check(birthday, birthday_shape, "/birthday");
    if (errors.empty()) check_birthday(birthday, "/birthday", errors);
    return text_of(errors);
}

std::string calendar_errors(const Value& calendar) {
    Errors errors = check(calendar, calendar_shape, "/calendar");
    if (errors.empty()) check_calendar(calendar, "/calendar", errors);
    return text_of(errors);
}

}  // namespace

TEST_CASE("29 February is celebrated in common years when the calendar says") {
    const Calendar in_february = read_calendar(Value());
    const Calendar in_march = read_calendar(json_of(R"({"leap_day": "1_march"})"));
    const YearlyDate leap_day{.month = 2, .day = 29};
    CHECK(falls(in_february, leap_day, 2028) == "2028-02-29");
    CHECK(falls(in_february, leap_day, 2026) == "2026-02-28");
    CHECK(falls(in_february, leap_day, 2100) == "2100-02-28");
    CHECK(falls(in_march, leap_day, 2028) == "2028-02-29");
    CHECK(falls(in_march, leap_day, 2026) == "2026-03-01");
    CHECK(falls(in_march, {.month = 2, .day = 28}, 2026) == "2026-02-28");
    CHECK(falls(in_march, {.month = 12, .day = 31}, 2026) == "2026-12-31");
}

TEST_CASE("lunar dates fall on known days") {
    const Calendar calendar = read_calendar(calendar_with_lunar_years());
    struct Case {
        YearlyDate date;
        int year;
        std::string_view falls;
    };
    const Case cases[] = {
        {{true, 1, 1}, 2026, "2026-02-17"},    // spring festival
        {{true, 1, 15}, 2026, "2026-03-03"},   // lanterns
        {{true, 5, 5}, 2026, "2026-06-19"},    // dragon boats
        {{true, 7, 7}, 2026, "2026-08-19"},    // qixi
        {{true, 8, 15}, 2026, "2026-09-25"},   // mid-autumn
        {{true, 8, 15}, 2025, "2025-10-06"},   // after a leap month
        {{true, 5, 5}, 2025, "2025-05-31"},    // before it
        {{true, 12, 30}, 2026, "2027-02-05"},  // new year's eve, of a month of 29 days
        {{true, 12, 30}, 2023, "2024-02-09"},  // and of 30
        {{true, 6, 1}, 2025, "2025-06-25"},    // an ordinary month that has a leap month
        {{true, 6, 1, true}, 2025, "2025-07-25"},
        {{true, 6, 1, true}, 2026, "2026-07-14"},  // a leap month that the year does not have
        {{true, 2, 1, true}, 2023, "2023-03-22"},
        {{true, 2, 1, true}, 2025, "2025-02-28"},  // a year with another leap month
        {{true, 6, 30, true}, 2025, "2025-08-22"},
        {{true, 1, 1}, 2021, "never"},
        {{true, 1, 1}, 2029, "never"},
        {{true, 1, 1}, 1, "never"},
    };
    for (const Case& c : cases) {
        CAPTURE(std::string(c.falls));
        CHECK(falls(calendar, c.date, c.year) == c.falls);
    }
    CHECK(falls({}, {true, 1, 1}, 2026) == "never");
}

TEST_CASE("a day has the lunar date that falls on it") {
    const Calendar calendar = read_calendar(calendar_with_lunar_years());
    CHECK(lunar_date(calendar, day("2026-02-17")) == LunarDate{2026, 1, 1});
    CHECK(lunar_date(calendar, day("2026-02-16")) == LunarDate{2025, 12, 29});
    CHECK(lunar_date(calendar, day("2025-07-24")) == LunarDate{2025, 6, 30});
    CHECK(lunar_date(calendar, day("2025-07-25")) == LunarDate{2025, 6, 1, true});
    CHECK(lunar_date(calendar, day("2025-08-23")) == LunarDate{2025, 7, 1});
    CHECK(lunar_date(calendar, day("2022-02-01")) == LunarDate{2022, 1, 1});
    CHECK(lunar_date(calendar, day("2029-02-12")) == LunarDate{2028, 12, 29});
    CHECK_FALSE(lunar_date(calendar, day("2022-01-31")));
    CHECK_FALSE(lunar_date(calendar, day("2029-02-13")));
    for (std::int64_t any = day("2022-02-01"); any < day("2029-02-13"); ++any) {
        const LunarDate date = lunar_date(calendar, any).value();
        REQUIRE(day_in_year(calendar, {true, date.month, date.day, date.leap_month}, date.year) == any);
    }
}

TEST_CASE("a birthday is checked for what its calendar has") {
    CHECK(birthday_errors(R"({"month": 2, "day": 29})") == "");
    CHECK(birthday_errors(R"({"month": 2, "day": 29, "year": 2000})") == "");
    CHECK(birthday_errors(R"({"month": 12, "day": 31, "year": 1961})") == "");
    CHECK(birthday_errors(R"({"calendar": "lunar", "month": 6, "day": 30, "leap_month": true, "year": 1979})") == "");
    CHECK(birthday_errors(R"({"month": 2, "day": 30})") ==
          "value_not_allowed /birthday/day | 30 | 1 to 29, the days of that month\n");
    CHECK(birthday_errors(R"({"month": 2, "day": 29, "year": 1900})") ==
          "value_not_allowed /birthday/day | 29 | 1 to 28, the days of that month\n");
    CHECK(birthday_errors(R"({"month": 4, "day": 31})") ==
          "value_not_allowed /birthday/day | 31 | 1 to 30, the days of that month\n");
    CHECK(birthday_errors(R"({"calendar": "lunar", "month": 1, "day": 31})") ==
          "value_not_allowed /birthday/day | 31 | 1 to 30, the days of a lunar month\n");
    CHECK(birthday_errors(R"({"month": 1, "day": 1, "leap_month": true})") ==
          "value_not_allowed /birthday/leap_month | true | false: only the lunar calendar has leap months\n");
    CHECK(birthday_errors(R"({"month": 13, "day": 1})") ==
          "number_out_of_range /birthday/month | 13 | an integer from 1 to 12\n");
    CHECK(birthday_errors(R"({"month": 1, "day": 1, "year": 0})") ==
          "number_out_of_range /birthday/year | 0 | an integer from 1 to 9999\n");
}

TEST_CASE("a birthday is written as it was read") {
    for (const std::string_view text : {R"({"day":29,"month":2})", R"({"day":1,"month":12,"year":1999})",
                                        R"({"calendar":"lunar","day":30,"leap_month":true,"month":6,"year":1979})"}) {
        CHECK(write_json(write_birthday(read_birthday(json_of(text)))) == text);
    }
}

TEST_CASE("a calendar's holidays have names of their own and dates that exist") {
    CHECK(calendar_errors(calendar_with_lunar_years(R"({"leap_day": "1_march", "lunar": true, "holidays": [
        {"id": "spring_festival", "lunar": {"month": 1, "day": 1}, "days": 7, "days_before": 3},
        {"id": "christmas", "yearly": {"month": 12, "day": 25}},
        {"id": "easter", "dates": ["2026-04-05", "2027-03-28"], "days": 2}]})")) == "");
    CHECK(calendar_errors(json_of(R"({"holidays": [
        {"id": "a", "yearly": {"month": 2, "day": 30}},
        {"id": "a", "yearly": {"month": 2, "day": 29}}]})")) ==
          "value_not_allowed /calendar/holidays/0/yearly/day | 30 | 1 to 29, the days of that month\n"
          "duplicate_identifier /calendar/holidays/1/id | \"a\" | an id of its own\n");
    CHECK(calendar_errors(json_of(R"({"holidays": [{"id": "a"}, {"id": "b", "dates": ["2026-02-29"]}]})")) ==
          "missing_field /calendar/holidays/0 |  | exactly one of: dates, yearly, lunar\n"
          "value_not_allowed /calendar/holidays/1/dates/0 | \"2026-02-29\" | a date that exists, such as 2026-02-17\n");
}

TEST_CASE("lunar years follow one another without a gap") {
    CHECK(calendar_errors(json_of(R"({"lunar_years": [
        {"first_day": "2022-02-01", "month_days": [30, 29, 30, 29, 30, 30, 29, 30, 29, 30, 29, 29]},
        {"first_day": "2023-01-22", "month_days": [29, 30, 29, 29, 30, 30, 29, 30, 30, 29, 30, 29, 30]}]})")) ==
          "value_not_allowed /calendar/lunar_years/1/month_days | 13 months | 12 months, or 13 in a year with a leap "
          "month\n"
          "value_not_allowed /calendar/lunar_years/1/first_day | 2023-01-22 | 2023-01-21, the day after the year "
          "before\n");
    CHECK(calendar_errors(json_of(R"({"lunar_years": [
        {"first_day": "2022-03-01", "month_days": [30, 29, 30, 29, 30, 30, 29, 30, 29, 30, 29, 29]}]})")) ==
          "value_not_allowed /calendar/lunar_years/0/first_day | 2022-03-01 | a day in January or February\n");
}

TEST_CASE("reading a calendar that nobody checked is harmless") {
    const Calendar calendar = read_calendar(json_of(R"({"holidays": [{"yearly": {"month": 99, "day": -4}}, 7],
        "lunar_years": [{"first_day": 4, "month_days": ["a"], "leap_month": 12}, {"first_day": "2026-02-17"}]})"));
    CHECK(falls(calendar, {true, 12, 30, true}, 1970) == "never");
    CHECK_FALSE(lunar_date(calendar, day("2026-02-17")));
    CHECK(is_on(calendar.holidays[0], calendar, day("2026-12-01")));
}
