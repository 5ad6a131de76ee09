// What a member can have for points now.
#include <algorithm>

#include "shared/core.h"
#include "shared/loyalty/decide_parts.h"
#include "shared/loyalty/ledger.h"

namespace laurel {

using namespace loyalty;

std::vector<std::string> needs(const Program& program, const RewardsQuery& query, const States& states,
                               const Context& context) {
    std::vector<std::string> missing;
    if (!query.member.empty() && states.find(query.member) == nullptr) missing.push_back(query.member);
    if (program.loyalty.rewards == nullptr) return missing;
    for (const Reward& reward : *program.loyalty.rewards) {
        std::string stock = stock_budget(program.loyalty, reward, context.now_ms);
        if (!stock.empty() && states.find(stock) == nullptr) missing.push_back(std::move(stock));
    }
    return missing;
}

std::vector<RewardStatus> rewards_for(const Program& program, const States& states, const RewardsQuery& query,
                                      const Context& context) {
    static const BudgetState unused;
    std::vector<RewardStatus> rewards;
    if (program.loyalty.rewards == nullptr) return rewards;
    const State* known = states.find(query.member);
    const auto* member = known != nullptr ? std::get_if<MemberState>(known) : nullptr;
    const MemberState now = member != nullptr ? state_at(*member, context.now_ms) : MemberState();
    const RewardOccasion occasion{.instant_ms = context.now_ms,
                                  .member = &now,
                                  .birthday = birthday_in(&context.facts),
                                  .cart = query.cart ? &*query.cart : nullptr};
    for (const Reward& reward : *program.loyalty.rewards) {
        const State* stock = states.find(stock_budget(program.loyalty, reward, context.now_ms));
        const auto* budget = stock != nullptr ? std::get_if<BudgetState>(stock) : nullptr;
        rewards.push_back(
            status_of(program.loyalty, reward, occasion, budget == nullptr && stock != nullptr ? &unused : budget));
    }
    return rewards;
}

}  // namespace laurel
