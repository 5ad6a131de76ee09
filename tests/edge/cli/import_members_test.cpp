#include <doctest/doctest.h>

#include "tests/edge/storage/files.h"
#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

TEST_CASE("members are tried out with a report that reconciles") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("customers.csv",
                 "Email,Name,Points balance,VIP tier\nAda@example.com,Ada,1250,Gold\nbo@example.com,Bo,12.5,\n"
                 "cy@example.com,Cy,many,\n");
    laurel.write("activity.csv",
                 "Customer Email,Points Change,Description,Date\n"
                 "ada@example.com,1500,Order,2025-06-01\nada@example.com,-300,Redeemed,2025-07-01\n");
    const std::string before = laurel.data_bytes();
    check_scenarios(
        laurel,
        {{.line = "import members {folder}customers.csv --dry-run",
          .out = {"Dry run: nothing was written", "smile, balances, UTF-8", "balance  from column \"Points balance\"",
                  "It all adds up to the point.", "rounded by 0.5", "the points are not a number"}},
         {.line = "import members {folder}customers.csv {folder}activity.csv --dry-run --report {folder}report.csv",
          .out = {"the history adds up to 1200", "type \"Redeemed\""}},
         {.line = "import members {folder}customers.csv --json --dry-run --report {folder}report.json",
          .out = {R"("reconciles":true)", R"("opening_lots":"one_lot_now")"}},
         {.line = "import members {folder}customers.csv --dry-run --opening-lots expires_on:2026-12-31 --rounding up",
          .out = {"expires_on:2026-12-31"}}});
    CHECK(laurel.data_bytes() == before);
    const std::string report = contents(laurel.path("report.csv"));
    CHECK(report.find("\nopened,ada@example.com,1250,1200,-50,,,,the history adds up to 1200\n") != std::string::npos);
    CHECK(report.find("\nrejected,cy@example.com,,,,") != std::string::npos);
    CHECK(read_json(contents(laurel.path("report.json"))).ok());
}

TEST_CASE("members are imported once, and shown as the report has them") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("customers.csv", "Email,Points balance,VIP tier\nada@example.com,1250,Gold\nbo@example.com,-40,\n");
    check_scenarios(laurel,
                    {{.line = "import members {folder}customers.csv",
                      .out = {"Imported\n", "opened                       2 members  1210 points",
                              "All 2 stated balances are as opened", "1 members  \"Gold\""}},
                     {.line = "member show ada@example.com", .out = {"1,250  points", "Brought along"}},
                     {.line = "import members {folder}customers.csv",
                      .out = {"opened by an earlier import  2 members  1210 points", "It all adds up to the point."}},
                     {.line = "member erase ada@example.com --yes"},
                     {.line = "import members {folder}customers.csv", .out = {"erased since: nothing is opened again"}},
                     {.line = "member show ada@example.com", .code = cli::found},
                     {.line = "verify", .out = {"2 members", "Every event, balance and state row holds."}}});
}

TEST_CASE("what is wrong with an import of members is said before anything is read") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("customers.csv", "Email,Punkte\nada@example.com,1250\n");
    const std::pair<const char*, const char*> options[] = {
        {"--opening-lots later", "--opening-lots: found \"later\""},
        {"--rounding sideways", "--rounding: found \"sideways\""},
        {"--trust nobody", "--trust: found \"nobody\""},
        {"--rows people", "--rows: found \"people\""},
        {"--date-format ymd", "--date-format: found \"ymd\""},
        {"--type Gift", "--type: found \"Gift\""},
        {"--delimiter comma", "--delimiter: found \"comma\""},
        {"--encoding klingon", "--encoding: found \"klingon\""},
        {"--time-zone Mars", "--time-zone: found \"Mars\""},
        {"--from joy", "--from: found \"joy\""},
        {"--id-column Nummer", "--id-column: found \"Nummer\""},
        {"--map balance=Points", "--map balance=: found \"Points\""},
        {"--map colour=Punkte", "--map: found \"colour=Punkte\""},
    };
    for (const auto& [option, said] : options) {
        const std::string line = "import members {folder}customers.csv --dry-run " + std::string(option);
        check_scenarios(laurel, {{.line = line.c_str(), .code = cli::usage, .err = {said, "allowed: "}}});
    }
    check_scenarios(laurel, {{.line = "import members {folder}customers.csv --dry-run",
                              .code = cli::failed,
                              .err = {"no column is known for a balance among \"Email\", \"Punkte\"", "--map"}},
                             {.line = "import members --map balance=Punkte {folder}customers.csv --dry-run",
                              .out = {"1250 points"}},
                             {.line = "import members {folder}none.csv", .code = cli::failed, .err = {"can't read"}},
                             {.line = "import members --help", .out = {"Example:  laurel import members"}}});
}

}  // namespace
}  // namespace laurel
