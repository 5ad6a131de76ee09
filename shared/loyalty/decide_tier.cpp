// Benefits that are used, and tiers that are lent.
#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/candidates.h"
#include "shared/loyalty/decide.h"
#include "shared/loyalty/decide_parts.h"
#include "shared/loyalty/tier_benefit.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {
namespace {

Error not_included(const TierLevel* level, const std::string& benefit) {
    std::string names;
    if (level != nullptr) {
        for (const TierBenefit& each : level->benefits) names += (names.empty() ? "" : ", ") + each.id;
    }
    return error_of(ErrorCode::benefit_not_included, "/benefit", benefit,
                    level == nullptr ? "nothing: the member has no tier"
                                     : (names.empty() ? "nothing" : "one of: " + names) + " in tier " + level->id);
}

Decided repeated_use(const UseBenefit& command, const ActionState& action) {
    const bool same = action.member == command.member && action.acted_at_ms == command.used_at_ms &&
                      action.grants.size() == 1 && action.grants.front().rule == cap_name_of(command.benefit);
    if (same) return std::vector<Event>{};
    return error_of(ErrorCode::action_id_reused, "/id", "an action with other content",
                    "an id of its own for each use of a benefit");
}

std::string tier_ids(const Settings& settings) {
    if (settings.tiers == nullptr) return "nothing: the programme has no tiers";
    std::string names;
    for (const TierLevel& level : settings.tiers->levels) names += (names.empty() ? "one of: " : ", ") + level.id;
    return names;
}

Event invitation_event(MemberLog& log, TierChange change, const std::string& reason) {
    change.is_of_invitation = true;
    change.from = log.state().tier_invitation.tier;
    Event event = post::tier_changed(change);
    event.personal = Object{{"reason", reason}};
    return event;
}

}  // namespace

Decided decide(const Settings& settings, const UseBenefit& command, const ActionInput& input, std::int64_t now_ms) {
    if (input.action != nullptr) return repeated_use(command, *input.action);
    if (auto error = not_in_future(command.used_at_ms, now_ms, "/used_at")) return *error;
    if (auto error = unknown_or_erased(input.member)) return *error;
    MemberLog log(settings, command.member, input.member, std::min(command.used_at_ms, now_ms));
    const TierStanding standing = standing_at(settings, log.state(), log.ledger_ms());
    const TierLevel* level = settings.tiers != nullptr ? settings.tiers->level(standing.rank) : nullptr;
    const TierBenefit* benefit = level != nullptr ? level->benefit(command.benefit) : nullptr;
    if (benefit == nullptr) return not_included(level, command.benefit);
    BenefitRoom room = room_of(settings, *benefit, log.state(), command.used_at_ms);
    if (room.left <= 0) {
        return error_of(ErrorCode::benefit_used_up, "/benefit", command.benefit,
                        integer_text(benefit->caps[room.narrowest].times) + " in its period");
    }
    for (CapUse& use : room.uses) use.times = 1;
    const Grant grant{.rule = cap_name_of(command.benefit), .limit = room.left, .lines = {}, .caps = room.uses};
    if (!grant.caps.empty()) {
        log.add(post::activity_counted(
            command.action, {.day = local_day(settings.zone, command.used_at_ms), .caps = grant.caps, .streaks = {}}));
    }
    return joined(log.take_events(),
                  stamped(post::benefit_used(command, standing.tier, grant), command.action, 1, command.used_at_ms));
}

Decided decide(const Settings& settings, const InviteTier& command, const MemberState* member, std::int64_t now_ms) {
    if (auto error = unknown_or_erased(member)) return *error;
    if (settings.tiers == nullptr || settings.tiers->rank_of(command.tier) == 0)
        return error_of(ErrorCode::value_not_allowed, "/tier", command.tier, tier_ids(settings));
    MemberLog log(settings, command.member, member, now_ms);
    const TierInvitation& had = log.state().tier_invitation;
    if (had.tier == command.tier && had.until_ms == command.until_ms) return std::vector<Event>{};
    if (command.until_ms <= log.ledger_ms()) {
        return error_of(ErrorCode::value_not_allowed, "/until", write_instant(command.until_ms),
                        "later than " + write_instant(log.ledger_ms()));
    }
    log.add(invitation_event(
        log, {.reason = TierReason::invited, .from = {}, .to = command.tier, .until_ms = command.until_ms},
        command.reason));
    return log.take_events();
}

Decided decide(const Settings& settings, const WithdrawTier& command, const MemberState* member, std::int64_t now_ms) {
    if (auto error = unknown_or_erased(member)) return *error;
    MemberLog log(settings, command.member, member, now_ms);
    if (log.state().tier_invitation.tier.empty()) return std::vector<Event>{};
    log.add(invitation_event(log, {.reason = TierReason::withdrawn, .from = {}, .to = {}}, command.reason));
    return log.take_events();
}

}  // namespace laurel::loyalty
