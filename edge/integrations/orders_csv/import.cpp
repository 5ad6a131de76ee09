#include "edge/integrations/orders_csv/import.h"

#include <algorithm>
#include <optional>

#include "edge/integrations/csv_reader.h"
#include "edge/integrations/orders_csv/recorder.h"
#include "edge/storage/hash.h"
#include "edge/timezone.h"

namespace laurel::orders_csv {
namespace {

constexpr std::string_view nothing_bought =
    "no earlier purchase of this stock code by this customer is left to take back";
constexpr std::string_view too_few_bought = "more pieces are taken back than the customer had bought before";

// A line's amount for so many of its pieces; telescopes, so that the parts of a line add up to it.
std::int64_t share_of(std::int64_t amount_minor, std::int64_t pieces, std::int64_t of_pieces) {
    const auto share = multiply_rational(amount_minor, pieces, of_pieces, Rounding::half_up);
    return share ? *share : 0;
}

// Cuts a cancelled line's amount, at the file's price, into parts.
class Parts {
   public:
    explicit Parts(const Step& step) : step_(step) {}

    std::int64_t next(std::int64_t pieces) {
        const std::int64_t before = share_of(step_.amount_minor, done_, step_.quantity);
        done_ += pieces;
        return share_of(step_.amount_minor, done_, step_.quantity) - before;
    }

   private:
    const Step& step_;
    std::int64_t done_ = 0;
};

// What a cancelled line takes back of one order.
struct PlannedRefund {
    std::int64_t order_id = 0;
    std::string order;
    RefundRequest request;
    std::int64_t pieces = 0;
    std::int64_t amount_minor = 0;                             // at the prices that were paid
    std::vector<std::pair<std::int64_t, std::int64_t>> taken;  // lines of the file and their pieces
};

class Import {
   public:
    Import(Service& service, InputFile& file, const Options& options)
        : service_(service), file_(file), options_(options), stage_(std::make_unique<Stage>()) {}

    Result<Outcome> run();

   private:
    std::optional<Error> prepare();
    std::optional<Error> read();
    std::optional<Error> read_rows(CsvReader& csv, const RowReader& rows);
    void count(const std::variant<Sale, Rejection>& row);
    std::optional<Error> record();
    std::optional<Error> place(const Step& step);
    std::optional<Error> take_back(const Step& step);
    std::vector<PlannedRefund> plan(const Step& step, std::int64_t& left);
    std::optional<Error> refund(const Step& step, const PlannedRefund& planned, Recorded& recorded);
    void add_unmatched(const Step& step, std::int64_t pieces, std::int64_t amount_minor, std::string reason);
    void sum_up();
    bool stop_requested() {
        return report_.is_stopped = report_.is_stopped || (options_.stop_requested && options_.stop_requested());
    }
    void tell(Progress::Phase phase, std::int64_t done, std::int64_t total) {
        if (options_.progress) options_.progress({phase, done, total, report_.lines});
    }

    Service& service_;
    InputFile& file_;
    const Options& options_;
    std::unique_ptr<Stage> stage_;
    Report report_;
    Zone zone_;
    std::string layout_key_;  // what of the options decides how the file is read
    std::unique_ptr<Recorder> recorder_;
    bool is_too_large_ = false;
    std::int64_t magnitude_minor_ = 0;  // of all amounts: while it is an integer of the core's, so is every sum
};

Result<Outcome> Import::run() {
    if (auto error = prepare()) return *error;
    if (auto error = read()) return *error;
    stage_->finish_reading();
    const std::string mark = "import/" + sha256_hex(file_.sha256() + layout_key_);
    recorder_ =
        std::make_unique<Recorder>(service_, options_.author, mark, options_.events_per_commit, options_.is_dry_run);
    if (!report_.is_stopped) {
        if (auto error = record()) return *error;
    }
    sum_up();
    return Outcome{std::move(report_), std::move(stage_)};
}

std::optional<Error> Import::prepare() {
    const auto published = service_.newest_program();
    if (!published) return Error{ErrorCode::program_missing, "", "", "a published programme"};
    const Program& program = published->program;
    report_.currency = options_.currency.empty() ? program.loyalty.currency : options_.currency;
    report_.time_zone = options_.time_zone.empty() ? program.time_zone : options_.time_zone;
    report_.is_dry_run = options_.is_dry_run;
    if (report_.currency != program.loyalty.currency) {
        return Error{ErrorCode::currency_mismatch, "/currency", report_.currency, program.loyalty.currency};
    }
    auto zone = zone_of(report_.time_zone, 0, service_.now_ms() + 366 * day_ms);
    if (!zone) return zone.error();
    zone_ = *std::move(zone);
    return std::nullopt;
}

std::optional<Error> Import::read() {
    CsvReader csv([this](char* buffer, std::size_t size) { return file_.read(buffer, size); });
    const CsvReader::Outcome first = csv.next();
    if (file_.failure()) return file_.failure();
    if (first != CsvReader::Outcome::row) {
        return Error{ErrorCode::value_not_allowed, "", "no header line", "a first line that names the columns"};
    }
    const std::vector<std::string> header = csv.fields();
    auto layout = choose_layout(options_.layout, header);
    if (!layout) return layout.error();
    report_.layout = layout->name;
    for (const std::string& name : layout->headers) layout_key_ += '\n' + name;
    layout_key_ += '\n' + layout->cancellation_prefix + '\n' + layout->bookkeeping_prefix;
    layout_key_ += '\n' + report_.time_zone + '\n' + report_.currency;
    const RowReader rows({.layout = *std::move(layout),
                          .zone = zone_,
                          .currency_digits = currency_digits(report_.currency),
                          .now_ms = service_.now_ms()},
                         header);
    return read_rows(csv, rows);
}

std::optional<Error> Import::read_rows(CsvReader& csv, const RowReader& rows) {
    for (auto outcome = csv.next(); outcome != CsvReader::Outcome::end; outcome = csv.next()) {
        ++report_.lines;
        const auto row = outcome == CsvReader::Outcome::row ? rows.read(csv.fields()) : Rejection{};
        count(row);
        if (is_too_large_) return Error{ErrorCode::amount_overflow, "", "line " + std::to_string(csv.line()), ""};
        if (const Sale* sale = std::get_if<Sale>(&row)) {
            stage_->add(csv.line(), *sale);
        } else {
            stage_->reject(csv.line(), std::get<Rejection>(row));
        }
        if (report_.lines % 1024 != 0) continue;
        tell(Progress::Phase::reading, file_.bytes_done(), file_.bytes_total());
        if (stop_requested()) break;
    }
    return file_.failure();
}

// The file's sum is taken here, apart from the sums of what becomes of the lines, so that the report can compare the
// two.
void Import::count(const std::variant<Sale, Rejection>& row) {
    std::int64_t amount_minor = 0;
    if (const Sale* sale = std::get_if<Sale>(&row)) {
        amount_minor = sale->cancels ? -sale->amount_minor : sale->amount_minor;
    } else {
        amount_minor = std::get<Rejection>(row).amount_minor.value_or(0);
    }
    report_.file_minor += amount_minor;
    magnitude_minor_ += amount_minor < 0 ? -amount_minor : amount_minor;
    is_too_large_ = magnitude_minor_ > integer_max;
}

std::optional<Error> Import::record() {
    const std::int64_t steps = stage_->steps();
    std::int64_t done = 0;
    std::optional<Error> error;
    stage_->walk([&](const Step& step) {
        if (stop_requested()) return false;
        error = step.order_id != 0 ? place(step) : take_back(step);
        if (error) return false;
        if (!recorder_->is_behind(step)) {
            if (const auto result = recorder_->step_done(step); !result) error = result.error();
        }
        tell(Progress::Phase::recording, ++done, steps);
        return !error;
    });
    if (error) return error;
    if (const auto result = recorder_->commit(); !result) return result.error();
    return std::nullopt;
}

std::optional<Error> Import::place(const Step& step) {
    Result<Recorded> recorded = recorder_->earlier(step, step.order);
    if (!recorder_->is_behind(step)) {
        recorded = recorder_->place(step, {.id = step.order,
                                           .member = step.member,
                                           .placed_at_ms = step.at_ms,
                                           .currency = report_.currency,
                                           .lines = stage_->lines_of(step.order_id),
                                           .personal = {}});
        if (!recorded) return recorded.error();
    }
    if (!recorded->refusal.empty())
        stage_->refuse_order(step.order_id, Reason::order_refused, recorded->refusal);
    else if (recorded->is_known)
        ++report_.orders_known;
    return std::nullopt;
}

std::optional<Error> Import::take_back(const Step& step) {
    std::int64_t left = step.quantity;
    const std::vector<PlannedRefund> refunds = plan(step, left);
    Parts parts(step);
    std::vector<std::pair<const PlannedRefund*, std::string>> refused;
    for (const PlannedRefund& planned : refunds) {
        Recorded recorded;
        if (auto error = refund(step, planned, recorded)) return error;
        if (!recorded.refusal.empty()) {
            refused.emplace_back(&planned, "the ledger refused the refund: " + recorded.refusal);
            continue;
        }
        for (const auto& [line, pieces] : planned.taken) stage_->take(line, pieces);
        ++report_.refunds.count;
        report_.refunds.amount_minor += planned.amount_minor;
        report_.matched_minor += parts.next(planned.pieces);
        report_.refunds_known += recorded.is_known ? 1 : 0;
    }
    for (const auto& [planned, reason] : refused)
        add_unmatched(step, planned->pieces, parts.next(planned->pieces), reason);
    if (left > 0)
        add_unmatched(step, left, parts.next(left),
                      std::string(left == step.quantity ? nothing_bought : too_few_bought));
    return std::nullopt;
}

// `left` is what no purchase was found for.
std::vector<PlannedRefund> Import::plan(const Step& step, std::int64_t& left) {
    std::vector<PlannedRefund> refunds;
    stage_->purchases_before(step, [&](const Purchase& purchase) {
        const auto same_order = [&](const PlannedRefund& planned) { return planned.order_id == purchase.order_id; };
        auto planned = std::find_if(refunds.begin(), refunds.end(), same_order);
        if (planned == refunds.end()) {
            refunds.push_back({.order_id = purchase.order_id, .order = purchase.order, .request = {}, .taken = {}});
            planned = std::prev(refunds.end());
            planned->request.id = step.order + '/' + std::to_string(step.place);
            planned->request.refunded_at_ms = step.at_ms;
        }
        const std::int64_t pieces = std::min(left, purchase.quantity - purchase.taken);
        planned->request.items.push_back({purchase.place, pieces});
        planned->taken.emplace_back(purchase.line, pieces);
        planned->pieces += pieces;
        planned->amount_minor += share_of(purchase.amount_minor, purchase.taken + pieces, purchase.quantity) -
                                 share_of(purchase.amount_minor, purchase.taken, purchase.quantity);
        left -= pieces;
        return left > 0;
    });
    return refunds;
}

std::optional<Error> Import::refund(const Step& step, const PlannedRefund& planned, Recorded& recorded) {
    recorded = recorder_->earlier(step, planned.order);
    if (recorder_->is_behind(step)) return std::nullopt;
    auto result = recorder_->refund(step, planned.order, planned.request);
    if (!result) return result.error();
    recorded = *std::move(result);
    // Both reckon from the same lines; a difference would make the report untrue.
    if (recorded.amount_minor >= 0 && recorded.amount_minor != planned.amount_minor) {
        return Error{ErrorCode::internal_error, "",
                     "a refund of " + std::to_string(recorded.amount_minor) + " in " + planned.order,
                     std::to_string(planned.amount_minor)};
    }
    return std::nullopt;
}

void Import::add_unmatched(const Step& step, std::int64_t pieces, std::int64_t amount_minor, std::string reason) {
    stage_->add_finding({step.line, "unmatched", std::move(reason), step.order, pieces, amount_minor});
}

void Import::sum_up() {
    report_.orders = stage_->orders(false);
    report_.order_lines = stage_->order_lines(false);
    report_.members = stage_->members();
    report_.guest_orders = stage_->orders(true);
    report_.guest_lines = stage_->order_lines(true);
    report_.cancelled = stage_->cancellations(false);
    report_.guests_cancelled = stage_->cancellations(true);
    report_.unmatched = stage_->findings("unmatched");
    report_.rejected = stage_->findings("rejected");
    report_.rejected_by_reason = stage_->findings_by_reason("rejected");
    report_.unmatched_by_reason = stage_->findings_by_reason("unmatched");
}

}  // namespace

Result<Outcome> import_orders(Service& service, InputFile& file, const Options& options) {
    try {
        return Import(service, file, options).run();
    } catch (const StorageFailure& failure) {
        return Error{ErrorCode::storage_failed, "", failure.what(),
                     "room in the temporary folder (TMPDIR) and a store that can be read"};
    }
}

}  // namespace laurel::orders_csv
