#include <memory>

#include "edge/back_test/report.h"
#include "edge/cli/program.h"
#include "edge/cli/progress.h"
#include "edge/export/output_file.h"
#include "edge/storage/sqlite/open.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string draft;
    std::string from;
    std::string until;
    std::string report;
};

// Every member's line, as they come; then what they come to.
class ReportFile {
   public:
    ReportFile(Session& session, const std::string& path)
        : session_(session), path_(path), is_json_(path.ends_with(".json")), file_(create(session, path)) {
        stream() << (is_json_ ? "{\"members\":[" : back_test::csv_names());
    }

    void add(const back_test::MemberResult& member) {
        if (is_json_) stream() << (is_first_ ? "" : ",\n") << write_json(back_test::member_to_value(member));
        if (!is_json_) stream() << back_test::csv_rows(member);
        is_first_ = false;
    }

    void finish(const back_test::Report& report) {
        if (is_json_) stream() << "],\"report\":" << write_json(back_test::report_to_value(report)) << "}\n";
        if (!file_->finish())
            session_.fail(failed, "can't write " + path_ + " whole",
                          "see whether the disk is full, or say another place with --report");
    }

   private:
    static std::unique_ptr<exports::OutputFile> create(Session& session, const std::string& path) {
        return session.take(exports::OutputFile::create(path));
    }
    std::ostream& stream() { return file_->stream(); }

    Session& session_;
    const std::string& path_;
    bool is_json_;
    std::unique_ptr<exports::OutputFile> file_;
    bool is_first_ = true;
};

void back_test_draft(Session& session, const Asked& asked) {
    const Value document = fitting_document(session, asked.draft);
    back_test::Options options;
    if (!asked.from.empty()) options.from_ms = session.instant(asked.from, "--from");
    if (!asked.until.empty()) options.until_ms = session.instant(asked.until, "--until");
    // A store that is being written to is read as it is at this moment.
    const std::string store = session.store();
    const auto service = session.take(
        Service::open(store, session.take(open_sqlite_store(session.store_path(store), {.reads_one_moment = true})),
                      session.environment().clock));
    std::optional<ReportFile> file;
    if (!asked.report.empty()) file.emplace(session, asked.report);
    if (file) options.member = [&](const back_test::MemberResult& member) { file->add(member); };
    Progress reading(session, "events read");
    Progress replaying(session, "members replayed");
    options.progress = [&](back_test::Options::Phase phase, std::int64_t done_count, std::int64_t total) {
        (phase == back_test::Options::Phase::reading ? reading : replaying).show(done_count, total);
    };
    options.stop_requested = session.environment().stop_requested;
    const auto report = back_test::back_test(*service, document, options);
    replaying.end();
    if (!report && report.error().path.starts_with('/')) fail_unfit(session, asked.draft, {report.error()});
    if (session.take(report).is_stopped) session.fail(found, "stopped before the end", "nothing was written");
    if (file) file->finish(*report);
    if (session.json) return session.print(back_test::report_to_value(*report));
    session.out() << back_test::report_text(*report, asked.draft);
}

}  // namespace

void add_program_back_test(CLI::App& program, Session& session) {
    CLI::App* verb = program.add_subcommand(
        "backtest", "What a changed programme would have done with the real past: who earns what, what it costs");
    verb->footer(
        "Example:  laurel program backtest program.json --from 2026-01-01T00:00:00Z --report members.csv\n"
        "All that was asked of the ledger is asked again, in the order in which it was; nothing is written. What was\n"
        "spent is spent again where the points suffice, and counted where they don't.");
    const auto asked = std::make_shared<Asked>();
    verb->add_option("draft", asked->draft, "The programme's JSON; - for standard input")->required();
    verb->add_option("--from", asked->from,
                     "The draft judges from this instant (RFC 3339) on, what was in force before; ever when left out");
    verb->add_option("--until", asked->until, "Only what happened before this instant, with the balances of then");
    verb->add_option("--report", asked->report, "Where to write every member's points, .csv or .json");
    session.add_store_options(*verb);
    verb->callback([&session, asked] { back_test_draft(session, *asked); });
}

}  // namespace laurel::cli
