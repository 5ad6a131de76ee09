#include "shared/loyalty/window.h"

#include <algorithm>

namespace laurel::loyalty {
namespace {

bool is_on_any_date(const Window& window, std::int64_t day) {
    return window.dates.empty() || std::any_of(window.dates.begin(), window.dates.end(), [day](const DaySpan& span) {
               return day >= span.first_day && day <= span.last_day;
           });
}

bool is_yearly(const Window& window, const Calendar& calendar, std::int64_t day) {
    return window.yearly.empty() || std::any_of(window.yearly.begin(), window.yearly.end(), [&](const auto& span) {
               return is_around(calendar, span.date, day, 0, span.days - 1);
           });
}

bool is_weekday(const Window& window, std::int64_t day) {
    return window.weekdays == 0 || (window.weekdays >> weekday_of(day) & 1) != 0;
}

bool is_day_of_month(const Window& window, std::int64_t day) {
    if (window.days_of_month == 0 && window.days_to_end == 0) return true;
    const Date date = civil_from_days(day);
    const int to_end = days_in_month(date.year, date.month) - date.day + 1;
    return ((window.days_of_month >> date.day | window.days_to_end >> to_end) & 1) != 0;
}

bool is_holiday(const Window& window, const Calendar& calendar, std::int64_t day) {
    return !window.holidays || std::any_of(window.holidays->begin(), window.holidays->end(),
                                           [&](const Holiday& holiday) { return is_on(holiday, calendar, day); });
}

Opening birthday_opening(const BirthdayWindow& window, const Calendar& calendar, const Occasion& occasion,
                         std::int64_t day) {
    if (!occasion.birthday) return Opening::window_birthday_unknown;
    if (occasion.instant_ms - occasion.birthday_given_at_ms < window.known_days * day_ms) {
        return Opening::window_birthday_too_new;
    }
    const YearlyDate& date = occasion.birthday->date;
    if (date.is_lunar && !lunar_date(calendar, day)) return Opening::window_lunar_years_ended;
    const bool is_open = window.whole_month
                             ? is_in_month(calendar, date, day)
                             : is_around(calendar, date, day, window.around.days_before, window.around.days_after);
    return is_open ? Opening::open : Opening::window_birthday;
}

bool is_anniversary(const Around& around, const Calendar& calendar, const Zone& zone, const Occasion& occasion,
                    std::int64_t day) {
    if (!occasion.joined_at_ms) return false;
    const std::int64_t joined_day = local_time(zone, *occasion.joined_at_ms).days;
    const Date joined = civil_from_days(joined_day);
    // days_around_max is less than half a year, so every day nearer to the first anniversary than that is later than
    // the last day around the joining.
    const auto first = day_in_year(calendar, {.month = joined.month, .day = joined.day}, joined.year + 1);
    return first && day >= *first - around.days_before &&
           is_around(calendar, {.month = joined.month, .day = joined.day}, day, around.days_before, around.days_after);
}

// What the window says of the day, the members' own days left out.
Opening day_opening(const Window& window, const Calendar& calendar, std::int64_t day) {
    if (!is_on_any_date(window, day)) return Opening::window_dates;
    if (!is_yearly(window, calendar, day)) return Opening::window_yearly;
    if (!is_weekday(window, day)) return Opening::window_weekday;
    if (!is_day_of_month(window, day)) return Opening::window_day_of_month;
    if (!is_holiday(window, calendar, day)) return Opening::window_holiday;
    return Opening::open;
}

// The day that the hours open at that time belong to; nothing while they are closed.
std::optional<std::int64_t> day_of_hours(const std::optional<Hours>& hours, const LocalTime& time) {
    if (!hours) return time.days;
    const bool has_begun = time.time_ms >= hours->from_ms;
    const bool goes_on = time.time_ms < hours->until_ms;
    if (hours->from_ms < hours->until_ms) return has_begun && goes_on ? std::optional(time.days) : std::nullopt;
    if (has_begun) return time.days;
    return goes_on ? std::optional(time.days - 1) : std::nullopt;
}

}  // namespace

std::string_view name_of(Opening opening) {
    static constexpr std::string_view names[] = {
#define X(name) #name,
        LAUREL_OPENINGS(X)
#undef X
    };
    return names[static_cast<std::size_t>(opening)];
}

Opening open_at(const Window& window, const Calendar& calendar, const Zone& zone, const Occasion& occasion) {
    if (occasion.instant_ms < window.from_ms) return Opening::window_not_begun;
    if (occasion.instant_ms >= window.until_ms && window.until_ms != instant_ms_max) return Opening::window_over;
    const auto day = day_of_hours(window.hours, local_time(zone, occasion.instant_ms));
    if (!day) return Opening::window_hours;
    if (const Opening opening = day_opening(window, calendar, *day); opening != Opening::open) return opening;
    if (window.birthday) {
        const Opening opening = birthday_opening(*window.birthday, calendar, occasion, *day);
        if (opening != Opening::open) return opening;
    }
    if (window.anniversary && !is_anniversary(*window.anniversary, calendar, zone, occasion, *day)) {
        return Opening::window_anniversary;
    }
    return Opening::open;
}

}  // namespace laurel::loyalty
