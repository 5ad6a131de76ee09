#include "shared/program.h"

#include "shared/loyalty/coupon.h"
#include "shared/loyalty/earning.h"
#include "shared/loyalty/reward.h"
#include "shared/loyalty/tier.h"

namespace laurel {
namespace {

constexpr Shape format_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1};
constexpr Shape name_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 100};
constexpr Shape zone_name_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 64};
constexpr Shape currency_shape{.kind = ShapeKind::currency};

constexpr Shape offset_shape{.kind = ShapeKind::integer, .minimum = -86400, .maximum = 86400};
constexpr Shape at_shape{
    .kind = ShapeKind::integer, .minimum = instant_ms_min / second_ms, .maximum = instant_ms_max / second_ms};
constexpr Field transition_fields[] = {
    {"at_s", &at_shape, true, false, "Seconds since 1970 from which the offset holds."},
    {"offset_s", &offset_shape, true, false, "Local time less UTC."},
};
constexpr Shape transition_shape{.kind = ShapeKind::object, .fields = transition_fields, .name = "transition"};
constexpr Shape transitions_shape{.kind = ShapeKind::list, .minimum = 0, .maximum = 2000, .items = &transition_shape};
constexpr Field zone_fields[] = {
    {"initial_offset_s", &offset_shape, true, false, "Before the first transition."},
    {"transitions", &transitions_shape, true, false, "In the order of time."},
};
constexpr Shape zone_shape{.kind = ShapeKind::object, .fields = zone_fields, .name = "zone"};

const Field program_fields[] = {
    {"format", &format_shape, true, false, "The version of this document's format: 1."},
    {"name", &name_shape, true, false, "What the merchant calls the programme."},
    {"currency", &currency_shape, true, false, "Orders in any other currency are refused."},
    {"time_zone", &zone_name_shape, true, false, "IANA name; dates such as an expiry are the shop's."},
    {"points", &loyalty::points_shape, true, false, "When points can be spent and how long they are good."},
    {"point_kinds", &loyalty::point_kinds_shape, false, false, "Other kinds of points, each with dates of its own."},
    {"earning", &loyalty::earning_shape, true, false, "What orders and actions earn."},
    {"groups", &loyalty::groups_shape, false, false, "How rules that name a group go together."},
    {"earning_base", &loyalty::earning_base_shape, false, false, "What of an order counts. Left out: its products."},
    {"earning_caps", &loyalty::caps_shape, false, false, "Limits on all main points that a member earns."},
    {"calendar", &loyalty::calendar_shape, false, false, "The holidays that windows name."},
    {"lanes", &loyalty::lanes_shape, false, false,
     "Which discounts of a cart go together, in this order. Left out: all of them."},
    {"coupons", &loyalty::coupons_shape, false, false, "What codes give."},
    {"redemption", &loyalty::redemption_shape, true, false, "How points are spent."},
    {"rewards", &loyalty::rewards_shape, false, false, "What they can be spent on."},
    {"tiers", &loyalty::tiers_shape, false, false, "What members reach by what they buy, and what it brings."},
    {"zone", &zone_shape, false, false, "Embedded when published: the offsets of time_zone. Leave it out of a draft."},
};

Zone read_zone(const Value& zone) {
    Zone read{.initial_offset_s = zone.integer_at("initial_offset_s")};
    for (const Value& transition : zone.array_at("transitions")) {
        read.transitions.push_back({transition.integer_at("at_s") * second_ms, transition.integer_at("offset_s")});
    }
    return read;
}

// What no single field can say.
void check_transitions(const Value& document, Errors& errors) {
    const Value* zone = document.find("zone");
    if (zone == nullptr) return;
    const Array& transitions = zone->array_at("transitions");
    for (std::size_t index = 1; index < transitions.size(); ++index) {
        if (transitions[index - 1].integer_at("at_s") < transitions[index].integer_at("at_s")) continue;
        errors.push_back({ErrorCode::value_not_allowed, child_path("/zone/transitions", index) + "/at_s",
                          std::to_string(transitions[index].integer_at("at_s")), "later than the transition before"});
    }
}

}  // namespace

const Shape program_shape{.kind = ShapeKind::object, .fields = program_fields, .name = "program"};

Errors check_program(const Value& document) {
    Errors errors = check(document, program_shape);
    if (!errors.empty()) return errors;
    check_transitions(document, errors);
    loyalty::check_settings(document, errors);
    loyalty::check_earning(document, errors);
    loyalty::check_rewards(document, errors);
    loyalty::check_coupons(document, errors);
    loyalty::check_tiers(document, errors);
    return errors;
}

Result<Program> read_program(const Value& document, std::int64_t version) {
    const Errors errors = check_program(document);
    if (!errors.empty()) return errors.front();
    return read_published(document, version, loyalty::every_rule);
}

Result<Program> read_published(const Value& document, std::int64_t version, const loyalty::EarningKit& kit) {
    const Value* zone = document.find("zone");
    return Program{.version = version,
                   .name = std::string(document.string_at("name")),
                   .time_zone = std::string(document.string_at("time_zone")),
                   .loyalty = loyalty::read_settings(document, zone != nullptr ? read_zone(*zone) : Zone{}, kit)};
}

}  // namespace laurel
