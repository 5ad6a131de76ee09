// The part of Service that writes much at once.
#include "edge/service.h"

namespace laurel {
namespace {

constexpr int commit_attempts_max = 20;

}  // namespace

std::unique_ptr<Service::Bulk> Service::bulk(std::string author) {
    return std::make_unique<Bulk>(*this, std::move(author));
}

Result<Value> Service::Bulk::place_order(OrderRequest request) {
    return take([this, request = std::move(request)] {
        const auto member = request.member.empty() ? std::optional(std::string()) : known(request.member);
        return run(service_.plan_order(request, member ? *member : fresh_member(), !member));
    });
}

Result<Value> Service::Bulk::refund_order(std::string order_id, RefundRequest request) {
    return take([this, order_id = std::move(order_id), request = std::move(request)] {
        return run(service_.plan_refund(order_id, request));
    });
}

Result<Service::Bulk::Opening> Service::Bulk::open_account(std::string member_id, OpeningRequest request, Value facts) {
    const std::string action = service_.opening_aggregate(member_id);
    const std::size_t events_before = events();
    const auto reply = take([this, member_id = std::move(member_id), request = std::move(request),
                             facts = std::move(facts)] { return open(member_id, request, facts); });
    if (!reply) return reply.error();
    const auto& opened = std::get<loyalty::ActionState>(*unit_.state(action));
    return Opening{events() != events_before, std::get<loyalty::MemberState>(*unit_.state(opened.member))};
}

Result<Value> Service::Bulk::open(std::string_view member_id, const OpeningRequest& request, const Value& facts) {
    const Intent intent = service_.plan_opening(service_.store(), member_id, request, known(member_id));
    auto reply = run(intent);
    if (!reply || !unit_.changed() || facts.is_null()) return reply;
    const std::string& member = std::get<loyalty::OpenAccount>(intent.command).member;
    if (std::get<loyalty::MemberState>(*unit_.state(member)).facts_version != 0) return reply;
    const auto kept = run({.command = loyalty::GiveFacts{member, facts}, .judged_at_ms = intent.judged_at_ms});
    return kept ? reply : kept;
}

Result<Value> Service::Bulk::take(Step step) {
    const std::size_t events_before = events();
    auto reply = step();
    if (events() != events_before) steps_.push_back(std::move(step));
    return reply;
}

Result<Value> Service::Bulk::run(const Intent& intent) {
    const auto program = service_.program_at(intent.judged_at_ms);
    if (!program) return Error{ErrorCode::program_missing, "", "", "a published programme"};
    auto reply = unit_.run(program->program, intent.command, {.now_ms = service_.now_ms(), .author = author_});
    if (!reply) return reply;
    if (!unit_.changed()) return intent.completed(std::move(*reply));
    for (const Identity& identity : intent.identities) {
        if (identity.kind == "member") new_members_.emplace(identity.external_id, identity.aggregate);
        identities_.push_back(identity);
    }
    return intent.completed(std::move(*reply));
}

std::optional<std::string> Service::Bulk::known(std::string_view member_id) {
    const auto pending = new_members_.find(member_id);
    return pending != new_members_.end() ? std::optional(pending->second) : known_member(service_.store(), member_id);
}

Batch Service::Bulk::take_batch() {
    Batch batch = unit_.take_batch();
    batch.identities = std::move(identities_);
    identities_.clear();
    new_members_.clear();
    return batch;
}

Result<std::int64_t> Service::Bulk::commit() {
    const std::vector<Step> steps = std::move(steps_);
    steps_.clear();
    for (int attempts = 0; attempts < commit_attempts_max; ++attempts) {
        Batch batch = take_batch();
        if (batch.aggregates.empty()) return service_.store().head().size;
        const AppendOutcome outcome = service_.store().append(std::move(batch));
        if (outcome.status == AppendStatus::done) return outcome.position;
        if (auto error = append_error(outcome)) return *error;
        for (const Step& step : steps) {
            const auto reply = step();
            if (reply) continue;
            take_batch();
            return reply.error();
        }
    }
    take_batch();
    return Error{ErrorCode::version_conflict, "", "", ""};
}

}  // namespace laurel
