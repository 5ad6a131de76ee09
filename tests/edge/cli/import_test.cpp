#include <doctest/doctest.h>

#include "tests/edge/storage/files.h"
#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

constexpr const char* header = "order,sku,quantity,price,placed_at,member\n";

TEST_CASE("an import reports what it did, to the penny, and a repetition changes nothing") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("orders.csv", std::string(header) +
                                   "A-1,teapot,1,34.00,2026-01-02T10:00:00Z,ada\n"
                                   "A-2,oolong,many,11.40,2026-02-20T10:00:00Z,ada\n"
                                   "G-1,cups,2,18.00,2026-01-05T10:00:00Z,\n");
    check_scenarios(laurel,
                    {{.line = "import orders {folder}orders.csv --dry-run", .out = {"Both add up to the penny."}},
                     {.line = "verify --json", .out = {R"("members":0)"}},
                     {.line = "import orders {folder}orders.csv --report {folder}findings.csv",
                      .out = {"£34.00", "guests' orders"}},
                     {.line = "import orders {folder}orders.csv --json --report {folder}findings.json",
                      .out = {R"("dry_run":false)"}},
                     {.line = "member show ada", .out = {"Available now  34"}},
                     {.line = "verify --json", .out = {R"("members":1)", R"("points_outstanding":34)"}}});
    CHECK(contents(laurel.path("findings.csv")).find("\n3,rejected,A-2,") != std::string::npos);
    CHECK(read_json(contents(laurel.path("findings.json"))).ok());
}

TEST_CASE("columns are named with --map, and what is wrong with it is said in its words") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("shop.csv", "Order,Item,Qty,Price,Date,Customer\nA-1,teapot,1,34.00,2026-01-02 10:00,ada\n");
    check_scenarios(laurel, {{.line = "import orders {folder}shop.csv",
                              .code = cli::usage,
                              .err = {"--map order=: found no column", "\"Qty\""}},
                             {.line = "import orders {folder}shop.csv --map order=Order,sku=Itm",
                              .code = cli::usage,
                              .err = {"--map sku=: found \"Itm\"", "a column of the file: \"Order\", \"Item\""}},
                             {.line = "import orders {folder}shop.csv --map colour=Order",
                              .code = cli::usage,
                              .err = {"--map: found \"colour=Order\""}},
                             {.line = "import orders {folder}shop.csv --map "
                                      "order=Order,sku=Item,quantity=Qty,price=Price,placed_at=Date,member=Customer",
                              .out = {"£34.00"}},
                             {.line = "member show ada", .out = {"Order A-1"}}});
}

TEST_CASE("what can't be imported is said before anything is") {
    CommandLine laurel;
    laurel.write("orders.csv", std::string(header) + "A-1,teapot,1,34.00,2026-01-02T10:00:00Z,ada\n");
    laurel.write("empty.csv", "");
    laurel.write("cut.csv.gz", "\x1f\x8b\x08");
    check_scenarios(laurel,
                    {{.line = "import orders {folder}orders.csv", .code = cli::failed, .err = {"laurel init"}}});
    laurel.make_store();
    check_scenarios(
        laurel, {{.line = "import", .code = cli::usage, .err = {"laurel import --help"}},
                 {.line = "import orders", .code = cli::usage, .err = {"file is required"}},
                 {.line = "import orders {folder}none.csv",
                  .code = cli::failed,
                  .err = {"can't read", "No such file", "needed:"}},
                 {.line = "import orders {folder}", .code = cli::failed, .err = {"a folder"}},
                 {.line = "import orders {folder}empty.csv", .code = cli::failed, .err = {"empty.csv: no header line"}},
                 {.line = "import orders {folder}cut.csv.gz", .code = cli::failed, .err = {"cut.csv.gz: "}},
                 {.line = "import orders {folder}orders.csv --layout other",
                  .code = cli::usage,
                  .err = {"--layout: found \"other\""}},
                 {.line = "import orders {folder}orders.csv --currency EUR",
                  .code = cli::usage,
                  .err = {"--currency: found EUR", "GBP"}},
                 {.line = "import orders {folder}orders.csv --time-zone Mars",
                  .code = cli::usage,
                  .err = {"--time-zone: found \"Mars\""}},
                 {.line = "import orders {folder}orders.csv --report {folder}none/findings.csv",
                  .code = cli::failed,
                  .err = {"can't write", "nothing was imported"}},
                 {.line = "verify --json", .out = {R"("members":0)"}}});
}

TEST_CASE("a stopped import is no success, and goes on when it is started again") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("orders.csv", std::string(header) + "A-1,teapot,1,34.00,2026-01-02T10:00:00Z,ada\n");
    laurel.is_stopping = true;
    check_scenarios(
        laurel, {{.line = "import orders {folder}orders.csv",
                  .code = cli::found,
                  .out = {"Stopped before the end", "Run the same command again to continue."},
                  .never = {"Imported", "£"}},
                 {.line = "import orders {folder}orders.csv --json", .code = cli::found, .out = {R"("stopped":true)"}},
                 {.line = "verify --json", .out = {R"("members":0)"}}});
    laurel.is_stopping = false;
    check_scenarios(laurel, {{.line = "import orders {folder}orders.csv", .out = {"£34.00"}},
                             {.line = "member show ada", .out = {"Available now  34"}}});
}

}  // namespace
}  // namespace laurel
