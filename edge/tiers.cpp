// The part of Service that lends tiers, records what benefits are used for, and says who has which tier.
#include "edge/service.h"
#include "shared/base/time.h"
#include "shared/loyalty/tier_preview.h"

namespace laurel {
namespace {

constexpr std::string_view member_prefix = "member/";
// So that a page of a rare tier ends in time; the next one goes on.
constexpr std::size_t members_scanned_per_page = 1000;

}  // namespace

Result<Answer> Service::invite_tier(const Writer& writer, std::string_view member_id,
                                    const InvitationRequest& request) {
    return execute(writer, [&](StoreReader& reader) {
        const std::string member = member_aggregate(reader, member_id);
        Intent intent{.judged_at_ms = clock_(), .owner = member};
        intent.command = loyalty::InviteTier{member, request.tier, request.until_ms, request.reason};
        return intent;
    });
}

Result<Answer> Service::withdraw_tier(const Writer& writer, std::string_view member_id, std::string_view reason) {
    return execute(writer, [&](StoreReader& reader) {
        const std::string member = member_aggregate(reader, member_id);
        Intent intent{.judged_at_ms = clock_(), .owner = member};
        intent.command = loyalty::WithdrawTier{member, std::string(reason)};
        return intent;
    });
}

Result<Answer> Service::use_benefit(const Writer& writer, std::string_view member_id,
                                    const BenefitUseRequest& request) {
    return execute(writer, [&](StoreReader& reader) {
        const std::string member = member_aggregate(reader, member_id);
        const std::string action = action_aggregate(request.id);
        Intent intent{.judged_at_ms = request.used_at_ms, .owner = member};
        intent.command = loyalty::UseBenefit{action, member, request.benefit, request.used_at_ms};
        intent.identities.push_back({"action", request.id, action, member});
        intent.echoed = {{"id", request.id}};
        return intent;
    });
}

Result<Value> Service::tier(std::string_view member_id, const std::optional<loyalty::Cart>& cart) {
    const std::int64_t now_ms = clock_();
    const auto program = program_at(now_ms);
    if (!program) return Error{ErrorCode::program_missing, "", "", "a published programme"};
    const auto reader = store_->reader();
    const std::string member = known_member(*reader, member_id).value_or("");
    const auto preview = UnitOfWork(*reader).tier(program->program, member, cart, now_ms);
    if (!preview) return preview.error();
    Value value = to_value(*preview, program->program.loyalty);
    value.object()->set("now_at", write_instant(now_ms));
    value.object()->set("program_hash", program->hash);
    return value;
}

Result<Value> Service::members_by_tier(std::string_view tier, std::string_view after, std::size_t limit) {
    const std::int64_t now_ms = clock_();
    const auto program = program_at(now_ms);
    if (!program) return Error{ErrorCode::program_missing, "", "", "a published programme"};
    const loyalty::Settings& settings = program->program.loyalty;
    const auto reader = store_->reader();
    Array members;
    std::string last(after.empty() ? "" : std::string(member_prefix) + std::string(after));
    std::size_t scanned = 0;
    bool is_end = false;
    while (members.size() < limit && scanned < members_scanned_per_page && !is_end) {
        const std::vector<std::string> names = store_->aggregates(member_prefix, last, limit);
        is_end = names.size() < limit;
        for (const std::string& name : names) {
            if (members.size() == limit) break;
            last = name;
            ++scanned;
            const auto loaded = load_state(*reader, name, reader->read(name));
            if (!loaded) return loaded.error();
            const auto* state = std::get_if<loyalty::MemberState>(&loaded->state);
            const auto id = reader->external_id_of(name);
            if (state == nullptr || !id) continue;
            const loyalty::TierStanding standing = standing_at(settings, *state, now_ms);
            if (!tier.empty() && standing.tier != tier) continue;
            Value value = standing_to_value(standing, settings);
            value.object()->set("member", *id);
            members.push_back(std::move(value));
        }
        is_end = is_end && (names.empty() || last == names.back());
    }
    return Value(Object{{"members", std::move(members)},
                        {"next", is_end ? Value() : Value(last.substr(member_prefix.size()))},
                        {"now_at", write_instant(now_ms)}});
}

}  // namespace laurel
