// The command of rewards; what becomes of a redemption is asked as for plain points.
#include "shared/base/limits.h"
#include "shared/base/shape.h"
#include "shared/loyalty/order_document.h"
#include "shared/wire/command_reader.h"

namespace laurel::wire {
namespace {

constexpr Shape aggregate_shape{.kind = ShapeKind::identifier};
constexpr Shape instant_shape{.kind = ShapeKind::integer, .minimum = instant_ms_min, .maximum = instant_ms_max};
constexpr Shape positive_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = integer_max};

const Field redeem_fields[] = {{"member", &aggregate_shape, true}, {"redemption", &aggregate_shape, true},
                               {"reward", &aggregate_shape, true}, {"redeemed_at_ms", &instant_shape, true},
                               {"points", &positive_shape},        {"cart", &loyalty::cart_shape},
                               {"code", &aggregate_shape}};
const Shape redeem_shape{.kind = ShapeKind::object, .fields = redeem_fields};

Command redeem_reward(const Value& body) {
    const Value* cart = body.find("cart");
    return loyalty::RedeemReward{.member = text_in(body, "member"),
                                 .redemption = text_in(body, "redemption"),
                                 .reward = text_in(body, "reward"),
                                 .redeemed_at_ms = body.integer_at("redeemed_at_ms"),
                                 .points = body.integer_at("points"),
                                 .cart = cart != nullptr ? std::optional(loyalty::read_cart(*cart)) : std::nullopt,
                                 .code = text_in(body, "code")};
}

constexpr CommandReader readers[] = {{"redeem_reward", &redeem_shape, redeem_reward}};

}  // namespace

std::span<const CommandReader> reward_commands() { return readers; }

}  // namespace laurel::wire
