#include <doctest/doctest.h>
#include <sqlite3.h>

#include "tests/edge/storage/files.h"
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

TEST_CASE("a page that was damaged is told by whoever meets it, with where to look further") {
    CommandLine laurel;
    laurel.make_store();
    laurel.import_orders();
    const std::string path = laurel.path("data/shop.laurel.sqlite");
    std::string bytes = contents(path);
    constexpr std::size_t page_bytes = 4096;
    for (std::size_t at = 2 * page_bytes; at < bytes.size(); at += page_bytes) bytes[at + page_bytes - 20] ^= 1;
    overwrite(path, bytes);
    check_scenarios(laurel, {{.line = "verify", .code = cli::found, .out = {"BROKEN"}},
                             {.line = "doctor", .code = cli::found, .out = {"MEND  store shop: it can be opened"}},
                             {.line = "member show ada",
                              .code = cli::failed,
                              .err = {"shop.laurel.sqlite: a page of the file is damaged", "needed: "}}});
}

}  // namespace
}  // namespace laurel
