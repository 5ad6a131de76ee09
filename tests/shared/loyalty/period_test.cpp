#include "shared/loyalty/period.h"

#include <doctest/doctest.h>

#include "tests/property.h"
#include "tests/support/calendars.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

std::int64_t at(std::string_view text) { return read_instant(text).value(); }

Period period_of(std::string_view text) {
    const Value value = json_of(text);
    Errors errors = check(value, period_shape);
    check_period(value, "", errors);
    CHECK(errors.empty());
    return read_period(value);
}

// "from - until" of the period that the instant lies in.
std::string span_at(std::string_view period, const Zone& zone, std::string_view instant) {
    const Period read = period_of(period);
    const InstantSpan span = period_span(read, zone, period_index(read, zone, at(instant)));
    return write_instant(span.from_ms) + " - " + write_instant(span.until_ms);
}

}  // namespace

TEST_CASE("a period lasts from one local midnight to another, also where the clocks change") {
    struct Case {
        std::string_view period;
        Zone zone;
        std::string_view instant;
        std::string_view span;
    };
    const Case cases[] = {
        {R"({"unit":"day"})", london(), "2026-03-29T12:00:00Z", "2026-03-29T00:00:00Z - 2026-03-29T23:00:00Z"},
        {R"({"unit":"day"})", london(), "2026-10-24T23:00:00Z", "2026-10-24T23:00:00Z - 2026-10-26T00:00:00Z"},
        {R"({"unit":"day"})", london(), "2026-10-24T22:59:59Z", "2026-10-23T23:00:00Z - 2026-10-24T23:00:00Z"},
        {R"({"unit":"week"})", london(), "2026-03-29T22:59:59Z", "2026-03-23T00:00:00Z - 2026-03-29T23:00:00Z"},
        {R"({"unit":"week"})", london(), "2026-03-29T23:00:00Z", "2026-03-29T23:00:00Z - 2026-04-05T23:00:00Z"},
        {R"({"unit":"week"})", new_york(), "2026-03-09T03:59:59Z", "2026-03-02T05:00:00Z - 2026-03-09T04:00:00Z"},
        {R"({"unit":"month"})", new_york(), "2026-03-01T04:59:59Z", "2026-02-01T05:00:00Z - 2026-03-01T05:00:00Z"},
        {R"({"unit":"month"})", new_york(), "2026-03-01T05:00:00Z", "2026-03-01T05:00:00Z - 2026-04-01T04:00:00Z"},
        {R"({"unit":"quarter"})", london(), "2026-03-31T22:59:59Z", "2026-01-01T00:00:00Z - 2026-03-31T23:00:00Z"},
        {R"({"unit":"quarter"})", london(), "2026-12-31T23:59:59Z", "2026-09-30T23:00:00Z - 2027-01-01T00:00:00Z"},
        {R"({"unit":"year"})", shanghai_today(), "2026-12-31T16:00:00Z", "2026-12-31T16:00:00Z - 2027-12-31T16:00:00Z"},
        {R"({"unit":"days","days":7})", {}, "1970-01-07T23:59:59Z", "1970-01-01T00:00:00Z - 1970-01-08T00:00:00Z"},
        {R"({"unit":"days","days":30})", {}, "1969-12-31T00:00:00Z", "1969-12-02T00:00:00Z - 1970-01-01T00:00:00Z"},
        {R"({"unit":"lifetime"})", london(), "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z - 9999-12-31T23:59:59.999Z"},
        {R"({"unit":"order"})", london(), "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z - 9999-12-31T23:59:59.999Z"},
        {R"({"unit":"year"})", {}, "9999-06-01T00:00:00Z", "9999-01-01T00:00:00Z - 9999-12-31T23:59:59.999Z"},
        {R"({"unit":"week"})", {}, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z - 0001-01-08T00:00:00Z"},
    };
    for (const Case& c : cases) {
        CAPTURE(std::string(c.period));
        CAPTURE(std::string(c.instant));
        CHECK(span_at(c.period, c.zone, c.instant) == c.span);
    }
}

TEST_CASE("any index has a span, if an empty one at either end of time") {
    for (const std::string_view unit : {"day", "week", "month", "quarter", "year", "days"}) {
        Period period = read_period(Object{{"unit", unit}});
        period.days = 3650;
        CHECK(period_span(period, london(), integer_max) == InstantSpan{instant_ms_max, instant_ms_max});
        CHECK(period_span(period, london(), -integer_max) == InstantSpan{instant_ms_min, instant_ms_min});
    }
}

TEST_CASE("day by day, the next period's index is greater by one") {
    PropertyRandom random("periods");
    const Zone zones[] = {london(), new_york(), shanghai_today(), Zone{}};
    const Zone& zone = zones[random.below(std::size(zones))];
    const std::int64_t length = random.between(1, 40);
    const Period seven{PeriodUnit::days, length};
    const std::int64_t first = days_from_civil({2023, 12, 31});
    for (std::int64_t day = first; day < days_from_civil({2028, 1, 2}); ++day) {
        const Date date = civil_from_days(day + 1);
        const std::int64_t last_ms = start_of_day_ms(zone, date) - 1;
        const auto step = [&](const Period& period) {
            return period_index(period, zone, last_ms + 1) - period_index(period, zone, last_ms);
        };
        const bool is_first = date.day == 1;
        REQUIRE(step({PeriodUnit::day}) == 1);
        REQUIRE(step({PeriodUnit::week}) == (weekday_of(day + 1) == 0 ? 1 : 0));
        REQUIRE(step({PeriodUnit::month}) == (is_first ? 1 : 0));
        REQUIRE(step({PeriodUnit::quarter}) == (is_first && date.month % 3 == 1 ? 1 : 0));
        REQUIRE(step({PeriodUnit::year}) == (is_first && date.month == 1 ? 1 : 0));
        REQUIRE(step(seven) == ((day + 1) % length == 0 ? 1 : 0));
        REQUIRE(step({PeriodUnit::lifetime}) == 0);
        for (const PeriodUnit unit : {PeriodUnit::day, PeriodUnit::week, PeriodUnit::month, PeriodUnit::quarter,
                                      PeriodUnit::year, PeriodUnit::days}) {
            const Period period{unit, length};
            const InstantSpan span = period_span(period, zone, period_index(period, zone, last_ms));
            REQUIRE(span.from_ms <= last_ms);
            REQUIRE(span.until_ms > last_ms);
            REQUIRE(period_index(period, zone, span.from_ms) == period_index(period, zone, span.until_ms - 1));
        }
    }
}

TEST_CASE("a period is written as it was read") {
    for (const std::string_view text :
         {R"({"unit":"order"})", R"({"days":14,"unit":"days"})", R"({"unit":"lifetime"})"}) {
        CHECK(write_json(write_period(period_of(text))) == text);
    }
}

TEST_CASE("only the unit days has a length, and needs one") {
    Errors errors;
    check_period(json_of(R"({"unit":"days"})"), "/cap/period", errors);
    check_period(json_of(R"({"unit":"week","days":7})"), "/cap/period", errors);
    REQUIRE(errors.size() == 2);
    CHECK(errors[0] == Error{ErrorCode::missing_field, "/cap/period/days", "", "an integer from 1 to 3650"});
    CHECK(errors[1] ==
          Error{ErrorCode::value_not_allowed, "/cap/period/days", "7", "nothing: only the unit days has a length"});
}
