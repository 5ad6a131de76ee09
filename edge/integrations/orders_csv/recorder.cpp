#include "edge/integrations/orders_csv/recorder.h"

#include "edge/integrations/refusal.h"

namespace laurel::orders_csv {
namespace {

// A mark that lists more refusals than this stays where it is: a later run then asks the ledger again from there.
constexpr std::size_t refusals_kept_max = 1000;

}  // namespace

Recorder::Recorder(Service& service, std::string author, std::string mark, std::size_t events_per_commit,
                   bool is_dry_run)
    : service_(service),
      author_(std::move(author)),
      mark_(std::move(mark)),
      events_per_commit_(events_per_commit),
      is_dry_run_(is_dry_run),
      bulk_(service.bulk(author_)) {
    read_mark();
}

void Recorder::read_mark() {
    const auto text = service_.store().setting(mark_);
    const auto mark = text ? read_json(*text) : Result<Value>(Value());
    if (!mark || mark->is_null()) return;
    reached_ = {mark->integer_at("at_ms"), mark->integer_at("line")};
    last_ = reached_;
    for (const Value& refusal : mark->array_at("refused")) {
        refusals_[{refusal.integer_at("line"), std::string(refusal.string_at("order"))}] = refusal.string_at("reason");
    }
}

bool Recorder::write_mark() {
    if (refusals_.size() > refusals_kept_max) return true;
    Array refused;
    for (const auto& [place, reason] : refusals_) {
        refused.push_back(Object{{"line", place.first}, {"order", place.second}, {"reason", reason}});
    }
    const Object mark{{"at_ms", last_.first}, {"line", last_.second}, {"refused", std::move(refused)}};
    return service_.store().set_setting(mark_, write_json(mark));
}

Recorded Recorder::earlier(const Step& step, const std::string& order) const {
    const auto refusal = refusals_.find({step.line, order});
    return {.is_known = true, .refusal = refusal == refusals_.end() ? "" : refusal->second};
}

Result<Recorded> Recorder::place(const Step& step, OrderRequest request) {
    const std::string order = request.id;
    return record(step, order, [&] { return bulk_->place_order(std::move(request)); });
}

Result<Recorded> Recorder::refund(const Step& step, const std::string& order, RefundRequest request) {
    // In a dry run only what the store had before can be asked about.
    if (is_dry_run_ && !service_.store().identity("order", order)) return Recorded{};
    return record(step, order, [&] { return bulk_->refund_order(order, std::move(request)); });
}

Result<Recorded> Recorder::record(const Step& step, const std::string& order,
                                  const std::function<Result<Value>()>& write) {
    if (is_dry_run_) bulk_ = service_.bulk(author_);
    const std::size_t events_before = bulk_->events();
    const auto answer = write();
    if (!answer) {
        if (is_fatal(answer.error())) return answer.error();
        std::string refusal = refusal_of(answer.error());
        refusals_[{step.line, order}] = refusal;
        return Recorded{false, std::move(refusal)};
    }
    const bool is_known = bulk_->events() == events_before;
    return Recorded{is_known, "", answer->integer_at("amount_minor", -1)};
}

Result<bool> Recorder::step_done(const Step& step) {
    last_ = {step.at_ms, step.line};
    if (is_dry_run_ || bulk_->events() < events_per_commit_) return true;
    return commit();
}

Result<bool> Recorder::commit() {
    if (is_dry_run_) return true;
    if (const auto committed = bulk_->commit(); !committed) return committed.error();
    if (!write_mark()) return Error{ErrorCode::storage_failed, "", "the import's place could not be written", ""};
    return true;
}

}  // namespace laurel::orders_csv
