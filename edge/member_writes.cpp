// The part of Service that writes what members do and what is done to them.
#include <algorithm>

#include "edge/service.h"
#include "shared/base/time.h"

namespace laurel {

std::string Service::action_aggregate(std::string_view action_id) const {
    return "action/" + pseudonym("action", "", action_id);
}

std::string Service::redemption_aggregate(std::string_view member, std::string_view redemption_id) const {
    return "redemption/" + pseudonym("redemption", member, redemption_id);
}

Result<Answer> Service::record_action(const Writer& writer, std::string_view member_id, const ActionRequest& request) {
    return execute(writer, [&](StoreReader& reader) {
        const auto known = known_member(reader, member_id);
        const std::string member = known ? *known : fresh_member();
        Intent intent{.judged_at_ms = request.acted_at_ms, .owner = member};
        const std::string action = action_aggregate(request.id);
        intent.command = loyalty::RecordAction{action, member, request.name, request.acted_at_ms, request.attributes};
        if (!known) intent.identities.push_back({"member", std::string(member_id), member, member});
        intent.identities.push_back({"action", request.id, action, member});
        intent.echoed = {{"id", request.id}};
        return intent;
    });
}

Result<Answer> Service::revoke_action(const Writer& writer, std::string_view action_id) {
    return execute(writer, [&](StoreReader& reader) {
        Intent intent{.judged_at_ms = clock_()};
        intent.command = loyalty::RevokeAction{action_aggregate(action_id)};
        intent.echoed = {{"id", action_id}};
        if (const auto identity = reader.identity("action", action_id)) intent.owner = identity->owner;
        return intent;
    });
}

std::string Service::opening_aggregate(std::string_view member_id) const {
    return "action/" + pseudonym("opening", "", member_id);
}

Service::Intent Service::plan_opening(StoreReader& reader, std::string_view member_id, const OpeningRequest& request,
                                      const std::optional<std::string>& known) const {
    const std::string action = opening_aggregate(member_id);
    const auto loaded = load_state(reader, action, reader.read(action));
    const auto* opened = loaded ? std::get_if<loyalty::ActionState>(&loaded->state) : nullptr;
    const bool is_new = opened == nullptr && !known;
    const std::string member = opened != nullptr ? opened->member : known ? *known : fresh_member();
    const std::int64_t now_ms = clock_();
    std::int64_t joined_at_ms = now_ms;
    for (const loyalty::OpeningLot& lot : request.lots) joined_at_ms = std::min(joined_at_ms, lot.earned_at_ms);
    Intent intent{.judged_at_ms = now_ms, .owner = member};
    intent.command = loyalty::OpenAccount{.action = action,
                                          .member = member,
                                          .joined_at_ms = request.joined_at_ms.value_or(joined_at_ms),
                                          .lots = request.lots,
                                          .deficit = request.deficit,
                                          .source = request.source};
    if (is_new) intent.identities.push_back({"member", std::string(member_id), member, member});
    intent.identities.push_back({"opening", std::string(member_id), action, member});
    intent.echoed = {{"member", member_id}};
    return intent;
}

Result<Answer> Service::open_account(const Writer& writer, std::string_view member_id, const OpeningRequest& request) {
    return execute(writer, [&](StoreReader& reader) {
        return plan_opening(reader, member_id, request, known_member(reader, member_id));
    });
}

Result<Answer> Service::give_facts(const Writer& writer, std::string_view member_id, const Value& facts) {
    return execute(writer, [&](StoreReader& reader) {
        const auto known = known_member(reader, member_id);
        const std::string member = known ? *known : fresh_member();
        Intent intent{.judged_at_ms = clock_(), .owner = member};
        intent.command = loyalty::GiveFacts{member, facts};
        if (!known) intent.identities.push_back({"member", std::string(member_id), member, member});
        return intent;
    });
}

Result<Answer> Service::hold(const Writer& writer, std::string_view member_id, std::string_view redemption_id,
                             std::int64_t points, std::string_view point_kind) {
    return execute(writer, [&](StoreReader& reader) {
        const std::string member = member_aggregate(reader, member_id);
        Intent intent{.judged_at_ms = clock_(), .owner = member};
        intent.command =
            loyalty::HoldPoints{member, redemption_aggregate(member, redemption_id), points, std::string(point_kind)};
        intent.echoed = {{"id", redemption_id}};
        return intent;
    });
}

Result<Answer> Service::resolve_hold(const Writer& writer, std::string_view member_id, std::string_view redemption_id,
                                     bool capture) {
    return execute(writer, [&](StoreReader& reader) {
        const std::string member = member_aggregate(reader, member_id);
        Intent intent{.judged_at_ms = clock_(), .owner = member};
        intent.command = loyalty::ResolveHold{member, redemption_aggregate(member, redemption_id), capture};
        intent.echoed = {{"id", redemption_id}};
        return intent;
    });
}

Result<Answer> Service::cancel(const Writer& writer, std::string_view member_id, std::string_view redemption_id) {
    return execute(writer, [&](StoreReader& reader) {
        const std::string member = member_aggregate(reader, member_id);
        Intent intent{.judged_at_ms = clock_(), .owner = member};
        intent.command = loyalty::CancelRedemption{member, redemption_aggregate(member, redemption_id)};
        intent.echoed = {{"id", redemption_id}};
        return intent;
    });
}

Result<Answer> Service::extend(const Writer& writer, std::string_view member_id, std::string_view point_kind,
                               std::int64_t expires_at_ms, std::string_view reason) {
    return execute(writer, [&](StoreReader& reader) {
        const std::string member = member_aggregate(reader, member_id);
        Intent intent{.judged_at_ms = clock_(), .owner = member};
        intent.command = loyalty::ExtendExpiry{member, std::string(point_kind), expires_at_ms, std::string(reason)};
        return intent;
    });
}

Result<Answer> Service::adjust(const Writer& writer, std::string_view member_id, std::int64_t points,
                               std::string_view reason, std::string_view point_kind) {
    return execute(writer, [&](StoreReader& reader) {
        const std::string member = member_aggregate(reader, member_id);
        Intent intent{.judged_at_ms = clock_(), .owner = member};
        intent.command = loyalty::AdjustPoints{member, points, std::string(reason), std::string(point_kind)};
        return intent;
    });
}

Result<Answer> Service::erase(const Writer& writer, std::string_view member_id) {
    return execute(writer, [&](StoreReader& reader) {
        const std::string member = member_aggregate(reader, member_id);
        Intent intent{.judged_at_ms = clock_(), .erase_owner = member};
        intent.command = loyalty::EraseMember{member};
        return intent;
    });
}

}  // namespace laurel
