#include "edge/integrations/members_csv/import.h"

#include "edge/integrations/csv_reader.h"
#include "edge/integrations/members_csv/account.h"
#include "edge/integrations/members_csv/points.h"
#include "edge/integrations/refusal.h"
#include "shared/base/limits.h"

namespace laurel::members_csv {
namespace {

constexpr std::size_t names_kept_max = 200;
constexpr std::int64_t units_max = std::int64_t{1} << 62;

class Import {
   public:
    Import(std::vector<NamedFile>& files, const Options& options)
        : files_(files), options_(options), stage_(std::make_unique<Stage>()) {}

    Result<Outcome> run();

   private:
    using Visit = std::function<std::optional<Error>(const CsvReader&, CsvReader::Outcome)>;

    std::optional<Error> each_row(NamedFile& file, bool has_header, const Visit& visit);
    std::optional<Error> read(std::int64_t index);
    Result<Layout> layout_of(NamedFile& file);
    Result<RowReader> reader_of(NamedFile& file, const Layout& layout);
    std::optional<Error> take(Place place, const RowReader& rows, const CsvReader& csv, CsvReader::Outcome outcome);
    void count_type(const RowReader& rows, const std::vector<std::string>& fields, std::int64_t units,
                    FileReport& file);
    std::optional<Error> open_all();
    std::optional<Error> open(const Member& member);
    void count(const Drafted& drafted, const Opened& opened);
    void sum_up();
    bool stop_requested() {
        return report_.is_stopped = report_.is_stopped || (options_.stop_requested && options_.stop_requested());
    }

    std::vector<NamedFile>& files_;
    const Options& options_;
    std::unique_ptr<Stage> stage_;
    Report report_;
    std::int64_t magnitude_units_ = 0;  // of all points: while it is below units_max, so is every sum
};

Error in_file(const NamedFile& file, Error error) {
    if (error.path.empty()) error.found = file.name + ": " + error.found;
    return error;
}

Result<Outcome> Import::run() {
    for (std::size_t index = 0; index < files_.size() && !report_.is_stopped; ++index) {
        if (auto error = read(static_cast<std::int64_t>(index))) return *error;
    }
    for (const FileReport& file : report_.files) {
        if (report_.source.empty() || report_.source == "other") report_.source = file.layout.product;
    }
    stage_->finish_reading();
    if (!report_.is_stopped) {
        if (auto error = open_all()) return *error;
    }
    sum_up();
    return Outcome{std::move(report_), std::move(stage_)};
}

// The rows that hold data, from the front.
std::optional<Error> Import::each_row(NamedFile& file, bool has_header, const Visit& visit) {
    file.input.rewind();
    CsvReader csv([&](char* buffer, std::size_t size) { return file.input.read(buffer, size); }, options_.delimiter);
    if (has_header) csv.next();
    std::int64_t rows = 0;
    for (auto outcome = csv.next(); outcome != CsvReader::Outcome::end; outcome = csv.next()) {
        if (auto error = visit(csv, outcome)) return error;
        if (++rows % 1024 != 0) continue;
        if (options_.progress)
            options_.progress({Progress::Phase::reading, file.input.bytes_done(), file.input.bytes_total()});
        if (stop_requested()) break;
    }
    if (file.input.failure()) return in_file(file, *file.input.failure());
    return std::nullopt;
}

Result<Layout> Import::layout_of(NamedFile& file) {
    CsvReader csv([&](char* buffer, std::size_t size) { return file.input.read(buffer, size); }, options_.delimiter);
    const CsvReader::Outcome first = csv.next();
    if (file.input.failure()) return in_file(file, *file.input.failure());
    if (first != CsvReader::Outcome::row) {
        return in_file(file,
                       {ErrorCode::value_not_allowed, "", "no header line", "a first line that names the columns"});
    }
    auto layout = choose_layout(options_.layout, csv.fields());
    if (!layout) return in_file(file, layout.error());
    return layout;
}

// All rows are looked at once before, for what a single one does not show.
Result<RowReader> Import::reader_of(NamedFile& file, const Layout& layout) {
    RowReader::Settings settings{
        .layout = layout, .zone = options_.zone, .types = options_.types, .survey = {}, .now_ms = options_.now_ms};
    const RowReader looking(settings);
    auto error = each_row(file, layout.has_header, [&](const CsvReader& csv, CsvReader::Outcome outcome) {
        if (outcome == CsvReader::Outcome::row) looking.survey(csv.fields(), settings.survey);
        return std::optional<Error>();
    });
    if (error) return *error;
    settings.date_order = options_.date_order;
    if (settings.date_order == DateOrder::unknown) settings.date_order = settings.survey.order();
    const bool shows_nothing = !settings.survey.has_day_first && !settings.survey.has_month_first;
    if (settings.date_order == DateOrder::unknown && shows_nothing) settings.date_order = layout.date_order;
    return RowReader(std::move(settings));
}

std::optional<Error> Import::read(std::int64_t index) {
    NamedFile& file = files_[static_cast<std::size_t>(index)];
    const auto layout = layout_of(file);
    if (!layout) return layout.error();
    report_.files.push_back({.name = file.name, .encoding = file.input.encoding(), .layout = *layout, .types = {}});
    const auto rows = reader_of(file, *layout);
    if (!rows) return rows.error();
    return each_row(file, layout->has_header, [&](const CsvReader& csv, CsvReader::Outcome outcome) {
        return take({index, csv.line()}, *rows, csv, outcome);
    });
}

// The file's sums are taken here, apart from those of what becomes of the rows, so that the report can compare the two.
std::optional<Error> Import::take(Place place, const RowReader& rows, const CsvReader& csv,
                                  CsvReader::Outcome outcome) {
    FileReport& file = report_.files[static_cast<std::size_t>(place.file)];
    std::vector<Reason> notes;
    RowReader::Row row = Rejection{};
    if (outcome == CsvReader::Outcome::row) row = rows.read(csv.fields(), notes);
    std::int64_t units = 0;
    std::string member;
    if (const auto* statement = std::get_if<Statement>(&row)) {
        stage_->add(place, *statement);
        units = statement->units;
        member = statement->key.id.empty() ? statement->key.email : statement->key.id;
    } else if (const auto* entry = std::get_if<Entry>(&row)) {
        stage_->add(place, *entry);
        units = entry->units;
        member = entry->key.id.empty() ? entry->key.email : entry->key.id;
        if (file.layout.family == Family::activity) count_type(rows, csv.fields(), units, file);
    } else {
        const Rejection& rejection = std::get<Rejection>(row);
        units = rejection.units.value_or(0);
        stage_->add_finding({place, rejection.reason, rejection.member, rejection.units, ""});
    }
    for (const Reason note : notes) stage_->add_finding({place, note, member, std::nullopt, ""});
    ++file.rows.count;
    file.rows.units += units;
    magnitude_units_ += units < 0 ? -units : units;
    if (magnitude_units_ <= units_max) return std::nullopt;
    return Error{ErrorCode::amount_overflow, "", file.name + ": line " + std::to_string(place.line), ""};
}

void Import::count_type(const RowReader& rows, const std::vector<std::string>& fields, std::int64_t units,
                        FileReport& file) {
    const std::string type(rows.field(fields, Column::type));
    if (type.empty() || (file.types.size() >= names_kept_max && file.types.count(type) == 0)) return;
    TypeTally& tally = file.types[type];
    tally.effect = rows.effect_of(type);
    ++tally.rows.count;
    tally.rows.units += units;
}

std::optional<Error> Import::open_all() {
    report_.members = 0;
    const std::int64_t members = stage_->members();
    std::int64_t done = 0;
    std::optional<Error> error;
    stage_->walk([&](const Member& member) {
        if (stop_requested()) return false;
        error = open(member);
        if (options_.progress) options_.progress({Progress::Phase::opening, ++done, members});
        return !error;
    });
    if (error) return error;
    if (options_.is_dry_run || !options_.sink.commit) return std::nullopt;
    const auto committed = options_.sink.commit();
    return committed ? std::nullopt : std::optional(committed.error());
}

std::optional<Error> Import::open(const Member& member) {
    const Drafted drafted = draft_account(member, report_.source, options_);
    Opened opened{member.id, "opened", drafted.stated_units, drafted.points() * units_per_point, drafted.reason};
    const Place place = member.statement ? member.statement->place : member.entries.back().place;
    if (drafted.account.deficit > 0)
        stage_->add_finding({place, Reason::balance_negative, member.id, drafted.points() * units_per_point, ""});
    if (options_.sink.open) {
        const auto outcome = options_.sink.open(drafted.account);
        if (!outcome) {
            if (is_fatal(outcome.error())) return outcome.error();
            const std::string refusal = refusal_of(outcome.error());
            opened = {member.id, "refused", drafted.stated_units, 0, "the ledger refused the account: " + refusal};
            stage_->add_finding(
                {place, Reason::account_refused, member.id, drafted.points() * units_per_point, refusal});
        } else if (outcome->is_known) {
            opened = {member.id, "known", drafted.stated_units, outcome->balance * units_per_point,
                      outcome->is_erased ? "opened by an earlier import and erased since: nothing is opened again"
                                         : "opened by an earlier import; this is the balance now"};
        } else if (outcome->balance != drafted.points()) {
            opened.opened = outcome->balance * units_per_point;
            opened.reason += (opened.reason.empty() ? "" : "; ") + std::string("the member had points before");
        }
    }
    count(drafted, opened);
    if (opened.difference() == 0) opened.reason.clear();
    stage_->add_opened(opened);
    return std::nullopt;
}

void Import::count(const Drafted& drafted, const Opened& opened) {
    const std::int64_t units = drafted.points() * units_per_point;
    const auto add = [](Tally& tally, std::int64_t added) {
        ++tally.count;
        tally.units += added;
    };
    ++report_.members;
    add(opened.outcome == "opened"  ? report_.opened
        : opened.outcome == "known" ? report_.known
                                    : report_.refused,
        units);
    if (opened.outcome == "opened") report_.lots += static_cast<std::int64_t>(drafted.account.lots.size());
    const std::string& tier = drafted.account.tier;
    const bool has_room = report_.tiers.size() < names_kept_max || report_.tiers.count(tier) != 0;
    if (!tier.empty() && has_room) ++report_.tiers[tier];
    if (drafted.account.deficit > 0) add(report_.deficits, -drafted.account.deficit * units_per_point);
    if (opened.stated) add(report_.stated, *opened.stated);
    if (opened.difference() != 0) add(report_.differing, opened.difference());
    report_.topped_units += drafted.topped_units;
    report_.base_units += drafted.base_units;
    report_.past_due_units += drafted.past_due_units;
    report_.fraction_units += drafted.fraction_units;
    report_.compared_units += drafted.compared_units;
}

void Import::sum_up() {
    for (std::size_t index = 0; index < report_.files.size(); ++index) {
        FileReport& file = report_.files[index];
        const auto number = static_cast<std::int64_t>(index);
        file.counted = stage_->rows(number);
        file.left_out = stage_->findings("left_out", number);
        file.rejected = stage_->findings("rejected", number);
    }
    report_.rejected_by_reason = stage_->findings_by_reason("rejected");
    report_.left_out_by_reason = stage_->findings_by_reason("left_out");
    report_.noted_by_reason = stage_->findings_by_reason("noted");
    report_.opening_lots = options_.opening_lots.name();
    report_.rounding = rounding_names[static_cast<std::size_t>(options_.rounding)];
    report_.time_zone = options_.time_zone;
    report_.trusted = options_.trusts_balances ? "balance" : "history";
    report_.is_dry_run = options_.is_dry_run;
}

}  // namespace

Result<Outcome> import_members(std::vector<NamedFile>& files, const Options& options) {
    return Import(files, options).run();
}

}  // namespace laurel::members_csv
