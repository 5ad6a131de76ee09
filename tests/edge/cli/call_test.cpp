#include <doctest/doctest.h>

#include "tests/edge/support/command_line.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

TEST_CASE("call answers one JSON line for each request, errors among them") {
    CommandLine laurel;
    laurel.write("loaded.json", "{\"program\":" + std::string(program_text) + ",\"version\":1}");
    laurel.write("program.json", std::string(program_text));
    check_scenarios(laurel,
                    {{.line = "call --program {folder}loaded.json",
                      .out = {R"({"confirm_at_edge":false,"points":12})"},
                      .in = R"({"call":"earn","cart":{"amount_minor":1250},"now_ms":0})"},
                     {.line = "call --json --program {folder}loaded.json",
                      .out = {R"({"confirm_at_edge":false,"points":12})"},
                      .in = R"({"call":"earn","cart":{"amount_minor":1250},"now_ms":0})"},
                     {.line = "call --program {folder}loaded.json",
                      .out = {"json_syntax", R"({"confirm_at_edge":false,"points":0})"},
                      .in = "{bad\n\n{\"call\":\"earn\",\"cart\":{\"amount_minor\":1},\"now_ms\":0}\n"},
                     {.line = "call",
                      .out = {"program_missing"},
                      .in = R"({"call":"earn","cart":{"amount_minor":1250},"now_ms":0})"},
                     {.line = "call", .in = ""},
                     {.line = "call --program {folder}program.json",
                      .out = {R"(an object with \"program\" or \"states\")"},
                      .in = R"({"call":"earn","cart":{"amount_minor":1250},"now_ms":0})"},
                     {.line = "call --states {folder}none", .code = cli::failed, .err = {"can't read", "none"}}});
}

}  // namespace
}  // namespace laurel
