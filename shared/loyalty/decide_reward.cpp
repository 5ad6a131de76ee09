// Rewards: the points, the stock and the member's limits are held in one decision.
#include <algorithm>

#include "shared/loyalty/decide.h"
#include "shared/loyalty/decide_parts.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/reward_status.h"

namespace laurel::loyalty {
namespace {

Decided repeated(const RedeemReward& command, const RedemptionState& redemption) {
    const bool same = redemption.member == command.member && redemption.reward &&
                      redemption.reward->id == command.reward &&
                      (command.points == 0 || command.points == redemption.points);
    if (same) return std::vector<Event>{};
    return error_of(ErrorCode::redemption_id_reused, "/id", "a redemption with other content",
                    "an id of its own for each redemption");
}

std::string names_of(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
    return list;
}

Error refusal(const RewardStatus& status) {
    const Reward& reward = *status.reward;
    switch (status.reason) {
        case RewardReason::disabled:
        case RewardReason::window_closed:
            return error_of(ErrorCode::reward_not_open, "/reward",
                            status.detail.empty() ? "a reward that is switched off" : status.detail,
                            "a reward that is open now");
        case RewardReason::tier_required:
            return error_of(ErrorCode::reward_tier_required, "/reward", "", names_of(reward.tiers));
        case RewardReason::limit_reached:
            return error_of(ErrorCode::reward_limit_reached, "/reward");
        case RewardReason::out_of_stock:
            return error_of(ErrorCode::reward_out_of_stock, "/reward");
        case RewardReason::cart_unfit:
            return error_of(ErrorCode::reward_cart_unfit, "/cart", status.detail, "a cart that the reward is for");
        case RewardReason::not_enough_points:
            return error_of(ErrorCode::insufficient_points, "/points", integer_text(status.points),
                            "at most " + integer_text(status.points - status.missing_points));
        case RewardReason::condition_false:
        case RewardReason::condition_failed:
        case RewardReason::redeemable:
            break;
    }
    return error_of(ErrorCode::reward_condition_unmet, "/reward");
}

// A fixed cost may be named, and must be the reward's; what is paid with must be what pays as much with the fewest.
std::optional<Error> points_refused(const RedeemReward& command, const RewardStatus& status) {
    const bool is_fixed = status.reward->points > 0;
    if (command.points == status.points || (is_fixed && command.points == 0)) return std::nullopt;
    return error_of(ErrorCode::value_not_allowed, "/points", integer_text(command.points),
                    integer_text(status.points) + (is_fixed ? ", what the reward costs" : ", which pay as much"));
}

}  // namespace

Decided decide(const Settings& settings, const RedeemReward& command, const RedemptionInput& input,
               std::int64_t now_ms) {
    if (input.redemption != nullptr) return repeated(command, *input.redemption);
    if (auto error = not_in_future(command.redeemed_at_ms, now_ms, "/redeemed_at")) return *error;
    const Reward* reward = settings.reward(command.reward);
    if (reward == nullptr)
        return error_of(ErrorCode::reward_unknown, "/reward", quoted(command.reward), "a reward of the programme");
    if (is_erased(input.member)) return error_of(ErrorCode::member_erased, "/member");
    static const BudgetState unused;
    const BudgetState& stock = input.stock != nullptr ? *input.stock : unused;
    const std::int64_t at_ms = std::min(command.redeemed_at_ms, now_ms);
    MemberLog log(settings, command.member, input.member, at_ms);
    const RewardOccasion occasion{.instant_ms = at_ms,
                                  .member = &log.state(),
                                  .birthday = birthday_in(input.facts),
                                  .cart = command.cart ? &*command.cart : nullptr};
    const RewardStatus status = status_of(settings, *reward, occasion, &stock, command.points);
    if (!status.is_redeemable()) return refusal(status);
    if (auto error = points_refused(command, status)) return *error;
    if (auto error = too_many_holds(log.state())) return *error;

    const std::int64_t held_ms =
        reward->valid_days > 0 ? reward->valid_days * day_ms : settings.hold_minutes * minute_ms;
    const Hold hold{.redemption = command.redemption,
                    .point_kind = reward->point_kind,
                    .points = status.points,
                    .times_out_at_ms = log.ledger_ms() + held_ms,
                    .draws = drain(log.state(), reward->point_kind, status.points, log.ledger_ms()),
                    .reward = reward->id,
                    .caps = limit_uses(settings, *reward, at_ms)};
    const RedeemedReward redeemed{.id = reward->id,
                                  .benefit = reward->benefit,
                                  .lane = reward->lane,
                                  .priority = reward->priority,
                                  .stock = stock_budget(settings, *reward, command.redeemed_at_ms),
                                  .caps = hold.caps,
                                  .code = command.code};
    log.add(post::points_held(hold));
    auto events = joined(log.take_events(),
                         stamped(post::redemption_held(command.member, hold, &redeemed), command.redemption, 1, at_ms));
    if (redeemed.stock.empty()) return events;
    const BudgetHold taken{.cause = command.redemption, .times = 1, .times_out_at_ms = hold.times_out_at_ms};
    return joined(std::move(events), stamped(post::budget_held(taken, {.times = reward->stock->times}), redeemed.stock,
                                             stock.version + 1, at_ms));
}

}  // namespace laurel::loyalty
