#include "shared/loyalty/earning_rule.h"

#include <algorithm>

#include "shared/loyalty/condition.h"
#include "shared/loyalty/tier.h"

namespace laurel::loyalty {
namespace {

constexpr Shape count_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1'000'000'000};
constexpr Shape length_shape{.kind = ShapeKind::integer, .minimum = 2, .maximum = 1000};
constexpr Shape part_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1'000'000};
constexpr Shape minimum_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = integer_max};
constexpr Shape priority_shape{.kind = ShapeKind::integer, .minimum = -1'000'000, .maximum = 1'000'000};
constexpr Shape flag_shape{.kind = ShapeKind::boolean};
constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape condition_shape{.kind = ShapeKind::any};
constexpr Shape rounding_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = rounding_names};

constexpr Field multiplier_fields[] = {
    {"numerator", &part_shape, true, false, "3 and 2 for one and a half times as many points."},
    {"denominator", &part_shape, true, false, "Below the numerator."},
};
constexpr Shape multiplier_shape{.kind = ShapeKind::object, .fields = multiplier_fields, .name = "multiplier"};

const Field cap_fields[] = {
    {"per", &period_shape, true, false, "The span that the limit is for, in the shop's time zone."},
    {"points", &count_shape, false, false, "At most so many points."},
    {"times", &count_shape, false, false, "At most so often."},
};
const Shape cap_shape{.kind = ShapeKind::object, .fields = cap_fields, .name = "cap"};

const Field streak_fields[] = {
    {"every", &period_shape, true, false, "The periods that must follow one another."},
    {"length", &length_shape, true, false, "How many in a row."},
    {"repeats", &flag_shape, false, false, "Again after as many more (the default), or once."},
};
const Shape streak_shape{.kind = ShapeKind::object, .fields = streak_fields, .name = "streak"};

const Field rule_fields[] = {
    {"id", &identifier_shape, true, false, "Names the rule in events and reasons. Never reuse one for another rule."},
    {"name", &local_text_shape, false, false, "What shoppers read as the reason for their points."},
    {"on", &identifier_shape, false, false,
     "order (the default), or an action that the shop reports: visit, review, survey, referral, returned_packaging."},
    {"enabled", &flag_shape, false, false, "Rules on orders are unless they say false, others only if they say true."},
    {"points", &count_shape, false, false, "So many points ..."},
    {"per_minor", &count_shape, false, false, "... for so many minor units of its lines' base, as an exact ratio,"},
    {"per_quantity", &count_shape, false, false, "... or for so many pieces of its lines; without either: once."},
    {"multiplier", &multiplier_shape, false, false,
     "In place of points: multiplies what the rules per amount outside its group give for the same lines."},
    {"rounding", &rounding_shape, false, false,
     "How the order's points by this rule become a whole number, once an order. Default down."},
    {"items", &item_filter_shape, false, false, "The lines that count. Left out: all that earning_base counts."},
    {"item_condition", &condition_shape, false, false, "JsonLogic over {item}: lines for which it is true count."},
    {"condition", &condition_shape, false, false, "JsonLogic over {order or action, member, time}: must be true."},
    {"private_condition", &condition_shape, false, true,
     "The same, but never leaves the edge; the rule then says confirm_at_edge."},
    {"confirm_at_edge", &flag_shape, false, false, "The page says that the edge has the last word on this rule."},
    {"minimum_minor", &minimum_shape, false, false, "The least that its lines must come to."},
    {"minimum_quantity", &minimum_shape, false, false, "The least pieces that its lines must have."},
    {"first_order", &flag_shape, false, false, "Only while the member has no kept order."},
    {"tiers", &tier_ids_shape, false, false, "Only for members who have one of these tiers when they order."},
    {"window", &window_shape, false, false, "When it holds. Left out: always."},
    {"caps", &caps_shape, false, false, "Limits for each member; all of them hold."},
    {"streak", &streak_shape, false, false, "Gives when the occasion comes about in so many periods in a row."},
    {"group", &identifier_shape, false, false, "One of the programme's groups. Left out: adds to everything."},
    {"priority", &priority_shape, false, false, "In its group, and among exclusive rules. Default 0."},
    {"exclusive", &flag_shape, false, false, "When it gives anything, no other rule does."},
    {"pending", &pending_shape, false, false, "When its points can be spent. Left out: as their kind says."},
    {"point_kind", &identifier_shape, false, false, "One of point_kinds. Left out: points."},
    {"qualifies", &flag_shape, false, false, "Whether its points count towards tiers. Default true."},
};
constexpr std::string_view rule_ways[] = {"points", "multiplier"};
const Shape rule_shape{
    .kind = ShapeKind::object, .fields = rule_fields, .exactly_one_of = rule_ways, .name = "earning_rule"};

constexpr std::string_view stacking_names[] = {"sum", "best", "best_per_line", "priority"};
constexpr Shape stacking_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = stacking_names};
constexpr Field group_fields[] = {
    {"id", &identifier_shape, true, false, "What rules name it by."},
    {"how", &stacking_shape, true, false,
     "sum: all of its rules give; best: the one that gives most; best_per_line: on each line the one with the highest "
     "rate; priority: the one with the highest priority. Ties go to the higher priority, then to the earlier rule."},
};
constexpr Shape group_shape{.kind = ShapeKind::object, .fields = group_fields, .name = "group"};

constexpr Field base_fields[] = {
    {"shipping", &flag_shape, false, false, "Whether shipping lines count."},
    {"fees", &flag_shape, false, false, "Whether fee lines count."},
    {"tax", &flag_shape, false, false, "Whether tax lines, and the tax within lines, count."},
    {"gift_cards", &flag_shape, false, false, "Whether gift cards count when they are bought."},
    {"paid_with_points", &flag_shape, false, false, "Whether the part that was paid with points counts."},
};

std::optional<StreakGoal> read_streak(const Value& streak) {
    if (streak.is_null()) return std::nullopt;
    return StreakGoal{read_period(streak.value_at("every")), streak.integer_at("length"),
                      streak.boolean_at("repeats", true)};
}

std::optional<Multiplier> read_multiplier(const Value& multiplier) {
    if (multiplier.is_null()) return std::nullopt;
    return Multiplier{multiplier.integer_at("numerator", 1), multiplier.integer_at("denominator", 1)};
}

void read_rate(const Value& rule, EarningRule& read) {
    read.points = rule.integer_at("points");
    if (rule.find("per_minor") != nullptr) {
        read.basis = Grant::Basis::amount;
        read.per = rule.integer_at("per_minor", 1);
    } else if (rule.find("per_quantity") != nullptr) {
        read.basis = Grant::Basis::quantity;
        read.per = rule.integer_at("per_quantity", 1);
    }
    read.rounding = enum_of(rounding_names, rule.string_at("rounding"), Rounding::down);
    read.multiplier = read_multiplier(rule.value_at("multiplier"));
}

}  // namespace

const Shape earning_shape{
    .kind = ShapeKind::list, .minimum = 1, .maximum = 10'000, .items = &rule_shape, .name = "earning"};
const Shape groups_shape{
    .kind = ShapeKind::list, .minimum = 1, .maximum = 100, .items = &group_shape, .name = "groups"};
const Shape earning_base_shape{.kind = ShapeKind::object, .fields = base_fields, .name = "earning_base"};
const Shape caps_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = caps_max, .items = &cap_shape, .name = "caps"};

std::vector<Cap> read_caps(const Value& caps) {
    std::vector<Cap> read;
    if (caps.array() == nullptr) return read;
    for (const Value& cap : *caps.array())
        read.push_back({read_period(cap.value_at("per")), cap.integer_at("points"), cap.integer_at("times")});
    return read;
}

std::vector<Group> read_groups(const Value& groups) {
    std::vector<Group> read;
    if (groups.array() == nullptr) return read;
    for (const Value& group : *groups.array()) {
        read.push_back(
            {std::string(group.string_at("id")), enum_of(stacking_names, group.string_at("how"), Stacking::sum)});
    }
    return read;
}

EarningBase read_earning_base(const Value& base) {
    return {.shipping = base.boolean_at("shipping"),
            .fees = base.boolean_at("fees"),
            .tax = base.boolean_at("tax"),
            .gift_cards = base.boolean_at("gift_cards"),
            .paid_with_points = base.boolean_at("paid_with_points")};
}

EarningRule read_rule(const Value& rule, const Calendar& calendar) {
    const Value* pending = rule.find("pending");
    EarningRule read{.id = std::string(rule.string_at("id")),
                     .name = read_local_text(rule.value_at("name")),
                     .on = std::string(rule.string_at("on", on_order)),
                     .items = read_item_filter(rule.value_at("items")),
                     .item_condition = rule.value_at("item_condition"),
                     .condition = both_conditions(rule.value_at("condition"), rule.value_at("private_condition")),
                     .minimum_minor = rule.integer_at("minimum_minor"),
                     .minimum_quantity = rule.integer_at("minimum_quantity"),
                     .first_order = rule.boolean_at("first_order"),
                     .tiers = read_tier_ids(rule.value_at("tiers")),
                     .window = read_window(rule.value_at("window"), calendar),
                     .caps = read_caps(rule.value_at("caps")),
                     .streak = read_streak(rule.value_at("streak")),
                     .group = std::string(rule.string_at("group")),
                     .priority = rule.integer_at("priority"),
                     .exclusive = rule.boolean_at("exclusive"),
                     .pending = pending != nullptr ? std::optional(read_pending(*pending)) : std::nullopt,
                     .point_kind = std::string(rule.string_at("point_kind", main_point_kind)),
                     .qualifies = rule.boolean_at("qualifies", true),
                     .confirm_at_edge = rule.boolean_at("confirm_at_edge")};
    read.enabled = rule.boolean_at("enabled", read.on == on_order);
    read_rate(rule, read);
    return read;
}

}  // namespace laurel::loyalty
