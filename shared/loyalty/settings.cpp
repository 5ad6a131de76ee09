#include "shared/loyalty/settings.h"

namespace laurel::loyalty {
namespace {

constexpr Shape count_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1'000'000'000};
constexpr Shape cost_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = 1'000'000'000};
constexpr Shape days_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = 3650};
constexpr Shape months_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 120};
constexpr Shape minutes_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 60 * 24 * 30};
constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape rounding_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = rounding_names};

constexpr Field expiry_fields[] = {
    {"months", &months_shape, true, false,
     "Points are good through the date so many months after they were earned, in the shop's time zone."},
};
constexpr Shape expiry_shape{.kind = ShapeKind::object, .fields = expiry_fields, .name = "expiry"};

constexpr Field points_fields[] = {
    {"pending_days", &days_shape, true, false,
     "Days of 24 hours between the order and the moment its points can be spent."},
    {"expiry", &expiry_shape, false, false, "Left out: points do not expire."},
    {"expiring_soon_days", &days_shape, false, false, "How far ahead the widget warns of an expiry. Default 30."},
    {"cost_per_1000_minor", &cost_shape, false, true,
     "What 1,000 points cost the merchant, in minor units; never leaves the edge."},
};

constexpr Field rule_fields[] = {
    {"id", &identifier_shape, true, false, "Names the rule in events and reasons. Never reuse one for another rule."},
    {"points", &count_shape, true, false, "So many points ..."},
    {"per_minor", &count_shape, true, false, "... for so many minor units of the order's total, as an exact ratio."},
    {"rounding", &rounding_shape, true, false, "How the order's points become a whole number, once an order."},
};
constexpr Shape rule_shape{.kind = ShapeKind::object, .fields = rule_fields, .name = "earning_rule"};

constexpr Field redemption_fields[] = {
    {"minimum_points", &count_shape, true, false, "The smallest redemption."},
    {"hold_minutes", &minutes_shape, true, false,
     "How long points stay reserved for a checkout before the hold times out."},
};

Rounding rounding_of(std::string_view name) {
    for (std::size_t index = 0; index < std::size(rounding_names); ++index) {
        if (rounding_names[index] == name) return static_cast<Rounding>(index);
    }
    return Rounding::down;
}

}  // namespace

const Shape points_shape{.kind = ShapeKind::object, .fields = points_fields, .name = "points"};
const Shape earning_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 1, .items = &rule_shape, .name = "earning"};
const Shape redemption_shape{.kind = ShapeKind::object, .fields = redemption_fields, .name = "redemption"};

EarningRule read_rule(const Value& rule) {
    return {.id = std::string(rule.string_at("id")),
            .points = rule.integer_at("points"),
            .per_minor = rule.integer_at("per_minor", 1),
            .rounding = rounding_of(rule.string_at("rounding"))};
}

Value write_rule(const EarningRule& rule) {
    return Object{{"id", rule.id},
                  {"per_minor", rule.per_minor},
                  {"points", rule.points},
                  {"rounding", rounding_names[static_cast<std::size_t>(rule.rounding)]}};
}

Settings read_settings(const Value& program, Zone zone) {
    static const Value absent;
    auto member = [&](const Value& from, std::string_view name) -> const Value& {
        const Value* found = from.find(name);
        return found != nullptr ? *found : absent;
    };
    const Value& points = member(program, "points");
    const Value& redemption = member(program, "redemption");
    const Array& earning = program.array_at("earning");
    return {.currency = std::string(program.string_at("currency")),
            .zone = std::move(zone),
            .earning = earning.empty() ? EarningRule{} : read_rule(earning.front()),
            .pending_days = points.integer_at("pending_days"),
            .expiry_months = member(points, "expiry").integer_at("months"),
            .expiring_soon_days = points.integer_at("expiring_soon_days", 30),
            .minimum_points = redemption.integer_at("minimum_points", 1),
            .hold_minutes = redemption.integer_at("hold_minutes", 30)};
}

std::int64_t expires_at_ms(const Settings& settings, std::int64_t earned_at_ms) {
    if (settings.expiry_months == 0) return instant_ms_max;
    Date last = add_months(local_date(settings.zone, earned_at_ms), static_cast<int>(settings.expiry_months));
    if (last.year > 9998) return instant_ms_max;
    return start_of_day_ms(settings.zone, civil_from_days(days_from_civil(last) + 1));
}

}  // namespace laurel::loyalty
