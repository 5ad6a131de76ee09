#include "shared/loyalty/settings.h"

#include <doctest/doctest.h>

#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

Zone london() {
    return {0,
            {{at("2026-03-29T01:00:00Z"), 3600},
             {at("2026-10-25T01:00:00Z"), 0},
             {at("2027-03-28T01:00:00Z"), 3600},
             {at("2027-10-31T01:00:00Z"), 0}}};
}

Zone shanghai() { return {8 * 3600, {}}; }

// Clocks go from 00:00 to 01:00, so that this day has no midnight.
Zone sao_paulo_2018() { return {-3 * 3600, {{at("2018-11-04T03:00:00Z"), -2 * 3600}}}; }

struct Row {
    std::string what;
    Zone zone;
    std::int64_t months;
    const char* earned_at;
    std::string expires_at;
};

}  // namespace

TEST_CASE("points are good through the date so many months later, in the shop's zone, and gone at the next midnight") {
    const Row table[] = {
        {"an ordinary day", {}, 1, "2026-05-10T13:45:00Z", "2026-06-11T00:00:00Z"},
        {"31 January + 1 month ends with February", {}, 1, "2026-01-31T12:00:00Z", "2026-03-01T00:00:00Z"},
        {"31 January + 1 month in a leap year", {}, 1, "2028-01-31T12:00:00Z", "2028-03-01T00:00:00Z"},
        {"30 January + 1 month in a leap year", {}, 1, "2028-01-30T12:00:00Z", "2028-03-01T00:00:00Z"},
        {"28 January + 1 month in a leap year", {}, 1, "2028-01-28T12:00:00Z", "2028-02-29T00:00:00Z"},
        {"29 February + 12 months", {}, 12, "2028-02-29T23:59:59Z", "2029-03-01T00:00:00Z"},
        {"29 February + 48 months is 29 February again", {}, 48, "2028-02-29T12:00:00Z", "2032-03-01T00:00:00Z"},
        {"31 August + 6 months over the year's end", {}, 6, "2026-08-31T12:00:00Z", "2027-03-01T00:00:00Z"},
        {"the first millisecond of a day", {}, 1, "2026-05-10T00:00:00Z", "2026-06-11T00:00:00Z"},
        {"the last millisecond of a day", {}, 1, "2026-05-10T23:59:59.999Z", "2026-06-11T00:00:00Z"},
        {"earned in winter, gone at a summer midnight", london(), 6, "2026-01-15T12:00:00Z", "2026-07-15T23:00:00Z"},
        {"earned in summer, gone at a winter midnight", london(), 6, "2026-07-15T12:00:00Z", "2027-01-16T00:00:00Z"},
        {"half past midnight in London's summer is yesterday in UTC", london(), 1, "2026-06-09T23:30:00Z",
         "2026-07-10T23:00:00Z"},
        {"good through the day the clocks go forward", london(), 1, "2026-02-28T12:00:00Z", "2026-03-29T00:00:00Z"},
        {"gone on the day the clocks go forward", london(), 1, "2026-02-28T23:59:00Z", "2026-03-29T00:00:00Z"},
        {"good through the day of 23 hours", london(), 2, "2026-01-29T12:00:00Z", "2026-03-29T23:00:00Z"},
        {"good through the day of 25 hours", london(), 1, "2026-09-25T12:00:00Z", "2026-10-26T00:00:00Z"},
        {"Shanghai's day begins at 16:00 UTC", shanghai(), 1, "2026-01-30T16:00:00Z", "2026-02-28T16:00:00Z"},
        {"a millisecond before, it is the day before there", shanghai(), 1, "2026-01-27T15:59:59.999Z",
         "2026-02-27T16:00:00Z"},
        {"a day without a midnight begins when its clocks begin", sao_paulo_2018(), 1, "2018-10-03T12:00:00Z",
         "2018-11-04T03:00:00Z"},
        {"ten years", {}, 120, "2026-05-10T13:45:00Z", "2036-05-11T00:00:00Z"},
    };
    for (const Row& row : table) {
        CAPTURE(row.what);
        const Expiry expiry{.policy = ExpiryPolicy::rolling, .months = row.months};
        CHECK(write_instant(expires_at_ms(expiry, row.zone, at(row.earned_at))) == row.expires_at);
    }
}

TEST_CASE("without an expiry, and past the calendar's end, points do not expire") {
    CHECK(expires_at_ms({}, {}, at("2026-05-10T00:00:00Z")) == instant_ms_max);
    const Expiry year{.policy = ExpiryPolicy::rolling, .months = 12};
    CHECK(expires_at_ms(year, {}, at("9998-12-31T00:00:00Z")) == instant_ms_max);
}
