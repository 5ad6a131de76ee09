#include "shared/loyalty/tier.h"

#include <algorithm>

namespace laurel::loyalty {
namespace {

constexpr std::size_t levels_max = 20;
constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape count_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = integer_max};
constexpr Shape rolling_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = totals_days_kept};
constexpr Shape valid_days_shape{.kind = ShapeKind::integer, .minimum = 7, .maximum = 3650};
constexpr Shape valid_months_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 120};
constexpr Shape valid_periods_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = 40};
constexpr Shape grace_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = 365};
constexpr Shape flag_shape{.kind = ShapeKind::boolean};

constexpr std::string_view match_names[] = {"any", "all"};
constexpr Shape match_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 8, .allowed = match_names};
constexpr Field threshold_fields[] = {
    {"qualifying_points", &count_shape, false, false,
     "Main points of rules that count for tiers, less what went back."},
    {"spend_minor", &count_shape, false, false, "What products cost, less refunds, in minor units."},
    {"orders", &count_shape, false, false, "Orders of which something is kept."},
    {"match", &match_shape, false, false, "Whether any of them is enough (the default) or all are needed."},
};
constexpr Shape thresholds_shape{.kind = ShapeKind::object, .fields = threshold_fields, .name = "thresholds"};

const Field benefit_fields[] = {
    {"id", &identifier_shape, true, false, "Names the benefit in events. The same in several levels: one benefit."},
    {"name", &local_text_shape, true, false, "What shoppers read."},
    {"gives", &benefit_shape, false, false, "What it does. Left out: what its name says."},
    {"caps", &caps_shape, false, false, "How often a member may use it; all of them hold."},
};
const Shape tier_benefit_shape{.kind = ShapeKind::object, .fields = benefit_fields, .name = "tier_benefit"};
const Shape benefits_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 50, .items = &tier_benefit_shape};

const Field level_fields[] = {
    {"id", &identifier_shape, true, false, "Names the tier in events. Never reuse one for another tier."},
    {"name", &local_text_shape, true, false, "What shoppers call it."},
    {"thresholds", &thresholds_shape, false, false, "What must be counted to reach it."},
    {"invitation_only", &flag_shape, false, false, "Nothing that is counted reaches it."},
    {"benefits", &benefits_shape, false, false, "What its members may use; higher tiers name theirs again."},
};
const Shape level_shape{.kind = ShapeKind::object, .fields = level_fields, .name = "tier"};
const Shape levels_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = levels_max, .items = &level_shape};

constexpr std::string_view window_names[] = {"rolling", "period", "lifetime", "since_tier_start"};
constexpr Shape window_name_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 32, .allowed = window_names};
constexpr std::string_view period_names[] = {"month", "quarter", "year"};
constexpr PeriodUnit period_units[] = {PeriodUnit::month, PeriodUnit::quarter, PeriodUnit::year};
constexpr Shape period_name_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = period_names};
constexpr std::string_view upgrade_names[] = {"at_once", "period_end"};
constexpr Shape upgrade_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = upgrade_names};
constexpr std::string_view downgrade_names[] = {"one_step", "by_balance", "never"};
constexpr Shape downgrade_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = downgrade_names};
constexpr Field valid_fields[] = {
    {"days", &valid_days_shape, false, false, "Through the date so many days later."},
    {"months", &valid_months_shape, false, false, "Through the date so many months later."},
    {"periods", &valid_periods_shape, false, false,
     "Through the end of so many periods after the one in which it was reached; 0: the end of that one."},
};
constexpr std::string_view valid_ways[] = {"days", "months", "periods"};
constexpr Shape valid_shape{
    .kind = ShapeKind::object, .fields = valid_fields, .exactly_one_of = valid_ways, .name = "validity"};

const Field tiers_fields[] = {
    {"levels", &levels_shape, true, false, "The lowest first; below it a member has no tier."},
    {"window", &window_name_shape, true, false,
     "What is counted. rolling: the last rolling_days days, today too. period: the period that is running. lifetime. "
     "since_tier_start: what came since the present tier was reached or confirmed."},
    {"rolling_days", &rolling_shape, false, false, "Of the window rolling."},
    {"period", &period_name_shape, false, false, "Of the calendar: month, quarter or year (the default)."},
    {"upgrade", &upgrade_shape, false, false,
     "at_once (the default): with the order that reaches a tier, whose own points are by the tier before. period_end."},
    {"valid", &valid_shape, false, false, "How long a tier lasts before it is reviewed. Left out: for good."},
    {"grace_days", &grace_shape, false, false,
     "How many days after its review a tier that is not reached again can still be."},
    {"downgrade", &downgrade_shape, false, false,
     "one_step (the default): to the tier below, or a higher one that is reached. by_balance: to the one that is "
     "reached. never."},
    {"refund_downgrades", &flag_shape, false, false,
     "Whether a refund of what a tier was reached by takes it at once. By default it lasts to its review."},
};

TierBenefit read_benefit_of(const Value& benefit) {
    const Value* gives = benefit.find("gives");
    return {.id = std::string(benefit.string_at("id")),
            .name = read_local_text(benefit.value_at("name")),
            .gives = gives != nullptr ? std::optional(read_benefit(*gives)) : std::nullopt,
            .caps = read_caps(benefit.value_at("caps"))};
}

TierLevel read_level(const Value& level) {
    const Value& thresholds = level.value_at("thresholds");
    TierLevel read{.id = std::string(level.string_at("id")),
                   .name = read_local_text(level.value_at("name")),
                   .thresholds = {.least = {.orders = thresholds.integer_at("orders"),
                                            .spend_minor = thresholds.integer_at("spend_minor"),
                                            .qualifying_points = thresholds.integer_at("qualifying_points")},
                                  .all = thresholds.string_at("match") == "all"},
                   .benefits = {},
                   .invitation_only = level.boolean_at("invitation_only")};
    for (const Value& benefit : level.array_at("benefits")) read.benefits.push_back(read_benefit_of(benefit));
    return read;
}

TierValidity read_validity(const Value& valid) {
    TierValidity read{.days = valid.integer_at("days"), .months = valid.integer_at("months"), .periods = {}};
    if (valid.find("periods") != nullptr) read.periods = valid.integer_at("periods");
    return read;
}

}  // namespace

const Shape tiers_shape{.kind = ShapeKind::object, .fields = tiers_fields, .name = "tiers"};
const Shape tier_ids_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = levels_max, .items = &identifier_shape};

bool Thresholds::are_reached_by(const TierCounts& counts) const {
    bool any = false;
    bool every = true;
    for (const auto measure : tier_measures) {
        if (least.*measure == 0) continue;
        const bool reached = counts.*measure >= least.*measure;
        any = any || reached;
        every = every && reached;
    }
    return any && (every || !all);
}

const TierBenefit* TierLevel::benefit(std::string_view benefit_id) const {
    const auto found =
        std::find_if(benefits.begin(), benefits.end(), [&](const TierBenefit& each) { return each.id == benefit_id; });
    return found == benefits.end() ? nullptr : &*found;
}

std::size_t TierPlan::rank_of(std::string_view id) const {
    const auto found =
        std::find_if(levels.begin(), levels.end(), [&](const TierLevel& level) { return level.id == id; });
    return found == levels.end() ? 0 : static_cast<std::size_t>(found - levels.begin()) + 1;
}

std::size_t TierPlan::reached_by(const TierCounts& counts) const {
    for (std::size_t rank = levels.size(); rank > 0; --rank) {
        const TierLevel& level = levels[rank - 1];
        if (!level.invitation_only && level.thresholds.are_reached_by(counts)) return rank;
    }
    return 0;
}

std::shared_ptr<const TierPlan> read_tiers(const Value& program) {
    const Value& tiers = program.value_at("tiers");
    if (tiers.is_null()) return nullptr;
    TierPlan plan{.levels = {},
                  .window = enum_of(window_names, tiers.string_at("window"), TierWindow::lifetime),
                  .rolling_days = tiers.integer_at("rolling_days"),
                  .upgrade = enum_of(upgrade_names, tiers.string_at("upgrade"), TierUpgrade::at_once),
                  .valid = read_validity(tiers.value_at("valid")),
                  .grace_days = tiers.integer_at("grace_days"),
                  .downgrade = enum_of(downgrade_names, tiers.string_at("downgrade"), TierDowngrade::one_step),
                  .refund_downgrades = tiers.boolean_at("refund_downgrades")};
    const auto* const period = std::find(std::begin(period_names), std::end(period_names), tiers.string_at("period"));
    if (period != std::end(period_names)) plan.period.unit = period_units[period - std::begin(period_names)];
    for (const Value& level : tiers.array_at("levels")) plan.levels.push_back(read_level(level));
    return std::make_shared<const TierPlan>(std::move(plan));
}

std::vector<std::string> read_tier_ids(const Value& ids) {
    std::vector<std::string> read;
    if (ids.array() == nullptr) return read;
    for (const Value& id : *ids.array()) {
        if (id.string() != nullptr) read.push_back(*id.string());
    }
    return read;
}

}  // namespace laurel::loyalty
