#include "edge/service.h"

#include <algorithm>

#include "edge/errors.h"
#include "edge/random.h"
#include "edge/reason_text.h"
#include "edge/storage/hash.h"
#include "shared/base/time.h"

namespace laurel {
namespace {

// A member's writers meet rarely and each round one of them wins, so this many rounds mean that something is wrong.
constexpr int attempts_max = 500;

Error key_reused() {
    return {ErrorCode::idempotency_key_reused, "", "another request under this key", "a new key for each new request"};
}

}  // namespace

Value Service::Intent::completed(Value answer) const {
    if (Object* object = answer.object()) {
        for (const auto& [name, value] : echoed) object->set(name, value);
    }
    return answer;
}

Result<std::unique_ptr<Service>> Service::open(std::string store_id, std::shared_ptr<EventStore> store, Clock clock) {
    std::unique_ptr<Service> service(new Service(std::move(store_id), std::move(store), std::move(clock)));
    constexpr std::string_view key_name = "pseudonym_key";
    auto key = service->store_->setting(key_name);
    if (!key) {
        key = random_bytes(32);
        if (!service->store_->set_setting(key_name, *key)) return Error{ErrorCode::storage_failed, "", "", ""};
    }
    service->pseudonym_key_ = *key;
    if (auto loaded = service->load_programs(); !loaded) return loaded.error();
    return service;
}

Service::Service(std::string store_id, std::shared_ptr<EventStore> store, Clock clock)
    : store_id_(std::move(store_id)),
      store_(std::move(store)),
      clock_(std::move(clock)),
      epoch_(store_->head().epoch) {}

Result<Answer> Service::replayed(const Idempotency& kept, const Writer& writer) {
    if (kept.body_hash != writer.body_hash) return key_reused();
    return Answer{.status = kept.status, .body = kept.answer, .replayed = true};
}

std::optional<Error> Service::append_error(const AppendOutcome& outcome) {
    switch (outcome.status) {
        case AppendStatus::key_reused:
            return key_reused();
        case AppendStatus::full:
            return Error{ErrorCode::storage_full, "", outcome.detail, ""};
        case AppendStatus::failed:
            return Error{ErrorCode::storage_failed, "", outcome.detail, ""};
        case AppendStatus::done:
        case AppendStatus::conflict:
        case AppendStatus::already_done:
            break;
    }
    return std::nullopt;
}

std::string Service::pseudonym(std::string_view kind, std::string_view scope, std::string_view external_id) const {
    std::string text(kind);
    text.append(1, '\0').append(scope).append(1, '\0').append(external_id);
    return to_hex(hmac_sha256(pseudonym_key_, text)).substr(0, 32);
}

std::string Service::fresh_member() { return "member/" + random_hex(16); }

std::string Service::member_aggregate(StoreReader& reader, std::string_view member_id) {
    const auto known = known_member(reader, member_id);
    return known ? *known : fresh_member();
}

Result<Answer> Service::execute(const Writer& writer, const Plan& plan) {
    if (!writer.idempotency_key.empty()) {
        if (auto kept = store_->answered(writer.principal, writer.idempotency_key)) return replayed(*kept, writer);
    }
    for (int attempts = 0; attempts < attempts_max; ++attempts) {
        AppendOutcome outcome;
        auto answer = attempt(writer, plan, outcome);
        if (!answer || outcome.status == AppendStatus::done) return answer;
        if (outcome.status == AppendStatus::already_done) {
            return Answer{.status = outcome.answer_status, .body = outcome.answer, .replayed = true};
        }
        if (auto error = append_error(outcome)) return *error;
    }
    return Error{ErrorCode::overloaded, "", "", ""};
}

Result<Answer> Service::attempt(const Writer& writer, const Plan& plan, AppendOutcome& outcome) {
    auto reader = store_->reader();
    const Intent intent = plan(*reader);
    const auto program = program_at(intent.judged_at_ms);
    if (!program) return Error{ErrorCode::program_missing, "", "", "a published programme"};
    UnitOfWork unit(*reader);
    const std::int64_t now_ms = clock_();
    const auto reply = unit.run(program->program, intent.command, {.now_ms = now_ms, .author = writer.author});
    Answer answer;
    if (reply) {
        answer.status = unit.changed() ? 201 : 200;
        answer.body = write_json(intent.completed(*reply));
    } else {
        answer.status = status_of(reply.error().code);
        answer.body = write_json(error_to_value(reply.error()));
    }
    outcome.status = AppendStatus::done;
    if (writer.idempotency_key.empty() && unit.events() == 0) return answer;
    Batch batch = unit.take_batch();
    if (!batch.aggregates.empty()) batch.identities = intent.identities;
    if (reply) batch.erase_owner = intent.erase_owner;
    if (!writer.idempotency_key.empty()) {
        batch.idempotency = Idempotency{writer.principal,
                                        writer.idempotency_key,
                                        writer.body_hash,
                                        answer.status,
                                        answer.body,
                                        intent.owner,
                                        now_ms};
    }
    reader.reset();
    outcome = store_->append(std::move(batch));
    answer.position = outcome.position;
    return answer;
}

Service::Intent Service::plan_order(const OrderRequest& request, const std::string& member, bool member_is_new) const {
    Intent intent{.judged_at_ms = request.placed_at_ms, .owner = member};
    const std::string order = "order/" + pseudonym("order", "", request.id);
    intent.command = loyalty::PlaceOrder{.order = order,
                                         .member = member,
                                         .placed_at_ms = request.placed_at_ms,
                                         .currency = request.currency,
                                         .lines = request.lines,
                                         .paid_with_points_minor = request.paid_with_points_minor,
                                         .attributes = request.attributes,
                                         .personal = request.personal};
    if (member_is_new) intent.identities.push_back({"member", request.member, member, member});
    intent.identities.push_back({"order", request.id, order, member});
    intent.echoed = {{"id", request.id}};
    return intent;
}

Service::Intent Service::plan_refund(std::string_view order_id, const RefundRequest& request) const {
    const std::string order = "order/" + pseudonym("order", "", order_id);
    Intent intent{.judged_at_ms = request.refunded_at_ms};
    intent.command = loyalty::RefundOrder{order, pseudonym("refund", order, request.id), request.refunded_at_ms,
                                          request.amount_minor, request.items};
    intent.echoed = {{"id", request.id}, {"order", order_id}};
    return intent;
}

Result<Answer> Service::reach_milestone(const Writer& writer, std::string_view order_id, std::string_view milestone,
                                        std::int64_t reached_at_ms) {
    return execute(writer, [&](StoreReader& reader) {
        Intent intent{.judged_at_ms = reached_at_ms};
        intent.command =
            loyalty::ReachMilestone{"order/" + pseudonym("order", "", order_id), std::string(milestone), reached_at_ms};
        intent.echoed = {{"order", order_id}};
        if (const auto identity = reader.identity("order", order_id)) intent.owner = identity->owner;
        return intent;
    });
}

Result<Value> Service::explain(const OrderRequest& request, const Trial& trial) {
    const auto reader = store_->reader();
    OrderRequest order = request;
    if (trial.as_of_ms) order.placed_at_ms = *trial.as_of_ms;
    const auto published = program_at(order.placed_at_ms);
    if (trial.draft == nullptr && !published) return Error{ErrorCode::program_missing, "", "", "a published programme"};
    const Program& program = trial.draft != nullptr ? *trial.draft : published->program;
    if (order.currency.empty()) order.currency = program.loyalty.currency;
    const auto known = order.member.empty() ? std::optional(std::string()) : known_member(*reader, order.member);
    const Intent intent = plan_order(order, known ? *known : fresh_member(), !known);
    const Context context{.now_ms = trial.as_of_ms.value_or(clock_()), .author = "explain", .facts = {}};
    auto explained =
        UnitOfWork(*reader, trial.as_of_ms).explain(program, std::get<loyalty::PlaceOrder>(intent.command), context);
    if (!explained) return explained;
    explained->object()->set("guest", order.member.empty());
    return with_sentences(*std::move(explained));
}

Result<Answer> Service::place_order(const Writer& writer, const OrderRequest& request) {
    return execute(writer, [&](StoreReader& reader) {
        const auto known = request.member.empty() ? std::optional(std::string()) : known_member(reader, request.member);
        return plan_order(request, known ? *known : fresh_member(), !known);
    });
}

Result<Answer> Service::refund_order(const Writer& writer, std::string_view order_id, const RefundRequest& request) {
    return execute(writer, [&](StoreReader& reader) {
        Intent intent = plan_refund(order_id, request);
        if (const auto identity = reader.identity("order", order_id)) intent.owner = identity->owner;
        return intent;
    });
}

}  // namespace laurel
