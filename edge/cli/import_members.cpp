#include <algorithm>
#include <memory>

#include "edge/cli/importing.h"
#include "edge/cli/progress.h"
#include "edge/integrations/members_csv/import.h"
#include "edge/integrations/members_csv/ledger.h"
#include "edge/timezone.h"

namespace laurel::cli {
namespace {

using namespace members_csv;

struct Asked {
    std::vector<std::string> files;
    std::string encoding;
    std::string delimiter;
    std::string report;
    std::string rows;
    std::string time_zone;
    std::string date_format;
    std::string opening_lots = "one_lot_now";
    std::string rounding = "down";
    std::string trust = "history";
    std::vector<std::string> types;
    Options options;
};

// The option's value as its place among the names.
template <class Names>
std::size_t choice(Session& session, std::string_view option, const std::string& value, const Names& names) {
    std::string allowed;
    std::size_t place = 0;
    for (const std::string_view name : names) {
        if (name == value) return place;
        ++place;
        allowed += (allowed.empty() ? "" : ", ") + std::string(name);
    }
    session.refuse(option, {ErrorCode::value_not_allowed, "", laurel::quoted(value), allowed});
}

char read_delimiter(Session& session, const std::string& text) {
    if (text.empty()) return '\0';
    if (text == "tab" || text == "\\t") return '\t';
    if (text.size() == 1 && text != "\"" && text != "\n") return text[0];
    session.refuse("--delimiter", {ErrorCode::value_not_allowed, "", laurel::quoted(text), "one character, or tab"});
}

void read_options(Session& session, Asked& asked) {
    constexpr std::string_view date_formats[] = {"", "mdy", "dmy"};
    constexpr std::string_view trusted[] = {"history", "balance"};
    Options& options = asked.options;
    options.date_order = static_cast<DateOrder>(choice(session, "--date-format", asked.date_format, date_formats));
    options.rounding = static_cast<Rounding>(choice(session, "--rounding", asked.rounding, rounding_names));
    options.trusts_balances = choice(session, "--trust", asked.trust, trusted) == 1;
    if (!asked.rows.empty())
        options.layout.family = static_cast<Family>(choice(session, "--rows", asked.rows, family_names));
    options.delimiter = read_delimiter(session, asked.delimiter);
    auto opening_lots = OpeningLots::read(asked.opening_lots);
    if (!opening_lots) session.refuse("--opening-lots", opening_lots.error());
    options.opening_lots = *std::move(opening_lots);
    auto types = read_type_effects(asked.types);
    if (!types) session.refuse("--type", types.error());
    options.types = *std::move(types);
}

// What the store's programme gives: the time zone and how long points are good.
void read_program(Session& session, Asked& asked) {
    Options& options = asked.options;
    options.now_ms = session.now_ms();
    const auto published = session.service().newest_program();
    if (!published) session.fail({ErrorCode::program_missing, "", "", "a published programme"});
    options.time_zone = asked.time_zone.empty() ? published->program.time_zone : asked.time_zone;
    auto zone = zone_of(options.time_zone, 0, options.now_ms + 10 * 366 * day_ms);
    if (!zone) session.refuse("--time-zone", zone.error());
    options.zone = *std::move(zone);
    options.expiry_of = [settings = published->program.loyalty](std::int64_t earned_at_ms) {
        return loyalty::expires_at_ms(settings.kind(loyalty::main_point_kind)->expiry, settings.zone, earned_at_ms);
    };
}

// What the importer finds wrong with an option or with a file, as the person at the terminal gave it.
[[noreturn]] void fail_import(Session& session, const Error& error) {
    if (error.path == "/map") session.refuse("--map", error);
    if (error.path.starts_with("/map/")) session.refuse("--map " + error.path.substr(5) + "=", error);
    if (error.path == "/from") session.refuse("--from", error);
    if (error.path == "/id_column") session.refuse("--id-column", error);
    if (error.code == ErrorCode::value_not_allowed) session.fail(failed, error.found, "needed: " + error.allowed);
    session.fail(error);
}

void import_members(Session& session, Asked& asked) {
    read_options(session, asked);
    std::vector<NamedFile> files;
    for (const std::string& path : asked.files)
        files.push_back({path, opened(session, InputFile::open_text(path, asked.encoding))});
    read_program(session, asked);
    asked.options.sink = ledger_sink(session.service(), asked.options.is_dry_run);
    if (!asked.report.empty()) check_report(session, asked.report);
    Progress reading(session, "bytes read");
    Progress opening(session, "members");
    asked.options.progress = [&](const members_csv::Progress& at) {
        (at.phase == members_csv::Progress::Phase::reading ? reading : opening).show(at.done, at.total);
    };
    asked.options.stop_requested = session.environment().stop_requested;
    auto outcome = members_csv::import_members(files, asked.options);
    opening.end();
    if (!outcome) fail_import(session, outcome.error());
    if (session.json) {
        session.print(report_to_value(outcome->report));
    } else {
        session.out() << report_text(outcome->report, *outcome->stage);
    }
    if (!asked.report.empty()) {
        write_report(session, asked.report, [&](const WritePiece& write) {
            asked.report.ends_with(".json") ? write_members_json(*outcome->stage, outcome->report, write)
                                            : write_members_csv(*outcome->stage, outcome->report, write);
        });
    }
    if (outcome->report.is_stopped || !reconciles(outcome->report)) throw Exit{found};
}

void add_reading_options(CLI::App& verb, Asked& asked) {
    Options& options = asked.options;
    verb.add_option("--from", options.layout.product, "Who wrote the files: " + products() + "; found by the columns");
    verb.add_option("--rows", asked.rows,
                    "What a row is: balances (a member), activity (a change) or lots; found by the columns");
    verb.add_option(
            "--map", options.layout.pairs,
            "Which column means what, such as balance=Punkte: id, email, balance, points, spent, remaining, at, "
            "expires_at, joined_at, last_activity_at, tier, birthday, type, state, entry; nothing after the "
            "equals sign leaves one out")
        ->delimiter(',')
        ->allow_extra_args(false);
    verb.add_option("--id-column", options.layout.id_column,
                    "The column that names members; the shop's customer id when left out, else the email");
    verb.add_option("--type", asked.types,
                    "How a type of an activity list counts: \"Gift card=spend\"; also earn, "
                    "adjust (by its sign) and ignore")
        ->allow_extra_args(false);
    add_encoding_option(verb, asked.encoding);
    verb.add_option("--delimiter", asked.delimiter, "Between fields: a character or tab; found by the first line");
    verb.add_option("--time-zone", asked.time_zone, "Of dates without an offset; the programme's when left out");
    verb.add_option("--date-format", asked.date_format, "mdy or dmy, for 04/05/2024 where no row shows it");
}

}  // namespace

void add_import_members(CLI::App& import_verb, Session& session) {
    CLI::App* verb = import_verb.add_subcommand(
        "members", "Members and their points from another loyalty programme's exports (.csv, .csv.gz or -)");
    verb->footer(
        "Example:  laurel import members customers.csv --from smile --opening-lots one_lot_now --dry-run\n"
        "          laurel import members customers.csv activity.csv --dry-run --report members.csv\n"
        "Given together, the activity makes the lots and the stated balances are what they are compared with.\n"
        "A member's account is opened once: to run the same import again changes nothing.");
    const auto asked = std::make_shared<Asked>();
    verb->add_option("files", asked->files, "The files of one programme")->required();
    add_reading_options(*verb, *asked);
    verb->add_option("--opening-lots", asked->opening_lots,
                     "The dates of points that the files give none: " + std::string(opening_lots_names))
        ->capture_default_str();
    verb->add_option("--rounding", asked->rounding,
                     "Of fractions of a point: down (toward zero), half_up, half_even, up")
        ->capture_default_str();
    verb->add_option("--trust", asked->trust, "Where a history and a stated balance differ: history, or balance")
        ->capture_default_str();
    verb->add_option("--report", asked->report,
                     "Where to write every member and every row that was not simply counted, .csv or .json");
    verb->add_flag("--dry-run", asked->options.is_dry_run, "Change nothing, report the same");
    session.add_store_options(*verb);
    verb->callback([&session, asked] { import_members(session, *asked); });
}

}  // namespace laurel::cli
