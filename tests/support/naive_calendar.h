#pragma once
// A calendar that is a list of days, found by walking through time hour by hour. Shares nothing with the core but JSON.
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "shared/base/value.h"

namespace laurel::naive {

inline constexpr std::int64_t tick_ms = 3600 * 1000;
inline constexpr std::int64_t a_day_ms = 24 * tick_ms;
inline constexpr std::int64_t never_ms = 253402300799999;

struct Day {
    int year = 1970;
    int month = 1;
    int day = 1;
    int weekday = 4;          // 1 is Monday
    std::int64_t number = 0;  // since 1970-01-01
    std::int64_t starts_ms = 0;
};

// Whole days from 2020 to 2049, in a zone of whole hours as a programme embeds it ("zone", or null for UTC).
class Calendar {
   public:
    explicit Calendar(const Value& zone);

    const Day& day_at(std::int64_t instant_ms) const;
    int hour_at(std::int64_t instant_ms) const;

    // The day that so many months later has the same number, or the month's last.
    const Day& months_later(const Day& day, std::int64_t months) const;
    const Day& next(const Day& day) const;

    // The first day of the period of {"unit": ...} that the day is in.
    const Day& first_of_period(const Value& period, const Day& day) const;
    // The first day of the period after it.
    const Day& first_of_next_period(const Value& period, const Day& day) const;

    // The first instant at which points of {"policy": ...} (null: they never go) earned then are gone.
    std::int64_t gone_at(const Value& expiry, std::int64_t earned_at_ms) const;

   private:
    struct Offset {
        std::int64_t from_ms;
        std::int64_t offset_ms;
    };
    std::int64_t offset_at(std::int64_t instant_ms) const;

    std::vector<Offset> offsets_;
    std::vector<Day> days_;
};

int length_of_month(int year, int month);

}  // namespace laurel::naive
