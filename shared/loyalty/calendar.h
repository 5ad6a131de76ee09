#pragma once
// The calendar that a programme carries: its holidays, the lunar years they need, when a leap day is celebrated. Days
// are counted from 1970-01-01, as days_from_civil (base/time.h) counts them.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/shape.h"
#include "shared/base/time.h"

namespace laurel::loyalty {

// When what falls on 29 February is celebrated in years without one.
enum class LeapDay { february_28, march_1 };

// A year of the Chinese lunisolar calendar: 12 months of 29 or 30 days, or 13 with a leap month.
struct LunarYear {
    std::int64_t first_day = 0;
    int leap_month = 0;           // the leap month comes after this one and has its number; 0 for none
    std::vector<int> month_days;  // 12, or 13 with a leap month
};

struct LunarDate {
    int year = 0;   // the one in which the Gregorian year begins whose January or February its first day lies in
    int month = 1;  // 1..12
    int day = 1;    // 1..30
    bool leap_month = false;

    bool operator==(const LunarDate&) const = default;
};

// What comes back every year, by either calendar. A leap month only by the lunar one.
struct YearlyDate {
    bool is_lunar = false;
    int month = 1;  // 1..12
    int day = 1;    // 1..31, by the lunar calendar 1..30
    bool leap_month = false;

    bool operator==(const YearlyDate&) const = default;
};

struct Birthday {
    YearlyDate date;
    int year = 0;  // 0: not known

    bool operator==(const Birthday&) const = default;
};

struct Holiday {
    std::string id;
    std::vector<std::int64_t> dates;   // the first days, for a holiday given by its dates
    std::optional<YearlyDate> yearly;  // for one that comes back
    std::int64_t days = 1;
    std::int64_t days_before = 0;
};

struct Calendar {
    LeapDay leap_day = LeapDay::february_28;
    std::vector<Holiday> holidays;
    std::vector<LunarYear> lunar_years;  // one after the other, without a gap

    // nullptr when there is none.
    const Holiday* holiday(std::string_view id) const;
};

// How long a window around a day may be on either side of it, in days.
inline constexpr std::int64_t days_around_max = 180;

// {"month": 2, "day": 29}
extern const Shape yearly_date_shape;
// {"calendar": "gregorian" | "lunar", "month", "day", "year", "leap_month"}: calendar, year and leap_month may be
// absent.
extern const Shape birthday_shape;
// The programme's member "calendar".
extern const Shape calendar_shape;

// What the shapes can't say of values that fit them: that a date exists (29 February does, but of a known common year
// it does not), holidays of different names, lunar years without a gap.
void check_yearly_date(const Value& date, std::string_view path, Errors& errors);
void check_birthday(const Value& birthday, std::string_view path, Errors& errors);
void check_calendar(const Value& calendar, std::string_view path, Errors& errors);

Birthday read_birthday(const Value& birthday);
// Of what a person told about herself ({"birthday"}, or nullptr); nothing where no birthday is known.
std::optional<Birthday> birthday_in(const Value* facts);
Value write_birthday(const Birthday& birthday);
YearlyDate read_yearly_date(const Value& date);
// Of null: a calendar without holidays and lunar years.
Calendar read_calendar(const Value& calendar);

// Nothing outside the calendar's lunar years.
std::optional<LunarDate> lunar_date(const Calendar& calendar, std::int64_t day);

// The day on which the date falls in a year of its own calendar. 29 February of a common year falls as the calendar
// says, day 30 of a month of 29 days on the 29th, and the date in a leap month that the year does not have in the
// ordinary month of that number. Nothing outside the calendar's lunar years.
std::optional<std::int64_t> day_in_year(const Calendar& calendar, const YearlyDate& date, int year);

// Whether `day` lies in a window from `before` days before a day on which the date falls to `after` days after it. Both
// 0 to days_around_max.
bool is_around(const Calendar& calendar, const YearlyDate& date, std::int64_t day, std::int64_t before,
               std::int64_t after);

// Whether `day` lies in the Gregorian month of the date: its own, or one that the lunar date falls in.
bool is_in_month(const Calendar& calendar, const YearlyDate& date, std::int64_t day);

// Whether the holiday, with its days before, lasts on that day.
bool is_on(const Holiday& holiday, const Calendar& calendar, std::int64_t day);

}  // namespace laurel::loyalty
