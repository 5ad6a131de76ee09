#include "edge/export/export_csv.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "edge/export/output_file.h"
#include "edge/export/tables.h"
#include "shared/core.h"
#include "shared/loyalty/events.h"

namespace laurel::exports {
namespace {

constexpr std::size_t page_size = 500;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// One of the files, being written.
template <class Row>
class Sheet {
   public:
    explicit Sheet(const Table<Row>& table) : table_(table) {}

    std::optional<Error> open(const std::filesystem::path& folder, bool has_byte_order_mark) {
        auto file = OutputFile::create((folder / table_.file).string());
        if (!file) return file.error();
        file_ = std::move(*file);
        if (has_byte_order_mark) file_->stream() << byte_order_mark;
        write_names(table_, file_->stream());
        return std::nullopt;
    }
    void add(const Row& row) {
        ++rows_;
        write_row(table_, row, file_->stream());
    }
    bool is_good() { return file_->stream().flush().good(); }
    bool finish() { return file_->finish(); }
    CsvExported::File summary() const { return {std::string(table_.file), rows_}; }

   private:
    const Table<Row>& table_;
    std::unique_ptr<OutputFile> file_;
    std::int64_t rows_ = 0;
};

class CsvExporter {
   public:
    CsvExporter(EventStore& store, const std::string& folder, const CsvOptions& options)
        : store_(store), folder_(folder), options_(options) {}

    Result<CsvExported> run();

   private:
    template <class Do>
    bool for_each_sheet(Do act) {
        return act(members_) && act(lots_) && act(entries_) && act(orders_) && act(refunds_) && act(redemptions_);
    }
    std::optional<Error> open();
    std::optional<Error> write_all();
    std::optional<Error> write_aggregate(const std::string& aggregate);
    void write_entries(const Names& names, const StoredEvent& stored, const Event& event);
    void write_state(Names& names, const State& state);
    void write(const Names& names, const loyalty::MemberState& state);
    void write(const Names& names, const loyalty::OrderState& state);
    std::string id_of(const std::string& aggregate) { return store_.external_id_of(aggregate).value_or(""); }
    Error unwritable() const {
        return {ErrorCode::storage_failed, "", "can't write into " + folder_, "a folder on a disk that is not full"};
    }

    EventStore& store_;
    const std::string& folder_;
    const CsvOptions& options_;
    Sheet<MemberRow> members_{members_table};
    Sheet<LotRow> lots_{lots_table};
    Sheet<EntryRow> entries_{entries_table};
    Sheet<OrderRow> orders_{orders_table};
    Sheet<RefundRow> refunds_{refunds_table};
    Sheet<RedemptionRow> redemptions_{redemptions_table};
    std::vector<std::int64_t> refunded_at_ms_;  // of the order at hand
    CsvExported exported_;
};

Result<CsvExported> CsvExporter::run() {
    if (auto error = open()) return *error;
    if (auto error = write_all()) return *error;
    if (exported_.is_stopped) return exported_;
    // All of them are known to be on the disk before the first takes its place.
    if (!for_each_sheet([](auto& sheet) { return sheet.is_good(); }) ||
        !for_each_sheet([](auto& sheet) { return sheet.finish(); }))
        return unwritable();
    for_each_sheet([&](auto& sheet) {
        exported_.files.push_back(sheet.summary());
        return true;
    });
    return exported_;
}

std::optional<Error> CsvExporter::open() {
    if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST)
        return Error{ErrorCode::storage_failed, "", "can't make the folder " + folder_ + ": " + std::strerror(errno),
                     "a place that can be written"};
    std::optional<Error> error;
    for_each_sheet([&](auto& sheet) {
        error = sheet.open(folder_, options_.has_byte_order_mark);
        return !error;
    });
    return error;
}

std::optional<Error> CsvExporter::write_all() {
    std::string after;
    std::int64_t done = 0;
    for (bool is_last = false; !is_last;) {
        const std::vector<std::string> page = store_.aggregates("", after, page_size);
        for (const std::string& aggregate : page)
            if (auto error = write_aggregate(aggregate)) return error;
        if (!for_each_sheet([](auto& sheet) { return sheet.is_good(); })) return unwritable();
        done += std::ssize(page);
        if (options_.progress) options_.progress(done);
        exported_.is_stopped = options_.stop_requested && options_.stop_requested();
        is_last = page.size() < page_size || exported_.is_stopped;
        if (!is_last) after = page.back();
    }
    return std::nullopt;
}

std::optional<Error> CsvExporter::write_aggregate(const std::string& aggregate) {
    Names names{aggregate, id_of(aggregate), "", ""};
    State state;
    refunded_at_ms_.clear();
    std::int64_t version = 0;
    for (bool is_last = false; !is_last;) {
        const std::vector<StoredEvent> page = store_.history(aggregate, version, page_size);
        for (const StoredEvent& stored : page) {
            const auto chained = read_event(stored.bytes);
            if (!chained) return chained.error();
            version = stored.version;
            const Event& event = chained->event;
            if (options_.only_until_at && event.effective_at_ms > options_.at_ms) continue;
            write_entries(names, stored, event);
            if (event.kind == loyalty::order_refunded) refunded_at_ms_.push_back(event.effective_at_ms);
            state = fold(std::move(state), event);
        }
        is_last = page.size() < page_size;
    }
    write_state(names, state);
    return std::nullopt;
}

void CsvExporter::write_entries(const Names& names, const StoredEvent& stored, const Event& event) {
    for (const Value& posting : event.data.array_at("postings")) {
        const Array* pair = posting.array();
        if (pair == nullptr || pair->size() < 2) continue;
        const std::string* account = pair->front().string();
        const std::int64_t* points = pair->at(1).integer();
        if (account != nullptr && points != nullptr) entries_.add({names, stored, event, *account, *points});
    }
}

void CsvExporter::write_state(Names& names, const State& state) {
    if (const auto* member = std::get_if<loyalty::MemberState>(&state)) return write(names, *member);
    const auto* order = std::get_if<loyalty::OrderState>(&state);
    const auto* redemption = std::get_if<loyalty::RedemptionState>(&state);
    if (order != nullptr) names.member = order->member;
    if (redemption != nullptr) names.member = redemption->member;
    if (!names.member.empty()) names.member_id = id_of(names.member);
    if (order != nullptr) write(names, *order);
    if (redemption != nullptr) redemptions_.add({names, *redemption, options_.at_ms});
}

void CsvExporter::write(const Names& names, const loyalty::MemberState& state) {
    const loyalty::MemberState shown = loyalty::state_at(state, options_.at_ms);
    members_.add({names, shown, loyalty::balance_at(shown, options_.at_ms, instant_ms_max)});
    for (const loyalty::Lot& lot : shown.lots) lots_.add({names, lot});
}

void CsvExporter::write(const Names& names, const loyalty::OrderState& state) {
    orders_.add({names, state});
    for (std::size_t index = 0; index < state.refunds.size(); ++index)
        refunds_.add({names, state, state.refunds[index], index < refunded_at_ms_.size() ? refunded_at_ms_[index] : 0});
}

}  // namespace

Result<CsvExported> export_csv(EventStore& store, const std::string& folder, const CsvOptions& options) {
    return CsvExporter(store, folder, options).run();
}

}  // namespace laurel::exports
