// Calendars, birthdays and dates of the year as they stand in documents.
#include <algorithm>
#include <cstddef>

#include "shared/loyalty/calendar.h"

namespace laurel::loyalty {
namespace {

constexpr int lunar_days_max = 30;
constexpr int leap_year = 2000;

constexpr Shape flag_shape{.kind = ShapeKind::boolean};
constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape month_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 12};
constexpr Shape day_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 31};
constexpr Shape lunar_day_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = lunar_days_max};
constexpr Shape year_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 9999};
constexpr Shape date_shape{.kind = ShapeKind::date};
constexpr Shape days_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = days_around_max};
constexpr Shape days_before_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = days_around_max};

constexpr Field yearly_date_fields[] = {
    {"month", &month_shape, true, false, "1 to 12."},
    {"day", &day_shape, true, false, "Of 29 February, the calendar's leap_day says when common years have it."},
};
constexpr Field lunar_date_fields[] = {
    {"month", &month_shape, true, false, "1 to 12; never a leap month."},
    {"day", &lunar_day_shape, true, false, "30 is the last day also in months of 29 days."},
};
constexpr Shape lunar_date_shape{.kind = ShapeKind::object, .fields = lunar_date_fields, .name = "lunar_date"};

constexpr std::string_view calendar_names[] = {"gregorian", "lunar"};
constexpr Shape calendar_name_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 9, .allowed = calendar_names};
constexpr Field birthday_fields[] = {
    {"calendar", &calendar_name_shape, false, false, "gregorian (the default), or lunar: the Chinese lunar calendar."},
    {"month", &month_shape, true, false, "1 to 12."},
    {"day", &day_shape, true, false, "By the lunar calendar 1 to 30."},
    {"year", &year_shape, false, false, "Left out: not known."},
    {"leap_month", &flag_shape, false, false,
     "Of a lunar birthday in a leap month; years without it have the birthday in the ordinary month of that number."},
};

constexpr std::string_view leap_day_names[] = {"28_february", "1_march"};
constexpr Shape leap_day_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 11, .allowed = leap_day_names};
constexpr Shape dates_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 200, .items = &date_shape};
constexpr std::string_view holiday_kinds[] = {"dates", "yearly", "lunar"};
constexpr Field holiday_fields[] = {
    {"id", &identifier_shape, true, false, "What windows call it."},
    {"dates", &dates_shape, false, false, "Its first day in each year that has it, for a holiday that moves."},
    {"yearly", &yearly_date_shape, false, false, "Its first day in every year."},
    {"lunar", &lunar_date_shape, false, false, "Its first day in every year of the Chinese lunar calendar."},
    {"days", &days_shape, false, false, "How many days it lasts. Default 1."},
    {"days_before", &days_before_shape, false, false, "Windows open so many days before it. Default 0."},
};
constexpr Shape holiday_shape{
    .kind = ShapeKind::object, .fields = holiday_fields, .exactly_one_of = holiday_kinds, .name = "holiday"};
constexpr Shape holidays_shape{.kind = ShapeKind::list, .minimum = 0, .maximum = 200, .items = &holiday_shape};

constexpr Shape month_days_shape{.kind = ShapeKind::integer, .minimum = 29, .maximum = lunar_days_max};
constexpr Shape months_shape{.kind = ShapeKind::list, .minimum = 12, .maximum = 13, .items = &month_days_shape};
constexpr Field lunar_year_fields[] = {
    {"first_day", &date_shape, true, false, "Its new year's day."},
    {"month_days", &months_shape, true, false, "How many days each month has; the leap month stands in its place."},
    {"leap_month", &month_shape, false, false, "The month that a leap month of the same number comes after."},
};
constexpr Shape lunar_year_shape{.kind = ShapeKind::object, .fields = lunar_year_fields, .name = "lunar_year"};
constexpr Shape lunar_years_shape{.kind = ShapeKind::list, .minimum = 0, .maximum = 200, .items = &lunar_year_shape};

constexpr Field calendar_fields[] = {
    {"leap_day", &leap_day_shape, false, false,
     "When birthdays, anniversaries and yearly dates of 29 February are celebrated in common years: 28_february (the "
     "default) or 1_march."},
    {"holidays", &holidays_shape, false, false, "Windows name them."},
    {"lunar", &flag_shape, false, false,
     "true where members may have lunar birthdays: publishing then embeds the lunar years, as it does for lunar "
     "holidays."},
    {"lunar_years", &lunar_years_shape, false, false,
     "Embedded when published: the years of the Chinese lunar calendar. Leave it out of a draft."},
};

int clamped(const Value& value, std::string_view name, int maximum) {
    return static_cast<int>(std::clamp(value.integer_at(name, 1), std::int64_t{1}, std::int64_t{maximum}));
}

std::int64_t day_of(const Value& date) {
    const std::string* text = date.string();
    const auto read = text != nullptr ? read_date(*text) : std::nullopt;
    return days_from_civil(read.value_or(Date{}));
}

std::int64_t length_of(const LunarYear& year) {
    std::int64_t days = 0;
    for (const int month_days : year.month_days) days += month_days;
    return days;
}

LunarYear read_lunar_year(const Value& value) {
    LunarYear year{.first_day = day_of(value.find("first_day") != nullptr ? *value.find("first_day") : Value()),
                   .leap_month = static_cast<int>(value.integer_at("leap_month"))};
    for (const Value& days : value.array_at("month_days")) {
        year.month_days.push_back(static_cast<int>(days.integer() != nullptr ? *days.integer() : 0));
    }
    return year;
}

Holiday read_holiday(const Value& value) {
    Holiday holiday{.id = std::string(value.string_at("id")),
                    .days = value.integer_at("days", 1),
                    .days_before = value.integer_at("days_before")};
    for (const Value& date : value.array_at("dates")) holiday.dates.push_back(day_of(date));
    if (const Value* yearly = value.find("yearly")) holiday.yearly = read_yearly_date(*yearly);
    if (const Value* lunar = value.find("lunar")) {
        holiday.yearly = YearlyDate{true, clamped(*lunar, "month", 12), clamped(*lunar, "day", lunar_days_max)};
    }
    return holiday;
}

void check_day(const Value& date, int year, std::string_view path, Errors& errors) {
    const std::int64_t day = date.integer_at("day");
    const int length = days_in_month(year, clamped(date, "month", 12));
    if (day <= length) return;
    errors.push_back({ErrorCode::value_not_allowed, child_path(path, "day"), std::to_string(day),
                      "1 to " + std::to_string(length) + ", the days of that month"});
}

void check_lunar_years(const Array& years, const std::string& path, Errors& errors) {
    std::optional<std::int64_t> expected;
    for (std::size_t index = 0; index < years.size(); ++index) {
        const std::string place = child_path(path, index);
        const LunarYear year = read_lunar_year(years[index]);
        const std::size_t months = year.leap_month != 0 ? 13 : 12;
        if (year.month_days.size() != months) {
            errors.push_back({ErrorCode::value_not_allowed, place + "/month_days",
                              std::to_string(year.month_days.size()) + " months",
                              "12 months, or 13 in a year with a leap month"});
        }
        const Date first = civil_from_days(year.first_day);
        if (first.month > 2) {
            errors.push_back({ErrorCode::value_not_allowed, place + "/first_day", write_date(first),
                              "a day in January or February"});
        } else if (expected && *expected != year.first_day) {
            errors.push_back({ErrorCode::value_not_allowed, place + "/first_day", write_date(first),
                              write_date(civil_from_days(*expected)) + ", the day after the year before"});
        }
        expected = year.first_day + length_of(year);
    }
}

}  // namespace

const Shape yearly_date_shape{.kind = ShapeKind::object, .fields = yearly_date_fields, .name = "yearly_date"};
const Shape birthday_shape{.kind = ShapeKind::object, .fields = birthday_fields, .name = "birthday"};
const Shape calendar_shape{.kind = ShapeKind::object, .fields = calendar_fields, .name = "calendar"};

void check_yearly_date(const Value& date, std::string_view path, Errors& errors) {
    check_day(date, leap_year, path, errors);
}

void check_birthday(const Value& birthday, std::string_view path, Errors& errors) {
    const bool is_lunar = birthday.string_at("calendar") == "lunar";
    if (!is_lunar) {
        check_day(birthday, static_cast<int>(birthday.integer_at("year", leap_year)), path, errors);
    } else if (birthday.integer_at("day") > lunar_days_max) {
        errors.push_back({ErrorCode::value_not_allowed, child_path(path, "day"),
                          std::to_string(birthday.integer_at("day")), "1 to 30, the days of a lunar month"});
    }
    if (!is_lunar && birthday.boolean_at("leap_month")) {
        errors.push_back({ErrorCode::value_not_allowed, child_path(path, "leap_month"), "true",
                          "false: only the lunar calendar has leap months"});
    }
}

void check_calendar(const Value& calendar, std::string_view path, Errors& errors) {
    const Array& holidays = calendar.array_at("holidays");
    const std::string list = child_path(path, "holidays");
    for (std::size_t index = 0; index < holidays.size(); ++index) {
        const std::string place = child_path(list, index);
        const std::string_view id = holidays[index].string_at("id");
        const bool is_known = std::any_of(holidays.begin(), holidays.begin() + static_cast<std::ptrdiff_t>(index),
                                          [id](const Value& earlier) { return earlier.string_at("id") == id; });
        if (is_known) {
            errors.push_back({ErrorCode::duplicate_identifier, place + "/id", quoted(id), "an id of its own"});
        }
        if (const Value* yearly = holidays[index].find("yearly")) {
            check_yearly_date(*yearly, place + "/yearly", errors);
        }
    }
    check_lunar_years(calendar.array_at("lunar_years"), child_path(path, "lunar_years"), errors);
}

YearlyDate read_yearly_date(const Value& date) {
    return {.month = clamped(date, "month", 12), .day = clamped(date, "day", 31)};
}

Birthday read_birthday(const Value& birthday) {
    Birthday read{.date = read_yearly_date(birthday), .year = static_cast<int>(birthday.integer_at("year"))};
    read.date.is_lunar = birthday.string_at("calendar") == "lunar";
    read.date.leap_month = read.date.is_lunar && birthday.boolean_at("leap_month");
    return read;
}

std::optional<Birthday> birthday_in(const Value* facts) {
    const Value* birthday = facts != nullptr ? facts->find("birthday") : nullptr;
    return birthday != nullptr ? std::optional(read_birthday(*birthday)) : std::nullopt;
}

Value write_birthday(const Birthday& birthday) {
    Object written{{"day", birthday.date.day}, {"month", birthday.date.month}};
    if (birthday.date.is_lunar) written.set("calendar", "lunar");
    if (birthday.date.leap_month) written.set("leap_month", true);
    if (birthday.year != 0) written.set("year", birthday.year);
    return written;
}

Calendar read_calendar(const Value& calendar) {
    Calendar read{.leap_day =
                      calendar.string_at("leap_day") == leap_day_names[1] ? LeapDay::march_1 : LeapDay::february_28};
    for (const Value& holiday : calendar.array_at("holidays")) read.holidays.push_back(read_holiday(holiday));
    for (const Value& year : calendar.array_at("lunar_years")) read.lunar_years.push_back(read_lunar_year(year));
    return read;
}

}  // namespace laurel::loyalty
