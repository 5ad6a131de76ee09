#include "shared/program.h"

#include <doctest/doctest.h>

#include "shared/loyalty/earning.h"

#include "tests/support/shop.h"

using namespace laurel;

namespace {

Value document() {
    return json_of(R"({
        "format": 1, "name": "Friends of the shop", "currency": "GBP", "time_zone": "Europe/London",
        "points": {"pending_days": 14, "expiry": {"months": 12}, "expiring_soon_days": 45, "cost_per_1000_minor": 500},
        "earning": [{"id": "spend", "points": 1, "per_minor": 100, "rounding": "half_even"}],
        "redemption": {"minimum_points": 50, "hold_minutes": 20},
        "zone": {"initial_offset_s": -75, "transitions": [{"at_s": 10, "offset_s": 0}, {"at_s": 20, "offset_s": 3600}]}
    })");
}

struct Change {
    std::string path;    // of what is replaced, or set
    std::string json;    // "" removes it
    std::string errors;  // "code path; " of each
};

std::string text_of(const Errors& errors) {
    std::string text;
    for (const Error& error : errors) text += std::string(name_of(error.code)) + " " + error.path + "; ";
    return text;
}

}  // namespace

TEST_CASE("a programme is read whole") {
    const auto program = read_program(document(), 3);
    REQUIRE(program.ok());
    CHECK(program->version == 3);
    CHECK(program->name == "Friends of the shop");
    CHECK(program->time_zone == "Europe/London");
    const loyalty::Settings& settings = program->loyalty;
    CHECK(settings.currency == "GBP");
    CHECK(settings.zone == Zone{-75, {{10'000, 0}, {20'000, 3600}}});
    CHECK(settings.kinds ==
          std::vector<loyalty::PointKind>{{.name = {},
                                           .pending = {.milestone = {}, .days = 14},
                                           .expiry = {.policy = loyalty::ExpiryPolicy::rolling, .months = 12},
                                           .expiring_soon_days = 45}});
    CHECK(settings.minimum_points == 50);
    CHECK(settings.hold_minutes == 20);
    CHECK(settings.negative_balance == loyalty::NegativeBalance::owe);
    REQUIRE(settings.earning->rules().size() == 1);
    const loyalty::EarningRule& rule = settings.earning->rules().front();
    CHECK(rule.id == "spend");
    CHECK(rule.on == "order");
    CHECK(rule.enabled);
    CHECK(rule.basis == loyalty::Grant::Basis::amount);
    CHECK(rule.points == 1);
    CHECK(rule.per == 100);
    CHECK(rule.rounding == Rounding::half_even);
}

TEST_CASE("what a programme may leave out has the documented default") {
    Value value = document();
    for (const char* path : {"/zone", "/points/expiry", "/points/expiring_soon_days", "/points/cost_per_1000_minor"}) {
        set_at(value, path, "");
    }
    const auto program = read_program(value, 1);
    REQUIRE(program.ok());
    CHECK(program->loyalty.zone == Zone{});
    CHECK(program->loyalty.main_kind().expiry.policy == loyalty::ExpiryPolicy::none);
    CHECK(program->loyalty.main_kind().expiring_soon_days == 30);
}

TEST_CASE("each thing wrong with a programme is named with its place") {
    const Change table[] = {
        {"/format", "2", "number_out_of_range /format; "},
        {"/name", "\"\"", "text_too_short /name; "},
        {"/nickname", "1", "unknown_field /nickname; "},
        {"/currency", "\"GBX\"", "unknown_currency /currency; "},
        {"/currency", "", "missing_field /currency; "},
        {"/points/pending_days", "-1", "number_out_of_range /points/pending_days; "},
        {"/points/pending_days", "\"14\"", "wrong_type /points/pending_days; "},
        {"/points/expiry/months", "0", "number_out_of_range /points/expiry/months; "},
        {"/points/expiry/months", "121", "number_out_of_range /points/expiry/months; "},
        {"/earning", "[]", "value_not_allowed /earning; "},
        {"/earning/0/points", "0", "number_out_of_range /earning/0/points; "},
        {"/earning/0/per_minor", "0", "number_out_of_range /earning/0/per_minor; "},
        {"/earning/0/rounding", "\"banker\"", "value_not_allowed /earning/0/rounding; "},
        {"/earning/0/id", "\" spend\"", "invalid_identifier /earning/0/id; "},
        {"/redemption/minimum_points", "0", "number_out_of_range /redemption/minimum_points; "},
        {"/redemption/hold_minutes", "43201", "number_out_of_range /redemption/hold_minutes; "},
        {"/zone/initial_offset_s", "86401", "number_out_of_range /zone/initial_offset_s; "},
        {"/zone/transitions/1/at_s", "10", "value_not_allowed /zone/transitions/1/at_s; "},
        {"/zone/transitions/1/at_s", "9", "value_not_allowed /zone/transitions/1/at_s; "},
        {"/points/pending_days", "336", "value_not_allowed /points/pending_days; "},
    };
    for (const Change& row : table) {
        CAPTURE(row.path);
        CAPTURE(row.json);
        Value value = document();
        set_at(value, row.path, row.json);
        CHECK(text_of(check_program(value)) == row.errors);
        const auto program = read_program(value, 1);
        REQUIRE_FALSE(program.ok());
        CHECK(text_of({program.error()}) == row.errors);
    }
    CHECK(text_of(check_program(Value())) == "wrong_type ; ");
}

TEST_CASE("points that would be gone before they can be spent are no programme") {
    Value value = document();
    set_at(value, "/points/expiry/months", "1");
    set_at(value, "/points/pending_days", "27");
    CHECK(check_program(value).empty());
    set_at(value, "/points/pending_days", "28");
    const Errors errors = check_program(value);
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].found == "28");
    CHECK(errors[0].allowed == "at most 27, or points expire before they can be spent");
    set_at(value, "/points/expiry", "");
    CHECK(check_program(value).empty());
}

TEST_CASE("what points cost the merchant is private, all else of a programme public") {
    const Value value = document();
    CHECK(write_json(private_part(value, program_shape)) == R"({"points":{"cost_per_1000_minor":500}})");
    Value rest = value;
    rest.object()->find("points")->object()->erase("cost_per_1000_minor");
    CHECK(public_part(value, program_shape) == rest);
    CHECK(read_program(public_part(value, program_shape), 3).ok());
}
