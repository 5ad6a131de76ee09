#include "edge/export/appender.h"

#include <algorithm>
#include <utility>

namespace laurel::exports {
namespace {

constexpr std::size_t batch_size_max = 500;
constexpr std::size_t batch_bytes_max = 1024 * 1024;
constexpr std::size_t under_way_max = 512;

// No version of fold: whoever reads the row replays the events, until the row is rebuilt.
constexpr std::int64_t not_folded = 0;

std::optional<Error> error_of(const AppendOutcome& outcome) {
    switch (outcome.status) {
        case AppendStatus::done:
            return std::nullopt;
        case AppendStatus::conflict:
            return Error{ErrorCode::chain_broken, "", "what does not follow the lines before it",
                         "each event's version, each id and each programme's version once, in order"};
        case AppendStatus::full:
            return Error{ErrorCode::storage_full, "", outcome.detail, ""};
        case AppendStatus::already_done:
        case AppendStatus::key_reused:
            return Error{ErrorCode::duplicate_identifier, "", "an idempotency key that was there before", "each once"};
        case AppendStatus::failed:
            break;
    }
    return Error{ErrorCode::storage_failed, "", outcome.detail, "a folder that can be written"};
}

}  // namespace

Error at_line(std::int64_t line, Error error) {
    error.found = "line " + std::to_string(line) + ": " + (error.path.empty() ? "" : error.path + ": ") + error.found;
    error.path.clear();
    return error;
}

std::optional<Error> Appender::add(EventLine event, std::int64_t line) {
    StoredEvent& stored = event.stored;
    // A batch writes one aggregate after the other, and an aggregate once.
    const auto named = std::find_if(batch_.aggregates.begin(), batch_.aggregates.end(),
                                    [&](const AggregateAppend& each) { return each.aggregate == stored.aggregate; });
    if (named != batch_.aggregates.end() && named + 1 != batch_.aggregates.end())
        if (auto error = flush()) return error;
    if (batch_size_ == 0) batch_line_ = line;
    if (batch_.aggregates.empty() || batch_.aggregates.back().aggregate != stored.aggregate)
        batch_.aggregates.push_back({stored.aggregate, stored.version - 1, {}, not_folded, ""});
    if (event.personal) batch_.personal.push_back(std::move(*event.personal));
    batch_bytes_ += stored.bytes.size();
    batch_.aggregates.back().events.push_back(
        {std::move(event.kind), event.effective_at_ms, std::move(stored.bytes), std::move(stored.hash)});
    return ++batch_size_ < batch_size_max && batch_bytes_ < batch_bytes_max ? std::nullopt : flush();
}

std::optional<Error> Appender::add(Identity identity, std::int64_t line) {
    if (batch_size_ == 0) batch_line_ = line;
    batch_.identities.push_back(std::move(identity));
    return ++batch_size_ < batch_size_max ? std::nullopt : flush();
}

std::optional<Error> Appender::submit(Batch batch, std::int64_t line) {
    if (auto error = flush()) return error;
    under_way_.push_back({line, store_.submit(std::move(batch))});
    return under_way_.size() < under_way_max ? std::nullopt : wait_for_first();
}

std::optional<Error> Appender::finish() {
    if (auto error = flush()) return error;
    while (!under_way_.empty())
        if (auto error = wait_for_first()) return error;
    return std::nullopt;
}

std::optional<Error> Appender::flush() {
    if (std::exchange(batch_size_, 0) == 0) return std::nullopt;
    batch_bytes_ = 0;
    return submit(std::exchange(batch_, Batch()), batch_line_);
}

std::optional<Error> Appender::wait_for_first() {
    UnderWay first = std::move(under_way_.front());
    under_way_.pop_front();
    auto error = error_of(first.outcome.get());
    if (!error || error->code == ErrorCode::storage_full || error->code == ErrorCode::storage_failed) return error;
    return at_line(first.line, *std::move(error));
}

}  // namespace laurel::exports
