#include "shared/loyalty/period.h"

#include <algorithm>

namespace laurel::loyalty {
namespace {

constexpr std::string_view unit_names[] = {"order", "day", "week", "month", "quarter", "year", "days", "lifetime"};
constexpr Shape unit_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 8, .allowed = unit_names};
constexpr Shape days_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 3650};
constexpr Field period_fields[] = {
    {"unit", &unit_shape, true, false,
     "Counted by the shop's dates: day, week (from Monday), month, quarter, year, or days: spans of so many days, the "
     "first from 1970-01-01. order: each order by itself. lifetime: all time."},
    {"days", &days_shape, false, false, "How long a span of the unit days is."},
};

constexpr std::int64_t monday_offset_days = 3;  // 1970-01-01 was a Thursday

// The first day, since 1970-01-01, of a period of the calendar.
std::int64_t first_day_of(const Period& period, std::int64_t index) {
    const auto first_of_month = [](std::int64_t months) {
        const std::int64_t year = floor_div(months, 12);
        return days_from_civil({static_cast<int>(year), static_cast<int>(months - year * 12) + 1, 1});
    };
    switch (period.unit) {
        case PeriodUnit::day:
            return index;
        case PeriodUnit::week:
            return index * 7 - monday_offset_days;
        case PeriodUnit::month:
            return first_of_month(index);
        case PeriodUnit::quarter:
            return first_of_month(index * 3);
        case PeriodUnit::year:
            return first_of_month(index * 12);
        case PeriodUnit::days:
            return index * std::max(period.days, std::int64_t{1});
        case PeriodUnit::order:
        case PeriodUnit::lifetime:
            break;
    }
    return 0;
}

std::int64_t start_ms_of(const Period& period, const Zone& zone, std::int64_t index) {
    constexpr std::int64_t first_day = instant_ms_min / day_ms;
    constexpr std::int64_t last_day = instant_ms_max / day_ms;
    const std::int64_t day = first_day_of(period, index);
    if (day < first_day) return instant_ms_min;
    if (day > last_day) return instant_ms_max;
    return std::clamp(start_of_day_ms(zone, civil_from_days(day)), instant_ms_min, instant_ms_max);
}

}  // namespace

const Shape period_shape{.kind = ShapeKind::object, .fields = period_fields, .name = "period"};

void check_period(const Value& period, std::string_view path, Errors& errors) {
    const bool needs_days = read_period(period).unit == PeriodUnit::days;
    const Value* days = period.find("days");
    if (needs_days && days == nullptr) {
        errors.push_back({ErrorCode::missing_field, child_path(path, "days"), {}, "an integer from 1 to 3650"});
    } else if (!needs_days && days != nullptr) {
        errors.push_back({ErrorCode::value_not_allowed, child_path(path, "days"), describe(*days),
                          "nothing: only the unit days has a length"});
    }
}

Period read_period(const Value& period) {
    const auto* const name = std::find(std::begin(unit_names), std::end(unit_names), period.string_at("unit"));
    if (name == std::end(unit_names)) return {};
    return {static_cast<PeriodUnit>(name - std::begin(unit_names)), period.integer_at("days")};
}

Value write_period(const Period& period) {
    Object written{{"unit", unit_names[static_cast<std::size_t>(period.unit)]}};
    if (period.unit == PeriodUnit::days) written.set("days", period.days);
    return written;
}

std::int64_t period_index(const Period& period, const Zone& zone, std::int64_t instant_ms) {
    const std::int64_t days = local_time(zone, instant_ms).days;
    const Date date = civil_from_days(days);
    const std::int64_t months = std::int64_t{date.year} * 12 + date.month - 1;
    switch (period.unit) {
        case PeriodUnit::day:
            return days;
        case PeriodUnit::week:
            return floor_div(days + monday_offset_days, 7);
        case PeriodUnit::month:
            return months;
        case PeriodUnit::quarter:
            return floor_div(months, 3);
        case PeriodUnit::year:
            return date.year;
        case PeriodUnit::days:
            return floor_div(days, std::max(period.days, std::int64_t{1}));
        case PeriodUnit::order:
        case PeriodUnit::lifetime:
            break;
    }
    return 0;
}

InstantSpan period_span(const Period& period, const Zone& zone, std::int64_t index) {
    if (period.unit == PeriodUnit::order || period.unit == PeriodUnit::lifetime) return {};
    // Beyond any period that there is; keeps the arithmetic from overflowing.
    constexpr std::int64_t index_max = 4'000'000;
    const std::int64_t kept = std::clamp(index, -index_max, index_max);
    return {start_ms_of(period, zone, kept), start_ms_of(period, zone, kept + 1)};
}

}  // namespace laurel::loyalty
