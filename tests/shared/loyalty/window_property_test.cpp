#include <doctest/doctest.h>

#include <string>

#include "shared/loyalty/window.h"
#include "tests/property.h"
#include "tests/support/calendars.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

constexpr std::string_view calendars[] = {
    R"({"holidays": [{"id": "a", "lunar": {"month": 1, "day": 1}, "days": 30, "days_before": 40},
                     {"id": "b", "yearly": {"month": 12, "day": 20}, "days": 25},
                     {"id": "c", "yearly": {"month": 1, "day": 3}, "days_before": 9},
                     {"id": "d", "dates": ["2025-05-05", "2026-10-25"], "days": 3, "days_before": 2},
                     {"id": "e", "lunar": {"month": 12, "day": 30}, "days": 100, "days_before": 100}]})",
    R"({"leap_day": "1_march",
        "holidays": [{"id": "a", "yearly": {"month": 2, "day": 29}}, {"id": "b", "lunar": {"month": 5, "day": 5}},
                     {"id": "c", "lunar": {"month": 8, "day": 15}, "days": 3}, {"id": "d", "dates": ["2024-02-29"]},
                     {"id": "e", "yearly": {"month": 6, "day": 30}, "days": 180, "days_before": 180}]})",
};

std::int64_t days_around(PropertyRandom& random) { return random.below(2) == 0 ? random.between(0, 180) : 0; }

Value yearly_date(PropertyRandom& random) {
    constexpr int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (random.below(4) == 0) return Object{{"month", 2}, {"day", 29}};
    const std::int64_t month = random.between(1, 12);
    return Object{{"month", month}, {"day", random.between(1, days[month - 1])}};
}

Value birthday_of(PropertyRandom& random) {
    if (random.below(2) == 0) return yearly_date(random);
    return Object{{"calendar", "lunar"},
                  {"month", random.between(1, 12)},
                  {"day", random.below(3) == 0 ? 30 : random.between(1, 30)},
                  {"leap_month", random.below(2) == 0}};
}

std::string time_text(PropertyRandom& random) {
    return write_instant(random.between(0, 24 * 60 - 1) * minute_ms).substr(11, 5);
}

Value hours_of(PropertyRandom& random) {
    std::string from = time_text(random);
    std::string until = time_text(random);
    while (until == from) until = time_text(random);
    return Object{{"from", std::move(from)}, {"until", std::move(until)}};
}

Value dates_of(PropertyRandom& random, std::int64_t day) {
    const std::int64_t first = day + random.between(-20, 5);
    return Array{Object{{"from", write_date(civil_from_days(first))},
                        {"until", write_date(civil_from_days(first + random.between(0, 25)))}}};
}

// One to three members, around that day where it matters.
Value window_of(PropertyRandom& random, std::int64_t day) {
    constexpr std::string_view names[] = {"monday", "thursday", "sunday"};
    constexpr std::string_view ids[] = {"a", "b", "c", "d", "e"};
    Object window;
    for (std::size_t count = 1 + random.below(3); count > 0; --count) {
        switch (random.below(8)) {
            case 0:
                window.set("dates", dates_of(random, day));
                break;
            case 1: {
                Value span = yearly_date(random);
                span.object()->set("days", 1 + days_around(random) % 180);
                window.set("yearly", Array{std::move(span)});
                break;
            }
            case 2:
                window.set("weekdays", Array{names[random.below(3)], names[random.below(3)]});
                break;
            case 3:
                window.set("days_of_month", Array{random.between(1, 31), random.between(-31, -1)});
                break;
            case 4:
                window.set("hours", hours_of(random));
                break;
            case 5:
                window.set("holidays", Array{ids[random.below(5)], ids[random.below(5)]});
                break;
            case 6:
                window.set("birthday", random.below(4) == 0 ? Object{{"month", true}}
                                                            : Object{{"days_before", days_around(random)},
                                                                     {"days_after", days_around(random)}});
                break;
            default:
                window.set("anniversary",
                           Object{{"days_before", days_around(random)}, {"days_after", days_around(random)}});
        }
    }
    return window;
}

}  // namespace

TEST_CASE("windows agree with a walk over the days") {
    PropertyRandom random("windows");
    const Zone zones[] = {london(), new_york(), shanghai_today(), Zone{}};
    for (const std::string_view text : calendars) {
        const Value calendar_value = calendar_with_lunar_years(text);
        const Calendar calendar = read_calendar(calendar_value);
        const NaiveCalendar naive(calendar_value);
        int open = 0;
        for (int round = 0; round < 10'000; ++round) {
            const Zone& zone = zones[random.below(std::size(zones))];
            const std::int64_t instant_ms =
                random.between(days_from_civil({2023, 1, 1}), days_from_civil({2028, 6, 1})) * day_ms +
                random.between(0, 24 * 60 - 1) * minute_ms;
            const std::int64_t local_ms = instant_ms + offset_s_at(zone, instant_ms) * second_ms;
            const std::int64_t day = floor_div(local_ms, day_ms);
            const Value window = window_of(random, day);
            const Value birthday = random.below(8) == 0 ? Value() : birthday_of(random);
            const std::int64_t joined_day =
                random.below(4) == 0 ? days_from_civil({2024, 2, 29})
                                     : random.between(days_from_civil({2022, 6, 1}), days_from_civil({2028, 6, 1}));
            Occasion occasion{.instant_ms = instant_ms,
                              .joined_at_ms = start_of_day_ms(zone, civil_from_days(joined_day))};
            if (!birthday.is_null()) occasion.birthday = read_birthday(birthday);
            const Opening opening = open_at(read_window(window, calendar), calendar, zone, occasion);
            CAPTURE(write_json(window));
            CAPTURE(write_json(birthday));
            CAPTURE(write_instant(instant_ms));
            CAPTURE(write_date(civil_from_days(joined_day)));
            REQUIRE((opening == Opening::open) ==
                    naive.is_open(window, day, local_ms - day * day_ms, birthday, joined_day));
            open += opening == Opening::open ? 1 : 0;
        }
        CHECK(open > 500);
    }
}
