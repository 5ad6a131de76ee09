#include <doctest/doctest.h>

#include "tests/edge/support/command_line.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

std::string with(std::string text, std::string_view what, std::string_view by) {
    return text.replace(text.find(what), what.size(), by);
}

TEST_CASE("lint says what does not fit, place by place, and what it passes can be published") {
    CommandLine laurel;
    laurel.make_store();
    const std::string good(program_text);
    laurel.write("good.json", good);
    laurel.write("misspelt.json", with(good, "\"currency\"", "\"curency\""));
    laurel.write("fraction.json", with(good, "\"pending_days\":0", "\"pending_days\":1.5"));
    laurel.write("nowhere.json", with(good, "Europe/London", "Europe/Nowhere"));
    laurel.write("text", "{bad");
    for (const char* verb : {"program lint ", "program publish "}) {
        const auto line = [&](const char* rest) { return std::string(verb) + rest; };
        check_scenarios(
            laurel,
            {{.line = line("{folder}good.json").c_str()},
             {.line = line("{folder}misspelt.json").c_str(),
              .code = cli::found,
              .err = {"misspelt.json /curency: unknown_field", "/currency: missing_field"}},
             {.line = line("{folder}misspelt.json --json").c_str(),
              .code = cli::found,
              .out = {R"({"errors":[{"allowed":")", R"("code":"unknown_field")", R"("path":"/curency")"}},
             {.line = line("{folder}fraction.json").c_str(),
              .code = cli::found,
              .err = {"/points/pending_days", "1.5"}},
             {.line = line("{folder}nowhere.json").c_str(),
              .code = cli::found,
              .err = {"/time_zone: value_not_allowed", "an IANA time zone"}},
             {.line = line("{folder}text --json").c_str(), .code = cli::found, .out = {R"("code":"json_syntax")"}},
             {.line = line("{folder}none").c_str(),
              .code = cli::failed,
              .err = {"can't read", "- reads standard input"}},
             {.line = line("{folder}").c_str(), .code = cli::failed, .err = {"is a folder"}},
             {.line = line("- --json").c_str(), .code = cli::found, .out = {R"("found":"the end)"}, .in = ""},
             {.line = line("-").c_str(), .in = good.c_str()}});
    }
}

TEST_CASE("a version is in force from now or a later instant, never an earlier one") {
    CommandLine laurel;
    laurel.make_store();
    laurel.write("good.json", std::string(program_text));
    check_scenarios(laurel, {{.line = "program publish {folder}good.json",
                              .out = {"Version 2 is published, in force from 2026-03-01T12:00:00Z."}},
                             {.line = "program publish {folder}good.json --in-force-from 2027-01-01T00:00:00Z --json",
                              .out = {R"("in_force_from_at":"2027-01-01T00:00:00Z","version":3})"}},
                             {.line = "program publish {folder}good.json --in-force-from tomorrow",
                              .code = cli::usage,
                              .err = {"--in-force-from: found \"tomorrow\"", "with an offset"}},
                             {.line = "program publish {folder}good.json --in-force-from 2020-01-01T00:00:00Z",
                              .code = cli::usage,
                              .err = {"--in-force-from: found 2020-01-01T00:00:00Z", "now or later"}}});
}

TEST_CASE("what show prints can be edited and published again, and the schema is one JSON document") {
    CommandLine laurel;
    laurel.make_store();
    const Ran shown = laurel.run("program show");
    CHECK(shown.out == laurel.run("program show --json").out);
    CHECK(laurel.run("program publish -", shown.out).code == cli::done);
    CHECK(laurel.run("program show").out == shown.out);
    check_scenarios(laurel,
                    {{.line = "program schema --json", .out = {"https://json-schema.org/draft/2020-12/schema"}}});
}

}  // namespace
}  // namespace laurel
