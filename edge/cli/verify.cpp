#include "edge/verify.h"

#include "edge/cli/command.h"
#include "edge/cli/progress.h"
#include "edge/errors.h"
#include "edge/storage/sqlite/open.h"

namespace laurel::cli {
namespace {

Value to_value(const std::string& store, const VerifyReport& report) {
    Object value{{"aggregates", report.aggregates}, {"events", report.events},
                 {"members", report.members},       {"points_outstanding", report.points_outstanding},
                 {"root", report.head.root},        {"store", store},
                 {"valid", !report.finding}};
    if (report.finding) {
        value.set("finding", Object{{"aggregate", report.finding->aggregate},
                                    {"error", error_to_value(report.finding->error)},
                                    {"position", report.finding->position},
                                    {"version", report.finding->version}});
    }
    return value;
}

void print_report(Session& session, const std::string& store, const VerifyReport& report) {
    std::ostream& out = session.out();
    out << "Store " << store << ": " << grouped(report.events) << " events of " << grouped(report.aggregates)
        << " aggregates, " << grouped(report.members) << " members, " << grouped(report.points_outstanding)
        << " points outstanding\n"
        << "tree root " << report.head.root << "\n";
    if (!report.finding) {
        out << "Every event, balance and state row holds.\n";
        return;
    }
    const VerifyReport::Finding& finding = *report.finding;
    out << "BROKEN";
    if (finding.position > 0) out << " at event " << grouped(finding.position);
    if (!finding.aggregate.empty()) out << " (" << finding.aggregate << ", its version " << finding.version << ")";
    out << ": " << text_of(finding.error.code).title;
    if (const std::string message = message_of(finding.error); !message.empty()) out << ": " << message;
    out << "\nStop the edge, keep this file for whoever looks into it, and restore the store from a backup.\n";
}

// Damaged pages are read as they are: what is damaged is to be named, event by event. What another process writes
// meanwhile is no damage: it is not looked at.
void verify_store(Session& session) {
    const std::string store = session.store();
    const auto opened =
        session.take(open_sqlite_store(session.store_path(store), {.checks_pages = false, .reads_one_moment = true}));
    Progress progress(session, "events");
    const VerifyReport report =
        verify(*opened, [&](std::int64_t done_count, std::int64_t total) { progress.show(done_count, total); });
    progress.end();
    if (session.json) {
        session.print(to_value(store, report));
    } else {
        print_report(session, store, report);
    }
    if (report.finding) throw Exit{found};
}

}  // namespace

void add_verify(CLI::App& app, Session& session) {
    CLI::App* verb = app.add_subcommand(
        "verify", "Replay a whole store and prove every hash, balance and state; exit code 1 names what is broken");
    verb->footer("Example:  laurel verify --data /var/lib/laurel --store myshop");
    session.add_store_options(*verb);
    verb->callback([&session] { verify_store(session); });
}

}  // namespace laurel::cli
