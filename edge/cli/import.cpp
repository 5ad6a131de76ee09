#include <memory>

#include "edge/cli/importing.h"
#include "edge/cli/progress.h"
#include "edge/integrations/orders_csv/import.h"
#include "edge/timezone.h"

namespace laurel::cli {
namespace {

struct Asked {
    std::string file;
    std::string report;
    std::string encoding;
    orders_csv::Options options;
};

// What the importer finds wrong with an option or with the file, as the person at the terminal gave it.
[[noreturn]] void fail_import(Session& session, const Asked& asked, const Error& error) {
    if (error.path == "/map") session.refuse("--map", error);
    if (error.path.starts_with("/map/")) session.refuse("--map " + error.path.substr(5) + "=", error);
    if (error.path == "/layout" || error.path == "/currency") session.refuse("--" + error.path.substr(1), error);
    if (error.code == ErrorCode::value_not_allowed)
        session.fail(failed, asked.file + ": " + error.found, "needed: " + error.allowed);
    session.fail(error);
}

void import_orders(Session& session, Asked& asked) {
    if (const auto zone = zone_of(asked.options.time_zone, 0, 0); !asked.options.time_zone.empty() && !zone)
        session.refuse("--time-zone", zone.error());
    InputFile file = opened(session, InputFile::open_text(asked.file, asked.encoding));
    Service& service = session.service();
    if (!asked.report.empty()) check_report(session, asked.report);
    Progress progress(session, "orders and cancellations");
    Progress reading(session, "bytes read");
    asked.options.progress = [&](const orders_csv::Progress& at) {
        (at.phase == orders_csv::Progress::Phase::reading ? reading : progress).show(at.done, at.total);
    };
    asked.options.stop_requested = session.environment().stop_requested;
    auto outcome = orders_csv::import_orders(service, file, asked.options);
    progress.end();
    if (!outcome) fail_import(session, asked, outcome.error());
    if (session.json) {
        session.print(orders_csv::report_to_value(outcome->report));
    } else {
        session.out() << orders_csv::report_text(outcome->report);
    }
    if (!asked.report.empty()) {
        write_report(session, asked.report, [&](const WritePiece& write) {
            asked.report.ends_with(".json")
                ? orders_csv::write_findings_json(*outcome->stage, outcome->report, write)
                : orders_csv::write_findings_csv(*outcome->stage, outcome->report.currency, write);
        });
    }
    if (outcome->report.is_stopped || !orders_csv::reconciles(outcome->report)) throw Exit{found};
}

}  // namespace

void add_import(CLI::App& app, Session& session) {
    CLI::App* verb = app.add_subcommand("import", "Bring in the past")->require_subcommand(1);
    verb->footer("Example:  laurel import orders shop.csv.gz --dry-run");
    CLI::App* orders = verb->add_subcommand(
        "orders", "Orders and cancellations from a CSV file (.csv, .csv.gz or - for standard input)");
    orders->footer(
        "Example:  laurel import orders online_retail_full.csv.gz --time-zone Europe/London --dry-run --report "
        "findings.csv\n"
        "          laurel import orders shop.csv --map "
        "order=Order,sku=Item,quantity=Qty,price=Price,placed_at=Date,member=Customer\n"
        "Killed or stopped, it continues where it was when started again with the same file and options.");
    const auto asked = std::make_shared<Asked>();
    orders_csv::Options& options = asked->options;
    orders->add_option("file", asked->file, "The file")->required();
    orders
        ->add_option("--map", options.layout.pairs,
                     "Which column means what: order, sku, quantity, price, placed_at, member")
        ->delimiter(',');
    orders->add_option("--layout", options.layout.name, "A known layout by name; found by the header when left out");
    orders->add_option("--cancellation-prefix", options.layout.cancellation_prefix,
                       "Order ids that begin so take purchases back");
    orders->add_option("--bookkeeping-prefix", options.layout.bookkeeping_prefix,
                       "Order ids that begin so are no sales");
    add_encoding_option(*orders, asked->encoding);
    orders->add_option("--time-zone", options.time_zone, "Of times without an offset; the programme's when left out");
    orders->add_option("--currency", options.currency, "The programme's when left out");
    orders->add_option("--report", asked->report,
                       "Where to write every line that was not simply imported, .csv or .json");
    orders->add_flag("--dry-run", options.is_dry_run, "Change nothing, report the same");
    session.add_store_options(*orders);
    orders->callback([&session, asked] { import_orders(session, *asked); });
    add_import_members(*verb, session);
    add_import_store(*verb, session);
}

}  // namespace laurel::cli
