#include <doctest/doctest.h>
#include <sqlite3.h>

#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

void change(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
}

TEST_CASE("verify proves a whole store and reads no other") {
    CommandLine laurel;
    laurel.make_store();
    laurel.import_orders();
    check_scenarios(laurel, {{.line = "verify",
                              .out = {"Store shop: ", "2 members", "115 points outstanding", "tree root ",
                                      "Every event, balance and state row holds."}},
                             {.line = "verify --json", .out = {R"("valid":true)"}, .never = {"finding"}}});
}

TEST_CASE("verify names the first event that breaks a rule, with exit code 1") {
    CommandLine laurel;
    laurel.make_store();
    laurel.import_orders();
    change(laurel.path("data/shop.laurel.sqlite"),
           "UPDATE event SET bytes = replace(bytes, 'import', 'export') WHERE position = 2");
    check_scenarios(laurel, {{.line = "verify", .code = cli::found, .out = {"BROKEN at event 2 (", "restore"}},
                             {.line = "verify --json",
                              .code = cli::found,
                              .out = {R"("finding":{)", R"("position":2)", R"("valid":false)"}}});
}

}  // namespace
}  // namespace laurel
