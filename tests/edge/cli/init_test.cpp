#include <doctest/doctest.h>

#include <filesystem>

#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

TEST_CASE("init makes a store whose next steps work as they are printed") {
    CommandLine laurel;
    const Ran ran = laurel.run("init --store shop --data {folder}elsewhere --currency JPY --time-zone Asia/Tokyo");
    INFO(ran.err);
    REQUIRE(ran.code == cli::done);
    CHECK(ran.out.find("1 point for each") != std::string::npos);
    const std::string elsewhere = " --data " + laurel.path("elsewhere");
    for (const std::string& next :
         {"laurel key create --scope orders:write" + elsewhere + " --store shop\n",
          "laurel program show" + elsewhere + " --store shop > program.json\n", "laurel serve" + elsewhere + "\n"}) {
        CHECK_MESSAGE(ran.out.find(next) != std::string::npos, next);
    }
    CHECK(laurel.run("key create --scope orders:write" + elsewhere + " --store shop").code == cli::done);
    const Value program = laurel.run("program show" + elsewhere).json_of();
    CHECK(program.string_at("time_zone") == "Asia/Tokyo");
    CHECK(program.array_at("earning")[0].integer_at("per_minor") == 1);
    using std::filesystem::perms;
    CHECK(std::filesystem::status(laurel.path("elsewhere/shop.laurel.sqlite")).permissions() ==
          (perms::owner_read | perms::owner_write));
}

TEST_CASE("what init can't use is said, and nothing stays behind") {
    CommandLine laurel;
    laurel.write("file", "");
    check_scenarios(
        laurel,
        {{.line = "init", .code = cli::usage, .err = {"--store is required", "laurel init --help"}},
         {.line = "init --store 'My Shop'", .code = cli::usage, .err = {"\"My Shop\" can't name a store", "lowercase"}},
         {.line = "init --store ../shop", .code = cli::usage, .err = {"can't name a store"}},
         {.line = "init --store shop --currency gbp", .code = cli::usage, .err = {"no currency", "ISO 4217"}},
         {.line = "init --store shop --time-zone Mars/Olympus",
          .code = cli::usage,
          .err = {"--time-zone: found \"Mars/Olympus\"", "an IANA time zone such as Europe/London"}},
         {.line = "init --store shop --data {folder}file",
          .code = cli::failed,
          .err = {"can't make the folder", "--data"}}});
    CHECK_FALSE(std::filesystem::exists(laurel.path("data")));
    check_scenarios(laurel, {{.line = "init --store shop --json", .out = {"shop.laurel.sqlite\",\"store\":\"shop\"}"}},
                             {.line = "init --store shop --json", .code = cli::failed, .err = {"already there"}},
                             {.line = "init --store second"}});
}

TEST_CASE("init does not build upon what is left of another store") {
    CommandLine laurel;
    std::filesystem::create_directories(laurel.path("data"));
    laurel.write("data/shop.laurel.sqlite-wal", "the newest writes of a file that was moved");
    check_scenarios(laurel, {{.line = "init --store shop", .code = cli::failed, .err = {"-wal is left of a store"}}});
    CHECK(laurel.data_bytes().find("the newest writes") != std::string::npos);
}

}  // namespace
}  // namespace laurel
