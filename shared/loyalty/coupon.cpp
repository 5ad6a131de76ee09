#include "shared/loyalty/coupon.h"

#include <algorithm>

#include "shared/loyalty/tier.h"

namespace laurel::loyalty {
namespace {

constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape priority_shape{.kind = ShapeKind::integer, .minimum = -1'000'000, .maximum = 1'000'000};
constexpr Shape flag_shape{.kind = ShapeKind::boolean};
constexpr Shape condition_shape{.kind = ShapeKind::any};
constexpr Shape times_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1'000'000'000};
constexpr Shape amount_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = integer_max};
constexpr Shape per_order_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 20};
constexpr Shape code_shape{.kind = ShapeKind::text, .minimum = 3, .maximum = 64};
constexpr Shape codes_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 1000, .items = &code_shape};

const Field times_limit_fields[] = {
    {"per", &period_shape, true, false, "The span that the limit is for, in the shop's time zone."},
    {"times", &times_shape, true, false, "At most so many orders."},
};
const Shape times_limit_shape{.kind = ShapeKind::object, .fields = times_limit_fields, .name = "times_limit"};
const Shape times_limits_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 8, .items = &times_limit_shape};
const Field amount_limit_fields[] = {
    {"per", &period_shape, true, false, "The span that the budget is for, in the shop's time zone."},
    {"amount_minor", &amount_shape, true, false, "All discounts of the span together."},
};
const Shape amount_limit_shape{.kind = ShapeKind::object, .fields = amount_limit_fields, .name = "amount_limit"};
const Shape amount_limits_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 8, .items = &amount_limit_shape};

const Field campaign_fields[] = {
    {"id", &identifier_shape, true, false, "Names the campaign in events. Never reuse one for another campaign."},
    {"name", &local_text_shape, false, false, "What shoppers read."},
    {"benefit", &benefit_shape, true, false, "What a code gives."},
    {"lane", &identifier_shape, false, false, "One of lanes. Left out: the first."},
    {"priority", &priority_shape, false, false, "Higher goes first in its lane. Default 0."},
    {"shared_codes", &codes_shape, false, true,
     "Codes that everybody may use, within the limits. Codes for one use are issued and not written here."},
    {"window", &window_shape, false, false, "When codes are taken. Left out: always."},
    {"condition", &condition_shape, false, false, "JsonLogic over {order, member, time}: must be true."},
    {"private_condition", &condition_shape, false, true, "The same, but never leaves the edge."},
    {"first_order", &flag_shape, false, false, "Only for members without a kept order, once for each member."},
    {"tiers", &tier_ids_shape, false, false, "Only for members in one of these tiers."},
    {"codes_per_order", &per_order_shape, false, false, "How many of its codes one order may use. Default 1."},
    {"per_member", &times_limits_shape, false, false,
     "Limits for each member; all of them hold, and guests have none."},
    {"total", &times_limits_shape, false, false, "Limits over all orders; all of them hold."},
    {"budget", &amount_limits_shape, false, true, "What its discounts may come to; never leaves the edge."},
    {"restore_on_cancel", &flag_shape, false, false,
     "Whether an order that is refunded in full gives code and limits back. Default true."},
};
const Shape campaign_shape{.kind = ShapeKind::object, .fields = campaign_fields, .name = "coupon"};

// Puts what several lists say of one period together, so that one aggregate counts it.
void add_limit(std::vector<CouponLimit>& limits, const Period& per, bool is_of_member, const BudgetLimit& more) {
    auto known = std::find_if(limits.begin(), limits.end(), [&](const CouponLimit& each) {
        return each.per == per && each.is_of_member == is_of_member;
    });
    if (known == limits.end()) known = limits.insert(known, {.per = per, .is_of_member = is_of_member, .limit = {}});
    auto tighten = [](std::int64_t& limit, std::int64_t other) {
        if (other != 0) limit = limit == 0 ? other : std::min(limit, other);
    };
    tighten(known->limit.times, more.times);
    tighten(known->limit.amount_minor, more.amount_minor);
}

std::vector<CouponLimit> read_limits(const Value& campaign) {
    std::vector<CouponLimit> limits;
    if (campaign.boolean_at("first_order")) add_limit(limits, {}, true, {.times = 1});
    for (const std::string_view name : {"per_member", "total", "budget"}) {
        for (const Value& limit : campaign.array_at(name)) {
            add_limit(limits, read_period(limit.value_at("per")), name == "per_member",
                      {limit.integer_at("times"), limit.integer_at("amount_minor")});
        }
    }
    return limits;
}

// Both must hold where there are two. What does not compile was refused before.
std::optional<rules::Rule> read_condition(const Value& campaign) {
    Array all;
    for (const std::string_view name : {"condition", "private_condition"}) {
        if (const Value* condition = campaign.find(name)) all.push_back(*condition);
    }
    if (all.empty()) return std::nullopt;
    auto compiled = rules::compile(Object{{"!!", Array{Object{{"and", std::move(all)}}}}});
    return compiled ? std::optional(std::move(*compiled)) : std::nullopt;
}

CouponCampaign read_campaign(const Value& campaign, const Calendar& calendar, const Lanes& lanes) {
    CouponCampaign read{.id = std::string(campaign.string_at("id")),
                        .name = read_local_text(campaign.value_at("name")),
                        .benefit = read_benefit(campaign.value_at("benefit")),
                        .lane = std::string(campaign.string_at("lane", lanes.front().id)),
                        .priority = campaign.integer_at("priority"),
                        .window = read_window(campaign.value_at("window"), calendar),
                        .condition = read_condition(campaign),
                        .first_order = campaign.boolean_at("first_order"),
                        .tiers = read_tier_ids(campaign.value_at("tiers")),
                        .codes_per_order = campaign.integer_at("codes_per_order", 1),
                        .limits = read_limits(campaign),
                        .restore_on_cancel = campaign.boolean_at("restore_on_cancel", true),
                        .shared_codes = {}};
    for (const Value& code : campaign.array_at("shared_codes")) {
        if (code.string() != nullptr) read.shared_codes.push_back(normal_code(*code.string()));
    }
    return read;
}

}  // namespace

const Shape coupons_shape{
    .kind = ShapeKind::list, .minimum = 1, .maximum = 1000, .items = &campaign_shape, .name = "coupons"};

bool CouponCampaign::needs_member() const {
    return first_order || !tiers.empty() ||
           std::any_of(limits.begin(), limits.end(), [](const CouponLimit& each) { return each.is_of_member; });
}

const CouponCampaign* CouponPlan::campaign(std::string_view id) const {
    const auto found =
        std::find_if(campaigns.begin(), campaigns.end(), [&](const CouponCampaign& each) { return each.id == id; });
    return found == campaigns.end() ? nullptr : &*found;
}

const CouponCampaign* CouponPlan::campaign_of_code(std::string_view text) const {
    const std::string normal = normal_code(text);
    const auto found = std::find_if(campaigns.begin(), campaigns.end(), [&](const CouponCampaign& each) {
        return std::find(each.shared_codes.begin(), each.shared_codes.end(), normal) != each.shared_codes.end();
    });
    return found == campaigns.end() ? nullptr : &*found;
}

std::shared_ptr<const CouponPlan> read_coupons(const Value& program, const Calendar& calendar, const Lanes& lanes) {
    auto plan = std::make_shared<CouponPlan>();
    for (const Value& campaign : program.array_at("coupons"))
        plan->campaigns.push_back(read_campaign(campaign, calendar, lanes));
    return plan;
}

std::string normal_code(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    std::string normal(text.substr(first, text.find_last_not_of(' ') - first + 1));
    for (char& letter : normal) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return normal;
}

std::string budget_name(const CouponCampaign& campaign, const CouponLimit& limit, const Zone& zone,
                        std::int64_t instant_ms, std::string_view member) {
    std::string name = "budget/coupon/" + campaign.id + "/";
    name.append(write_period(limit.per).string_at("unit"));
    if (limit.per.unit == PeriodUnit::days) name += std::to_string(limit.per.days);
    name += "/" + std::to_string(period_index(limit.per, zone, instant_ms));
    if (limit.is_of_member) name.append("/").append(member.substr(member.find('/') + 1));
    return name;
}

}  // namespace laurel::loyalty
