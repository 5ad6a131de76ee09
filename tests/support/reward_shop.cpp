#include "tests/support/reward_shop.h"

#include <doctest/doctest.h>

#include "tests/support/documents.h"

namespace laurel {

using namespace loyalty;

const std::string_view mug = R"([{"id": "mug", "name": {"en": "A mug"}, "points": 100,
    "benefit": {"gift_product": {"sku": "mug"}}}])";
const std::string_view two_mugs = R"([{"id": "mug", "name": {"en": "A mug"}, "points": 100,
    "benefit": {"gift_product": {"sku": "mug"}}, "stock": {"times": 2},
    "per_member": [{"per": {"unit": "month"}, "times": 2}]}])";
const std::string_view paying = R"([{"id": "pay", "name": {"en": "Pay with points"},
    "benefit": {"pay_with_points": {"points": 10, "pay_minor": 3, "maximum_basis_points": 5000}}}])";

Value document_with(std::string_view rewards) {
    Value document = document_for_test();
    set_at(document, "/rewards", rewards);
    return document;
}

Shop shop_with_rewards(std::string_view rewards) {
    Shop shop("2026-01-10T12:00:00Z", document_with(rewards));
    REQUIRE(shop.place("first", 1000'00).ok());
    return shop;
}

RedeemReward redemption_of(const Shop& shop, std::string_view id, std::string_view reward, std::int64_t points) {
    RedeemReward command;
    command.member = Shop::ann;
    command.redemption = "redemption/" + std::string(id);
    command.reward = reward;
    command.redeemed_at_ms = shop.now_ms;
    command.points = points;
    return command;
}

Shop::Outcome redeem(Shop& shop, std::string_view id, std::string_view reward, std::int64_t points) {
    return shop.run(redemption_of(shop, id, reward, points));
}

Cart cart_of(std::string_view lines) { return {.lines = lines_of(lines), .attributes = {}}; }

RewardStatus status_in(const Shop& shop, std::string_view cart) {
    RewardsQuery query{.member = std::string(Shop::ann), .cart = std::nullopt};
    if (!cart.empty()) query.cart = cart_of(cart);
    const Context context{.now_ms = shop.now_ms, .author = "test", .facts = {}};
    const auto rewards = rewards_for(shop.program, shop.states, query, context);
    REQUIRE(rewards.size() == 1);
    return rewards.front();
}

std::string why(const RewardStatus& status) {
    const std::string reason(reward_reason_names[static_cast<std::size_t>(status.reason)]);
    if (status.is_redeemable()) return reason + " " + std::to_string(status.points);
    return reason + (status.detail.empty() ? "" : " " + status.detail);
}

}  // namespace laurel
