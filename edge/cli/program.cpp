#include <memory>

#include "edge/cli/command.h"
#include "edge/openapi.h"
#include "shared/base/time.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string file;
    std::string in_force_from;
};

Value read_document(Session& session, const std::string& file) {
    auto document = read_json(read_file(session, file));
    if (document) return std::move(*document);
    const std::string place = document.error().path.empty() ? "" : " at " + document.error().path;
    session.fail(found, file + " is not the JSON of a programme" + place + ": " + message_of(document.error()));
}

// Prints what does not fit, a line each; true when everything does.
bool fits(Session& session, const std::string& file, const Value& document) {
    const Errors errors = check_program(document);
    if (session.json) {
        Array list;
        for (const Error& error : errors) {
            list.push_back(Object{{"allowed", error.allowed},
                                  {"code", name_of(error.code)},
                                  {"found", error.found},
                                  {"path", error.path}});
        }
        session.print(Object{{"errors", std::move(list)}});
    }
    for (const Error& error : errors) {
        session.err() << file << ' ' << (error.path.empty() ? "/" : error.path) << ": " << name_of(error.code) << ", "
                      << message_of(error) << '\n';
    }
    return errors.empty();
}

void lint(Session& session, const Asked& asked) {
    if (!fits(session, asked.file, read_document(session, asked.file))) throw Exit{found};
    if (!session.json) session.out() << asked.file << " can be published.\n";
}

void publish(Session& session, const Asked& asked) {
    const Value document = read_document(session, asked.file);
    const bool wants_json = std::exchange(session.json, false);
    if (!fits(session, asked.file, document)) throw Exit{found};
    std::optional<std::int64_t> from_ms;
    if (!asked.in_force_from.empty()) from_ms = session.take(read_instant(asked.in_force_from, "--in-force-from"));
    const Writer writer{.principal = "cli", .author = "cli"};
    const Answer answer = session.take(session.service().publish(writer, document, from_ms));
    const Value body = read_json(answer.body).value();
    if (wants_json) return session.print(body);
    session.out() << "Version " << body.integer_at("version") << " is published, in force from "
                  << body.string_at("in_force_from_at") << ".\n";
}

void show(Session& session) {
    const auto program = session.service().newest_program();
    if (!program)
        session.fail(found, "the store has no programme yet", "publish one with: laurel program publish FILE");
    Value document = read_json(program->row.document).value();
    document.object()->erase("zone");  // embedded anew by the next publishing
    session.print(document);
}

}  // namespace

void add_program(CLI::App& app, Session& session) {
    CLI::App* program = app.add_subcommand("program", "Check, publish and show the store's programme");
    program->require_subcommand(1);
    const auto asked = std::make_shared<Asked>();
    const auto verb = [&](const char* name, const char* text, const char* example) {
        CLI::App* added = program->add_subcommand(name, text);
        added->footer(std::string("Example:  laurel program ") + example);
        return added;
    };
    CLI::App* lint_verb = verb("lint", "Say what does not fit in a programme, place by place", "lint program.json");
    lint_verb->add_option("file", asked->file, "The programme's JSON; - for standard input")->required();
    session.add_json_option(*lint_verb);
    lint_verb->callback([&session, asked] { lint(session, *asked); });

    CLI::App* publish_verb =
        verb("publish", "Put a new version in force", "publish program.json --in-force-from 2027-01-01T00:00:00Z");
    publish_verb->add_option("file", asked->file, "The programme's JSON; - for standard input")->required();
    publish_verb->add_option("--in-force-from", asked->in_force_from,
                             "From this instant (RFC 3339); now when left out");
    session.add_store_options(*publish_verb);
    publish_verb->callback([&session, asked] { publish(session, *asked); });

    CLI::App* show_verb =
        verb("show", "The newest version's document, to edit and publish again", "show > program.json");
    session.add_store_options(*show_verb);
    show_verb->callback([&session] { show(session); });

    verb("schema", "The JSON Schema of a programme, for editors", "schema > program.schema.json")->callback([&session] {
        session.out() << program_schema_document() << '\n';
    });
}

}  // namespace laurel::cli
