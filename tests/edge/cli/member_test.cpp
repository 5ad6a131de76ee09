#include <doctest/doctest.h>

#include "tests/edge/support/command_line.h"

namespace laurel {
namespace {

TEST_CASE("a member is shown as of now and of any instant, in words and as JSON") {
    CommandLine laurel;
    laurel.make_store();
    laurel.import_orders();
    check_scenarios(
        laurel,
        {{.line = "member show ada",
          .out = {"Member ada of store shop, as of 1 Mar 2026 (Europe/London)", "Available now  34  points",
                  "Pending        45", "16 Jan 2026     2 Jan 2027", "Order A-1"}},
         {.line = "member show ada --json", .out = {R"("available":34)", R"("id":"ada")", R"("pending":45)"}},
         {.line = "member show ada --at 2026-01-10T00:00:00+01:00", .out = {"Available now   0", "Pending        34"}},
         {.line = "member show ada --at 2025-01-01T00:00:00Z", .out = {"Nothing had happened by then."}},
         {.line = "member show ada --at 2025-01-01T00:00:00Z --json", .out = {R"("available":0)"}},
         {.line = "member show ada --at 2026-02-30T00:00:00Z",
          .code = cli::usage,
          .err = {"--at: found \"2026-02-30T", "allowed"}},
         {.line = "member show ada --at yesterday --json",
          .code = cli::usage,
          .err = {"--at: found \"yesterday\"", "with an offset, such as 2026-11-22T08:00:00Z"}},
         {.line = "member export ada", .out = {"\"A-1\"", "\"A-2\"", "\"exported_at\":\"2026-03-01T12:00:00Z\""}},
         {.line = "member export ada --json", .out = {"\"A-1\""}, .never = {"B-1", "\"bo\""}}});
}

TEST_CASE("nobody is nobody for every verb, and nothing is made of them") {
    CommandLine laurel;
    laurel.make_store();
    laurel.import_orders();
    for (const std::string verb : {"show", "export", "erase --yes", "adjust --points 5 --reason thanks"}) {
        for (const char* id : {" Ada", " ''", " ada\xff", " '../x'"}) {
            const std::string line = "member " + verb + id;
            check_scenarios(
                laurel,
                {{.line = line.c_str(), .code = cli::found, .err = {"nobody has the customer id", "store shop"}}});
        }
    }
    CHECK(laurel.run("verify --json").json_of().integer_at("members") == 2);
}

TEST_CASE("points are given and taken with a reason, or refused with one") {
    CommandLine laurel;
    laurel.make_store();
    laurel.import_orders();
    check_scenarios(
        laurel,
        {{.line = "member adjust ada --points 50 --reason 'a late parcel'", .out = {"Given: 50 points."}},
         {.line = "member adjust ada --points -4 --reason 'a mistake' --json",
          .out = {R"({"point_kind":"points","points":-4})"}},
         {.line = "member show ada", .out = {"Available now  80", "a late parcel", "a mistake", "adjusted by +46"}},
         {.line = "member adjust ada --points -1000 --reason x",
          .code = cli::found,
          .err = {"refused (insufficient_points)", "at least -80", "nothing was changed"}},
         {.line = "member adjust ada --points 0 --reason x", .code = cli::found, .err = {"nothing was changed"}},
         {.line = "member adjust ada --points five --reason x", .code = cli::usage, .err = {"--points"}},
         {.line = "member adjust ada --points 99999999999999999999 --reason x",
          .code = cli::usage,
          .err = {"--points"}},
         {.line = "member adjust ada --points 9007199254740993 --reason x", .code = cli::usage, .err = {"--points"}},
         {.line = "member adjust ada --points 5 --reason ''", .code = cli::usage, .err = {"--reason"}},
         {.line = "member adjust ada --points 5", .code = cli::usage, .err = {"--reason is required"}},
         {.line = "member show ada", .out = {"Available now  80"}}});
}

TEST_CASE("an erased member is in no output and in no byte of the data folder, and the store verifies") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("private.csv",
                 "order,sku,quantity,price,placed_at,member\n"
                 "ORDER-zq7,teapot,1,34.00,2026-01-02T10:00:00Z,ada.lovelace@shop.example\n"
                 "ORDER-zq8,teapot,1,34.00,2026-01-03T10:00:00Z,bo\n");
    const char* traces[] = {"ada.lovelace", "ORDER-zq7", "her-own-words"};
    check_scenarios(laurel, {{.line = "import orders {folder}private.csv"},
                             {.line = "member adjust ada.lovelace@shop.example --points 5 --reason 'her-own-words'"},
                             {.line = "member erase ada.lovelace@shop.example",
                              .code = cli::usage,
                              .err = {"can't be undone", "laurel member export ada.lovelace@shop.example --store shop",
                                      "laurel member erase ada.lovelace@shop.example --store shop --yes"}},
                             {.line = "member show ada.lovelace@shop.example", .out = {"her-own-words"}}});
    for (const char* trace : traces)
        CHECK_MESSAGE(laurel.data_bytes().find(trace) != std::string::npos, std::string(trace));
    const Value before = laurel.run("verify --json").json_of();

    check_scenarios(laurel, {{.line = "member erase ada.lovelace@shop.example --yes", .out = {"Erased."}}});
    for (const char* trace : traces) {
        CHECK_MESSAGE(laurel.data_bytes().find(trace) == std::string::npos, std::string(trace));
        for (const char* line :
             {"member show bo --json", "member export bo", "key list", "verify", "doctor", "program show"})
            check_scenarios(laurel, {{.line = line, .code = laurel.run(line).code, .never = {trace}}});
    }
    check_scenarios(laurel,
                    {{.line = "member show ada.lovelace@shop.example", .code = cli::found, .err = {"nobody"}},
                     {.line = "member export ada.lovelace@shop.example", .code = cli::found, .err = {"nobody"}},
                     {.line = "member erase ada.lovelace@shop.example --yes", .code = cli::found, .err = {"nobody"}},
                     {.line = "member erase bo --yes --json", .out = {R"({"erased":true})"}}});
    const Value after = laurel.run("verify --json").json_of();
    CHECK(*after.find("valid") == Value(true));
    CHECK(after.integer_at("points_outstanding") == before.integer_at("points_outstanding"));
}

}  // namespace
}  // namespace laurel
