#include <doctest/doctest.h>

#include "edge/starters.h"
#include "shared/program.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

TEST_CASE("every ready programme can be published in any currency, and its rules have names in both languages") {
    REQUIRE(starters().size() == 5);
    for (const Starter& starter : starters()) {
        CAPTURE(starter.name);
        for (const char* currency : {"GBP", "CNY", "JPY", "KWD"}) {
            const Value program = starter_program(starter, "Shop", currency, "Asia/Shanghai");
            CHECK(check_program(program) == Errors{});
            for (const Value& rule : program.array_at("earning")) {
                CHECK_FALSE(rule.find("name")->string_at("en").empty());
                CHECK_FALSE(rule.find("name")->string_at("zh-CN").empty());
            }
        }
        CHECK_MESSAGE(contents("README.md").find(starter.description) != std::string::npos, starter.description);
    }
    const Value yen = starter_program(*find_starter("grocery"), "Shop", "JPY", "Asia/Tokyo");
    CHECK(yen.array_at("earning")[0].integer_at("per_minor") == 2);
}

TEST_CASE("a ready programme earns what its sentence says") {
    struct Row {
        const char* starter;
        const char* category;
        std::int64_t amount_minor;
        const char* at;
        std::int64_t points;
    };
    // 2026-06-01 is a Monday, the 9th a Tuesday.
    const Row rows[] = {
        {"plain", "tea", 2599, "2026-06-01T10:00:00Z", 25},
        {"beauty", "hair", 2500, "2026-06-01T10:00:00Z", 25},
        {"beauty", "skincare", 2500, "2026-06-01T10:00:00Z", 50},
        {"grocery", "fruit", 1900, "2026-06-01T10:00:00Z", 9},
        {"grocery", "fruit", 1900, "2026-06-09T10:00:00Z", 18},
        // 9.5 points rounded down, and twice as much again, 19, for itself.
        {"grocery", "fruit", 1900, "2026-06-08T10:00:00Z", 28},
        {"grocery", "tobacco", 1900, "2026-06-08T10:00:00Z", 0},
        {"grocery", "fruit", 200000, "2026-06-01T10:00:00Z", 500},
        {"fashion", "coats", 5000, "2026-06-01T10:00:00Z", 200},
        {"fashion", "coats", 5000, "2026-09-14T10:00:00Z", 300},
        {"fashion", "pre-order", 5000, "2026-06-01T10:00:00Z", 250},
        {"fashion", "clearance", 5000, "2026-06-01T10:00:00Z", 100},
        {"digital", "games", 499, "2026-06-01T10:00:00Z", 4},
        {"digital", "games", 500, "2026-06-01T10:00:00Z", 15},
    };
    for (const Row& row : rows) {
        CAPTURE(row.starter);
        CAPTURE(row.category);
        CAPTURE(row.at);
        CommandLine laurel;
        REQUIRE(laurel.run("init --store shop --program " + std::string(row.starter)).code == cli::done);
        const Value order = Object{{"lines", Array{Object{{"sku", "x"},
                                                          {"quantity", 1},
                                                          {"amount_minor", row.amount_minor},
                                                          {"categories", Array{row.category}}}}}};
        const Ran ran = laurel.run("program try - --json --at " + std::string(row.at), write_json(order));
        INFO(ran.err);
        REQUIRE(ran.code == cli::done);
        std::int64_t points = 0;
        const Value answer = ran.json_of();
        for (const Value& earned : answer.array_at("earned")) points += earned.integer_at("points");
        CHECK(points == row.points);
    }
}

TEST_CASE("the ready programmes are listed and printed, to begin from in a store that is there already") {
    CommandLine laurel;
    check_scenarios(
        laurel,
        {{.line = "program starters", .out = {"beauty: ", "grocery: ", "fashion: ", "digital: ", "plain: "}},
         {.line = "program starters --json", .out = {R"("name":"beauty")"}},
         {.line = "program starters beauty --currency KWD", .out = {R"("per_minor":1000)"}},
         {.line = "program starters bakery", .code = cli::usage, .err = {"no ready programme \"bakery\"", "grocery"}},
         {.line = "program starters beauty --currency xyz", .code = cli::usage, .err = {"no currency"}},
         {.line = "program starters --help", .out = {"Example:  laurel program starters"}},
         {.line = "init --store shop --program bakery", .code = cli::usage, .err = {"no ready programme"}},
         {.line = "init --store shop --program fashion", .out = {"Its programme is \"fashion\", in GBP"}}});
}

}  // namespace
}  // namespace laurel
