#include "edge/program_versions.h"

#include <memory>

#include "edge/cli/program.h"
#include "edge/text_table.h"
#include "shared/base/time.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::int64_t before = 0;
    std::int64_t limit = versions_per_page;
    std::int64_t version = 0;
    std::string in_force_from;
};

void list(Session& session, const Asked& asked) {
    const Value page = versions_page(session.service(), asked.before, asked.limit);
    if (session.json) return session.print(page);
    TextTable table("rlllll");
    table.add({"version", "in force from", "status", "published", "author", "name"});
    for (const Value& each : page.array_at("versions")) {
        const std::string_view from = each.string_at("in_force_from_at");
        table.add(
            {grouped(each.integer_at("version")), std::string(from == write_instant(instant_ms_min) ? "ever" : from),
             std::string(each.string_at("status")) == "in_force" ? "in force" : std::string(each.string_at("status")),
             std::string(each.string_at("published_at")), std::string(each.string_at("author")),
             std::string(each.string_at("name"))});
    }
    session.out() << table.text();
    if (const std::int64_t next = page.integer_at("next_before"); next > 0)
        session.out() << "\nOlder ones: laurel program versions --before " << next << session.where(session.store())
                      << '\n';
}

void roll_back(Session& session, const Asked& asked) {
    const auto from_ms = in_force_from(session, asked.in_force_from);
    const auto answer = session.service().roll_back({.principal = "cli", .author = "cli"}, asked.version, from_ms);
    if (!answer && answer.error().path == "/version") session.refuse("version", answer.error());
    print_published(session, answer, " It says what version " + std::to_string(asked.version) + " says.");
}

}  // namespace

void add_program_versions(CLI::App& program, Session& session) {
    const auto asked = std::make_shared<Asked>();
    CLI::App* versions = program.add_subcommand("versions", "Every version: since when, by whom, its hash");
    versions->footer("Example:  laurel program versions --json");
    versions->add_option("--before", asked->before, "Only those below this number")->check(CLI::PositiveNumber);
    versions->add_option("--limit", asked->limit, "At most so many")->check(CLI::Range(1, 1000))->capture_default_str();
    session.add_store_options(*versions);
    versions->callback([&session, asked] { list(session, *asked); });

    CLI::App* rollback = program.add_subcommand(
        "rollback", "Publish an earlier version's document again, as a new version; what was published stays");
    rollback->footer("Example:  laurel program rollback 1 --in-force-from 2027-01-01T00:00:00Z");
    rollback->add_option("version", asked->version, "The version to go back to")->required();
    rollback->add_option("--in-force-from", asked->in_force_from, "From this instant (RFC 3339); now when left out");
    session.add_store_options(*rollback);
    rollback->callback([&session, asked] { roll_back(session, *asked); });
}

}  // namespace laurel::cli
