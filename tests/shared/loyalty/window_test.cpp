#include "shared/loyalty/window.h"

#include <doctest/doctest.h>

#include "tests/property.h"
#include "tests/support/calendars.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

std::int64_t at(std::string_view text) { return read_instant(text).value(); }

constexpr std::string_view holidays_text = R"({"holidays": [
    {"id": "spring_festival", "lunar": {"month": 1, "day": 1}, "days": 7, "days_before": 2},
    {"id": "new_years_eve", "lunar": {"month": 12, "day": 30}},
    {"id": "christmas", "yearly": {"month": 12, "day": 24}, "days": 14},
    {"id": "leap_day", "yearly": {"month": 2, "day": 29}},
    {"id": "easter", "dates": ["2026-04-05", "2027-03-28"], "days_before": 2, "days": 2}
]})";

Value calendar_text() { return calendar_with_lunar_years(holidays_text); }

struct Case {
    std::string_view window;
    std::string_view instant;
    std::string_view opening;
    std::string_view birthday = "null";
    std::string_view joined = "2024-01-01T00:00:00Z";
};

void check_cases(std::initializer_list<Case> cases, const Zone& zone, const Value& calendar_value = calendar_text()) {
    const Calendar calendar = read_calendar(calendar_value);
    for (const Case& c : cases) {
        CAPTURE(std::string(c.window));
        CAPTURE(std::string(c.instant));
        CAPTURE(std::string(c.birthday));
        const Value window = json_of(c.window);
        Errors errors = check(window, window_shape);
        check_window(window, calendar_value, "", errors);
        CHECK(errors.empty());
        Occasion occasion{.instant_ms = at(c.instant), .joined_at_ms = at(c.joined)};
        if (const Value birthday = json_of(c.birthday); !birthday.is_null())
            occasion.birthday = read_birthday(birthday);
        CHECK(name_of(open_at(read_window(window, calendar), calendar, zone, occasion)) == c.opening);
    }
}

std::string errors_of(std::string_view window) {
    const Value value = json_of(window);
    Errors errors = check(value, window_shape, "/rules/0/window");
    if (errors.empty()) check_window(value, calendar_text(), "/rules/0/window", errors);
    std::string lines;
    for (const Error& error : errors) {
        lines +=
            std::string(name_of(error.code)) + ' ' + error.path + " | " + error.found + " | " + error.allowed + '\n';
    }
    return lines;
}

}  // namespace

TEST_CASE("an empty window is always open") {
    check_cases({{"{}", "0001-01-01T00:00:00Z", "open"}, {"{}", "9999-12-31T23:59:59.999Z", "open"}}, london());
}

TEST_CASE("instants open at the first and close before the last") {
    const std::string_view window = R"({"from": "2026-11-01T00:00:00+08:00", "until": "2026-11-02T00:00:00+08:00"})";
    check_cases({{window, "2026-10-31T15:59:59.999Z", "window_not_begun"},
                 {window, "2026-10-31T16:00:00Z", "open"},
                 {window, "2026-11-01T15:59:59.999Z", "open"},
                 {window, "2026-11-01T16:00:00Z", "window_over"}},
                london());
}

TEST_CASE("dates are the shop's, the last one included") {
    const std::string_view window = R"({"dates": [{"from": "2026-03-29", "until": "2026-03-29"},
                                                  {"from": "2026-12-31", "until": "2027-01-01"}]})";
    check_cases({{window, "2026-03-28T23:59:59Z", "window_dates"},
                 {window, "2026-03-29T00:00:00Z", "open"},
                 {window, "2026-03-29T22:59:59Z", "open"},
                 {window, "2026-03-29T23:00:00Z", "window_dates"},
                 {window, "2027-01-01T23:59:59Z", "open"},
                 {window, "2027-01-02T00:00:00Z", "window_dates"}},
                london());
    check_cases({{window, "2026-03-29T03:59:59Z", "window_dates"}, {window, "2026-03-30T03:59:59Z", "open"}},
                new_york());
}

TEST_CASE("yearly dates come back, cross the year's end and keep the leap day") {
    const std::string_view turn = R"({"yearly": [{"month": 12, "day": 30, "days": 4}]})";
    const std::string_view leap = R"({"yearly": [{"month": 2, "day": 29}]})";
    check_cases({{turn, "2026-12-29T12:00:00Z", "window_yearly"},
                 {turn, "2026-12-30T12:00:00Z", "open"},
                 {turn, "2027-01-02T12:00:00Z", "open"},
                 {turn, "2027-01-03T12:00:00Z", "window_yearly"},
                 {leap, "2028-02-29T12:00:00Z", "open"},
                 {leap, "2028-02-28T12:00:00Z", "window_yearly"},
                 {leap, "2026-02-28T12:00:00Z", "open"},
                 {leap, "2026-03-01T12:00:00Z", "window_yearly"}},
                london());
    check_cases({{leap, "2026-02-28T12:00:00Z", "window_yearly"}, {leap, "2026-03-01T12:00:00Z", "open"}}, london(),
                json_of(R"({"leap_day": "1_march"})"));
}

TEST_CASE("weekdays and days of the month are the shop's") {
    const std::string_view weekend = R"({"weekdays": ["saturday", "sunday"]})";
    const std::string_view member_days = R"({"days_of_month": [8, 31, -1, -30]})";
    check_cases({{weekend, "2026-11-27T15:59:59Z", "window_weekday"},
                 {weekend, "2026-11-27T16:00:00Z", "open"},
                 {weekend, "2026-11-29T15:59:59Z", "open"},
                 {weekend, "2026-11-29T16:00:00Z", "window_weekday"},
                 {member_days, "2026-11-08T12:00:00Z", "open"},
                 {member_days, "2026-11-30T12:00:00Z", "open"},
                 {member_days, "2026-11-01T12:00:00Z", "open"},
                 {member_days, "2026-12-01T12:00:00Z", "window_day_of_month"},
                 {member_days, "2026-12-02T12:00:00Z", "open"},
                 {member_days, "2026-12-30T12:00:00Z", "window_day_of_month"},
                 {member_days, "2026-12-31T12:00:00Z", "open"},
                 {member_days, "2026-02-28T12:00:00Z", "open"},
                 {member_days, "2028-02-28T12:00:00Z", "window_day_of_month"},
                 {member_days, "2028-02-29T12:00:00Z", "open"}},
                shanghai_today());
}

TEST_CASE("hours are the clock's, and past midnight they are still the day's on which they began") {
    const std::string_view evening = R"({"hours": {"from": "18:00", "until": "22:00"}})";
    const std::string_view friday_night = R"({"weekdays": ["friday"], "hours": {"from": "22:00", "until": "02:00"}})";
    const std::string_view to_midnight = R"({"weekdays": ["friday"], "hours": {"from": "22:00", "until": "00:00"}})";
    const std::string_view last_night =
        R"({"dates": [{"from": "2026-12-31", "until": "2026-12-31"}], "hours": {"from": "20:00", "until": "06:00"}})";
    check_cases({{evening, "2026-07-01T16:59:59Z", "window_hours"},
                 {evening, "2026-07-01T17:00:00Z", "open"},
                 {evening, "2026-07-01T20:59:59Z", "open"},
                 {evening, "2026-07-01T21:00:00Z", "window_hours"},
                 {evening, "2026-12-01T18:00:00Z", "open"},
                 {friday_night, "2026-11-27T22:00:00Z", "open"},
                 {friday_night, "2026-11-28T01:59:59Z", "open"},
                 {friday_night, "2026-11-28T02:00:00Z", "window_hours"},
                 {friday_night, "2026-11-27T01:00:00Z", "window_weekday"},
                 {friday_night, "2026-11-28T22:00:00Z", "window_weekday"},
                 {to_midnight, "2026-11-27T23:59:59Z", "open"},
                 {to_midnight, "2026-11-28T00:00:00Z", "window_hours"},
                 {last_night, "2026-12-31T05:00:00Z", "window_dates"},
                 {last_night, "2027-01-01T05:59:59Z", "open"},
                 {last_night, "2027-01-01T06:00:00Z", "window_hours"}},
                london());
}

TEST_CASE("hours that the clocks skip do not come, and those that they repeat come twice") {
    const std::string_view small_hours = R"({"hours": {"from": "01:00", "until": "02:00"}})";
    check_cases({{small_hours, "2026-03-29T00:59:59Z", "window_hours"},
                 {small_hours, "2026-03-29T01:00:00Z", "window_hours"},
                 {small_hours, "2026-10-25T00:00:00Z", "open"},
                 {small_hours, "2026-10-25T01:59:59Z", "open"},
                 {small_hours, "2026-10-25T02:00:00Z", "window_hours"}},
                london());
}

TEST_CASE("holidays are the calendar's: by dates, by the year, by the moon") {
    const std::string_view spring = R"({"holidays": ["spring_festival"]})";
    const std::string_view eve = R"({"holidays": ["new_years_eve"]})";
    const std::string_view others = R"({"holidays": ["easter", "christmas", "leap_day"]})";
    check_cases({{spring, "2026-02-14T15:59:59Z", "window_holiday"},
                 {spring, "2026-02-14T16:00:00Z", "open"},
                 {spring, "2026-02-23T15:59:59Z", "open"},
                 {spring, "2026-02-23T16:00:00Z", "window_holiday"},
                 {spring, "2030-02-03T12:00:00Z", "window_holiday"},
                 {eve, "2027-02-05T12:00:00Z", "open"},
                 {eve, "2027-02-04T12:00:00Z", "window_holiday"},
                 {eve, "2024-02-09T12:00:00Z", "open"},
                 {others, "2026-04-02T12:00:00Z", "window_holiday"},
                 {others, "2026-04-03T12:00:00Z", "open"},
                 {others, "2026-04-06T12:00:00Z", "open"},
                 {others, "2026-04-07T12:00:00Z", "window_holiday"},
                 {others, "2028-04-16T12:00:00Z", "window_holiday"},
                 {others, "2027-01-06T12:00:00Z", "open"},
                 {others, "2027-01-07T12:00:00Z", "window_holiday"},
                 {others, "2027-02-28T12:00:00Z", "open"}},
                shanghai_today());
}

TEST_CASE("a birthday needs no year, crosses the year's end and keeps the leap day") {
    const std::string_view on_the_day = R"({"birthday": {}})";
    const std::string_view week = R"({"birthday": {"days_before": 7, "days_after": 3}})";
    const std::string_view month = R"({"birthday": {"month": true}})";
    const std::string_view second = R"({"month": 1, "day": 2})";
    const std::string_view last = R"({"month": 12, "day": 31, "year": 1980})";
    const std::string_view leap = R"({"month": 2, "day": 29, "year": 2000})";
    check_cases({{on_the_day, "2026-01-02T12:00:00Z", "open", second},
                 {on_the_day, "2026-01-03T12:00:00Z", "window_birthday", second},
                 {on_the_day, "2026-01-02T12:00:00Z", "window_birthday_unknown"},
                 {week, "2026-12-25T12:00:00Z", "window_birthday", second},
                 {week, "2026-12-26T12:00:00Z", "open", second},
                 {week, "2027-01-05T12:00:00Z", "open", second},
                 {week, "2027-01-06T12:00:00Z", "window_birthday", second},
                 {week, "2027-01-03T12:00:00Z", "open", last},
                 {week, "2027-01-04T12:00:00Z", "window_birthday", last},
                 {on_the_day, "2028-02-29T12:00:00Z", "open", leap},
                 {on_the_day, "2028-02-28T12:00:00Z", "window_birthday", leap},
                 {on_the_day, "2027-02-28T12:00:00Z", "open", leap},
                 {on_the_day, "2027-03-01T12:00:00Z", "window_birthday", leap},
                 {month, "2026-12-01T00:00:00Z", "open", last},
                 {month, "2026-11-30T23:59:59Z", "window_birthday", last},
                 {month, "2027-01-01T00:00:00Z", "window_birthday", last}},
                london());
    check_cases({{on_the_day, "2027-03-01T12:00:00Z", "open", leap},
                 {on_the_day, "2027-02-28T12:00:00Z", "window_birthday", leap},
                 {month, "2027-02-01T12:00:00Z", "open", leap},
                 {month, "2027-03-01T12:00:00Z", "window_birthday", leap}},
                london(), json_of(R"({"leap_day": "1_march"})"));
}

TEST_CASE("a lunar birthday falls where its year has it") {
    const std::string_view on_the_day = R"({"birthday": {}})";
    const std::string_view week = R"({"birthday": {"days_before": 7}})";
    const std::string_view month = R"({"birthday": {"month": true}})";
    const std::string_view leap = R"({"calendar": "lunar", "month": 6, "day": 1, "leap_month": true, "year": 1979})";
    const std::string_view plain = R"({"calendar": "lunar", "month": 6, "day": 1})";
    const std::string_view eve = R"({"calendar": "lunar", "month": 12, "day": 30})";
    const std::string_view first = R"({"calendar": "lunar", "month": 1, "day": 1})";
    check_cases({{on_the_day, "2025-07-25T12:00:00Z", "open", leap},
                 {on_the_day, "2025-06-25T12:00:00Z", "window_birthday", leap},
                 {on_the_day, "2026-07-14T12:00:00Z", "open", leap},
                 {on_the_day, "2025-06-25T12:00:00Z", "open", plain},
                 {on_the_day, "2025-07-25T12:00:00Z", "window_birthday", plain},
                 {on_the_day, "2027-02-05T12:00:00Z", "open", eve},
                 {on_the_day, "2024-02-09T12:00:00Z", "open", eve},
                 {on_the_day, "2024-02-08T12:00:00Z", "window_birthday", eve},
                 {week, "2026-02-10T12:00:00Z", "open", first},
                 {week, "2026-02-09T12:00:00Z", "window_birthday", first},
                 {month, "2027-02-28T12:00:00Z", "open", first},
                 {month, "2027-01-31T12:00:00Z", "window_birthday", first},
                 {month, "2023-01-02T12:00:00Z", "open", first},
                 {on_the_day, "2031-01-23T12:00:00Z", "window_lunar_years_ended", first}},
                shanghai_today());
    check_cases({{on_the_day, "2026-02-17T12:00:00Z", "window_lunar_years_ended", first}}, shanghai_today(), Value());
}

TEST_CASE("a birthday that has not been on record long enough opens nothing") {
    const Window window = read_window(json_of(R"({"birthday": {"days_after": 10, "known_days": 3}})"), {});
    Occasion occasion{.instant_ms = at("2026-05-04T12:00:00Z"), .birthday = Birthday{{.month = 5, .day = 2}}};
    occasion.birthday_given_at_ms = at("2026-05-01T12:00:00.001Z");
    CHECK(open_at(window, {}, london(), occasion) == Opening::window_birthday_too_new);
    occasion.birthday_given_at_ms = at("2026-05-01T12:00:00Z");
    CHECK(open_at(window, {}, london(), occasion) == Opening::open);
}

TEST_CASE("anniversaries begin a year after joining") {
    const std::string_view on_the_day = R"({"anniversary": {}})";
    const std::string_view around = R"({"anniversary": {"days_before": 180, "days_after": 180}})";
    const std::string_view joined = "2024-02-29T12:00:00Z";
    const std::string_view late = "2025-06-30T23:30:00Z";  // 1 July in London
    check_cases({{on_the_day, joined, "window_anniversary", "null", joined},
                 {on_the_day, "2025-02-28T12:00:00Z", "open", "null", joined},
                 {on_the_day, "2025-03-01T12:00:00Z", "window_anniversary", "null", joined},
                 {on_the_day, "2028-02-29T12:00:00Z", "open", "null", joined},
                 {around, joined, "window_anniversary", "null", joined},
                 {around, "2024-08-27T12:00:00Z", "window_anniversary", "null", joined},
                 {around, "2024-09-01T12:00:00Z", "open", "null", joined},
                 {around, "2025-08-27T12:00:00Z", "open", "null", joined},
                 {around, "2023-08-27T12:00:00Z", "window_anniversary", "null", joined},
                 {on_the_day, "2026-06-30T12:00:00Z", "window_anniversary", "null", late},
                 {on_the_day, "2026-07-01T12:00:00Z", "open", "null", late}},
                london());
    CHECK(open_at(read_window(json_of(on_the_day), {}), {}, london(), {}) == Opening::window_anniversary);
}

TEST_CASE("all that a window says must hold, and the first that does not is named") {
    const std::string_view window = R"({"weekdays": ["friday"], "days_of_month": [13], "birthday": {"month": true},
                                        "hours": {"from": "09:00", "until": "17:00"}})";
    const std::string_view november = R"({"month": 11, "day": 1})";
    check_cases({{window, "2026-11-13T12:00:00Z", "open", november},
                 {window, "2026-11-13T08:00:00Z", "window_hours", november},
                 {window, "2026-11-14T12:00:00Z", "window_weekday", november},
                 {window, "2026-11-20T12:00:00Z", "window_day_of_month", november},
                 {window, "2026-03-13T12:00:00Z", "window_birthday", november}},
                london());
}

TEST_CASE("a window that can't be meant is refused where it is wrong") {
    CHECK(errors_of(R"({"from": "2026-11-02T00:00:00Z", "until": "2026-11-02T00:00:00Z"})") ==
          "value_not_allowed /rules/0/window/until | \"2026-11-02T00:00:00Z\" | later than `from`\n");
    CHECK(errors_of(R"({"dates": [{"from": "2026-11-02", "until": "2026-11-01"}]})") ==
          "value_not_allowed /rules/0/window/dates/0/until | \"2026-11-01\" | the date of `from` or a later one\n");
    CHECK(errors_of(R"({"yearly": [{"month": 1, "day": 1}, {"month": 6, "day": 31}]})") ==
          "value_not_allowed /rules/0/window/yearly/1/day | 31 | 1 to 30, the days of that month\n");
    CHECK(errors_of(R"({"days_of_month": [1, 0]})") ==
          "value_not_allowed /rules/0/window/days_of_month/1 | 0 | 1 to 31, or -1 for the last day of the month to "
          "-31\n");
    CHECK(errors_of(R"({"hours": {"from": "18:00", "until": "18:00"}})") ==
          "value_not_allowed /rules/0/window/hours/until | \"18:00\" | another time than `from`\n");
    CHECK(errors_of(R"({"hours": {"from": "18:00", "until": "24:00"}})") ==
          "value_not_allowed /rules/0/window/hours/until | \"24:00\" | a time of day from 00:00 to 23:59\n");
    CHECK(errors_of(R"({"holidays": ["easter", "diwali"]})") ==
          "value_not_allowed /rules/0/window/holidays/1 | \"diwali\" | a holiday of /calendar/holidays: "
          "spring_festival, new_years_eve, christmas, leap_day, easter\n");
    CHECK(errors_of(R"({"birthday": {"month": true, "days_after": 3}})") ==
          "value_not_allowed /rules/0/window/birthday/days_after | 3 | nothing beside the whole month\n");
    CHECK(errors_of(R"({"weekday": ["monday"]})").substr(0, 40) == "unknown_field /rules/0/window/weekday | ");
    Errors errors;
    check_window(json_of(R"({"holidays": ["easter"]})"), Value(), "", errors);
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].allowed == "none: the programme has no /calendar/holidays");
}
