#include "edge/integrations/members_csv/dates.h"

#include <doctest/doctest.h>

#include "edge/timezone.h"

namespace laurel::members_csv {
namespace {

const Zone& london() {
    static const Zone zone = zone_of("Europe/London", 0, instant_ms_max).value();
    return zone;
}

TEST_CASE("dates are read as exports write them; without an offset they are local") {
    struct Row {
        const char* text;
        const char* instant;
        bool is_whole_day = false;
    };
    const Row rows[] = {
        {"2024-04-04T15:10:42.030Z", "2024-04-04T15:10:42.030Z"},
        {"2024-04-04 15:10:42 UTC", "2024-04-04T15:10:42Z"},
        {"2024-04-04 15:10:42 -0400", "2024-04-04T19:10:42Z"},
        {"2024-04-04T15:10:42+05:30", "2024-04-04T09:40:42Z"},
        {"2024-04-04 15:10:42", "2024-04-04T14:10:42Z"},
        {"2024-04-04 15:10", "2024-04-04T14:10:00Z"},
        {"2024-04-04", "2024-04-03T23:00:00Z", true},
        {"2024/4/4", "2024-04-03T23:00:00Z", true},
        {"20240404", "2024-04-03T23:00:00Z", true},
        {"2024年4月4日", "2024-04-03T23:00:00Z", true},
        {"2024年4月4日 15:10:42", "2024-04-04T14:10:42Z"},
        {"4 Apr 2024", "2024-04-03T23:00:00Z", true},
        {"04-Apr-2024", "2024-04-03T23:00:00Z", true},
        {"April 4th, 2024", "2024-04-03T23:00:00Z", true},
        {"Apr 4, 2024 at 3:10 pm", "2024-04-04T14:10:00Z"},
        {"Apr 4, 2024 12:00 AM", "2024-04-03T23:00:00Z"},
        {"Thu Apr 04 2024 15:10:42 GMT+0000 (Coordinated Universal Time)", "2024-04-04T15:10:42Z"},
        {"25/12/2024", "2024-12-25T00:00:00Z", true},
        {"12/25/2024 3:10 PM", "2024-12-25T15:10:00Z"},
        {"4.4.2024", "2024-04-03T23:00:00Z", true},
        {"5.4.2024", "2024-04-04T23:00:00Z", true},
        {"1712243442", "2024-04-04T15:10:42Z"},
        {"1712243442030", "2024-04-04T15:10:42.030Z"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        Moment moment;
        REQUIRE(read_moment(row.text, london(), DateOrder::unknown, moment) == DateProblem::none);
        CHECK(write_instant(moment.instant_ms) == row.instant);
        CHECK(moment.is_whole_day == row.is_whole_day);
    }
}

TEST_CASE(
    "what is no date is told apart from none, from one that reads two ways and from one that the clocks skipped") {
    const std::pair<const char*, DateProblem> rows[] = {
        {"", DateProblem::absent},
        {"Never", DateProblem::absent},
        {"0000-00-00 00:00:00", DateProblem::absent},
        {"-", DateProblem::absent},
        {"soon", DateProblem::invalid},
        {"2024-02-30", DateProblem::invalid},
        {"2024-04-04 25:00", DateProblem::invalid},
        {"2024-04-04 10:00 EST", DateProblem::invalid},
        {"13/13/2024", DateProblem::invalid},
        {"12.5", DateProblem::invalid},
        {"04/05/2024", DateProblem::ambiguous},
        {"2024-03-31 01:30:00", DateProblem::skipped},
    };
    for (const auto& [written, problem] : rows) {
        const auto text = written;
        CAPTURE(text);
        Moment moment;
        CHECK(read_moment(text, london(), DateOrder::unknown, moment) == problem);
    }
}

TEST_CASE("the order decides where a date reads two ways") {
    Moment moment;
    REQUIRE(read_moment("01/02/2024", london(), DateOrder::day_first, moment) == DateProblem::none);
    CHECK(write_instant(moment.instant_ms) == "2024-02-01T00:00:00Z");
    REQUIRE(read_moment("01/02/2024", london(), DateOrder::month_first, moment) == DateProblem::none);
    CHECK(write_instant(moment.instant_ms) == "2024-01-02T00:00:00Z");
    CHECK(order_shown_by("25/12/2024") == DateOrder::day_first);
    CHECK(order_shown_by("12/25/2024 10:00") == DateOrder::month_first);
    CHECK(order_shown_by("01/02/2024") == DateOrder::unknown);
    CHECK(!order_shown_by("2024-01-02").has_value());
    CHECK(!order_shown_by("04/04/2024").has_value());
}

TEST_CASE("birthdays may lack their year") {
    struct Row {
        const char* text;
        DateOrder order;
        Birthday birthday;
    };
    const Row rows[] = {
        {"1990-05-27", DateOrder::unknown, {1990, 5, 27}}, {"1004-05-27", DateOrder::unknown, {{}, 5, 27}},
        {"05/27", DateOrder::month_first, {{}, 5, 27}},    {"05/06/1990", DateOrder::month_first, {1990, 5, 6}},
        {"27/05", DateOrder::unknown, {{}, 5, 27}},        {"12-25", DateOrder::unknown, {{}, 12, 25}},
        {"02-29", DateOrder::unknown, {{}, 2, 29}},        {"25 December", DateOrder::unknown, {{}, 12, 25}}};
    for (const Row& row : rows) {
        CAPTURE(row.text);
        Birthday birthday;
        REQUIRE(read_birthday(row.text, row.order, birthday) == DateProblem::none);
        CHECK(birthday == row.birthday);
    }
    Birthday birthday;
    CHECK(read_birthday("05/06", DateOrder::unknown, birthday) == DateProblem::ambiguous);
    CHECK(read_birthday("1990-02-29", DateOrder::unknown, birthday) == DateProblem::invalid);
    CHECK(read_birthday("", DateOrder::unknown, birthday) == DateProblem::absent);
}

}  // namespace
}  // namespace laurel::members_csv
