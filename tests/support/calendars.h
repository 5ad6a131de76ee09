#pragma once
// Zones and lunar years that tests reckon with, as facts and not as any library gives them, and a calendar without
// arithmetic: a walk over the days.
#include <cstdint>
#include <string_view>
#include <vector>

#include "shared/base/time.h"
#include "shared/base/value.h"
#include "shared/loyalty/window.h"
#include "tests/support/documents.h"

namespace laurel {

// From 2024 to 2027.
Zone london();
Zone new_york();
Zone shanghai_today();

// The lunar years 2022 to 2028 as a programme's calendar carries them, and of the rest of `members`.
Value calendar_with_lunar_years(std::string_view members = "{}");

// Days from 2021 to 2029 as a walk finds them.
class NaiveCalendar {
   public:
    explicit NaiveCalendar(const Value& calendar);

    // Whether a window as it stands in a document is open, for a member with that birthday (null for none) who joined
    // on that day. It knows no "from", "until" and "known_days".
    bool is_open(const Value& window, std::int64_t day, std::int64_t time_ms, const Value& birthday,
                 std::int64_t joined_day) const;

   private:
    struct Day {
        Date date;
        int weekday = 0;
        bool has_lunar = false;
        loyalty::LunarDate lunar;
        bool is_lunar_month_end = false;
        int leap_month = 0;  // of the lunar year
    };

    const Day& at(std::int64_t day) const;
    bool falls_on(const Day& day, const Value& date, bool is_lunar) const;
    bool is_around(std::int64_t day, const Value& date, bool is_lunar, std::int64_t before, std::int64_t after) const;
    bool is_holiday(std::int64_t day, std::string_view id) const;
    bool is_day_open(const Value& window, std::int64_t day) const;
    bool is_birthday_open(const Value& window, std::int64_t day, const Value& birthday) const;
    bool is_anniversary(const Value& window, std::int64_t day, std::int64_t joined_day) const;

    Value calendar_;
    std::int64_t first_day_;
    std::vector<Day> days_;
};

}  // namespace laurel
