#pragma once
// Instants are milliseconds since 1970-01-01T00:00:00Z (int64, years 0001 to 9999). The calendar is the proleptic
// Gregorian one. Civil-date arithmetic after H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace laurel {

inline constexpr std::int64_t second_ms = 1000;
inline constexpr std::int64_t minute_ms = 60 * second_ms;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;
// 9999-12-31T23:59:59.999Z, the last instant; stands for "never".
inline constexpr std::int64_t instant_ms_max = 253402300799999;
inline constexpr std::int64_t instant_ms_min = -62135596800000;

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

struct Date {
    int year = 1970;
    int month = 1;  // 1..12
    int day = 1;    // 1..31

    bool operator==(const Date&) const = default;
};

// Days since 1970-01-01, the plainest name of a date.
std::int64_t days_from_civil(Date date);
Date civil_from_days(std::int64_t days);
int days_in_month(int year, int month);

// 0 Monday to 6 Sunday.
int weekday_of(std::int64_t days);

// The date `months` later (or earlier), its day clamped to the month's last: 31 January + 1 is 28 or 29 February.
Date add_months(Date date, int months);

// A time zone as its offsets: from `at_ms` on, local time is UTC + offset_s. Sorted by at_ms.
struct Transition {
    std::int64_t at_ms = 0;
    std::int64_t offset_s = 0;

    bool operator==(const Transition&) const = default;
};

struct Zone {
    std::int64_t initial_offset_s = 0;
    std::vector<Transition> transitions;

    bool operator==(const Zone&) const = default;
};

std::int64_t offset_s_at(const Zone& zone, std::int64_t instant_ms);
// What calendar and clock on the wall show: days since 1970-01-01 and the time of that day.
struct LocalTime {
    std::int64_t days = 0;
    std::int64_t time_ms = 0;  // 0..day_ms - 1
};
LocalTime local_time(const Zone& zone, std::int64_t instant_ms);
Date local_date(const Zone& zone, std::int64_t instant_ms);
// The first instant whose local date is `date`: past a gap at midnight, the earlier of two midnights.
std::int64_t start_of_day_ms(const Zone& zone, Date date);

// RFC 3339 with seconds, optional fraction (cut to milliseconds) and offset. invalid_instant for dates and times that
// do not exist, for a missing offset and for leap seconds; the path is the caller's.
Result<std::int64_t> read_instant(std::string_view text, std::string_view path = {});
// 2026-11-22T08:00:00Z, with .123 only where there are milliseconds.
std::string write_instant(std::int64_t instant_ms);
// 2026-11-22
std::string write_date(Date date);
// The same read; nothing for what is no date that exists.
std::optional<Date> read_date(std::string_view text);
// 18:00, from 00:00 to 23:59, in milliseconds; nothing for what is no time of day.
std::optional<std::int64_t> read_time_of_day(std::string_view text);

}  // namespace laurel
