#include "edge/integrations/members_csv/kinds.h"

#include <doctest/doctest.h>

namespace laurel::members_csv {
namespace {

TEST_CASE("types are read by their words") {
    const std::pair<const char*, Effect> rows[] = {
        {"order-placed", Effect::increase},
        {"order-redeem", Effect::decrease},
        {"expire", Effect::decrease},
        {"admin-adjustment", Effect::by_sign},
        {"order-cancelled", Effect::by_sign},
        {"account-signup", Effect::increase},
        {"product-review", Effect::increase},
        {"Points for Purchases", Effect::increase},
        {"Points expired", Effect::decrease},
        {"Redemption refunded", Effect::by_sign},
        {"redeemed_points", Effect::decrease},
        {"reviews_exp", Effect::increase},
        {"Claimed reward", Effect::decrease},
        {"Manual adjustment", Effect::by_sign},
        {"兑换优惠券", Effect::decrease},
        {"消费获得", Effect::increase},
        {"积分过期", Effect::decrease},
        {"Zebra", Effect::unknown},
        {"", Effect::unknown},
    };
    for (const auto& [name, effect] : rows) {
        const auto type = name;
        CAPTURE(type);
        CHECK(effect_of_type(type) == effect);
    }
}

TEST_CASE("states count or are ignored by their words") {
    for (const char* state : {"", "approved", "Completed", "active", "1", "已完成"})
        CHECK(effect_of_state(state) == Effect::by_sign);
    for (const char* state : {"pending", "Void", "declined", "cancelled", "unapproved", "待审核", "0"})
        CHECK(effect_of_state(state) == Effect::ignored);
    CHECK(effect_of_state("zebra") == Effect::unknown);
}

TEST_CASE("the merchant says how a type counts") {
    const auto effects = read_type_effects({"Gift card=spend", "A=B=earn"});
    REQUIRE(effects.ok());
    CHECK(effects->at("gift card") == Effect::decrease);
    CHECK(effects->at("a=b") == Effect::increase);
    for (const char* pair : {"Gift card", "Gift card=", "Gift card=unknown", "Gift card=burn"})
        CHECK(!read_type_effects({pair}).ok());
}

}  // namespace
}  // namespace laurel::members_csv
