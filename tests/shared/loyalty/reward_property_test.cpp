// Redemptions of several members against a model that keeps no counts: it goes through all redemptions there ever were.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/property.h"
#include "tests/support/documents.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

constexpr std::int64_t points_given = 40;
constexpr std::int64_t hold_ms = 45 * minute_ms;

struct Limits {
    std::string_view reward;
    std::int64_t points;
    std::int64_t stock;       // 0: none
    bool stock_by_day;        // else for ever
    std::int64_t per_member;  // by the day; 0: none
};

constexpr Limits limits[] = {{"mug", 3, 5, false, 2}, {"tea", 2, 3, true, 1}, {"wrap", 1, 0, false, 3}};

constexpr std::string_view rewards = R"([
    {"id": "mug", "name": {"en": "Mug"}, "points": 3, "benefit": {"gift_product": {"sku": "mug"}},
     "stock": {"times": 5}, "per_member": [{"per": {"unit": "day"}, "times": 2}]},
    {"id": "tea", "name": {"en": "Tea"}, "points": 2, "benefit": {"money_off": {"amount_minor": 100}},
     "stock": {"times": 3, "per": {"unit": "day"}}, "per_member": [{"per": {"unit": "day"}, "times": 1}]},
    {"id": "wrap", "name": {"en": "Wrap"}, "points": 1, "benefit": {"service": {"id": "gift_wrap"}},
     "per_member": [{"per": {"unit": "day"}, "times": 3}]}])";

struct Redemption {
    std::string member;
    std::size_t reward = 0;
    std::int64_t at_ms = 0;
    RedemptionStatus status = RedemptionStatus::held;

    bool counts_at(std::int64_t now_ms) const {
        return status == RedemptionStatus::captured || (status == RedemptionStatus::held && now_ms < at_ms + hold_ms);
    }
};

struct Model {
    std::vector<Redemption> redemptions;

    template <class Matches>
    std::int64_t count(std::int64_t now_ms, Matches matches) const {
        return std::count_if(redemptions.begin(), redemptions.end(),
                             [&](const Redemption& each) { return each.counts_at(now_ms) && matches(each); });
    }
    std::int64_t spent(const std::string& member, std::int64_t now_ms) const {
        std::int64_t points = 0;
        for (const Redemption& each : redemptions) {
            if (each.member == member && each.counts_at(now_ms)) points += limits[each.reward].points;
        }
        return points;
    }
    std::int64_t taken(std::size_t reward, std::int64_t now_ms) const {
        return count(now_ms, [&](const Redemption& each) {
            const bool same_day = each.at_ms / day_ms == now_ms / day_ms;
            return each.reward == reward && (same_day || !limits[reward].stock_by_day);
        });
    }
    std::string redeem(const std::string& member, std::size_t reward, std::int64_t now_ms) const {
        const Limits& of = limits[reward];
        const std::int64_t by_member = count(now_ms, [&](const Redemption& each) {
            return each.reward == reward && each.member == member && each.at_ms / day_ms == now_ms / day_ms;
        });
        if (by_member >= of.per_member) return "reward_limit_reached";
        if (of.stock > 0 && taken(reward, now_ms) >= of.stock) return "reward_out_of_stock";
        return points_given - spent(member, now_ms) < of.points ? "insufficient_points" : "";
    }
    static std::string resolve(const Redemption& redemption, bool capture, std::int64_t now_ms) {
        switch (redemption.status) {
            case RedemptionStatus::held:
                return now_ms < redemption.at_ms + hold_ms ? "" : "redemption_timed_out";
            case RedemptionStatus::captured:
                return capture ? "" : "redemption_already_captured";
            case RedemptionStatus::voided:
                return capture ? "redemption_already_voided" : "";
            case RedemptionStatus::cancelled:
                break;
        }
        return "redemption_already_cancelled";
    }
    static std::string cancel(const Redemption& redemption) {
        switch (redemption.status) {
            case RedemptionStatus::held:
                return "redemption_not_captured";
            case RedemptionStatus::voided:
                return "redemption_already_voided";
            case RedemptionStatus::captured:
            case RedemptionStatus::cancelled:
                break;
        }
        return "";
    }
};

class Twins {
   public:
    explicit Twins(PropertyRandom& random) : random_(random), shop_("2026-01-01T20:00:00Z", document()) {
        for (const std::string& member : members_) {
            PlaceOrder order;
            order.order = "order/" + member.substr(7);
            order.member = member;
            order.placed_at_ms = shop_.now_ms;
            order.currency = "GBP";
            order.lines = {line("tea", 1, points_given * 100)};
            REQUIRE(shop_.run(order).ok());
        }
    }

    void step() {
        if (random_.below(3) == 0) shop_.now_ms += random_.between(1, 30) * minute_ms;
        if (random_.below(40) == 0) shop_.now_ms += 12 * hour_ms;
        const std::size_t what = model_.redemptions.empty() ? 0 : random_.below(5);
        if (what < 2) redeem();
        if (what == 2 || what == 3) resolve();
        if (what == 4) cancel();
    }

    void compare() {
        for (std::size_t reward = 0; reward < std::size(limits); ++reward) {
            const Limits& of = limits[reward];
            if (of.stock == 0) continue;
            const std::int64_t period = of.stock_by_day ? shop_.now_ms / day_ms : 0;
            const State* state =
                shop_.states.find("budget/reward/" + std::string(of.reward) + "/" + std::to_string(period));
            const auto* stock = state != nullptr ? std::get_if<BudgetState>(state) : nullptr;
            const std::int64_t used = stock != nullptr ? used_at(*stock, shop_.now_ms).times : 0;
            CHECK(used == model_.taken(reward, shop_.now_ms));
            CHECK(used <= of.stock);
        }
        for (const std::string& member : members_) {
            const auto& state = std::get<MemberState>(*shop_.states.find(member));
            CHECK(loyalty::balance_at(state, shop_.now_ms, 0).available ==
                  points_given - model_.spent(member, shop_.now_ms));
            compare_offered(member);
        }
    }

    int refused = 0;
    int carried_out = 0;

   private:
    static Value document() {
        Value document = document_for_test();
        set_at(document, "/rewards", rewards);
        set_at(document, "/redemption/hold_minutes", "45");
        return document;
    }

    // What is offered can be had, as far as the states in hand tell.
    void compare_offered(const std::string& member) {
        const Context context{.now_ms = shop_.now_ms, .author = "test", .facts = {}};
        States states = shop_.states;
        const RewardsQuery query{.member = member, .cart = std::nullopt};
        for (const std::string& stock : needs(shop_.program, query, states, context)) states.set(stock, State{});
        const auto offered = rewards_for(shop_.program, states, query, context);
        REQUIRE(offered.size() == std::size(limits));
        for (std::size_t reward = 0; reward < offered.size(); ++reward)
            CHECK(offered[reward].is_redeemable() == model_.redeem(member, reward, shop_.now_ms).empty());
    }

    void count(const std::string& code) { code.empty() ? ++carried_out : ++refused; }

    std::string id_of(std::size_t redemption) { return "redemption/" + std::to_string(redemption); }

    void redeem() {
        const std::string& member = members_[random_.below(std::size(members_))];
        const std::size_t reward = random_.below(std::size(limits));
        RedeemReward command;
        command.member = member;
        command.redemption = id_of(model_.redemptions.size());
        command.reward = limits[reward].reward;
        command.redeemed_at_ms = shop_.now_ms;
        const std::string code = code_of(shop_.run(command));
        REQUIRE(code == model_.redeem(member, reward, shop_.now_ms));
        count(code);
        if (code.empty()) model_.redemptions.push_back({member, reward, shop_.now_ms});
    }

    void resolve() {
        const std::size_t chosen = random_.below(model_.redemptions.size());
        Redemption& redemption = model_.redemptions[chosen];
        const bool capture = random_.below(3) > 0;
        const std::string code = code_of(shop_.run(ResolveHold{redemption.member, id_of(chosen), capture}));
        REQUIRE(code == Model::resolve(redemption, capture, shop_.now_ms));
        count(code);
        if (code.empty()) redemption.status = capture ? RedemptionStatus::captured : RedemptionStatus::voided;
    }

    void cancel() {
        const std::size_t chosen = random_.below(model_.redemptions.size());
        Redemption& redemption = model_.redemptions[chosen];
        const std::string code = code_of(shop_.run(CancelRedemption{redemption.member, id_of(chosen)}));
        REQUIRE(code == Model::cancel(redemption));
        count(code);
        if (code.empty()) redemption.status = RedemptionStatus::cancelled;
    }

    PropertyRandom& random_;
    Shop shop_;
    Model model_;
    const std::string members_[3] = {"member/ann", "member/bob", "member/cem"};
};

}  // namespace

TEST_CASE("stocks, limits and points are what all redemptions together say, whatever became of them") {
    PropertyRandom random("rewards");
    int refused = 0;
    int carried_out = 0;
    for (int story = 0; story < 60; ++story) {
        Twins twins(random);
        for (int step = 0; step < 80; ++step) {
            twins.step();
            twins.compare();
        }
        refused += twins.refused;
        carried_out += twins.carried_out;
    }
    CHECK(refused > 100);
    CHECK(carried_out > 500);
}
