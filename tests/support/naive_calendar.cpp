#include "tests/support/naive_calendar.h"

#include <cstdlib>

namespace laurel::naive {
namespace {

void step(Day& day) {
    ++day.number;
    day.weekday = day.weekday % 7 + 1;
    if (++day.day <= length_of_month(day.year, day.month)) return;
    day.day = 1;
    if (++day.month <= 12) return;
    day.month = 1;
    ++day.year;
}

bool same_period(const Value& period, const Day& a, const Day& b) {
    const std::string_view unit = period.string_at("unit");
    if (unit == "day") return a.number == b.number;
    // Day 4, 1970-01-05, was a Monday.
    if (unit == "week") return (a.number + 3) / 7 == (b.number + 3) / 7;
    if (unit == "month") return a.year == b.year && a.month == b.month;
    if (unit == "quarter") return a.year == b.year && (a.month - 1) / 3 == (b.month - 1) / 3;
    if (unit == "year") return a.year == b.year;
    if (unit == "days") return a.number / period.integer_at("days") == b.number / period.integer_at("days");
    return true;  // order, lifetime
}

}  // namespace

int length_of_month(int year, int month) {
    switch (month) {
        case 4:
        case 6:
        case 9:
        case 11:
            return 30;
        case 2:
            return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
        default:
            return 31;
    }
}

Calendar::Calendar(const Value& zone) {
    offsets_.push_back({0, zone.integer_at("initial_offset_s") * 1000});
    for (const Value& transition : zone.array_at("transitions"))
        offsets_.push_back({transition.integer_at("at_s") * 1000, transition.integer_at("offset_s") * 1000});
    Day day;
    while (day.year < 2020) step(day);
    std::int64_t instant_ms = day.number * a_day_ms - a_day_ms;
    while (day.year < 2050) {
        // The first hour of the day on the zone's clock.
        while (instant_ms + offset_at(instant_ms) < day.number * a_day_ms) instant_ms += tick_ms;
        day.starts_ms = instant_ms;
        days_.push_back(day);
        step(day);
    }
}

std::int64_t Calendar::offset_at(std::int64_t instant_ms) const {
    std::int64_t offset_ms = 0;
    for (const Offset& offset : offsets_) {
        if (offset.from_ms <= instant_ms) offset_ms = offset.offset_ms;
    }
    return offset_ms;
}

const Day& Calendar::day_at(std::int64_t instant_ms) const {
    std::size_t first = 0;
    std::size_t last = days_.size();
    while (last - first > 1) {
        const std::size_t middle = (first + last) / 2;
        (days_[middle].starts_ms <= instant_ms ? first : last) = middle;
    }
    return days_[first];
}

int Calendar::hour_at(std::int64_t instant_ms) const {
    const std::int64_t local_ms = instant_ms + offset_at(instant_ms);
    return static_cast<int>(local_ms % a_day_ms / tick_ms);
}

const Day& Calendar::next(const Day& day) const { return *(&day + 1); }

const Day& Calendar::months_later(const Day& day, std::int64_t months) const {
    int year = day.year;
    int month = day.month;
    for (std::int64_t count = 0; count < months; ++count) {
        if (++month <= 12) continue;
        month = 1;
        ++year;
    }
    const int wanted = day.day < length_of_month(year, month) ? day.day : length_of_month(year, month);
    const Day* later = &day;
    while (later->year != year || later->month != month || later->day != wanted) later = &next(*later);
    return *later;
}

const Day& Calendar::first_of_period(const Value& period, const Day& day) const {
    const Day* first = &day;
    while (first != days_.data() && same_period(period, *(first - 1), day)) --first;
    return *first;
}

const Day& Calendar::first_of_next_period(const Value& period, const Day& day) const {
    const Day* later = &day;
    while (same_period(period, *later, day)) ++later;
    return *later;
}

std::int64_t Calendar::gone_at(const Value& expiry, std::int64_t earned_at_ms) const {
    const std::string_view policy = expiry.is_null() ? "none" : expiry.string_at("policy", "rolling");
    if (policy == "none") return never_ms;
    const Day* last = &months_later(day_at(earned_at_ms), expiry.integer_at("months"));
    if (policy == "fixed_date") {
        const Value& date = *expiry.find("date");
        auto is_it = [&](const Day& day) {
            const int length = length_of_month(day.year, day.month);
            const auto wanted = static_cast<int>(date.integer_at("day"));
            return day.month == date.integer_at("month") && day.day == (wanted < length ? wanted : length);
        };
        while (!is_it(*last)) last = &next(*last);
    }
    return next(*last).starts_ms;
}

}  // namespace laurel::naive
