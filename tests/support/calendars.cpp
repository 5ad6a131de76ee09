#include "tests/support/calendars.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

namespace laurel {
namespace {

constexpr std::string_view lunar_years_text = R"([
    {"first_day": "2022-02-01", "month_days": [30, 29, 30, 29, 30, 30, 29, 30, 29, 30, 29, 30]},
    {"first_day": "2023-01-22", "leap_month": 2, "month_days": [29, 30, 29, 29, 30, 30, 29, 30, 30, 29, 30, 29, 30]},
    {"first_day": "2024-02-10", "month_days": [29, 30, 29, 29, 30, 29, 30, 30, 29, 30, 30, 29]},
    {"first_day": "2025-01-29", "leap_month": 6, "month_days": [30, 29, 30, 29, 29, 30, 29, 30, 29, 30, 30, 30, 29]},
    {"first_day": "2026-02-17", "month_days": [30, 29, 30, 29, 29, 30, 29, 29, 30, 30, 30, 29]},
    {"first_day": "2027-02-06", "month_days": [30, 30, 29, 30, 29, 29, 30, 29, 29, 30, 30, 29]},
    {"first_day": "2028-01-26", "leap_month": 5, "month_days": [30, 30, 30, 29, 30, 29, 29, 30, 29, 29, 30, 30, 29]}
])";

Zone zone_of_changes(std::int64_t initial_offset_s, std::int64_t offset_s,
                     const std::vector<std::string_view>& changes) {
    Zone zone{initial_offset_s, {}};
    for (std::size_t index = 0; index < changes.size(); ++index) {
        zone.transitions.push_back({*read_instant(changes[index]), index % 2 == 0 ? offset_s : initial_offset_s});
    }
    return zone;
}

const Value& member(const Value& value, std::string_view name) {
    const Value* found = value.find(name);
    REQUIRE(found != nullptr);
    return *found;
}

constexpr std::string_view weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

}  // namespace

Zone london() {
    return zone_of_changes(
        0, 3600,
        {"2024-03-31T01:00:00Z", "2024-10-27T01:00:00Z", "2025-03-30T01:00:00Z", "2025-10-26T01:00:00Z",
         "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z"});
}

Zone new_york() {
    return zone_of_changes(
        -5 * 3600, -4 * 3600,
        {"2024-03-10T07:00:00Z", "2024-11-03T06:00:00Z", "2025-03-09T07:00:00Z", "2025-11-02T06:00:00Z",
         "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z", "2027-03-14T07:00:00Z", "2027-11-07T06:00:00Z"});
}

Zone shanghai_today() { return {8 * 3600, {}}; }

Value calendar_with_lunar_years(std::string_view members) {
    Value calendar = json_of(members);
    calendar.object()->set("lunar_years", json_of(lunar_years_text));
    return calendar;
}

NaiveCalendar::NaiveCalendar(const Value& calendar) : calendar_(calendar), first_day_(days_from_civil({2021, 1, 1})) {
    Day day{.date = {2021, 1, 1}, .weekday = 4};
    while (day.date.year < 2030) {
        days_.push_back(day);
        day.weekday = (day.weekday + 1) % 7;
        if (++day.date.day > days_in_month(day.date.year, day.date.month)) {
            day.date = {day.date.year, day.date.month + 1, 1};
        }
        if (day.date.month > 12) day.date = {day.date.year + 1, 1, 1};
    }
    std::size_t next = 0;
    for (const Value& year : calendar.array_at("lunar_years")) {
        while (write_date(days_[next].date) != year.string_at("first_day")) ++next;
        const auto leap_month = static_cast<int>(year.integer_at("leap_month"));
        int month = 1;
        bool is_leap = false;
        for (const Value& month_days : year.array_at("month_days")) {
            for (int lunar_day = 1; lunar_day <= *month_days.integer(); ++lunar_day, ++next) {
                Day& there = days_[next];
                there.has_lunar = true;
                there.lunar = {0, month, lunar_day, is_leap};
                there.is_lunar_month_end = lunar_day == *month_days.integer();
                there.leap_month = leap_month;
            }
            is_leap = month == leap_month && !is_leap;
            month += is_leap ? 0 : 1;
        }
    }
}

const NaiveCalendar::Day& NaiveCalendar::at(std::int64_t day) const {
    return days_.at(static_cast<std::size_t>(day - first_day_));
}

bool NaiveCalendar::falls_on(const Day& day, const Value& date, bool is_lunar) const {
    const std::int64_t month = date.integer_at("month");
    const std::int64_t day_of_month = date.integer_at("day");
    if (!is_lunar) {
        if (day.date.month == month && day.date.day == day_of_month) return true;
        if (month != 2 || day_of_month != 29 || day.date.year % 4 == 0) return false;
        return day.date ==
               (calendar_.string_at("leap_day") == "1_march" ? Date{day.date.year, 3, 1} : Date{day.date.year, 2, 28});
    }
    if (!day.has_lunar || day.lunar.month != month) return false;
    if (day.lunar.leap_month != (date.boolean_at("leap_month") && day.leap_month == month)) return false;
    return day.lunar.day == day_of_month || (day_of_month == 30 && day.is_lunar_month_end);
}

bool NaiveCalendar::is_around(std::int64_t day, const Value& date, bool is_lunar, std::int64_t before,
                              std::int64_t after) const {
    for (std::int64_t other = day - after; other <= day + before; ++other) {
        if (falls_on(at(other), date, is_lunar)) return true;
    }
    return false;
}

bool NaiveCalendar::is_holiday(std::int64_t day, std::string_view id) const {
    for (const Value& holiday : calendar_.array_at("holidays")) {
        if (holiday.string_at("id") != id) continue;
        const std::int64_t before = holiday.integer_at("days_before");
        const std::int64_t after = holiday.integer_at("days", 1) - 1;
        if (const Value* yearly = holiday.find("yearly")) return is_around(day, *yearly, false, before, after);
        if (const Value* lunar = holiday.find("lunar")) return is_around(day, *lunar, true, before, after);
        for (std::int64_t other = day - after; other <= day + before; ++other) {
            for (const Value& date : holiday.array_at("dates")) {
                if (write_date(at(other).date) == *date.string()) return true;
            }
        }
    }
    return false;
}

bool NaiveCalendar::is_day_open(const Value& window, std::int64_t day) const {
    const Day& here = at(day);
    const std::string text = write_date(here.date);
    const auto any_of = [&](std::string_view name, auto holds) {
        const Array& items = window.array_at(name);
        return items.empty() || std::any_of(items.begin(), items.end(), holds);
    };
    const int last = days_in_month(here.date.year, here.date.month);
    return any_of(
               "dates",
               [&](const Value& span) { return text >= span.string_at("from") && text <= span.string_at("until"); }) &&
           any_of("yearly",
                  [&](const Value& span) { return is_around(day, span, false, 0, span.integer_at("days", 1) - 1); }) &&
           any_of("weekdays", [&](const Value& name) { return *name.string() == weekdays[here.weekday]; }) &&
           any_of("days_of_month",
                  [&](const Value& wanted) {
                      const std::int64_t number = *wanted.integer();
                      return here.date.day == (number > 0 ? number : last + 1 + number);
                  }) &&
           any_of("holidays", [&](const Value& id) { return is_holiday(day, *id.string()); });
}

bool NaiveCalendar::is_birthday_open(const Value& window, std::int64_t day, const Value& birthday) const {
    if (birthday.is_null()) return false;
    const bool is_lunar = birthday.string_at("calendar") == "lunar";
    if (!window.boolean_at("month")) {
        return is_around(day, birthday, is_lunar, window.integer_at("days_before"), window.integer_at("days_after"));
    }
    if (!is_lunar) return at(day).date.month == birthday.integer_at("month");
    const int last = days_in_month(at(day).date.year, at(day).date.month);
    return is_around(day, birthday, true, last - at(day).date.day, at(day).date.day - 1);
}

bool NaiveCalendar::is_anniversary(const Value& window, std::int64_t day, std::int64_t joined_day) const {
    const Date joined = at(joined_day).date;
    const Value date = Object{{"month", joined.month}, {"day", joined.day}};
    for (std::int64_t other = day - window.integer_at("days_after"); other <= day + window.integer_at("days_before");
         ++other) {
        if (other > joined_day && at(other).date.year > joined.year && falls_on(at(other), date, false)) return true;
    }
    return false;
}

bool NaiveCalendar::is_open(const Value& window, std::int64_t day, std::int64_t time_ms, const Value& birthday,
                            std::int64_t joined_day) const {
    if (const Value* hours = window.find("hours")) {
        // Minute by minute from the beginning, past midnight where it leads there.
        std::set<std::int64_t> minutes;
        const std::int64_t until = *read_time_of_day(hours->string_at("until")) / minute_ms;
        for (std::int64_t minute = *read_time_of_day(hours->string_at("from")) / minute_ms; minute % 1440 != until;
             ++minute) {
            minutes.insert(minute);
        }
        const std::int64_t minute = time_ms / minute_ms;
        if (minutes.count(minute) == 0) {
            if (minutes.count(minute + 1440) == 0) return false;
            --day;
        }
    }
    if (!is_day_open(window, day)) return false;
    if (window.find("birthday") != nullptr && !is_birthday_open(member(window, "birthday"), day, birthday))
        return false;
    return window.find("anniversary") == nullptr || is_anniversary(member(window, "anniversary"), day, joined_day);
}

}  // namespace laurel
