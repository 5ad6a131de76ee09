// Trying orders, comparing, back-testing and going back, as somebody at a terminal does it.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/edge/storage/files.h"
#include "tests/edge/support/books.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

constexpr std::string_view cart = R"({"lines":[{"sku":"mug","quantity":2,"amount_minor":4000}]})";

// The store's own programme with one rule more and twice the points.
std::string draft_of(CommandLine& laurel) {
    Value program = laurel.run("program show").json_of();
    Array& earning = *program.object()->find("earning")->array();
    earning[0].object()->set("points", 2);
    earning.push_back(
        read_json(R"({"id":"mondays","points":5,"window":{"weekdays":["monday"]},"name":{"en":"Mondays"}})").value());
    return write_json(program);
}

TEST_CASE("a cart is tried under the version in force and under a draft, and nothing is written") {
    Books laurel;
    laurel.write("cart.json", std::string(cart));
    laurel.write("draft.json", draft_of(laurel));
    laurel.write("bad.json", R"({"lines":[{"sku":"mug","quantity":0,"amount_minor":4000}]})");
    const std::string before = laurel.data_bytes();
    check_scenarios(
        laurel,
        {{.line = "program try {folder}cart.json --member ada",
          .out = {"Version 1 on £40.00 of ada at 2026-03-01T12:00:00Z", "per-amount", "40", "gives",
                  "40 points: can be spent from 15 Mar 2026, good through 1 Mar 2027.", "Nothing was written."}},
         {.line = "program try {folder}cart.json --draft {folder}draft.json --member ada",
          .out = {"The draft on", "80", "mondays", "closed: not on this weekday"}},
         {.line = "program try {folder}cart.json --draft {folder}draft.json --at 2026-03-02T09:00:00Z",
          .out = {"of a guest", "A guest earns nothing", "85 points: can be spent from 16 Mar 2026"}},
         {.line = "program try - --json", .out = {R"("guest":true)", R"("sentence":"gives")"}, .in = cart.data()},
         {.line = "program try {folder}bad.json", .code = cli::found, .err = {"bad.json /lines/0/quantity"}},
         {.line = "program try {folder}bad.json --json", .code = cli::found, .out = {R"("path":"/lines/0/quantity")"}},
         {.line = "program try {folder}cart.json --at noon", .code = cli::usage, .err = {"--at: found"}},
         {.line = "program try --help", .out = {"Example:  laurel program try order.json"}}});
    CHECK(laurel.data_bytes() == before);
}

TEST_CASE("what a draft changes is said in plain words, against a version or another file") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("draft.json", draft_of(laurel));
    laurel.write("same.json", laurel.run("program show").out);
    check_scenarios(
        laurel,
        {{.line = "program diff {folder}draft.json",
          .out = {"Rule \"per-amount\": 1 point for each £1.00 -> 2 points for each £1.00.\n",
                  "New rule \"mondays\": 5 points"}},
         {.line = "program diff 1 {folder}draft.json --json",
          .out = {R"([{"after":{"per_minor":100,"points":2},"before":{"per_minor":100,"points":1},)",
                  R"("path":"/earning/per-amount")"}},
         {.line = "program diff {folder}same.json", .out = {"They say the same."}},
         {.line = "program diff 1 7", .code = cli::found, .err = {"there is no version 7", "laurel program versions"}},
         {.line = "program diff --help", .out = {"Example:  laurel program diff"}}});
}

TEST_CASE("versions are listed, a later one can be scheduled, and an earlier one comes back as a new one") {
    CommandLine laurel;
    laurel.make_store();
    const Value first = laurel.run("program show").json_of();
    laurel.write("draft.json", draft_of(laurel));
    laurel.now_ms += 1000;
    check_scenarios(
        laurel,
        {{.line = "program publish {folder}draft.json"},
         {.line = "program publish {folder}draft.json --in-force-from 2027-01-01T00:00:00Z"},
         {.line = "program versions", .out = {"in force", "scheduled", "past", "ever", "cli"}},
         {.line = "program versions --limit 1 --json", .out = {R"({"next_before":3,"versions":[{"author":"cli")"}},
         {.line = "program versions --before 2 --json", .out = {R"({"next_before":null)", R"("version":1}]})"}},
         {.line = "program versions --limit 1", .out = {"Older ones: laurel program versions --before 3"}},
         {.line = "program rollback 1", .out = {"Version 4 is published", "It says what version 1 says."}},
         {.line = "program versions", .out = {"replaced"}},
         {.line = "program rollback 9", .code = cli::usage, .err = {"version: found 9", "1 to 4"}},
         {.line = "program rollback 1 --in-force-from 2020-01-01T00:00:00Z",
          .code = cli::usage,
          .err = {"now or later"}},
         {.line = "program versions --help", .out = {"Example:  laurel program versions"}},
         {.line = "program rollback --help", .out = {"Example:  laurel program rollback 1"}}});
    CHECK(laurel.run("program show").json_of() == first);
}

TEST_CASE("a store keeps its currency") {
    CommandLine laurel;
    laurel.make_store();
    Value program = laurel.run("program show").json_of();
    program.object()->set("currency", "EUR");
    laurel.write("euros.json", write_json(program));
    laurel.write("cart.json", std::string(cart));
    const std::string before = laurel.data_bytes();
    for (const char* line : {"program publish {folder}euros.json", "program backtest {folder}euros.json",
                             "program try {folder}cart.json --draft {folder}euros.json"}) {
        check_scenarios(
            laurel,
            {{.line = line, .code = cli::found, .err = {"euros.json /currency: currency_mismatch", "EUR", "GBP"}}});
    }
    CHECK(laurel.data_bytes() == before);
}

TEST_CASE("a draft is tested on the real past, with a line for each member") {
    Books laurel;
    laurel.write("draft.json", draft_of(laurel));
    laurel.write("same.json", laurel.run("program show").out);
    const std::string before = laurel.data_bytes();
    check_scenarios(
        laurel,
        {{.line = "program backtest {folder}same.json",
          .out = {"0 members would have earned and kept more, 0 less, 3 the same; 3 come out exactly as they are"}},
         {.line = "program backtest {folder}draft.json --report {folder}members.csv",
          .out = {"Back-test of", "earned and kept", "Points by rule", "mondays", "Most gained:", "ada"}},
         {.line = "program backtest {folder}draft.json --report {folder}members.json --json",
          .out = {R"("members":3)", R"("most_gained":[)"}},
         {.line = "program backtest {folder}draft.json --from soon", .code = cli::usage, .err = {"--from: found"}},
         {.line = "program backtest {folder}draft.json --report {folder}nowhere/x.csv", .code = cli::failed},
         {.line = "program backtest --help", .out = {"Example:  laurel program backtest"}}});
    CHECK(laurel.data_bytes() == before);
    const std::string csv = contents(laurel.path("members.csv"));
    CHECK(csv.starts_with("member_id,member,point_kind,earned_was,"));
    CHECK(csv.find("\r\nada,member/") != std::string::npos);
    CHECK(read_json(contents(laurel.path("members.json"))).ok());
    laurel.is_stopping = true;
    check_scenarios(laurel,
                    {{.line = "program backtest {folder}draft.json", .code = cli::found, .err = {"stopped before"}}});
}

}  // namespace
}  // namespace laurel
