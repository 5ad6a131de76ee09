#include "shared/loyalty/grant.h"

#include <algorithm>

namespace laurel::loyalty {
namespace {

constexpr std::string_view basis_names[] = {"", "per_minor", "per_quantity"};

bool concerns(const Grant& grant, std::size_t line) {
    return grant.lines.empty() ||
           std::binary_search(grant.lines.begin(), grant.lines.end(), static_cast<std::int64_t>(line));
}

std::int64_t at_least(std::int64_t value, std::int64_t minimum) { return std::max(value, minimum); }

// What refunds by amount leave of what refunds by items have left, as a ratio.
struct Kept {
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;

    std::int64_t of(std::int64_t amount_minor) const {
        if (numerator == denominator) return amount_minor;
        const auto part = multiply_rational(amount_minor, numerator, denominator, Rounding::down);
        return part ? *part : 0;
    }
};

Kept kept_of(const OrderState& order) {
    std::int64_t by_items_minor = 0;
    for (const OrderLine& line : order.lines) by_items_minor += refunded_of(line, line.amount_minor);
    const std::int64_t left_minor = order.total_minor - by_items_minor;
    const std::int64_t by_amount_minor = order.refunded_minor - by_items_minor;
    if (by_amount_minor <= 0 || left_minor <= 0) return {};
    return {std::max<std::int64_t>(left_minor - by_amount_minor, 0), left_minor};
}

CapUse cap_use_from_value(const Value& value) {
    const Array* row = value.array();
    if (row == nullptr || row->size() != 5 || (*row)[0].string() == nullptr) return {};
    std::int64_t numbers[4] = {};
    for (std::size_t index = 0; index < 4; ++index) {
        if (const std::int64_t* number = (*row)[index + 1].integer()) numbers[index] = *number;
    }
    return {*(*row)[0].string(), numbers[0], numbers[1], numbers[2], numbers[3]};
}

}  // namespace

Result<std::int64_t> points_of(const Grant& grant, const Basis& basis) {
    const bool nothing =
        basis.base_minor <= 0 || basis.base_minor < grant.minimum_minor || basis.quantity < grant.minimum_quantity;
    if (nothing) return std::int64_t{0};
    if (grant.basis == Grant::Basis::fixed) return std::min(grant.rate_points, grant.limit);
    const std::int64_t units = grant.basis == Grant::Basis::amount ? basis.base_minor : basis.quantity;
    const auto points = multiply_rational(units, grant.rate_points, grant.rate_per, grant.rounding);
    if (!points) return points.error();
    return std::min(*points, grant.limit);
}

std::int64_t refunded_of(const OrderLine& line, std::int64_t amount_minor) {
    if (line.quantity < 1) return 0;
    const auto refunded = multiply_rational(amount_minor, line.refunded_quantity, line.quantity, Rounding::half_up);
    return refunded ? *refunded : 0;
}

Basis basis_of(const Grant& grant, const OrderState& order) {
    const Kept kept = kept_of(order);
    Basis basis;
    for (std::size_t index = 0; index < order.lines.size(); ++index) {
        const OrderLine& line = order.lines[index];
        if (!concerns(grant, index) || line.base_minor == 0) continue;
        basis.base_minor += line.base_minor - refunded_of(line, line.base_minor);
        basis.quantity += line.quantity - line.refunded_quantity;
    }
    basis.base_minor = kept.of(basis.base_minor);
    return basis;
}

std::int64_t spend_of(const OrderState& order) {
    const Kept kept = kept_of(order);
    std::int64_t spend_minor = 0;
    for (const OrderLine& line : order.lines) {
        if (line.kind == LineKind::product) spend_minor += line.amount_minor - refunded_of(line, line.amount_minor);
    }
    return kept.of(spend_minor);
}

Value cap_uses_to_value(const std::vector<CapUse>& uses) {
    Array rows;
    for (const CapUse& use : uses) rows.push_back(Array{use.rule, use.cap, use.period, use.points, use.times});
    return rows;
}

std::vector<CapUse> cap_uses_from_value(const Array& value) {
    std::vector<CapUse> uses;
    for (const Value& row : value) uses.push_back(cap_use_from_value(row));
    return uses;
}

Value to_value(const Grant& grant) {
    Object value{{"points", grant.points}, {"rate", grant.rate_points}, {"rule", grant.rule}};
    if (grant.basis != Grant::Basis::fixed) {
        value.set(basis_names[static_cast<std::size_t>(grant.basis)], grant.rate_per);
        value.set("rounding", name_of(grant.rounding));
    }
    if (grant.minimum_minor != 0) value.set("minimum_minor", grant.minimum_minor);
    if (grant.minimum_quantity != 0) value.set("minimum_quantity", grant.minimum_quantity);
    if (grant.limit != integer_max) value.set("limit", grant.limit);
    if (!grant.qualifies) value.set("qualifies", false);
    if (!grant.lines.empty()) value.set("lines", Array(grant.lines.begin(), grant.lines.end()));
    if (grant.lot != 0) value.set("lot", grant.lot);
    if (grant.points_clawed_back != 0) value.set("clawed_back", grant.points_clawed_back);
    if (!grant.caps.empty()) value.set("caps", cap_uses_to_value(grant.caps));
    return value;
}

Grant grant_from_value(const Value& value) {
    Grant grant{.rule = std::string(value.string_at("rule")),
                .points = value.integer_at("points"),
                .rate_points = at_least(value.integer_at("rate"), 0),
                .rounding = rounding_of(value.string_at("rounding"), Rounding::down),
                .minimum_minor = value.integer_at("minimum_minor"),
                .minimum_quantity = value.integer_at("minimum_quantity"),
                .limit = at_least(value.integer_at("limit", integer_max), 0),
                .qualifies = value.boolean_at("qualifies", true),
                .lines = {},
                .lot = value.integer_at("lot"),
                .points_clawed_back = value.integer_at("clawed_back"),
                .caps = cap_uses_from_value(value.array_at("caps"))};
    for (const Grant::Basis basis : {Grant::Basis::amount, Grant::Basis::quantity}) {
        const std::string_view name = basis_names[static_cast<std::size_t>(basis)];
        if (value.find(name) == nullptr) continue;
        grant.basis = basis;
        grant.rate_per = at_least(value.integer_at(name), 1);
    }
    for (const Value& line : value.array_at("lines")) {
        if (line.integer() != nullptr) grant.lines.push_back(*line.integer());
    }
    std::sort(grant.lines.begin(), grant.lines.end());
    return grant;
}

}  // namespace laurel::loyalty
