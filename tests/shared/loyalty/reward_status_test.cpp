// Whether a member can have a reward, and why not: the same in the list and from the command.
#include <doctest/doctest.h>

#include "tests/support/documents.h"
#include "tests/support/reward_shop.h"

using namespace laurel;
using namespace laurel::loyalty;

TEST_CASE("why a reward can't be had, the same in the list and from the command") {
    struct Case {
        std::string_view path;
        std::string_view text;
        std::string_view status;
        std::string_view code;
    };
    const Case cases[] = {
        {"/points", "1000", "redeemable 1000", ""},
        {"/points", "1001", "not_enough_points", "insufficient_points"},
        {"/enabled", "false", "disabled", "reward_not_open"},
        {"/window", R"({"from": "2026-01-10T12:00:01Z"})", "window_closed window_not_begun", "reward_not_open"},
        {"/window", R"({"until": "2026-01-10T12:00:00Z"})", "window_closed window_over", "reward_not_open"},
        {"/window", R"({"until": "2026-01-10T12:00:01Z"})", "redeemable 100", ""},
        {"/tiers", R"(["gold", "silver"])", "tier_required", "reward_tier_required"},
        {"/tiers", R"(["bronze", "gold"])", "redeemable 100", ""},
        {"/condition", R"({">=": [{"var": "member.orders"}, 2]})", "condition_false", "reward_condition_unmet"},
        {"/condition", R"({">=": [{"var": "member.orders"}, 1]})", "redeemable 100", ""},
        {"/condition", R"({"var": "time.year"})", "redeemable 100", ""},
        {"/condition", R"({"<": [{"var": "member"}, 1]})", "condition_failed", "reward_condition_unmet"},
        {"/condition", R"({"var": "cart"})", "condition_false", "reward_condition_unmet"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.path);
        CAPTURE(each.text);
        Shop shop = shop_with_rewards(mug);
        shop.change("/tiers", R"({"window": "lifetime", "levels": [
            {"id": "bronze", "name": {"en": "Bronze"}, "thresholds": {"orders": 1}},
            {"id": "silver", "name": {"en": "Silver"}, "thresholds": {"orders": 100}},
            {"id": "gold", "name": {"en": "Gold"}, "thresholds": {"orders": 200}}]})");
        shop.change("/rewards/0" + std::string(each.path), each.text);
        CHECK(why(status_in(shop)) == each.status);
        CHECK(code_of(redeem(shop, "r", "mug")) == each.code);
    }
    Shop shop = shop_with_rewards(mug);
    CHECK(code_of(redeem(shop, "r", "cup")) == "reward_unknown");
    shop.change("/rewards/0/points", "1040");
    CHECK(status_in(shop).missing_points == 40);
}

TEST_CASE("who has no points yet is told how many are missing") {
    Shop shop("2026-01-10T12:00:00Z", document_with(mug));
    CHECK(why(status_in(shop)) == "not_enough_points");
    CHECK(status_in(shop).missing_points == 100);
    CHECK(code_of(redeem(shop, "r", "mug")) == "insufficient_points");
}

TEST_CASE("a stock that is not in hand is the edge's to confirm") {
    Shop shop = shop_with_rewards(two_mugs);
    CHECK(status_in(shop).confirm_at_edge);
    CHECK(why(status_in(shop)) == "redeemable 100");
    const Context context{.now_ms = shop.now_ms, .author = "test", .facts = {}};
    const auto missing = needs(shop.program, RewardsQuery{.member = std::string(Shop::ann)}, shop.states, context);
    REQUIRE(missing == std::vector<std::string>{"budget/reward/mug/0"});
    shop.states.set(missing.front(), State{});
    CHECK(!status_in(shop).confirm_at_edge);
    REQUIRE(redeem(shop, "1", "mug").ok());
    shop.change("/rewards/0/stock/times", "1");
    CHECK(why(status_in(shop)) == "out_of_stock");
}

TEST_CASE("what a reward does to a cart") {
    struct Case {
        std::string_view benefit;
        std::string_view status;
        std::int64_t discount_minor;
    };
    constexpr std::string_view cart = R"([
        {"sku": "tea", "quantity": 2, "amount_minor": 2000, "categories": ["drinks"]},
        {"sku": "post", "quantity": 1, "amount_minor": 495, "kind": "shipping"}])";
    const Case cases[] = {
        {R"({"money_off": {"amount_minor": 500}})", "redeemable 100", 500},
        {R"({"money_off": {"amount_minor": 500}, "minimum_minor": 2001})", "cart_unfit below_minimum", 0},
        {R"({"percent_off": {"basis_points": 1500, "cap_minor": 250}})", "redeemable 100", 250},
        {R"({"percent_off": {"basis_points": 1500}, "applies_to": {"categories": ["shoes"]}})",
         "cart_unfit no_matching_item", 0},
        {R"({"free_shipping": {}})", "redeemable 100", 495},
        {R"({"buy_x_get_y": {"buy_quantity": 1, "get_quantity": 1}})", "redeemable 100", 1000},
        {R"({"gift_product": {"sku": "mug"}})", "redeemable 100", 0},
        {R"({"service": {"id": "gift_wrap"}})", "redeemable 100", 0},
        {R"({"partner": {"id": "cinema", "text_id": "two_seats"}})", "redeemable 100", 0},
        {R"({"cash_back": {"amount_minor": 300}})", "redeemable 100", 0},
    };
    for (const Case& each : cases) {
        CAPTURE(each.benefit);
        Shop shop = shop_with_rewards(mug);
        shop.change("/rewards/0/benefit", each.benefit);
        const RewardStatus status = status_in(shop, cart);
        CHECK(why(status) == each.status);
        CHECK((status.on_cart ? status.on_cart->total_minor : 0) == each.discount_minor);
        RedeemReward command = redemption_of(shop, "r", "mug");
        command.cart = cart_of(cart);
        const auto outcome = shop.run(command);
        CHECK(code_of(outcome) == (status.is_redeemable() ? "" : "reward_cart_unfit"));
        if (!status.is_redeemable()) {
            CHECK("cart_unfit " + outcome.error().found == each.status);
            CHECK(outcome.error().path == "/cart");
        }
    }
}

TEST_CASE("a condition may look at the cart") {
    Shop shop = shop_with_rewards(mug);
    shop.change("/rewards/0/condition", R"({">": [{"var": "cart.total_minor"}, 1000]})");
    CHECK(why(status_in(shop, R"([{"sku": "tea", "quantity": 1, "amount_minor": 1001}])")) == "redeemable 100");
    CHECK(why(status_in(shop, R"([{"sku": "tea", "quantity": 1, "amount_minor": 1000}])")) == "condition_false");
}

TEST_CASE("points pay by an exact rate, up to their share of the cart, and never more of them than it takes") {
    // 10 points pay 3; half of the cart at most.
    struct Case {
        std::int64_t cart_minor;  // 0: no cart
        std::int64_t points;
        std::string_view code;
        std::string_view allowed;
    };
    const Case cases[] = {
        {0, 0, "value_not_allowed", "4, which pay as much"},  // 4 pay 1
        {0, 3, "value_not_allowed", "4, which pay as much"},  // 3 pay nothing
        {0, 4, "", ""},                                       //
        {0, 5, "value_not_allowed", "4, which pay as much"},  // 5 pay 1 too
        {0, 7, "", ""},                                       // 7 pay 2
        {0, 1000, "", ""},                                    //
        {0, 1010, "insufficient_points", "at most 1000"},     //
        {60, 100, "", ""},                                    // 30 of 60
        {60, 104, "value_not_allowed", "100, which pay as much"},
        {58, 100, "value_not_allowed", "97, which pay as much"},  // 29 of 58
        {58, 97, "", ""},
    };
    for (const Case& each : cases) {
        CAPTURE(each.cart_minor);
        CAPTURE(each.points);
        Shop shop = shop_with_rewards(paying);
        RedeemReward command = redemption_of(shop, "r", "pay", each.points);
        if (each.cart_minor > 0) command.cart = Cart{.lines = {line("tea", 1, each.cart_minor)}, .attributes = {}};
        const auto outcome = shop.run(command);
        REQUIRE(code_of(outcome) == each.code);
        if (!outcome) {
            CHECK(outcome.error().path == "/points");
            CHECK(outcome.error().allowed == each.allowed);
        } else {
            CHECK(shop.redemption("r").points == each.points);
        }
    }
    Shop shop = shop_with_rewards(paying);
    CHECK(why(status_in(shop)) == "redeemable 4");
    CHECK(why(status_in(shop, R"([{"sku": "tea", "quantity": 1, "amount_minor": 60}])")) == "redeemable 100");
    CHECK(why(status_in(shop, R"([{"sku": "tea", "quantity": 1, "amount_minor": 100000}])")) == "redeemable 1000");
    CHECK(why(status_in(shop, R"([{"sku": "tea", "quantity": 1, "amount_minor": 1}])")) ==
          "cart_unfit nothing_left_to_discount");
}

TEST_CASE("a fixed cost may be named, and must be the reward's") {
    Shop shop = shop_with_rewards(mug);
    const auto outcome = redeem(shop, "r", "mug", 99);
    REQUIRE(code_of(outcome) == "value_not_allowed");
    CHECK(outcome.error().allowed == "100, what the reward costs");
    CHECK(redeem(shop, "r", "mug", 100).ok());
}
