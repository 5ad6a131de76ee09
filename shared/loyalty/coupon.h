#pragma once
// Coupon campaigns, as the programme's member "coupons" says: what a code gives, to whom, when and how often.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/local_text.h"
#include "shared/loyalty/benefit.h"
#include "shared/loyalty/budget.h"
#include "shared/loyalty/calendar.h"
#include "shared/loyalty/lane.h"
#include "shared/loyalty/period.h"
#include "shared/loyalty/window.h"
#include "shared/rules/rule.h"

namespace laurel::loyalty {

// So much in each period, for every member or over all of them. A budget aggregate holds what is used of it.
struct CouponLimit {
    Period per;
    bool is_of_member = false;
    BudgetLimit limit;
};

struct CouponCampaign {
    std::string id;
    LocalText name;
    Benefit benefit;
    std::string lane;
    std::int64_t priority = 0;
    Window window;
    std::optional<rules::Rule> condition;
    bool first_order = false;
    std::vector<std::string> tiers;  // empty: of no matter
    std::int64_t codes_per_order = 1;
    std::vector<CouponLimit> limits;  // those of one period and kind put together
    bool restore_on_cancel = true;
    std::vector<std::string> shared_codes;  // normal; secrets of the edge

    bool needs_member() const;
};

// A programme's campaigns. Never changes.
struct CouponPlan {
    std::vector<CouponCampaign> campaigns;

    // nullptr when there is none.
    const CouponCampaign* campaign(std::string_view id) const;
    const CouponCampaign* campaign_of_code(std::string_view text) const;  // among shared codes
};

extern const Shape coupons_shape;

// From a checked programme document: its member "coupons".
std::shared_ptr<const CouponPlan> read_coupons(const Value& program, const Calendar& calendar, const Lanes& lanes);

// What the shapes can't say: ids and codes used once, lanes that exist, benefits that a coupon can give, conditions
// that compile, windows that open, limits over spans of time.
void check_coupons(const Value& program, Errors& errors);

// Shared codes are compared without regard to the case of A to Z and to spaces around them.
std::string normal_code(std::string_view text);

// The aggregate that counts a limit's period at the instant: "budget/coupon/CAMPAIGN/month/679", with the member's own
// id at its end for a limit of each member.
std::string budget_name(const CouponCampaign& campaign, const CouponLimit& limit, const Zone& zone,
                        std::int64_t instant_ms, std::string_view member);

}  // namespace laurel::loyalty
