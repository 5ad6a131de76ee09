#include <memory>

#include "edge/cli/program.h"
#include "edge/cli/starting.h"
#include "edge/starters.h"
#include "edge/text_table.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string starter;
    Place place;
};

void list(Session& session) {
    Array list;
    std::string text;
    for (const Starter& starter : starters()) {
        list.push_back(Object{{"description", starter.description}, {"name", starter.name}, {"title", starter.title}});
        text += starter.name + ": " + starter.description + '\n';
    }
    session.answer(list, text + "\nBegin with one: laurel init --store myshop --program NAME");
}

void print(Session& session, const Asked& asked) {
    if (asked.starter.empty()) return list(session);
    const Starter& starter = starter_called(session, asked.starter);
    check_place(session, asked.place);
    session.print(starter_program(starter, starter.title, asked.place.currency, asked.place.time_zone));
}

}  // namespace

void add_program_starters(CLI::App& program, Session& session) {
    CLI::App* verb = program.add_subcommand("starters", "Ready programmes to begin from; one of them as a document");
    verb->footer(
        "Example:  laurel program starters\n"
        "          laurel program starters grocery --currency EUR --time-zone Europe/Berlin > program.json");
    const auto asked = std::make_shared<Asked>();
    verb->add_option("name", asked->starter, "Print this one's document");
    add_place_options(*verb, asked->place);
    session.add_json_option(*verb);
    verb->callback([&session, asked] { print(session, *asked); });
}

}  // namespace laurel::cli
