#include <memory>

#include "edge/cli/command.h"
#include "edge/cli/progress.h"
#include "edge/export/export_csv.h"
#include "edge/export/export_lines.h"
#include "edge/export/output_file.h"
#include "edge/storage/sqlite/open.h"
#include "shared/base/time.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string place;
    std::string format = "jsonl";
    std::string as_of;
    bool with_keys = false;
    bool has_byte_order_mark = false;
};

Value to_value(const std::string& store, const exports::Exported& exported, const Asked& asked) {
    const exports::Counts& counts = exported.counts;
    return Object{
        {"answers", counts.answers},       {"events", counts.events},    {"file", asked.place},
        {"identities", counts.identities}, {"keys", asked.with_keys},    {"personal_parts", counts.personal_parts},
        {"programs", counts.programs},     {"root", exported.head.root}, {"store", store}};
}

[[noreturn]] void fail_stopped(Session& session) {
    session.fail(found, "stopped before the end", "nothing was left behind; run the same command again");
}

[[noreturn]] void fail_unwritten(Session& session, const std::string& path) {
    session.fail(failed, "can't write " + path + " whole",
                 "see whether the disk is full; nothing of it was left there");
}

[[noreturn]] void fail_broken(Session& session, const std::string& store, const Error& error) {
    if (error.code == ErrorCode::storage_failed) session.fail(error);
    session.fail(found, "the store is broken: " + error.found,
                 "nothing was exported; what is broken is said by: laurel verify" + session.where(store));
}

exports::Exported write_lines(Session& session, const std::string& store, const Asked& asked, std::ostream& out) {
    const auto opened = session.take(open_sqlite_store(session.store_path(store), {.reads_one_moment = true}));
    Progress progress(session, "events");
    const auto exported = exports::export_lines(
        *opened,
        {.store = store,
         .exported_at_ms = session.now_ms(),
         .with_keys = asked.with_keys,
         .progress = [&](std::int64_t events, std::int64_t total) { progress.show(events, total); },
         .stop_requested = session.environment().stop_requested},
        out);
    progress.end();
    if (!exported) fail_broken(session, store, exported.error());
    if (!exported->is_whole && out.good()) fail_stopped(session);
    return *exported;
}

std::string sentence(const std::string& store, const exports::Exported& exported, const std::string& place,
                     bool with_keys) {
    return "Store " + store + ": " + grouped(exported.counts.events) + " events and " +
           grouped(exported.counts.identities) + " ids are in " + place + "\ntree root " + exported.head.root +
           (with_keys ? "\nIt holds the store's keys: whoever has it can sign as the store. Keep it as you keep the "
                        "store."
                      : "\nIt holds no keys: to move the store, export it --with-keys.");
}

void export_lines(Session& session, const std::string& store, const Asked& asked) {
    if (asked.place == "-") {
        if (session.json)
            session.fail(usage, "the standard output can't hold both the export and a summary",
                         "name a file, or leave --json out");
        const auto exported = write_lines(session, store, asked, session.out());
        // That the output failed is said once for every verb.
        if (exported.is_whole) session.err() << sentence(store, exported, "the output", asked.with_keys) << '\n';
        return;
    }
    const auto file = session.take(exports::OutputFile::create(asked.place));
    const auto exported = write_lines(session, store, asked, file->stream());
    if (!file->finish()) fail_unwritten(session, asked.place);
    session.answer(to_value(store, exported, asked), sentence(store, exported, asked.place, asked.with_keys));
}

void export_csv(Session& session, const std::string& store, const Asked& asked) {
    const std::int64_t at_ms = asked.as_of.empty() ? session.now_ms() : session.instant(asked.as_of, "--as-of");
    const auto opened = session.take(open_sqlite_store(session.store_path(store), {.reads_one_moment = true}));
    Progress progress(session, "aggregates");
    const auto exported =
        exports::export_csv(*opened, asked.place,
                            {.at_ms = at_ms,
                             .only_until_at = !asked.as_of.empty(),
                             .has_byte_order_mark = asked.has_byte_order_mark,
                             .progress = [&](std::int64_t aggregates) { progress.show(aggregates, 0); },
                             .stop_requested = session.environment().stop_requested});
    progress.end();
    if (!exported) fail_broken(session, store, exported.error());
    if (exported->is_stopped) fail_stopped(session);
    Object rows;
    std::string sentence = "Store " + store + " is in " + asked.place + ":";
    for (const auto& file : exported->files) {
        rows.set(file.name, file.rows);
        sentence += "\n  " + file.name + "  " + grouped(file.rows) + " rows";
    }
    session.answer(
        Object{{"as_of", write_instant(at_ms)}, {"folder", asked.place}, {"rows", std::move(rows)}, {"store", store}},
        sentence);
}

void check_options(Session& session, const Asked& asked) {
    if (asked.place.ends_with(store_file_suffix))
        session.fail(usage, asked.place + " is the name of a store's own file", "name another");
    if (asked.format == "csv" && asked.place == "-")
        session.fail(usage, "CSV is several files", "name a folder to put them into");
    if (asked.format == "csv" && asked.with_keys)
        session.fail(usage, "--with-keys is for JSON Lines: CSV can't be imported", "leave it out, or --format csv");
    if (asked.format == "jsonl" && (!asked.as_of.empty() || asked.has_byte_order_mark))
        session.fail(usage, "--as-of and --bom are for CSV: JSON Lines hold every event as it is", "add --format csv");
}

void export_store(Session& session, const Asked& asked) {
    check_options(session, asked);
    const std::string store = session.store();
    return asked.format == "csv" ? export_csv(session, store, asked) : export_lines(session, store, asked);
}

}  // namespace

void add_export(CLI::App& app, Session& session) {
    CLI::App* verb =
        app.add_subcommand("export", "The whole store as JSON Lines to move it, or as CSV to look into it");
    verb->footer(
        "Example:  laurel export shop.jsonl --with-keys      (there: laurel import store shop.jsonl)\n"
        "          laurel export books --format csv --as-of 2026-01-01T00:00:00Z --bom\n"
        "          laurel export - | gzip > shop.jsonl.gz\n"
        "Both hold customers' ids and personal data, and are written for you alone (mode 0600).\n"
        "Keys are those that recognise an order, refund or redemption that is sent again, the one that signs\n"
        "programmes, and whom the store trusts. Without them an export is a copy to keep or to look into, and\n"
        "`laurel import store` makes a store of it only with --new-keys.\n"
        "CSV: members, lots, entries, orders, refunds and redemptions; amounts in minor units, instants in UTC. An\n"
        "apostrophe goes before a text that a spreadsheet would take for a formula.");
    const auto asked = std::make_shared<Asked>();
    verb->add_option("place", asked->place, "The file, or the folder for CSV; - for standard output")->required();
    verb->add_option("--format", asked->format, "jsonl or csv")
        ->check(CLI::IsMember({"jsonl", "csv"}))
        ->capture_default_str();
    verb->add_flag("--with-keys", asked->with_keys, "Put the store's keys into the file, to move the store");
    verb->add_option("--as-of", asked->as_of, "CSV: the books as of this instant (RFC 3339) instead of now");
    verb->add_flag("--bom", asked->has_byte_order_mark, "CSV: begin with a byte order mark, as Excel wants UTF-8");
    session.add_store_options(*verb);
    verb->callback([&session, asked] { export_store(session, *asked); });
}

}  // namespace laurel::cli
