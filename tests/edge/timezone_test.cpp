#include "edge/timezone.h"

#include <doctest/doctest.h>

#include <string>

namespace laurel {
namespace {

std::int64_t at(std::string_view text) { return read_instant(text).value(); }

TEST_CASE("London's clocks change on the last Sundays of March and October at 01:00 UTC") {
    const Zone zone = zone_of("Europe/London", at("2010-12-01T00:00:00Z"), at("2012-01-01T00:00:00Z")).value();
    CHECK(zone.initial_offset_s == 0);
    REQUIRE(zone.transitions.size() == 2);
    CHECK(zone.transitions[0] == Transition{at("2011-03-27T01:00:00Z"), 3600});
    CHECK(zone.transitions[1] == Transition{at("2011-10-30T01:00:00Z"), 0});
}

TEST_CASE("offsets agree with known local times") {
    struct Row {
        std::string_view zone;
        std::string_view instant;
        std::int64_t offset_s;
    };
    const Row rows[] = {
        {"Europe/London", "2011-07-01T12:00:00Z", 3600},
        {"Europe/London", "2036-07-01T12:00:00Z", 3600},
        {"Europe/London", "1970-01-01T00:00:00Z", 3600},  // British Standard Time, 1968 to 1971
        {"Asia/Shanghai", "2026-11-22T00:00:00Z", 28800},
        {"Asia/Kolkata", "2026-11-22T00:00:00Z", 19800},
        {"America/New_York", "2026-03-08T06:59:59.999Z", -18000},
        {"America/New_York", "2026-03-08T07:00:00Z", -14400},
        {"Australia/Lord_Howe", "2026-01-01T00:00:00Z", 39600},  // half an hour of daylight saving
        {"Australia/Lord_Howe", "2026-07-01T00:00:00Z", 37800},
        {"Pacific/Apia", "2011-12-30T09:59:59Z", -36000},  // 30 December 2011 was skipped
        {"Pacific/Apia", "2011-12-30T10:00:00Z", 50400},
        {"UTC", "2026-11-22T00:00:00Z", 0},
    };
    for (const Row& row : rows) {
        CAPTURE(std::string(row.zone));
        CAPTURE(std::string(row.instant));
        const Result<Zone> zone = zone_of(row.zone, at("1970-01-01T00:00:00Z"), at("2038-01-01T00:00:00Z"));
        REQUIRE(zone.ok());
        CHECK(offset_s_at(*zone, at(row.instant)) == row.offset_s);
    }
}

TEST_CASE("only changes of the offset inside the range are kept") {
    CHECK(zone_of("Asia/Tokyo", at("1970-01-01T00:00:00Z"), instant_ms_max)->transitions.empty());
    CHECK(zone_of("Europe/London", at("2011-03-27T01:00:00Z"), at("2011-10-30T01:00:00Z"))->transitions.empty());
    const Zone whole = zone_of("Europe/London", instant_ms_min, instant_ms_max).value();
    REQUIRE(!whole.transitions.empty());
    std::int64_t last_offset_s = whole.initial_offset_s;
    std::int64_t last_ms = instant_ms_min;
    for (const Transition& transition : whole.transitions) {
        CHECK(transition.offset_s != last_offset_s);
        CHECK(transition.at_ms > last_ms);
        last_offset_s = transition.offset_s;
        last_ms = transition.at_ms;
    }
}

TEST_CASE("an unknown zone is an error that says what is expected") {
    for (const std::string_view name : {"Europe/Lodnon", "", "../../etc/passwd", "Europe"}) {
        CAPTURE(std::string(name));
        const Result<Zone> zone = zone_of(name, 0, instant_ms_max);
        REQUIRE(!zone.ok());
        CHECK(zone.error().code == ErrorCode::value_not_allowed);
        CHECK(zone.error().allowed == "an IANA time zone such as Europe/London");
    }
}

}  // namespace
}  // namespace laurel
