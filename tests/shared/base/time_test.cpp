#include "shared/base/time.h"

#include <doctest/doctest.h>

#include "tests/property.h"

using namespace laurel;

namespace {

std::int64_t at(std::string_view text) {
    const Result<std::int64_t> instant = read_instant(text);
    REQUIRE_MESSAGE(instant.ok(), text);
    return *instant;
}

std::string start_of_day(const Zone& zone, Date date) { return write_instant(start_of_day_ms(zone, date)); }

Zone london_2026() { return {0, {{at("2026-03-29T01:00:00Z"), 3600}, {at("2026-10-25T01:00:00Z"), 0}}}; }

// Clocks went from 00:00 to 01:00 in spring and from 00:00 back to 23:00 in autumn.
Zone sao_paulo_2018() {
    return {-3 * 3600, {{at("2018-11-04T03:00:00Z"), -2 * 3600}, {at("2019-02-17T02:00:00Z"), -3 * 3600}}};
}

// Local mean time until 1901, then the summers of 1940 (changes at midnight) and 1991 (at 2 o'clock).
Zone shanghai() {
    return {29143,
            {{at("1900-12-31T15:54:17Z"), 8 * 3600},
             {at("1940-05-31T16:00:00Z"), 9 * 3600},
             {at("1940-10-12T15:00:00Z"), 8 * 3600},
             {at("1991-04-13T18:00:00Z"), 9 * 3600},
             {at("1991-09-14T17:00:00Z"), 8 * 3600}}};
}

}  // namespace

TEST_CASE("every day from year 1 to year 9999 is where a walk day by day finds it") {
    constexpr int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    std::int64_t days = instant_ms_min / day_ms;
    int wrong = 0;
    for (int year = 1; year <= 9999; ++year) {
        for (int month = 1; month <= 12; ++month) {
            int length = month_days[month - 1];
            if (month == 2 && (year % 400 == 0 || (year % 4 == 0 && year % 100 != 0))) ++length;
            if (days_in_month(year, month) != length) ++wrong;
            for (int day = 1; day <= length; ++day, ++days) {
                const Date date{year, month, day};
                if (days_from_civil(date) != days || !(civil_from_days(days) == date)) ++wrong;
            }
        }
    }
    CHECK(wrong == 0);
    CHECK(days == (instant_ms_max + 1) / day_ms);
    CHECK(days_from_civil({1970, 1, 1}) == 0);
}

TEST_CASE("months later keep the day, or the last one of a shorter month") {
    CHECK(add_months({2026, 1, 31}, 1) == Date{2026, 2, 28});
    CHECK(add_months({2028, 1, 31}, 1) == Date{2028, 2, 29});
    CHECK(add_months({2100, 1, 31}, 1) == Date{2100, 2, 28});
    CHECK(add_months({2024, 2, 29}, 12) == Date{2025, 2, 28});
    CHECK(add_months({2024, 2, 29}, 48) == Date{2028, 2, 29});
    CHECK(add_months({2026, 11, 22}, 0) == Date{2026, 11, 22});
    CHECK(add_months({2026, 11, 30}, 3) == Date{2027, 2, 28});
    CHECK(add_months({2026, 12, 1}, 1) == Date{2027, 1, 1});
    CHECK(add_months({2026, 3, 31}, -1) == Date{2026, 2, 28});
    CHECK(add_months({2026, 1, 15}, -1) == Date{2025, 12, 15});
    CHECK(add_months({2026, 1, 15}, -13) == Date{2024, 12, 15});
}

TEST_CASE("an offset holds from its transition on") {
    const Zone london = london_2026();
    CHECK(offset_s_at(london, at("2026-01-01T00:00:00Z")) == 0);
    CHECK(offset_s_at(london, at("2026-03-29T00:59:59.999Z")) == 0);
    CHECK(offset_s_at(london, at("2026-03-29T01:00:00Z")) == 3600);
    CHECK(offset_s_at(london, at("2026-10-25T00:59:59.999Z")) == 3600);
    CHECK(offset_s_at(london, at("2026-10-25T01:00:00Z")) == 0);
    CHECK(offset_s_at({}, at("2026-10-25T01:00:00Z")) == 0);
    CHECK(offset_s_at({-5 * 3600, {}}, 0) == -5 * 3600);
}

TEST_CASE("the local date changes at local midnight") {
    const Zone london = london_2026();
    CHECK(local_date(london, at("2026-06-30T22:59:59.999Z")) == Date{2026, 6, 30});
    CHECK(local_date(london, at("2026-06-30T23:00:00Z")) == Date{2026, 7, 1});
    CHECK(local_date(london, at("2026-12-31T23:59:59.999Z")) == Date{2026, 12, 31});
    CHECK(local_date(shanghai(), at("2026-12-31T16:00:00Z")) == Date{2027, 1, 1});
    CHECK(local_date({}, -1) == Date{1969, 12, 31});
}

TEST_CASE("a London day starts an hour earlier in UTC in summer, also around the change") {
    const Zone london = london_2026();
    CHECK(start_of_day(london, {2026, 3, 29}) == "2026-03-29T00:00:00Z");
    CHECK(start_of_day(london, {2026, 3, 30}) == "2026-03-29T23:00:00Z");
    CHECK(start_of_day(london, {2026, 10, 25}) == "2026-10-24T23:00:00Z");
    CHECK(start_of_day(london, {2026, 10, 26}) == "2026-10-26T00:00:00Z");
}

TEST_CASE("a day without a midnight starts where the clocks land") {
    const Zone sao_paulo = sao_paulo_2018();
    CHECK(start_of_day(sao_paulo, {2018, 11, 3}) == "2018-11-03T03:00:00Z");
    CHECK(start_of_day(sao_paulo, {2018, 11, 4}) == "2018-11-04T03:00:00Z");
    CHECK(start_of_day(sao_paulo, {2018, 11, 5}) == "2018-11-05T02:00:00Z");
    CHECK(start_of_day(shanghai(), {1940, 6, 1}) == "1940-05-31T16:00:00Z");
}

TEST_CASE("clocks put back at midnight lengthen the day before") {
    const Zone sao_paulo = sao_paulo_2018();
    CHECK(start_of_day(sao_paulo, {2019, 2, 16}) == "2019-02-16T02:00:00Z");
    CHECK(start_of_day(sao_paulo, {2019, 2, 17}) == "2019-02-17T03:00:00Z");
    CHECK(local_date(sao_paulo, at("2019-02-17T02:59:59.999Z")) == Date{2019, 2, 16});
    CHECK(start_of_day(shanghai(), {1940, 10, 13}) == "1940-10-12T16:00:00Z");
}

TEST_CASE("of two midnights the earlier one starts the day") {
    const Zone havana{-4 * 3600, {{at("2026-11-01T05:00:00Z"), -5 * 3600}}};
    CHECK(start_of_day(havana, {2026, 11, 1}) == "2026-11-01T04:00:00Z");
    CHECK(start_of_day(havana, {2026, 11, 2}) == "2026-11-02T05:00:00Z");
    // One minute of the day, then 59 of the day before once more.
    const Zone st_johns{-9000, {{at("2010-11-07T02:31:00Z"), -12600}}};
    CHECK(start_of_day(st_johns, {2010, 11, 7}) == "2010-11-07T02:30:00Z");
}

TEST_CASE("a day that a zone left out starts where the next one does") {
    const Zone apia{-10 * 3600, {{at("2011-12-30T10:00:00Z"), 14 * 3600}}};
    CHECK(start_of_day(apia, {2011, 12, 29}) == "2011-12-29T10:00:00Z");
    CHECK(start_of_day(apia, {2011, 12, 30}) == "2011-12-30T10:00:00Z");
    CHECK(start_of_day(apia, {2011, 12, 31}) == "2011-12-30T10:00:00Z");
}

TEST_CASE("Shanghai's days start at 16:00 UTC but for its summers and its local mean time") {
    CHECK(start_of_day(shanghai(), {1900, 6, 1}) == "1900-05-31T15:54:17Z");
    CHECK(start_of_day(shanghai(), {1901, 1, 1}) == "1900-12-31T16:00:00Z");
    CHECK(start_of_day(shanghai(), {1991, 4, 14}) == "1991-04-13T16:00:00Z");
    CHECK(start_of_day(shanghai(), {1991, 4, 15}) == "1991-04-14T15:00:00Z");
    CHECK(start_of_day(shanghai(), {1991, 9, 15}) == "1991-09-14T15:00:00Z");
    CHECK(start_of_day(shanghai(), {2026, 11, 22}) == "2026-11-21T16:00:00Z");
}

TEST_CASE("in any zone a day starts at the first minute whose local time has reached it") {
    PropertyRandom random("start of day");
    for (int round = 0; round < 200; ++round) {
        const Date date = civil_from_days(random.between(-30'000, 60'000));
        const std::int64_t midnight_ms = days_from_civil(date) * day_ms;
        Zone zone{random.between(-52, 52) * 1800, {}};
        std::int64_t change_ms = midnight_ms - random.between(0, 4 * 24 * 60) * minute_ms;
        for (std::size_t i = random.below(6); i > 0; --i) {
            zone.transitions.push_back({change_ms, random.between(-52, 52) * 1800});
            change_ms += random.between(1, 2 * 24 * 60) * minute_ms;
        }
        std::int64_t first_ms = midnight_ms - 2 * day_ms;
        while (first_ms + offset_s_at(zone, first_ms) * second_ms < midnight_ms) first_ms += minute_ms;
        REQUIRE(start_of_day_ms(zone, date) == first_ms);
    }
}

TEST_CASE("weekdays go round before 1970 too") {
    CHECK(weekday_of(days_from_civil({1970, 1, 1})) == 3);
    CHECK(weekday_of(days_from_civil({2026, 11, 27})) == 4);
    CHECK(weekday_of(days_from_civil({1969, 12, 28})) == 6);
    CHECK(weekday_of(days_from_civil({1, 1, 1})) == 0);
    for (std::int64_t days = -800; days < 800; ++days) REQUIRE(weekday_of(days + 1) == (weekday_of(days) + 1) % 7);
}

TEST_CASE("the local time is what the clock on the wall shows") {
    const LocalTime summer = local_time(london_2026(), at("2026-06-30T23:30:00.001Z"));
    CHECK(summer.days == days_from_civil({2026, 7, 1}));
    CHECK(summer.time_ms == 30 * minute_ms + 1);
    CHECK(local_time({}, -1).days == -1);
    CHECK(local_time({}, -1).time_ms == day_ms - 1);
}

TEST_CASE("dates and times of day are read only as they are written, and only where they exist") {
    CHECK(read_date("2026-02-17") == Date{2026, 2, 17});
    CHECK(read_date("2024-02-29") == Date{2024, 2, 29});
    for (const std::string_view text :
         {"", "2026-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "2026-4-01", "2026-04-01Z", "0000-01-01"}) {
        CHECK_MESSAGE(!read_date(text), text);
    }
    CHECK(read_time_of_day("00:00") == 0);
    CHECK(read_time_of_day("18:30") == 18 * hour_ms + 30 * minute_ms);
    CHECK(read_time_of_day("23:59") == day_ms - minute_ms);
    for (const std::string_view text : {"", "24:00", "18:60", "1:00", "18:00:00", "18.00", "-1:00"}) {
        CHECK_MESSAGE(!read_time_of_day(text), text);
    }
}

TEST_CASE("an instant is read as RFC 3339 says") {
    struct Case {
        std::string_view text;
        std::int64_t instant_ms;
    };
    const Case cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01t00:00:00z", 0},
        {"1969-12-31T23:59:59.999Z", -1},
        {"2026-11-22T08:00:00Z", 1795334400000},
        {"2026-11-22T08:00:00.5Z", 1795334400500},
        {"2026-11-22T08:00:00.123Z", 1795334400123},
        {"2026-11-22T08:00:00.1239999999999999999999999Z", 1795334400123},
        {"2026-11-22T16:00:00+08:00", 1795334400000},
        {"2026-11-22T03:00:00-05:00", 1795334400000},
        {"2026-11-22T08:00:00-00:00", 1795334400000},
        {"2026-11-23T07:59:00+23:59", 1795334400000},
        {"2024-02-29T00:00:00Z", 1709164800000},
        {"0001-01-01T00:00:00Z", instant_ms_min},
        {"9999-12-31T23:59:59.999Z", instant_ms_max},
    };
    for (const Case& c : cases) CHECK_MESSAGE(at(c.text) == c.instant_ms, c.text);
}

TEST_CASE("what is no instant is refused with its text, its path and an example") {
    const std::string_view texts[] = {"",
                                      "2026-11-22",
                                      "2026-11-22T08:00:00",
                                      "2026-11-22T08:00Z",
                                      "2026-11-22 08:00:00Z",
                                      "2026-11-22T08:00:00.Z",
                                      "2026-11-22T08:00:00,5Z",
                                      "2026-11-22T08:00:00+0800",
                                      "2026-11-22T08:00:00+08",
                                      "2026-11-22T08:00:00+24:00",
                                      "2026-11-22T08:00:00+08:60",
                                      "2026-11-22T08:00:00ZZ",
                                      "2026-11-22T08:00:00Z ",
                                      " 2026-11-22T08:00:00Z",
                                      "2026-11-22T24:00:00Z",
                                      "2026-11-22T08:60:00Z",
                                      "2016-12-31T23:59:60Z",
                                      "2026-02-29T00:00:00Z",
                                      "2100-02-29T00:00:00Z",
                                      "2026-04-31T00:00:00Z",
                                      "2026-00-10T00:00:00Z",
                                      "2026-13-10T00:00:00Z",
                                      "2026-11-00T00:00:00Z",
                                      "2026-1-22T08:00:00Z",
                                      "026-11-22T08:00:00Z",
                                      "-026-11-22T08:00:00Z",
                                      "0000-01-01T00:00:00Z",
                                      "0001-01-01T00:00:00+00:01",
                                      "9999-12-31T23:59:59-00:01",
                                      "12026-11-22T08:00:00Z",
                                      "2026-11-22T08:00:00\0Z"};
    for (std::string_view text : texts) {
        const Result<std::int64_t> instant = read_instant(text, "/placed_at");
        REQUIRE_MESSAGE(!instant.ok(), text);
        CHECK(instant.error() == Error{ErrorCode::invalid_instant, "/placed_at", quoted(text),
                                       "a date and time with an offset, such as 2026-11-22T08:00:00Z"});
    }
}

TEST_CASE("an instant is written with milliseconds only where it has them") {
    CHECK(write_instant(1795334400000) == "2026-11-22T08:00:00Z");
    CHECK(write_instant(1795334400123) == "2026-11-22T08:00:00.123Z");
    CHECK(write_instant(1795334400007) == "2026-11-22T08:00:00.007Z");
    CHECK(write_instant(-1) == "1969-12-31T23:59:59.999Z");
    CHECK(write_instant(instant_ms_min) == "0001-01-01T00:00:00Z");
    CHECK(write_instant(instant_ms_max) == "9999-12-31T23:59:59.999Z");
    CHECK(write_date({2026, 1, 2}) == "2026-01-02");
    CHECK(write_date({987, 12, 31}) == "0987-12-31");
}

TEST_CASE("an instant reads back as it was written") {
    PropertyRandom random("instants");
    for (int round = 0; round < 5000; ++round) {
        const std::int64_t instant_ms = random.between(instant_ms_min, instant_ms_max);
        REQUIRE(at(write_instant(instant_ms)) == instant_ms);
    }
}
