#include "edge/integrations/members_csv/policy.h"

#include <doctest/doctest.h>

#include "edge/timezone.h"

namespace laurel::members_csv {
namespace {

TEST_CASE("each opening-lot policy dates points by its name") {
    const std::int64_t now_ms = read_instant("2026-03-01T12:00:00Z").value();
    const std::int64_t last_ms = read_instant("2025-11-05T09:00:00Z").value();
    const Zone zone = zone_of("Europe/London", 0, instant_ms_max).value();
    const ExpiryOf after_100_days = [](std::int64_t earned_at_ms) { return earned_at_ms + 100 * day_ms; };
    struct Row {
        const char* name;
        std::optional<std::int64_t> last_activity_at_ms;
        std::int64_t earned_at_ms;
        std::int64_t expires_at_ms;
    };
    const Row rows[] = {
        {"one_lot_now", last_ms, now_ms, now_ms + 100 * day_ms},
        {"one_lot_last_activity", last_ms, last_ms, last_ms + 100 * day_ms},
        {"one_lot_last_activity", {}, now_ms, now_ms + 100 * day_ms},
        {"no_expiry", last_ms, now_ms, instant_ms_max},
        // Good through 30 June, whose last hour in London is of summer time.
        {"expires_on:2026-06-30", last_ms, now_ms, read_instant("2026-06-30T23:00:00Z").value()},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        const auto policy = OpeningLots::read(row.name);
        REQUIRE(policy.ok());
        const auto dates = policy->dates(now_ms, row.last_activity_at_ms, zone, after_100_days);
        CHECK(dates.earned_at_ms == row.earned_at_ms);
        CHECK(dates.expires_at_ms == row.expires_at_ms);
        CHECK(policy->name() == row.name);
    }
    for (const char* name : {"", "one_lot", "expires_on:", "expires_on:2026-02-30", "expires_on:soon"}) {
        CAPTURE(name);
        CHECK(!OpeningLots::read(name).ok());
    }
}

}  // namespace
}  // namespace laurel::members_csv
