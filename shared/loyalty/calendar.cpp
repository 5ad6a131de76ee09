#include "shared/loyalty/calendar.h"

#include <algorithm>
#include <cstddef>

namespace laurel::loyalty {
namespace {

// The place of a month among the months of its year; a leap month that the year does not have is the ordinary one.
std::size_t month_place(const LunarYear& year, int month, bool leap_month) {
    const bool comes_after_leap = year.leap_month != 0 && month > year.leap_month;
    const bool is_leap = leap_month && month == year.leap_month;
    return static_cast<std::size_t>(month - 1) + (comes_after_leap || is_leap ? 1 : 0);
}

std::optional<std::int64_t> day_in_lunar_year(const Calendar& calendar, const YearlyDate& date, int year) {
    if (calendar.lunar_years.empty()) return std::nullopt;
    const std::int64_t place = year - civil_from_days(calendar.lunar_years.front().first_day).year;
    if (place < 0 || place >= static_cast<std::int64_t>(calendar.lunar_years.size())) return std::nullopt;
    const LunarYear& lunar_year = calendar.lunar_years[static_cast<std::size_t>(place)];
    const std::size_t month = month_place(lunar_year, date.month, date.leap_month);
    if (month >= lunar_year.month_days.size()) return std::nullopt;
    std::int64_t day = lunar_year.first_day;
    for (std::size_t index = 0; index < month; ++index) day += lunar_year.month_days[index];
    return day + std::min(date.day, lunar_year.month_days[month]) - 1;
}

// Of the years, by either calendar, whose dates can be days_around_max days or fewer from the day. A lunar year ends in
// February of the next Gregorian one.
template <class Predicate>
bool any_year_near(std::int64_t day, Predicate holds) {
    const int year = civil_from_days(day).year;
    for (int candidate = year - 1; candidate <= year + 1; ++candidate) {
        if (holds(candidate)) return true;
    }
    return false;
}

}  // namespace

const Holiday* Calendar::holiday(std::string_view id) const {
    const auto found =
        std::find_if(holidays.begin(), holidays.end(), [&](const Holiday& holiday) { return holiday.id == id; });
    return found == holidays.end() ? nullptr : &*found;
}

std::optional<LunarDate> lunar_date(const Calendar& calendar, std::int64_t day) {
    const auto next =
        std::upper_bound(calendar.lunar_years.begin(), calendar.lunar_years.end(), day,
                         [](std::int64_t wanted, const LunarYear& year) { return wanted < year.first_day; });
    if (next == calendar.lunar_years.begin()) return std::nullopt;
    const LunarYear& year = *(next - 1);
    std::int64_t day_of_month = day - year.first_day;
    int month = 1;
    bool is_leap = false;
    for (const int month_days : year.month_days) {
        if (day_of_month < month_days) {
            return LunarDate{civil_from_days(year.first_day).year, month, static_cast<int>(day_of_month) + 1, is_leap};
        }
        day_of_month -= month_days;
        is_leap = !is_leap && month == year.leap_month;
        if (!is_leap) ++month;
    }
    return std::nullopt;
}

std::optional<std::int64_t> day_in_year(const Calendar& calendar, const YearlyDate& date, int year) {
    if (date.is_lunar) return day_in_lunar_year(calendar, date, year);
    const int length = days_in_month(year, date.month);
    if (date.day <= length) return days_from_civil({year, date.month, date.day});
    return days_from_civil({year, date.month, length}) + (calendar.leap_day == LeapDay::march_1 ? 1 : 0);
}

bool is_around(const Calendar& calendar, const YearlyDate& date, std::int64_t day, std::int64_t before,
               std::int64_t after) {
    return any_year_near(day, [&](int year) {
        const auto falls = day_in_year(calendar, date, year);
        return falls && day >= *falls - before && day <= *falls + after;
    });
}

bool is_in_month(const Calendar& calendar, const YearlyDate& date, std::int64_t day) {
    const Date month = civil_from_days(day);
    if (!date.is_lunar) return date.month == month.month;
    return any_year_near(day, [&](int year) {
        const auto falls = day_in_year(calendar, date, year);
        if (!falls) return false;
        const Date there = civil_from_days(*falls);
        return there.year == month.year && there.month == month.month;
    });
}

bool is_on(const Holiday& holiday, const Calendar& calendar, std::int64_t day) {
    if (holiday.yearly) {
        return is_around(calendar, *holiday.yearly, day, holiday.days_before, holiday.days - 1);
    }
    return std::any_of(holiday.dates.begin(), holiday.dates.end(), [&](std::int64_t first) {
        return day >= first - holiday.days_before && day < first + holiday.days;
    });
}

}  // namespace laurel::loyalty
