#include "shared/loyalty/coupon_judge.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/earning.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {
namespace {

const CouponPlan& plan_of(const Settings& settings) {
    static const CouponPlan none;
    return settings.coupons != nullptr ? *settings.coupons : none;
}

// A coupon's own campaign, or the one that shares the code.
const CouponCampaign* campaign_of(const CouponPlan& plan, const CouponCode& code, const CouponState* coupon) {
    return coupon != nullptr ? plan.campaign(coupon->campaign) : plan.campaign_of_code(code.text);
}

const CouponState* coupon_of(const CouponStates& states, std::string_view name) {
    const auto found = states.coupons.find(name);
    return found == states.coupons.end() ? nullptr : &found->second;
}

std::vector<CartLine> cart_of(const std::vector<OrderLine>& lines) {
    std::vector<CartLine> cart;
    for (const OrderLine& line : lines)
        cart.push_back({line.sku, line.quantity, line.amount_minor, line.categories, line.brand, line.kind});
    return cart;
}

class Judge {
   public:
    Judge(const Settings& settings, const CouponOccasion& occasion, const CouponStates& states)
        : settings_(settings), occasion_(occasion), states_(states), plan_(plan_of(settings)) {}

    Result<CouponJudgement> run() {
        const std::vector<CartLine> cart = cart_of(*occasion_.lines);
        auto sound = apply_offers(settings_.lanes, {}, cart);
        if (!sound) return sound.error();
        for (const CouponCode& code : occasion_.codes) judged_.codes.push_back(outcome_of(code));
        do {
            auto outcome = apply_offers(settings_.lanes, offers(), cart);
            if (!outcome) return outcome.error();
            judged_.outcome = std::move(*outcome);
            note_offers();
        } while (take_out_over_limit());
        return std::move(judged_);
    }

   private:
    CodeOutcome outcome_of(const CouponCode& code) {
        CodeOutcome outcome;
        const CouponState* coupon = coupon_of(states_, code.coupon);
        if (coupon != nullptr) outcome.coupon = code.coupon;
        outcome.campaign = campaign_of(plan_, code, coupon);
        if (coupon == nullptr && outcome.campaign == nullptr) {
            outcome.reason = code.is_mistyped ? CouponReason::code_mistyped : CouponReason::code_unknown;
            return outcome;
        }
        outcome.reason = coupon != nullptr ? reason_of(*coupon) : CouponReason::judged;
        if (outcome.reason == CouponReason::judged && outcome.campaign == nullptr)
            outcome.reason = CouponReason::campaign_ended;
        if (outcome.reason == CouponReason::judged) outcome.reason = reason_among(outcome);
        if (outcome.reason == CouponReason::judged) outcome.reason = reason_of(*outcome.campaign, outcome.detail);
        return outcome;
    }

    CouponReason reason_of(const CouponState& coupon) const {
        if (coupon.expires_at_ms <= occasion_.at_ms) return CouponReason::expired;
        if (!coupon.member.empty() && coupon.member != occasion_.member) return CouponReason::other_member;
        switch (coupon.status_at(occasion_.at_ms)) {
            case CouponStatus::voided:
                return CouponReason::voided;
            case CouponStatus::used:
                return CouponReason::used;
            case CouponStatus::reserved:
                return CouponReason::reserved_elsewhere;
            case CouponStatus::free:
                break;
        }
        return CouponReason::judged;
    }

    // Beside the codes before it.
    CouponReason reason_among(const CodeOutcome& outcome) const {
        std::int64_t of_campaign = 0;
        for (const CodeOutcome& other : judged_.codes) {
            if (other.campaign != outcome.campaign) continue;
            if (other.coupon == outcome.coupon) return CouponReason::code_repeated;
            if (other.reason == CouponReason::judged) ++of_campaign;
        }
        return of_campaign < outcome.campaign->codes_per_order ? CouponReason::judged : CouponReason::too_many_codes;
    }

    CouponReason reason_of(const CouponCampaign& campaign, std::string& detail) {
        if (campaign.needs_member() && occasion_.member.empty()) return CouponReason::member_required;
        const MemberState* member = states_.member;
        const bool is_new = member == nullptr || member->version == 0;
        const Opening opening = open_at(campaign.window, settings_.calendar, settings_.zone,
                                        {.instant_ms = occasion_.at_ms,
                                         .birthday = occasion_.birthday,
                                         .birthday_given_at_ms = is_new ? 0 : member->facts_given_at_ms,
                                         .joined_at_ms = is_new ? std::nullopt : std::optional(member->joined_at_ms)});
        if (opening != Opening::open) {
            detail = name_of(opening);
            return CouponReason::window_closed;
        }
        if (campaign.first_order && !is_new && member->orders > 0) return CouponReason::not_first_order;
        if (!campaign.tiers.empty() && !has_tier(campaign.tiers)) return CouponReason::other_tier;
        if (campaign.condition) {
            const auto holds = rules::run(*campaign.condition, data());
            if (!holds) return CouponReason::condition_failed;
            if (holds->boolean() == nullptr || !*holds->boolean()) return CouponReason::condition_false;
        }
        return over_limit(campaign, {.times = 1});
    }

    bool has_tier(const std::vector<std::string>& tiers) const {
        const bool known = states_.member != nullptr;
        const std::string_view tier = known ? tier_of(settings_, *states_.member, occasion_.at_ms) : "";
        return std::find(tiers.begin(), tiers.end(), tier) != tiers.end();
    }

    // The first limit that has no room for so much more, beside what codes before it use.
    CouponReason over_limit(const CouponCampaign& campaign, const BudgetUse& more) const {
        static const BudgetState unused;
        for (const CouponLimit& limit : campaign.limits) {
            const auto found =
                states_.budgets.find(budget_name(campaign, limit, settings_.zone, occasion_.at_ms, occasion_.member));
            const BudgetState& budget = found == states_.budgets.end() ? unused : found->second;
            if (!has_room(budget, {.times = limit.limit.times}, more, occasion_.at_ms))
                return limit.is_of_member ? CouponReason::member_limit_reached : CouponReason::total_limit_reached;
            if (!has_room(budget, {.amount_minor = limit.limit.amount_minor}, more, occasion_.at_ms))
                return CouponReason::budget_exhausted;
        }
        return CouponReason::judged;
    }

    std::vector<Offer> offers() const {
        std::vector<Offer> offers;
        for (const CodeOutcome& code : judged_.codes) {
            if (code.reason != CouponReason::judged) continue;
            offers.push_back({.id = "coupon/" + code.campaign->id + "/" + code.coupon,
                              .benefit = code.campaign->benefit,
                              .lane = code.campaign->lane,
                              .priority = code.campaign->priority});
        }
        offers.insert(offers.end(), occasion_.others.begin(), occasion_.others.end());
        return offers;
    }

    void note_offers() {
        std::size_t next = 0;
        for (CodeOutcome& code : judged_.codes) {
            code.offer = code.reason == CouponReason::judged ? judged_.outcome.offers[next++] : OfferOutcome();
        }
        judged_.others.assign(judged_.outcome.offers.begin() + static_cast<std::ptrdiff_t>(next),
                              judged_.outcome.offers.end());
    }

    bool take_out_over_limit() {
        std::map<const CouponCampaign*, BudgetUse> used;
        bool found = false;
        for (CodeOutcome& code : judged_.codes) {
            if (!code.applies()) continue;
            BudgetUse& use = used[code.campaign];
            const BudgetUse more{use.times + 1, use.amount_minor + code.offer.total_minor};
            code.reason = over_limit(*code.campaign, more);
            if (code.reason == CouponReason::judged) use = more;
            found = found || code.reason != CouponReason::judged;
        }
        return found;
    }

    // Built when the first condition asks.
    const Value& data() {
        if (!data_.is_null()) return data_;
        std::vector<OrderLine> lines = *occasion_.lines;
        std::int64_t total_minor = 0;
        for (const OrderLine& line : lines) total_minor += line.amount_minor;
        fill_base({}, total_minor, 0, lines);
        data_ = condition_data(settings_, {.instant_ms = occasion_.at_ms,
                                           .lines = &lines,
                                           .total_minor = total_minor,
                                           .attributes = occasion_.attributes,
                                           .member = states_.member});
        return data_;
    }

    const Settings& settings_;
    const CouponOccasion& occasion_;
    const CouponStates& states_;
    const CouponPlan& plan_;
    CouponJudgement judged_;
    Value data_;
};

}  // namespace

std::string_view CodeOutcome::reason_name() const {
    return reason == CouponReason::judged ? offer_reason_names[static_cast<std::size_t>(offer.reason)]
                                          : coupon_reason_names[static_cast<std::size_t>(reason)];
}

std::vector<std::string> aggregates_of(const Settings& settings, const CouponOccasion& occasion,
                                       const CouponStates& states) {
    std::vector<std::string> names;
    for (const CouponCode& code : occasion.codes) {
        if (!code.coupon.empty()) names.push_back(code.coupon);
        const CouponCampaign* campaign = campaign_of(plan_of(settings), code, coupon_of(states, code.coupon));
        if (campaign == nullptr) continue;
        for (const CouponLimit& limit : campaign->limits) {
            if (limit.is_of_member && occasion.member.empty()) continue;
            names.push_back(budget_name(*campaign, limit, settings.zone, occasion.at_ms, occasion.member));
        }
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Result<CouponJudgement> judge_coupons(const Settings& settings, const CouponOccasion& occasion,
                                      const CouponStates& states) {
    return Judge(settings, occasion, states).run();
}

std::vector<Discount> discounts_of(const Settings& settings, const CouponOccasion& occasion,
                                   const CouponJudgement& judgement) {
    std::vector<Discount> discounts;
    for (const CodeOutcome& code : judgement.codes) {
        if (!code.applies()) continue;
        Discount discount{.campaign = code.campaign->id,
                          .coupon = code.coupon,
                          .benefit = write_benefit(code.campaign->benefit),
                          .budgets = {},
                          .restores = code.campaign->restore_on_cancel,
                          .shares = {}};
        for (const CouponLimit& limit : code.campaign->limits) {
            discount.budgets.push_back(
                budget_name(*code.campaign, limit, settings.zone, occasion.at_ms, occasion.member));
        }
        for (const LineShare& share : code.offer.shares) {
            const OrderLine& line = (*occasion.lines)[share.line];
            discount.shares.push_back({.line = static_cast<std::int64_t>(share.line),
                                       .sku = line.sku,
                                       .quantity = line.quantity,
                                       .amount_minor = share.amount_minor});
        }
        discounts.push_back(std::move(discount));
    }
    return discounts;
}

}  // namespace laurel::loyalty
