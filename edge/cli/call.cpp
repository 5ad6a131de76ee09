#include <istream>
#include <memory>

#include "edge/cli/command.h"
#include "shared/wire/call.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string program;
    std::string states;
};

void call(Session& session, const Asked& asked) {
    std::optional<wire::Loaded> program;
    std::optional<wire::Loaded> states;
    if (!asked.program.empty()) program = wire::load(read_file(session, asked.program));
    if (!asked.states.empty()) states = wire::load(read_file(session, asked.states));
    std::string line;
    while (std::getline(session.environment().in, line)) {
        if (line.empty()) continue;
        session.out() << wire::call(program ? &*program : nullptr, states ? &*states : nullptr, line) << '\n';
    }
}

}  // namespace

void add_call(CLI::App& app, Session& session) {
    CLI::App* verb =
        app.add_subcommand("call", "Answer the core's calls, one JSON request a line, as the page's WebAssembly does");
    verb->footer(
        "Example:  echo '{\"call\":\"earn\",\"cart\":{\"amount_minor\":1250},\"now_ms\":0}' | laurel call --program "
        "loaded.json\n"
        "          where loaded.json is {\"program\": {...}, \"version\": 1}");
    const auto asked = std::make_shared<Asked>();
    session.add_json_option(*verb);  // as every verb; it speaks nothing else
    verb->add_option("--program", asked->program, "What to load as the programme");
    verb->add_option("--states", asked->states, "What to load as states: {\"states\": {\"member/...\": {...}}}");
    verb->callback([&session, asked] { call(session, *asked); });
}

}  // namespace laurel::cli
