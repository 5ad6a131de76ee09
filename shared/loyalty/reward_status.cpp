#include "shared/loyalty/reward_status.h"

#include <algorithm>

#include "shared/loyalty/ledger.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {
namespace {

// {"member", "time"}, and "cart" where there is one.
Value data_of(const Settings& settings, const RewardOccasion& occasion) {
    EarningOccasion seen{.instant_ms = occasion.instant_ms, .member = occasion.member, .birthday = occasion.birthday};
    std::vector<OrderLine> lines;
    if (occasion.cart != nullptr) {
        lines = occasion.cart->lines;
        for (const OrderLine& line : lines) seen.total_minor += line.amount_minor;
        fill_base(settings.earning != nullptr ? settings.earning->base() : EarningBase(), seen.total_minor, 0, lines);
        seen.lines = &lines;
        seen.attributes = &occasion.cart->attributes;
    }
    const Value known = condition_data(settings, seen);
    Object data{{"member", *known.find("member")}, {"time", *known.find("time")}};
    if (const Value* cart = known.find("order")) data.set("cart", *cart);
    return data;
}

class Judge {
   public:
    Judge(const Settings& settings, const Reward& reward, const RewardOccasion& occasion, const BudgetState* stock)
        : settings_(settings), reward_(reward), occasion_(occasion), stock_(stock) {
        status_.reward = &reward;
        status_.points = reward.points;
        status_.confirm_at_edge = reward.confirm_at_edge || (reward.stock && stock == nullptr);
    }

    RewardStatus run(std::int64_t points) && {
        if (is_open() && has_tier() && meets_condition() && is_within_limits() && is_in_stock() && fits_cart(points))
            has_points(points);
        return std::move(status_);
    }

   private:
    bool refuse(RewardReason reason, std::string detail = {}) {
        status_.reason = reason;
        status_.detail = std::move(detail);
        return false;
    }

    bool is_open() {
        if (!reward_.enabled) return refuse(RewardReason::disabled);
        Occasion moment{.instant_ms = occasion_.instant_ms, .birthday = occasion_.birthday};
        if (occasion_.member != nullptr) {
            moment.birthday_given_at_ms = occasion_.member->facts_given_at_ms;
            if (occasion_.member->version > 0) moment.joined_at_ms = occasion_.member->joined_at_ms;
        }
        const Opening opening = open_at(reward_.window, settings_.calendar, settings_.zone, moment);
        return opening == Opening::open || refuse(RewardReason::window_closed, std::string(name_of(opening)));
    }

    bool has_tier() {
        const std::vector<std::string>& tiers = reward_.tiers;
        if (tiers.empty()) return true;
        const bool known = occasion_.member != nullptr;
        const std::string_view tier = known ? tier_of(settings_, *occasion_.member, occasion_.instant_ms) : "";
        return std::find(tiers.begin(), tiers.end(), tier) != tiers.end() || refuse(RewardReason::tier_required);
    }

    bool meets_condition() {
        if (reward_.condition == nullptr) return true;
        const auto given = rules::run(*reward_.condition, data_of(settings_, occasion_));
        if (!given) return refuse(RewardReason::condition_failed);
        const bool holds = given->boolean() != nullptr && *given->boolean();
        return holds || refuse(RewardReason::condition_false);
    }

    bool is_within_limits() {
        if (occasion_.member == nullptr) return true;
        for (const CapUse& use : limit_uses(settings_, reward_, occasion_.instant_ms)) {
            const auto known =
                std::find_if(occasion_.member->caps.begin(), occasion_.member->caps.end(), [&](const CapUse& each) {
                    return each.rule == use.rule && each.cap == use.cap && each.period == use.period;
                });
            const std::int64_t used = known != occasion_.member->caps.end() ? known->times : 0;
            if (used + use.times > reward_.per_member[place_of_cap(use.cap)].times)
                return refuse(RewardReason::limit_reached);
        }
        return true;
    }

    bool is_in_stock() {
        if (!reward_.stock || stock_ == nullptr) return true;
        const bool has = has_room(*stock_, {.times = reward_.stock->times}, {.times = 1}, occasion_.instant_ms);
        return has || refuse(RewardReason::out_of_stock);
    }

    std::int64_t available() const {
        if (occasion_.member == nullptr) return 0;
        return std::max<std::int64_t>(
            balance_at(*occasion_.member, occasion_.instant_ms, 0, reward_.point_kind).available, 0);
    }

    bool fits_cart(std::int64_t points) {
        if (occasion_.cart == nullptr) return true;
        const Offer offer{.id = reward_.id,
                          .benefit = reward_.benefit,
                          .lane = reward_.lane,
                          .priority = reward_.priority,
                          .points = points > 0 ? points : available()};
        auto outcome = apply_offers(settings_.lanes, {&offer, 1}, cart_lines(occasion_.cart->lines));
        if (!outcome) return refuse(RewardReason::cart_unfit, std::string(name_of(outcome.error().code)));
        const OfferReason reason = outcome->offers.front().reason;
        // Whether there are enough points is judged without the cart too.
        if (reason != OfferReason::applied && reason != OfferReason::not_enough_points)
            return refuse(RewardReason::cart_unfit, std::string(offer_reason_names[static_cast<std::size_t>(reason)]));
        status_.on_cart = std::move(*outcome);
        return true;
    }

    bool has_points(std::int64_t points) {
        if (const auto* rate = std::get_if<PayWithPoints>(&reward_.benefit.gives)) {
            const std::int64_t useful =
                status_.on_cart ? status_.on_cart->offers.front().points : fewest_paying_as_much(*rate, points);
            status_.points = std::max(useful, points_to_pay(*rate, 1));
        }
        const std::int64_t missing = status_.points - available();
        status_.missing_points = std::max<std::int64_t>(missing, 0);
        return missing <= 0 || refuse(RewardReason::not_enough_points);
    }

    static std::int64_t fewest_paying_as_much(const PayWithPoints& rate, std::int64_t points) {
        const auto pays = multiply_rational(points, rate.pay_minor, rate.points, Rounding::down);
        return pays ? points_to_pay(rate, *pays) : points;
    }

    const Settings& settings_;
    const Reward& reward_;
    const RewardOccasion& occasion_;
    const BudgetState* stock_;
    RewardStatus status_;
};

Value text_value(const LocalText& text) {
    Object value{{"en", text.en}};
    if (!text.zh_cn.empty()) value.set("zh-CN", text.zh_cn);
    return value;
}

Value shares_value(const std::vector<std::int64_t>& discounts_minor) {
    return Array(discounts_minor.begin(), discounts_minor.end());
}

}  // namespace

RewardStatus status_of(const Settings& settings, const Reward& reward, const RewardOccasion& occasion,
                       const BudgetState* stock, std::int64_t points) {
    return Judge(settings, reward, occasion, stock).run(points);
}

Value to_value(const Reward& reward) {
    Object value{{"benefit", write_benefit(reward.benefit)},
                 {"id", reward.id},
                 {"name", text_value(reward.name)},
                 {"point_kind", reward.point_kind},
                 {"points", reward.points}};
    if (!reward.description.empty()) value.set("description", text_value(reward.description));
    return value;
}

Value to_value(const RewardStatus& status) {
    Value whole = to_value(*status.reward);
    Object& value = *whole.object();
    value.set("confirm_at_edge", status.confirm_at_edge);
    value.set("points", status.points);
    value.set("reason", reward_reason_names[static_cast<std::size_t>(status.reason)]);
    if (!status.detail.empty()) value.set("detail", status.detail);
    if (status.missing_points > 0) value.set("missing_points", status.missing_points);
    if (status.on_cart) {
        value.set("discount_minor", status.on_cart->total_minor);
        value.set("line_discounts_minor", shares_value(status.on_cart->line_discounts_minor));
    }
    return whole;
}

std::vector<CartLine> cart_lines(const std::vector<OrderLine>& lines) {
    std::vector<CartLine> seen;
    seen.reserve(lines.size());
    for (const OrderLine& line : lines)
        seen.push_back({line.sku, line.quantity, line.amount_minor, line.categories, line.brand, line.kind});
    return seen;
}

}  // namespace laurel::loyalty
