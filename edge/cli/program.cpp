#include <memory>

#include "edge/cli/program.h"
#include "edge/openapi.h"
#include "edge/timezone.h"
#include "shared/base/time.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string file;
    std::string in_force_from;
};

// What does not fit; publishing looks the zone up, so lint does too.
Errors faults_of(const Value& document) {
    Errors errors = check_program(document);
    if (!errors.empty()) return errors;
    if (const auto zone = zone_of(document.string_at("time_zone"), 0, 0); !zone)
        errors.push_back({zone.error().code, "/time_zone", zone.error().found, zone.error().allowed});
    return errors;
}

Value to_value(const Errors& errors) {
    Array list;
    for (const Error& error : errors) {
        list.push_back(Object{
            {"allowed", error.allowed}, {"code", name_of(error.code)}, {"found", error.found}, {"path", error.path}});
    }
    return Object{{"errors", std::move(list)}};
}

void lint(Session& session, const Asked& asked) {
    fitting_document(session, asked.file);
    session.answer(to_value({}), asked.file + " can be published.");
}

void publish(Session& session, const Asked& asked) {
    const Value document = fitting_document(session, asked.file);
    const auto from_ms = in_force_from(session, asked.in_force_from);
    const auto answer = session.service().publish({.principal = "cli", .author = "cli"}, document, from_ms);
    if (!answer && answer.error().path == "/currency") fail_unfit(session, asked.file, {answer.error()});
    print_published(session, answer);
}

void show(Session& session) {
    const auto program = session.service().newest_program();
    if (!program)
        session.fail(found, "the store has no programme yet",
                     "publish one with: laurel program publish FILE" + session.where(session.store()));
    Value document = read_json(program->row.document).value();
    document.object()->erase("zone");  // embedded anew by the next publishing
    session.print(document);
}

}  // namespace

void fail_unfit(Session& session, const std::string& file, const Errors& errors) {
    for (const Error& error : errors) {
        session.err() << file << ' ' << (error.path.empty() ? "/" : error.path) << ": " << name_of(error.code) << ", "
                      << message_of(error) << '\n';
    }
    if (session.json) session.print(to_value(errors));
    throw Exit{found};
}

Value read_document(Session& session, const std::string& file) {
    auto read = read_json(read_file(session, file));
    if (!read) fail_unfit(session, file, {read.error()});
    return std::move(*read);
}

Value fitting_document(Session& session, const std::string& file) {
    Value document = read_document(session, file);
    if (const Errors errors = faults_of(document); !errors.empty()) fail_unfit(session, file, errors);
    return document;
}

Program read_draft(Session& session, const std::string& file, std::int64_t from_ms) {
    auto draft = session.service().draft(fitting_document(session, file), from_ms);
    if (!draft) fail_unfit(session, file, {draft.error()});
    return std::move(*draft);
}

std::optional<std::int64_t> in_force_from(Session& session, const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(session.instant(text, "--in-force-from"));
}

void print_published(Session& session, const Result<Answer>& answer, const std::string& sentence) {
    if (!answer && answer.error().path == "/in_force_from_at") session.refuse("--in-force-from", answer.error());
    const Value body = read_json(session.take(answer).body).value();
    session.answer(body, "Version " + std::to_string(body.integer_at("version")) + " is published, in force from " +
                             std::string(body.string_at("in_force_from_at")) + "." + sentence);
}

void add_program(CLI::App& app, Session& session) {
    CLI::App* program = app.add_subcommand("program", "Check, publish and show the store's programme");
    program->require_subcommand(1);
    program->footer("Example:  laurel program show > program.json; laurel program lint program.json");
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

    CLI::App* schema_verb =
        verb("schema", "The JSON Schema of a programme, for editors", "schema > program.schema.json");
    session.add_json_option(*schema_verb);  // as every verb; it speaks nothing else
    schema_verb->callback([&session] { session.out() << program_schema_document() << '\n'; });
    add_program_try(*program, session);
    add_program_diff(*program, session);
    add_program_back_test(*program, session);
    add_program_versions(*program, session);
    add_program_starters(*program, session);
}

}  // namespace laurel::cli
