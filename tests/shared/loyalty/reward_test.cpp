// Rewards: what the programme may say of them, and what holding one does.
#include <doctest/doctest.h>

#include "shared/loyalty/benefit.h"
#include "tests/support/documents.h"
#include "tests/support/reward_shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

const BudgetState& stock_of(const Shop& shop, const std::string& budget) {
    const State* state = shop.states.find(budget);
    REQUIRE(state != nullptr);
    const auto* stock = std::get_if<BudgetState>(state);
    REQUIRE(stock != nullptr);
    return *stock;
}

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
    Shop shop = shop_with_rewards(mug);
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
    Shop shop = shop_with_rewards(mug);
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
    Shop shop = shop_with_rewards(mug);
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
    Shop shop = shop_with_rewards(mug);
    REQUIRE(redeem(shop, "r", "mug").ok());
    CHECK(kinds_of(redeem(shop, "r", "mug", 100)) == "");
    CHECK(code_of(shop.hold("r", 100)) == "redemption_id_reused");
    CHECK(code_of(redeem(shop, "r", "other")) == "redemption_id_reused");
    CHECK(code_of(redeem(shop, "r", "mug", 99)) == "redemption_id_reused");
    CHECK(shop.balance().reserved == 100);
}

TEST_CASE("the last of a stock is nobody else's until it comes back") {
    Shop shop = shop_with_rewards(two_mugs);
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
    Shop shop = shop_with_rewards(mug);
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
    Shop shop = shop_with_rewards(two_mugs);
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

TEST_CASE("a redemption keeps the pseudonym of the code that it handed over") {
    Shop shop = shop_with_rewards(mug);
    RedeemReward command = redemption_of(shop, "r", "mug");
    command.code = "c0de";
    REQUIRE(shop.run(command).ok());
    CHECK(shop.redemption("r").reward->code == "c0de");
}

TEST_CASE("a reward can't be captured when its stock has forgotten the hold") {
    Shop shop = shop_with_rewards(two_mugs);
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
    Shop shop = shop_with_rewards(mug);
    shop.change("/rewards/0/points", "1");
    for (std::size_t count = 0; count < open_holds_max; ++count)
        REQUIRE(redeem(shop, std::to_string(count), "mug").ok());
    CHECK(code_of(redeem(shop, "more", "mug")) == "too_many_open_holds");
    REQUIRE(shop.erase().ok());
    CHECK(code_of(redeem(shop, "erased", "mug")) == "member_erased");
}
