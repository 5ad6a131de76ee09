// Rewards: what the programme may say of them, whom they are open to, and what holding one does.
#include <doctest/doctest.h>

#include "shared/loyalty/benefit.h"
#include "tests/support/documents.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

Value document_with(std::string_view rewards) {
    Value document = document_for_test();
    set_at(document, "/rewards", rewards);
    return document;
}

// Ann has 1,000 points.
Shop shop_with(std::string_view rewards) {
    Shop shop("2026-01-10T12:00:00Z", document_with(rewards));
    REQUIRE(shop.place("first", 1000'00).ok());
    return shop;
}

RedeemReward redemption_of(const Shop& shop, std::string_view id, std::string_view reward, std::int64_t points = 0) {
    RedeemReward command;
    command.member = Shop::ann;
    command.redemption = "redemption/" + std::string(id);
    command.reward = reward;
    command.redeemed_at_ms = shop.now_ms;
    command.points = points;
    return command;
}

Shop::Outcome redeem(Shop& shop, std::string_view id, std::string_view reward, std::int64_t points = 0) {
    return shop.run(redemption_of(shop, id, reward, points));
}

Cart cart_of(std::string_view lines) { return {.lines = lines_of(lines), .attributes = {}}; }

RewardStatus status_in(const Shop& shop, std::string_view cart = {}) {
    RewardsQuery query{.member = std::string(Shop::ann), .cart = std::nullopt};
    if (!cart.empty()) query.cart = cart_of(cart);
    const Context context{.now_ms = shop.now_ms, .author = "test", .facts = {}};
    const auto rewards = rewards_for(shop.program, shop.states, query, context);
    REQUIRE(rewards.size() == 1);
    return rewards.front();
}

// "redeemable 100", or the reason with its detail.
std::string why(const RewardStatus& status) {
    const std::string reason(reward_reason_names[static_cast<std::size_t>(status.reason)]);
    if (status.is_redeemable()) return reason + " " + std::to_string(status.points);
    return reason + (status.detail.empty() ? "" : " " + status.detail);
}

const BudgetState& stock_of(const Shop& shop, const std::string& budget) {
    const State* state = shop.states.find(budget);
    REQUIRE(state != nullptr);
    const auto* stock = std::get_if<BudgetState>(state);
    REQUIRE(stock != nullptr);
    return *stock;
}

constexpr std::string_view mug = R"([{"id": "mug", "name": {"en": "A mug"}, "points": 100,
    "benefit": {"gift_product": {"sku": "mug"}}}])";
constexpr std::string_view two_mugs = R"([{"id": "mug", "name": {"en": "A mug"}, "points": 100,
    "benefit": {"gift_product": {"sku": "mug"}}, "stock": {"times": 2},
    "per_member": [{"per": {"unit": "month"}, "times": 2}]}])";
constexpr std::string_view paying = R"([{"id": "pay", "name": {"en": "Pay with points"},
    "benefit": {"pay_with_points": {"points": 10, "pay_minor": 3, "maximum_basis_points": 5000}}}])";

}  // namespace

TEST_CASE("a programme's rewards are held to what they say") {
    struct Fault {
        std::string_view path;  // of the first reward
        std::string_view text;  // "" removes it
        std::string_view error;
    };
    const Fault faults[] = {
        {"/points", "", "missing_field /rewards/0/points"},
        {"/points", "0", "number_out_of_range /rewards/0/points"},
        {"/benefit", R"({"pay_with_points": {"points": 1, "pay_minor": 1}})", "unknown_field /rewards/0/points"},
        {"/benefit", "{}", "missing_field /rewards/0/benefit"},
        {"/name", "", "missing_field /rewards/0/name"},
        {"/point_kind", R"("stars")", "value_not_allowed /rewards/0/point_kind"},
        {"/lane", R"("best")", "value_not_allowed /rewards/0/lane"},
        {"/stock", R"({"times": 0})", "number_out_of_range /rewards/0/stock/times"},
        {"/stock", R"({"times": 1, "per": {"unit": "order"}})", "value_not_allowed /rewards/0/stock/per/unit"},
        {"/stock", R"({"times": 1, "per": {"unit": "days"}})", "missing_field /rewards/0/stock/per/days"},
        {"/per_member", R"([{"per": {"unit": "day"}}])", "missing_field /rewards/0/per_member/0/times"},
        {"/per_member", R"([{"per": {"unit": "order"}, "times": 1}])",
         "value_not_allowed /rewards/0/per_member/0/per/unit"},
        {"/condition", R"({"maybe": [1]})", "rule_operator_unknown /rewards/0/condition/maybe"},
        {"/private_condition", "true", "missing_field /rewards/0/confirm_at_edge"},
        {"/window", R"({"holidays": ["spring"]})", "value_not_allowed /rewards/0/window/holidays/0"},
        {"/valid_days", "0", "number_out_of_range /rewards/0/valid_days"},
    };
    for (const Fault& fault : faults) {
        CAPTURE(fault.path);
        CAPTURE(fault.text);
        Value document = document_with(mug);
        set_at(document, "/rewards/0" + std::string(fault.path), fault.text);
        const Errors errors = check_program(document);
        REQUIRE(errors.size() == 1);
        CHECK(std::string(name_of(errors.front().code)) + " " + errors.front().path == fault.error);
    }
    Value twice = document_with(mug);
    const Value first = twice.array_at("rewards").front();
    value_at(twice, "/rewards").array()->push_back(first);
    const Errors errors = check_program(twice);
    REQUIRE(errors.size() == 1);
    CHECK(errors.front().code == ErrorCode::duplicate_identifier);
    CHECK(errors.front().path == "/rewards/1/id");
}

TEST_CASE("two lanes of one id are an error") {
    Value document = document_for_test();
    set_at(document, "/lanes", R"([{"id": "a", "how": "best"}, {"id": "a", "how": "best"}])");
    const Errors errors = check_program(document);
    REQUIRE(errors.size() == 1);
    CHECK(errors.front().path == "/lanes/1/id");
}

TEST_CASE("what a reward costs the merchant, and its private condition, are private") {
    Value document = document_with(mug);
    set_at(document, "/rewards/0/cost_minor", "350");
    set_at(document, "/rewards/0/private_condition", "true");
    set_at(document, "/rewards/0/confirm_at_edge", "true");
    const std::string seen = write_json(public_part(document, program_shape));
    CHECK(seen.find("cost_minor") == std::string::npos);
    CHECK(seen.find("private_condition") == std::string::npos);
    CHECK(seen.find("confirm_at_edge") != std::string::npos);
}

TEST_CASE("a reward's points are held, and spent when the order is paid") {
    Shop shop = shop_with(mug);
    const auto held = redeem(shop, "r", "mug");
    CHECK(kinds_of(held) == "points_held redemption_held");
    CHECK(shop.balance().available == 900);
    CHECK(shop.balance().reserved == 100);
    CHECK(event_of(held, "points_held").data.string_at("reward") == "mug");
    CHECK(shop.redemption("r").times_out_at_ms == shop.now_ms + 30 * minute_ms);
    CHECK(kinds_of(shop.capture("r")) == "points_spent redemption_captured");
    CHECK(shop.balance().available == 900);
    CHECK(shop.balance().reserved == 0);
    CHECK(shop.member().movements.back().reason == "mug");
}

TEST_CASE("a redemption keeps the reward as it was") {
    Shop shop = shop_with(mug);
    REQUIRE(redeem(shop, "r", "mug").ok());
    shop.change("/rewards", R"([{"id": "cup", "name": {"en": "A cup"}, "points": 1,
        "benefit": {"money_off": {"amount_minor": 5}}}])");
    REQUIRE(shop.capture("r").ok());
    const RedemptionState& redemption = shop.redemption("r");
    REQUIRE(redemption.reward.has_value());
    CHECK(redemption.reward->id == "mug");
    CHECK(redemption.points == 100);
    CHECK(write_json(write_benefit(redemption.reward->benefit)) == R"({"gift_product":{"sku":"mug"}})");
    CHECK(kinds_of(shop.cancel("r")) == "points_restored redemption_cancelled");
    CHECK(shop.balance().available == 1000);
}

TEST_CASE("a reward with days of its own is held for so long") {
    Shop shop = shop_with(mug);
    shop.change("/rewards/0/valid_days", "30");
    REQUIRE(redeem(shop, "r", "mug").ok());
    CHECK(shop.redemption("r").times_out_at_ms == shop.now_ms + 30 * day_ms);
    shop.now_ms += 30 * day_ms - 1;
    CHECK(shop.balance().reserved == 100);
    CHECK(shop.capture("r").ok());
}

TEST_CASE("points of another kind pay for a reward that costs them") {
    Value document = document_with(mug);
    set_at(document, "/point_kinds", R"({"stars": {"name": {"en": "stars"}, "pending_days": 0}})");
    set_at(document, "/earning", R"([{"id": "spend", "points": 1, "per_minor": 1000, "point_kind": "stars"}])");
    set_at(document, "/rewards/0/point_kind", R"("stars")");
    Shop shop("2026-01-10T12:00:00Z", document);
    REQUIRE(shop.place("first", 1000'00).ok());
    CHECK(redeem(shop, "r", "mug").ok());
    CHECK(code_of(redeem(shop, "s", "mug")) == "insufficient_points");
}

TEST_CASE("the same redemption again is the same, another under its id is refused") {
    Shop shop = shop_with(mug);
    REQUIRE(redeem(shop, "r", "mug").ok());
    CHECK(kinds_of(redeem(shop, "r", "mug", 100)) == "");
    CHECK(code_of(shop.hold("r", 100)) == "redemption_id_reused");
    CHECK(code_of(redeem(shop, "r", "other")) == "redemption_id_reused");
    CHECK(code_of(redeem(shop, "r", "mug", 99)) == "redemption_id_reused");
    CHECK(shop.balance().reserved == 100);
}

TEST_CASE("the last of a stock is nobody else's until it comes back") {
    Shop shop = shop_with(two_mugs);
    const std::string budget = "budget/reward/mug/0";
    const auto first = redeem(shop, "1", "mug");
    CHECK(kinds_of(first) == "points_held redemption_held budget_held");
    REQUIRE(redeem(shop, "2", "mug").ok());
    const auto third = redeem(shop, "3", "mug");
    CHECK(code_of(third) == "reward_limit_reached");
    shop.change("/rewards/0/per_member", "");
    CHECK(code_of(redeem(shop, "3", "mug")) == "reward_out_of_stock");
    CHECK(kinds_of(shop.give_back("1")) == "hold_voided redemption_voided budget_released");
    CHECK(redeem(shop, "3", "mug").ok());
    CHECK(kinds_of(shop.capture("3")) == "points_spent redemption_captured budget_used");
    CHECK(stock_of(shop, budget).times == 1);
    CHECK(used_at(stock_of(shop, budget), shop.now_ms).times == 2);
    shop.now_ms += 30 * minute_ms;
    CHECK(used_at(stock_of(shop, budget), shop.now_ms).times == 1);
    CHECK(redeem(shop, "4", "mug").ok());
    CHECK(code_of(redeem(shop, "5", "mug")) == "reward_out_of_stock");
    CHECK(kinds_of(shop.cancel("3")) == "points_restored redemption_cancelled budget_changed");
    CHECK(stock_of(shop, budget).times == 0);
    CHECK(redeem(shop, "5", "mug").ok());
}

TEST_CASE("a stock by the month is counted month by month, and what is cancelled goes back to its own") {
    Shop shop = shop_with(mug);
    shop.change("/rewards/0/stock", R"({"times": 1, "per": {"unit": "month"}})");
    REQUIRE(redeem(shop, "1", "mug").ok());
    REQUIRE(shop.capture("1").ok());
    CHECK(code_of(redeem(shop, "2", "mug")) == "reward_out_of_stock");
    shop.now_ms = at("2026-02-01T00:00:00Z");
    CHECK(redeem(shop, "2", "mug").ok());
    REQUIRE(shop.capture("2").ok());
    REQUIRE(shop.cancel("1").ok());
    CHECK(code_of(redeem(shop, "3", "mug")) == "reward_out_of_stock");
    CHECK(stock_of(shop, shop.redemption("1").reward->stock).times == 0);
    CHECK(stock_of(shop, shop.redemption("2").reward->stock).times == 1);
}

TEST_CASE("a member's limit counts what is held, and gets back what was not used") {
    Shop shop = shop_with(two_mugs);
    shop.change("/rewards/0/stock", "");
    REQUIRE(redeem(shop, "1", "mug").ok());
    REQUIRE(redeem(shop, "2", "mug").ok());
    CHECK(code_of(redeem(shop, "3", "mug")) == "reward_limit_reached");
    SUBCASE("by a void") { REQUIRE(shop.give_back("1").ok()); }
    SUBCASE("by a time-out, which no write has posted yet") {
        REQUIRE(shop.capture("2").ok());
        shop.now_ms += 30 * minute_ms;
        CHECK(why(status_in(shop)) == "redeemable 100");
    }
    SUBCASE("by a cancellation") {
        REQUIRE(shop.capture("1").ok());
        REQUIRE(shop.cancel("1").ok());
    }
    SUBCASE("by the next month") { shop.now_ms = at("2026-02-01T00:00:00Z"); }
    CHECK(redeem(shop, "3", "mug").ok());
    if (shop.now_ms < at("2026-02-01T00:00:00Z")) CHECK(code_of(redeem(shop, "4", "mug")) == "reward_limit_reached");
}

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
        {"/condition", R"({">=": [{"var": "member.orders"}, 2]})", "condition_false", "reward_condition_unmet"},
        {"/condition", R"({">=": [{"var": "member.orders"}, 1]})", "redeemable 100", ""},
        {"/condition", R"({"var": "time.year"})", "redeemable 100", ""},
        {"/condition", R"({"<": [{"var": "member"}, 1]})", "condition_failed", "reward_condition_unmet"},
        {"/condition", R"({"var": "cart"})", "condition_false", "reward_condition_unmet"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.path);
        CAPTURE(each.text);
        Shop shop = shop_with(mug);
        shop.change("/rewards/0" + std::string(each.path), each.text);
        CHECK(why(status_in(shop)) == each.status);
        CHECK(code_of(redeem(shop, "r", "mug")) == each.code);
    }
    Shop shop = shop_with(mug);
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
    Shop shop = shop_with(two_mugs);
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
        Shop shop = shop_with(mug);
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
    Shop shop = shop_with(mug);
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
        Shop shop = shop_with(paying);
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
    Shop shop = shop_with(paying);
    CHECK(why(status_in(shop)) == "redeemable 4");
    CHECK(why(status_in(shop, R"([{"sku": "tea", "quantity": 1, "amount_minor": 60}])")) == "redeemable 100");
    CHECK(why(status_in(shop, R"([{"sku": "tea", "quantity": 1, "amount_minor": 100000}])")) == "redeemable 1000");
    CHECK(why(status_in(shop, R"([{"sku": "tea", "quantity": 1, "amount_minor": 1}])")) ==
          "cart_unfit nothing_left_to_discount");
}

TEST_CASE("a fixed cost may be named, and must be the reward's") {
    Shop shop = shop_with(mug);
    const auto outcome = redeem(shop, "r", "mug", 99);
    REQUIRE(code_of(outcome) == "value_not_allowed");
    CHECK(outcome.error().allowed == "100, what the reward costs");
    CHECK(redeem(shop, "r", "mug", 100).ok());
}

TEST_CASE("a redemption keeps the pseudonym of the code that it handed over") {
    Shop shop = shop_with(mug);
    RedeemReward command = redemption_of(shop, "r", "mug");
    command.code = "c0de";
    REQUIRE(shop.run(command).ok());
    CHECK(shop.redemption("r").reward->code == "c0de");
}

TEST_CASE("a reward can't be captured when its stock has forgotten the hold") {
    Shop shop = shop_with(two_mugs);
    REQUIRE(redeem(shop, "1", "mug").ok());
    REQUIRE(redeem(shop, "2", "mug").ok());
    // Others drew on the stock by a clock that is ahead.
    const std::string budget = "budget/reward/mug/0";
    BudgetState stock = stock_of(shop, budget);
    stock.holds.clear();
    shop.states.set(budget, stock);
    CHECK(code_of(shop.capture("1")) == "redemption_timed_out");
    CHECK(kinds_of(shop.give_back("2")) == "hold_voided redemption_voided");
}

TEST_CASE("an erased member redeems nothing, a member's open holds are counted") {
    Shop shop = shop_with(mug);
    shop.change("/rewards/0/points", "1");
    for (std::size_t count = 0; count < open_holds_max; ++count)
        REQUIRE(redeem(shop, std::to_string(count), "mug").ok());
    CHECK(code_of(redeem(shop, "more", "mug")) == "too_many_open_holds");
    REQUIRE(shop.erase().ok());
    CHECK(code_of(redeem(shop, "erased", "mug")) == "member_erased");
}
