#include "edge/program_diff.h"

#include <algorithm>
#include <memory>

#include "edge/cli/program.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string first;
    std::string second;
};

// A file, or the number of a published version.
Value programme(Session& session, const std::string& name) {
    const bool is_number = !name.empty() && name.size() < 10 &&
                           std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number) return fitting_document(session, name);
    const auto versions = session.service().programs();
    const auto version = static_cast<std::size_t>(std::stoul(name));
    if (version < 1 || version > versions.size()) {
        session.fail(found, "there is no version " + name,
                     "versions are listed by: laurel program versions" + session.where(session.store()));
    }
    return read_json(versions[version - 1]->row.document).value();
}

Value newest(Session& session) {
    const auto program = session.service().newest_program();
    if (!program) session.fail(found, "the store has no programme yet", "name two files: laurel program diff A B");
    return read_json(program->row.document).value();
}

void diff(Session& session, const Asked& asked) {
    const Value before = asked.second.empty() ? newest(session) : programme(session, asked.first);
    const Value after = programme(session, asked.second.empty() ? asked.first : asked.second);
    const auto changes = program_diff(before, after);
    std::string text = changes.empty() ? "They say the same." : "";
    for (const Change& change : changes) text += (text.empty() ? "" : "\n") + change.sentence;
    session.answer(changes_to_value(changes), text);
}

}  // namespace

void add_program_diff(CLI::App& program, Session& session) {
    CLI::App* verb = program.add_subcommand("diff", "What a programme changes, in plain words");
    verb->footer(
        "Example:  laurel program diff program.json      (against the newest version)\n"
        "          laurel program diff 3 program.json; laurel program diff 3 4");
    const auto asked = std::make_shared<Asked>();
    verb->add_option("a", asked->first, "A file, or a published version's number; alone, what changes from the newest")
        ->required();
    verb->add_option("b", asked->second, "What it becomes: likewise");
    session.add_store_options(*verb);
    verb->callback([&session, asked] { diff(session, *asked); });
}

}  // namespace laurel::cli
