#include "edge/export/import_lines.h"

#include "edge/export/appender.h"
#include "edge/storage/hash.h"
#include "edge/unit_of_work.h"
#include "edge/verify.h"
#include "shared/core.h"

namespace laurel::exports {
namespace {

constexpr std::size_t names_per_read = 500;
constexpr std::size_t batch_bytes_max = 1024 * 1024;
constexpr std::int64_t lines_between_signs = 1000;  // of life, and looks at whether to stop

std::string text(std::int64_t number) { return std::to_string(number); }

class LineReader {
   public:
    explicit LineReader(InputFile& file) : file_(file), buffer_(256 * 1024, '\0') {}

    // The next line without its break; false at the end of the file, after a failure, and before a line that is too
    // long.
    bool next(std::string& line);
    std::int64_t number() const { return number_; }
    bool is_too_long() const { return is_too_long_; }
    const Sha256& digest_before() const { return digest_; }  // of all lines before this one, with their breaks

    void take(std::string_view line) {
        digest_.update(line);
        digest_.update("\n");
    }

   private:
    InputFile& file_;
    std::string buffer_;
    std::string_view rest_;
    std::int64_t number_ = 0;
    bool is_too_long_ = false;
    Sha256 digest_;
};

bool LineReader::next(std::string& line) {
    line.clear();
    for (;;) {
        if (rest_.empty()) rest_ = {buffer_.data(), file_.read(buffer_.data(), buffer_.size())};
        if (rest_.empty()) return !line.empty() && ++number_ > 0;
        const std::size_t end = rest_.find('\n');
        line += rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        is_too_long_ = line.size() > line_bytes_max;
        if (is_too_long_ || end != std::string_view::npos) return ++number_ > 0 && !is_too_long_;
    }
}

class Importer {
   public:
    Importer(InputFile& file, const ImportOptions& options) : file_(file), options_(options), lines_(file) {}

    Result<Imported> run();

   private:
    std::optional<Error> begin();
    std::optional<Error> read_all();
    std::optional<Error> take(const std::string& text);
    std::optional<Error> take(const Value& line);
    std::optional<Error> take_event(const Value& line);
    std::optional<Error> take_program(const Value& line);
    std::optional<Error> take_setting(const Value& line);
    std::optional<Error> take_trailer(const Value& line);
    std::optional<Error> fold_all();
    std::optional<Error> fold_batch(const std::vector<std::string>& names);
    std::optional<Error> verify_all();
    std::optional<Error> unreadable() const;
    bool stops();
    void tell(ImportOptions::Phase phase, std::int64_t done, std::int64_t total) const {
        if (options_.progress) options_.progress(phase, done, total);
    }

    InputFile& file_;
    const ImportOptions& options_;
    LineReader lines_;
    std::unique_ptr<EventStore> store_;
    std::optional<Appender> appender_;
    std::int64_t first_event_line_ = 0;
    bool has_trailer_ = false;
    Imported imported_;
};

Result<Imported> Importer::run() {
    for (const auto step : {&Importer::begin, &Importer::read_all, &Importer::fold_all, &Importer::verify_all}) {
        if (auto error = (this->*step)()) return *error;
        if (imported_.is_stopped) break;
    }
    return imported_;
}

bool Importer::stops() {
    imported_.is_stopped = imported_.is_stopped || (options_.stop_requested && options_.stop_requested());
    return imported_.is_stopped;
}

std::optional<Error> Importer::unreadable() const {
    if (file_.failure()) return file_.failure();
    if (lines_.is_too_long())
        return at_line(lines_.number(), {ErrorCode::json_too_large, "", "a longer line than any export has",
                                         text(line_bytes_max) + " bytes at most"});
    return std::nullopt;
}

std::optional<Error> Importer::begin() {
    std::string first;
    if (!lines_.next(first)) {
        if (auto error = unreadable()) return error;
        return Error{ErrorCode::value_not_allowed, "", "an empty file", "a file that laurel export wrote"};
    }
    const auto line = read_line(first);
    if (!line) return at_line(1, line.error());
    auto header = header_of(*line);
    if (!header) return at_line(1, header.error());
    if (!header->has_keys && !options_.with_new_keys)
        return Error{ErrorCode::missing_field, "/keys", "an export without keys", "one with keys"};
    lines_.take(first);
    imported_.header = std::move(*header);
    auto store = options_.make_store(imported_.header);
    if (!store) return store.error();
    store_ = std::move(*store);
    appender_.emplace(*store_);
    return std::nullopt;
}

std::optional<Error> Importer::read_all() {
    std::string line;
    while (lines_.next(line)) {
        if (auto error = take(line)) return error;
        if (lines_.number() % lines_between_signs != 0) continue;
        tell(ImportOptions::Phase::reading, file_.bytes_done(), file_.bytes_total());
        if (stops()) return std::nullopt;
    }
    if (auto error = unreadable()) return error;
    if (!has_trailer_)
        return Error{ErrorCode::value_not_allowed, "",
                     "the file ends after line " + text(lines_.number()) + " without its trailer: it was cut short",
                     "a whole file"};
    return appender_->finish();
}

std::optional<Error> Importer::take(const std::string& text) {
    const auto line = read_line(text);
    auto error = line ? take(*line) : std::optional(line.error());
    lines_.take(text);
    // What the appender finds names the line of an earlier batch, or is the disk's.
    if (!error || error->found.starts_with("line ") || error->code == ErrorCode::storage_full ||
        error->code == ErrorCode::storage_failed)
        return error;
    return at_line(lines_.number(), *std::move(error));
}

std::optional<Error> Importer::take(const Value& line) {
    const std::string_view line_type = line.string_at("type");
    if (has_trailer_) return Error{ErrorCode::value_not_allowed, "", "a line after the trailer", "the end of the file"};
    if (line_type == type::event) return take_event(line);
    if (line_type == type::program) return take_program(line);
    if (line_type == type::setting) return take_setting(line);
    if (line_type == type::trailer) return take_trailer(line);
    if (line_type == type::header) return Error{ErrorCode::value_not_allowed, "", "a second header", "one"};
    if (line_type == type::identity) {
        ++imported_.counts.identities;
        return appender_->add(identity_of(line), lines_.number());
    }
    ++imported_.counts.answers;
    Batch batch;
    batch.idempotency = answer_of(line);
    return appender_->submit(std::move(batch), lines_.number());
}

std::optional<Error> Importer::take_event(const Value& line) {
    auto event = event_of(line);
    if (!event) return event.error();
    const std::int64_t position = ++imported_.counts.events;
    if (position == 1) first_event_line_ = lines_.number();
    if (event->stored.position != position || lines_.number() != first_event_line_ + position - 1)
        return Error{ErrorCode::chain_broken, "/position", text(event->stored.position),
                     text(position) + ": events in order, one line after the other"};
    if (event->personal) ++imported_.counts.personal_parts;
    return appender_->add(std::move(*event), lines_.number());
}

std::optional<Error> Importer::take_program(const Value& line) {
    ++imported_.counts.programs;
    const AppendOutcome outcome = store_->publish({}, program_of(line));
    if (outcome.status == AppendStatus::done) return std::nullopt;
    if (outcome.status == AppendStatus::conflict)
        return Error{ErrorCode::value_not_allowed, "/version", text(line.integer_at("version")),
                     text(imported_.counts.programs)};
    return Error{outcome.status == AppendStatus::full ? ErrorCode::storage_full : ErrorCode::storage_failed, "",
                 outcome.detail, "a folder that can be written"};
}

std::optional<Error> Importer::take_setting(const Value& line) {
    const auto setting = setting_of(line);
    if (!setting) return setting.error();
    ++imported_.counts.settings;
    if (store_->set_setting(setting->name, setting->value)) return std::nullopt;
    return Error{ErrorCode::storage_failed, "", "the new store can't be written", "a folder that can be written"};
}

std::optional<Error> Importer::take_trailer(const Value& line) {
    const Trailer trailer = trailer_of(line);
    const std::string sha256 = to_hex(lines_.digest_before().digest());
    if (trailer.sha256 != sha256)
        return Error{ErrorCode::chain_broken, "/sha256", trailer.sha256, sha256 + ", of the lines before it"};
    if (trailer.events != imported_.counts.events || trailer.events != imported_.header.head.size)
        return Error{ErrorCode::tree_mismatch, "/events", text(trailer.events), text(imported_.counts.events)};
    has_trailer_ = true;
    return std::nullopt;
}

std::optional<Error> Importer::fold_all() {
    std::string after;
    std::int64_t done = 0;
    for (bool is_last = false; !is_last && !stops();) {
        const std::vector<std::string> names = store_->aggregates("", after, names_per_read);
        if (auto error = fold_batch(names)) return error;
        done += std::ssize(names);
        tell(ImportOptions::Phase::folding, done, 0);
        is_last = names.size() < names_per_read;
        if (!is_last) after = names.back();
    }
    return appender_->finish();
}

std::optional<Error> Importer::fold_batch(const std::vector<std::string>& names) {
    Batch batch;
    std::size_t bytes = 0;
    const auto submit = [&] {
        bytes = 0;
        return appender_->submit(std::exchange(batch, Batch()), 0);
    };
    for (const std::string& name : names) {
        auto loaded = load_state(*store_, name, store_->read(name));
        if (!loaded) return loaded.error();
        bytes += loaded->json.size();
        batch.aggregates.push_back({name, loaded->version, {}, fold_version, std::move(loaded->json)});
        if (bytes < batch_bytes_max) continue;
        if (auto error = submit()) return error;
    }
    return submit();
}

std::optional<Error> Importer::verify_all() {
    const VerifyReport report = verify(
        *store_, [&](std::int64_t done, std::int64_t total) { tell(ImportOptions::Phase::verifying, done, total); });
    if (report.finding) {
        const VerifyReport::Finding& finding = *report.finding;
        return finding.position > 0 ? at_line(first_event_line_ + finding.position - 1, finding.error) : finding.error;
    }
    const TreeHead& head = imported_.header.head;
    if (report.head.size != head.size || report.head.root != head.root)
        return at_line(1, {ErrorCode::tree_mismatch, "/root", head.root, report.head.root + ", of the events"});
    imported_.members = report.members;
    imported_.points_outstanding = report.points_outstanding;
    return std::nullopt;
}

}  // namespace

Result<Imported> import_lines(InputFile& file, const ImportOptions& options) { return Importer(file, options).run(); }

}  // namespace laurel::exports
