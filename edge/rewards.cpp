// The part of Service that lists rewards, redeems them and follows up their codes.
#include <algorithm>

#include "edge/code.h"
#include "edge/service.h"
#include "shared/base/time.h"

namespace laurel {
namespace {

constexpr std::string_view code_kind = "code";

using loyalty::RedemptionStatus;

Error unknown_code() { return {ErrorCode::redemption_unknown, "/code", {}, "a code that a redemption handed over"}; }

Value stock_value(const loyalty::Stock& stock, const loyalty::BudgetUse& used) {
    return Object{{"left", std::max<std::int64_t>(stock.times - used.times, 0)},
                  {"per", loyalty::write_period(stock.per)},
                  {"times", stock.times},
                  {"used", used.times}};
}

}  // namespace

Result<Answer> Service::redeem(const Writer& writer, std::string_view member_id, const RedemptionRequest& request) {
    return execute(writer, [&](StoreReader& reader) {
        const std::string member = member_aggregate(reader, member_id);
        const std::string redemption = redemption_aggregate(member, request.id);
        const auto known_code = reader.external_id_of(redemption);
        const std::string code = known_code ? *known_code : random_code();
        Intent intent{.judged_at_ms = clock_(), .owner = member};
        intent.command = loyalty::RedeemReward{.member = member,
                                               .redemption = redemption,
                                               .reward = request.reward,
                                               .redeemed_at_ms = intent.judged_at_ms,
                                               .points = request.points,
                                               .cart = request.cart,
                                               .code = pseudonym(code_kind, "", code)};
        intent.identities.push_back({std::string(code_kind), code, redemption, member});
        intent.echoed = {{"code", code}, {"id", request.id}};
        return intent;
    });
}

Result<Answer> Service::resolve_code(const Writer& writer, std::string_view code, RedemptionStatus outcome) {
    const std::string normal = normal_code(code);
    const auto identity = store_->identity(code_kind, normal);
    if (!identity) return unknown_code();
    return execute(writer, [&](StoreReader&) {
        Intent intent{.judged_at_ms = clock_(), .owner = identity->owner};
        if (outcome == RedemptionStatus::cancelled) {
            intent.command = loyalty::CancelRedemption{identity->owner, identity->aggregate};
        } else {
            intent.command =
                loyalty::ResolveHold{identity->owner, identity->aggregate, outcome == RedemptionStatus::captured};
        }
        intent.echoed = {{"code", normal}};
        return intent;
    });
}

Result<Value> Service::rewards(std::string_view member_id, std::optional<loyalty::Cart> cart) {
    const std::int64_t now_ms = clock_();
    const auto program = program_at(now_ms);
    if (!program) return Error{ErrorCode::program_missing, "", "", "a published programme"};
    const auto reader = store_->reader();
    const RewardsQuery query{known_member(*reader, member_id).value_or(""), std::move(cart)};
    const auto statuses =
        UnitOfWork(*reader).rewards(program->program, query, {.now_ms = now_ms, .author = {}, .facts = {}});
    if (!statuses) return statuses.error();
    Array list;
    for (const loyalty::RewardStatus& status : *statuses) list.push_back(to_value(status));
    return Value(
        Object{{"now_at", write_instant(now_ms)}, {"program_hash", program->hash}, {"rewards", std::move(list)}});
}

Result<Value> Service::stocks(std::string_view after, std::size_t limit) {
    const std::int64_t now_ms = clock_();
    const auto program = program_at(now_ms);
    if (!program) return Error{ErrorCode::program_missing, "", "", "a published programme"};
    const loyalty::Settings& settings = program->program.loyalty;
    const std::vector<loyalty::Reward>& all = *settings.rewards;
    auto first = all.begin();
    if (!after.empty()) {
        first = std::find_if(all.begin(), all.end(), [&](const loyalty::Reward& each) { return each.id == after; });
        if (first == all.end()) return Error{ErrorCode::reward_unknown, "/query/after", quoted(after), ""};
        ++first;
    }
    const auto count = std::min(static_cast<std::size_t>(all.end() - first), limit);
    const auto last = first + static_cast<std::ptrdiff_t>(count);
    const auto reader = store_->reader();
    UnitOfWork unit(*reader);
    Array list;
    for (auto reward = first; reward != last; ++reward) {
        Value value = to_value(*reward);
        value.object()->set("enabled", reward->enabled);
        if (reward->stock) {
            const auto used = unit.used(stock_budget(settings, *reward, now_ms), now_ms);
            if (!used) return used.error();
            value.object()->set("stock", stock_value(*reward->stock, *used));
        }
        list.push_back(std::move(value));
    }
    return Value(Object{{"next", last != all.end() && count > 0 ? Value((last - 1)->id) : Value()},
                        {"now_at", write_instant(now_ms)},
                        {"rewards", std::move(list)}});
}

Result<Value> Service::redemption_of_code(std::string_view code) {
    const auto reader = store_->reader();
    const auto identity = reader->identity(code_kind, normal_code(code));
    if (!identity) return unknown_code();
    const auto loaded = load_state(*reader, identity->aggregate, reader->read(identity->aggregate));
    if (!loaded) return loaded.error();
    const auto* redemption = std::get_if<loyalty::RedemptionState>(&loaded->state);
    if (redemption == nullptr || !redemption->reward) return unknown_code();
    const bool is_timed_out = redemption->status == RedemptionStatus::held && redemption->times_out_at_ms <= clock_();
    return Value(Object{
        {"benefit", write_benefit(redemption->reward->benefit)},
        {"code", identity->external_id},
        {"held_at", write_instant(redemption->held_at_ms)},
        {"member", Value(reader->external_id_of(identity->owner).value_or(""))},
        {"point_kind", redemption->point_kind},
        {"points", redemption->points},
        {"reward", redemption->reward->id},
        {"status", is_timed_out ? std::string_view("timed_out")
                                : loyalty::redemption_status_names[static_cast<std::size_t>(redemption->status)]},
        {"times_out_at", write_instant(redemption->times_out_at_ms)}});
}

}  // namespace laurel
