#pragma once
// Which codes apply to a cart, and why the others do not. Pure judgement: decide_coupon.h turns it into events.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/loyalty/budget.h"
#include "shared/loyalty/coupon.h"
#include "shared/loyalty/coupon_commands.h"
#include "shared/loyalty/coupon_state.h"
#include "shared/loyalty/discount.h"
#include "shared/loyalty/settings.h"

namespace laurel::loyalty {

// The states that coupons are judged and decided by. What has no events yet is not there, or nullptr.
struct CouponStates {
    const MemberState* member = nullptr;
    const CheckoutState* checkout = nullptr;
    const OrderDiscountsState* order_discounts = nullptr;
    std::map<std::string, CouponState, std::less<>> coupons = {};
    std::map<std::string, BudgetState, std::less<>> budgets = {};
};

// A cart at a moment. Everything is borrowed.
struct CouponOccasion {
    std::int64_t at_ms = 0;
    std::string_view member = {};  // its aggregate, "" for a guest
    std::optional<Birthday> birthday = std::nullopt;
    const std::vector<OrderLine>* lines = nullptr;
    const Value* attributes = nullptr;
    std::span<const CouponCode> codes = {};
    std::span<const Offer> others =
        {};  // of rewards, which stack with the codes; their ids do not begin with "coupon/"
};

// The names go over the wire and are for ever.
enum class CouponReason {
    judged,        // by stacking: see the offer's reason
    code_unknown,  // no such code
    code_mistyped,
    code_repeated,
    campaign_ended,  // the programme has it no more
    voided,
    used,
    reserved_elsewhere,
    expired,
    other_member,
    member_required,
    window_closed,
    not_first_order,
    other_tier,
    condition_false,
    condition_failed,  // the condition could not be judged
    too_many_codes,    // of one campaign in one order
    member_limit_reached,
    total_limit_reached,
    budget_exhausted,
};

inline constexpr std::string_view coupon_reason_names[] = {"judged",
                                                           "code_unknown",
                                                           "code_mistyped",
                                                           "code_repeated",
                                                           "campaign_ended",
                                                           "voided",
                                                           "used",
                                                           "reserved_elsewhere",
                                                           "expired",
                                                           "other_member",
                                                           "member_required",
                                                           "window_closed",
                                                           "not_first_order",
                                                           "other_tier",
                                                           "condition_false",
                                                           "condition_failed",
                                                           "too_many_codes",
                                                           "member_limit_reached",
                                                           "total_limit_reached",
                                                           "budget_exhausted"};

struct CodeOutcome {
    const CouponCampaign* campaign = nullptr;  // nullptr where none is known
    std::string coupon;                        // "" for a shared code
    CouponReason reason = CouponReason::judged;
    std::string detail;  // the member of the window that is closed
    OfferOutcome offer;  // where it was judged

    bool applies() const { return reason == CouponReason::judged && offer.reason == OfferReason::applied; }
    std::string_view reason_name() const;
};

struct CouponJudgement {
    std::vector<CodeOutcome> codes;    // aligned to the codes
    std::vector<OfferOutcome> others;  // aligned to the other offers
    Outcome outcome;                   // of all together; its offers are those that stacking saw
};

// Aggregates beside member and checkout that the codes are judged by: their coupons, and the budgets of the campaigns
// of those that are in `states`.
std::vector<std::string> aggregates_of(const Settings& settings, const CouponOccasion& occasion,
                                       const CouponStates& states);

// Eligible codes are stacked; then those whose discount does not fit what their budgets have left are taken out, in the
// order of the codes, and the rest is stacked again. Errors: those of apply_offers.
Result<CouponJudgement> judge_coupons(const Settings& settings, const CouponOccasion& occasion,
                                      const CouponStates& states);

// What the codes that apply give.
std::vector<Discount> discounts_of(const Settings& settings, const CouponOccasion& occasion,
                                   const CouponJudgement& judgement);

// {"codes": [{"campaign", "detail", "reason", "total_minor"}, ...]} in the order of the codes, and what
// discounts_answer says.
Value judgement_to_value(const CouponJudgement& judgement, const std::vector<Discount>& discounts);
// {"discounts": [{"campaign", "benefit", "shares": [{"line", "sku", "quantity", "amount_minor"}], "total_minor"}, ...],
// "lines": [{"line", "discount_minor"}, ...], "total_minor", "gifts", "services", "cash_back_minor"}
Object discounts_answer(const std::vector<Discount>& discounts);

}  // namespace laurel::loyalty
