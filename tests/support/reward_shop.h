#pragma once
// A shop whose programme has rewards, and a member with points for them.
#include <string>
#include <string_view>

#include "tests/support/shop.h"

namespace laurel {

// A gift for 100 points; two of them, two a month for each member; points that pay 3 for 10, half of a cart at most.
extern const std::string_view mug;
extern const std::string_view two_mugs;
extern const std::string_view paying;

Value document_with(std::string_view rewards);

// Ann has 1,000 points, on 10 January 2026 at noon.
Shop shop_with_rewards(std::string_view rewards);

loyalty::RedeemReward redemption_of(const Shop& shop, std::string_view id, std::string_view reward,
                                    std::int64_t points = 0);
Shop::Outcome redeem(Shop& shop, std::string_view id, std::string_view reward, std::int64_t points = 0);

loyalty::Cart cart_of(std::string_view lines);

// How the programme's only reward stands with Ann, with these lines in her cart ("" for no cart).
loyalty::RewardStatus status_in(const Shop& shop, std::string_view cart = {});

// "redeemable 100", or the reason with its detail.
std::string why(const loyalty::RewardStatus& status);

}  // namespace laurel
