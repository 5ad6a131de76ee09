#include "shared/loyalty/plain_earning.h"

#include <algorithm>

#include "shared/loyalty/order_document.h"

namespace laurel::loyalty {
namespace {

// With nothing but these, a rule says one rate.
constexpr std::string_view plain_members[] = {"id", "name", "per_minor", "points", "rounding"};

bool is_plain(const Value& rule) {
    const Object* members = rule.object();
    return members != nullptr && rule.integer_at("per_minor") > 0 && rule.integer_at("points") > 0 &&
           std::all_of(members->begin(), members->end(), [](const Object::Member& member) {
               return std::find(std::begin(plain_members), std::end(plain_members), member.first) !=
                      std::end(plain_members);
           });
}

bool says_no_more(const Value& program) {
    return program.array_at("earning").size() == 1 && program.find("earning_base") == nullptr &&
           program.find("earning_caps") == nullptr;
}

void read_plain_rate(const Value& program, Settings& settings) {
    settings.plain_rate = first_plain_rate(program);
    settings.earns_plainly = settings.plain_rate && says_no_more(program);
}

Result<CartEarning> cart_at_plain_rate(const Settings& settings, const Cart& cart, const MemberState&, std::int64_t,
                                       const Value&, std::string_view point_kind) {
    if (point_kind != main_point_kind) return CartEarning{};
    if (!settings.earns_plainly) return CartEarning{.confirm_at_edge = true};
    std::int64_t base_minor = 0;
    for (const OrderLine& line : cart.lines) {
        if (line.kind != LineKind::product) continue;
        const auto sum = add_checked(base_minor, line.amount_minor - std::min(line.tax_minor, line.amount_minor));
        if (!sum) return sum.error();
        base_minor = *sum;
    }
    const PlainRate& rate = *settings.plain_rate;
    const auto points = multiply_rational(base_minor, rate.points, rate.per_minor, rate.rounding);
    if (!points) return points.error();
    return CartEarning{.points = *points, .qualifying_points = *points};
}

}  // namespace

std::optional<PlainRate> first_plain_rate(const Value& program) {
    for (const Value& rule : program.array_at("earning")) {
        if (!is_plain(rule)) continue;
        return PlainRate{rule.integer_at("points"), rule.integer_at("per_minor"),
                         rounding_of(rule.string_at("rounding"), Rounding::down)};
    }
    return std::nullopt;
}

const EarningKit plain_rate{read_plain_rate, cart_at_plain_rate};

}  // namespace laurel::loyalty
