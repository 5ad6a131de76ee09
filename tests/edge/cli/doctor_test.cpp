#include <doctest/doctest.h>

#include <filesystem>

#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

TEST_CASE("the doctor says what to mend, with commands that mend it") {
    CommandLine laurel;
    check_scenarios(laurel, {{.line = "doctor", .code = cli::failed, .err = {"there is no folder", "laurel init"}}});
    std::filesystem::create_directories(laurel.path("data"));
    check_scenarios(laurel, {{.line = "doctor", .code = cli::found, .out = {"MEND  there is a store", "laurel init"}}});
    laurel.make_store();
    laurel.write("shop.pem", "");
    check_scenarios(laurel,
                    {{.line = "doctor",
                      .code = cli::found,
                      .out = {"ok    store shop: it can be opened", "ok    store shop: a programme is in force",
                              "MEND  store shop: the shop's backend has a key\n      laurel key create --scope "
                              "orders:write --store shop\n",
                              "MEND  store shop: somebody may sign shopper tokens\n      laurel key trust KID"}},
                     {.line = "doctor --json", .code = cli::found, .out = {R"("well":false})"}},
                     {.line = "key create --scope orders:write --store shop"},
                     {.line = "key share"},
                     {.line = "doctor", .never = {"MEND"}},
                     {.line = "doctor --json", .out = {R"("well":true})"}}});
}

TEST_CASE("the doctor looks at every store, though one can't be opened or lies open to others") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("data/worn.laurel.sqlite", "no store");
    std::filesystem::permissions(laurel.path("data/worn.laurel.sqlite"), std::filesystem::perms(0644));
    check_scenarios(laurel, {{.line = "doctor",
                              .code = cli::found,
                              .out = {"MEND  store worn: its file is private\n      chmod 600 ",
                                      "MEND  store worn: it can be opened", "a file that was cut short",
                                      "ok    store shop: a programme is in force"}}});
}

}  // namespace
}  // namespace laurel
