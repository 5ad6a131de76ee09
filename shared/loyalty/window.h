#pragma once
// When a rule is open: instants, dates of the shop's calendar, hours, and days around a birthday or an anniversary.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "shared/loyalty/calendar.h"

namespace laurel::loyalty {

// From the first day to the last one, both included.
struct DaySpan {
    std::int64_t first_day = 0;
    std::int64_t last_day = 0;
};

struct YearlySpan {
    YearlyDate date;
    std::int64_t days = 1;
};

// Local time on the clock. Where `until` is not later than `from` it is the next day's.
struct Hours {
    std::int64_t from_ms = 0;
    std::int64_t until_ms = 0;
};

struct Around {
    std::int64_t days_before = 0;
    std::int64_t days_after = 0;
};

struct BirthdayWindow {
    Around around;
    bool whole_month = false;  // instead of the days around it
    std::int64_t known_days = 0;
};

// All that is given must hold; an empty list, mask or optional is not given.
struct Window {
    std::int64_t from_ms = instant_ms_min;
    std::int64_t until_ms = instant_ms_max;  // not part of it; instant_ms_max: it never ends
    std::vector<DaySpan> dates;
    std::vector<YearlySpan> yearly;
    std::uint32_t weekdays = 0;       // bit 0 for Monday to bit 6 for Sunday
    std::uint32_t days_of_month = 0;  // bit n for day n
    std::uint32_t days_to_end = 0;    // bit n for the nth last day of the month
    std::optional<Hours> hours;
    std::optional<std::vector<Holiday>> holidays;
    std::optional<BirthdayWindow> birthday;
    std::optional<Around> anniversary;
};

// What is known of the moment and of the member that a window is held against.
struct Occasion {
    std::int64_t instant_ms = 0;
    std::optional<Birthday> birthday;
    std::int64_t birthday_given_at_ms = 0;     // since when it has been on record
    std::optional<std::int64_t> joined_at_ms;  // nothing for who is no member
};

// "open", or the first member of the window, in this order, that keeps it closed. The names go over the wire.
#define LAUREL_OPENINGS(X)      \
    X(open)                     \
    X(window_not_begun)         \
    X(window_over)              \
    X(window_hours)             \
    X(window_dates)             \
    X(window_yearly)            \
    X(window_weekday)           \
    X(window_day_of_month)      \
    X(window_holiday)           \
    X(window_birthday_unknown)  \
    X(window_birthday_too_new)  \
    X(window_lunar_years_ended) \
    X(window_birthday)          \
    X(window_anniversary)

enum class Opening {
#define X(name) name,
    LAUREL_OPENINGS(X)
#undef X
};

std::string_view name_of(Opening opening);

// The shape of a window as it stands in rules.
extern const Shape window_shape;

// What the shape can't say of a window that fits it: dates that exist, beginnings before ends, holidays that the
// calendar has. The calendar is the programme's member, or null.
void check_window(const Value& window, const Value& calendar, std::string_view path, Errors& errors);

// The holidays are the calendar's; one that it does not have never comes.
Window read_window(const Value& window, const Calendar& calendar);

// Whether the window is open, by the zone's dates and clock. Hours past midnight belong to the day on which they began,
// with whatever else the window says of days. Hours that the clocks skip do not come, those that they repeat come
// twice. A lunar birthday on a day outside the calendar's lunar years keeps it closed, as a lunar holiday does. The day
// of joining is no anniversary, and neither are the days before it.
Opening open_at(const Window& window, const Calendar& calendar, const Zone& zone, const Occasion& occasion);

}  // namespace laurel::loyalty
