#pragma once
// The periods that caps and streaks count by.
#include <cstdint>
#include <string_view>

#include "shared/base/shape.h"
#include "shared/base/time.h"

namespace laurel::loyalty {

enum class PeriodUnit {
    order,    // no span of time: whoever counts by it starts afresh with each order
    day,      // by the shop's dates, as all but lifetime are
    week,     // from Monday
    month,    // of the calendar, as quarters and years are
    quarter,  // from January, April, July and October
    year,
    days,      // spans of so many days, one after the other, the first from 1970-01-01
    lifetime,  // all time
};

struct Period {
    PeriodUnit unit = PeriodUnit::lifetime;
    std::int64_t days = 0;  // of PeriodUnit::days: 1..3650

    bool operator==(const Period&) const = default;
};

// Tells periods of different lengths apart in states, where their indices can't be compared.
constexpr std::int64_t period_kind(const Period& period) {
    constexpr std::int64_t units = 8;
    return static_cast<std::int64_t>(period.unit) + units * period.days;
}

// {"unit": "month"} or {"unit": "days", "days": 14}
extern const Shape period_shape;

// What the shape can't say of a value that fits it: "days" belongs to the unit days and to no other.
void check_period(const Value& period, std::string_view path, Errors& errors);
Period read_period(const Value& period);
Value write_period(const Period& period);

// Names the period that the instant lies in, by the zone's dates. Instants of one period have the same index, and the
// next period's is greater by one. 0 for order and lifetime.
std::int64_t period_index(const Period& period, const Zone& zone, std::int64_t instant_ms);

struct InstantSpan {
    std::int64_t from_ms = instant_ms_min;
    std::int64_t until_ms = instant_ms_max;  // not part of it, unless it is instant_ms_max

    bool operator==(const InstantSpan&) const = default;
};

// The instants of the period with that index: from the start of its first day to the start of the next period's, which
// also holds where the clocks change. Cut to the instants that there are; all of them for order and lifetime.
InstantSpan period_span(const Period& period, const Zone& zone, std::int64_t index);

}  // namespace laurel::loyalty
