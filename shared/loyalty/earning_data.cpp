// What the conditions of earning rules look at, and what of an order counts.
#include <algorithm>

#include "shared/loyalty/earning.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {
namespace {

constexpr std::int64_t days_in_week = 7;

Value names_of(const std::vector<std::string>& names) { return Array(names.begin(), names.end()); }

bool counts(const EarningBase& base, LineKind kind) {
    switch (kind) {
        case LineKind::product:
            return true;
        case LineKind::shipping:
            return base.shipping;
        case LineKind::tax:
            return base.tax;
        case LineKind::gift_card:
            return base.gift_cards;
        case LineKind::fee:
            return base.fees;
    }
    return false;
}

// a * numerator / denominator, rounded down; all within what money can be, numerator <= denominator.
std::int64_t part_of(std::int64_t amount, std::int64_t numerator, std::int64_t denominator) {
    const auto part = multiply_rational(amount, numerator, denominator, Rounding::down);
    return part ? *part : 0;
}

Value member_data(const Settings& settings, const MemberState& member, const EarningOccasion& occasion) {
    const std::int64_t days = member.version == 0 ? 0 : (occasion.instant_ms - member.joined_at_ms) / day_ms;
    const TierStanding standing = standing_at(settings, member, occasion.instant_ms);
    Object points;
    for (const Account& account : member.accounts) points.set(account.point_kind, account.earned);
    return Object{{"joined_days", days < 0 ? 0 : days},
                  {"orders", member.orders},
                  {"points_earned", std::move(points)},
                  {"spend_minor", member.spend_minor},
                  {"tier", standing.tier},
                  {"tier_rank", static_cast<std::int64_t>(standing.rank)}};
}

Value time_data(const Zone& zone, std::int64_t instant_ms) {
    const Date date = local_date(zone, instant_ms);
    const std::int64_t day = days_from_civil(date);
    const std::int64_t local_ms = instant_ms + offset_s_at(zone, instant_ms) * second_ms;
    // 1970-01-01 was a Thursday; Monday is 1.
    const std::int64_t weekday = ((day + 3) % days_in_week + days_in_week) % days_in_week + 1;
    return Object{{"date", write_date(date)}, {"day", date.day},    {"hour", (local_ms - day * day_ms) / hour_ms},
                  {"month", date.month},      {"weekday", weekday}, {"year", date.year}};
}

Value order_data(const Settings& settings, const EarningOccasion& occasion, Value attributes) {
    Array items;
    std::int64_t base_minor = 0;
    std::int64_t quantity = 0;
    for (const OrderLine& line : *occasion.lines) {
        items.push_back(*item_data(line).find("item"));
        base_minor += line.base_minor;
        if (line.kind == LineKind::product) quantity += line.quantity;
    }
    return Object{
        {"attributes", std::move(attributes)}, {"base_minor", base_minor}, {"currency", settings.currency},
        {"items", std::move(items)},           {"quantity", quantity},     {"total_minor", occasion.total_minor}};
}

}  // namespace

void fill_base(const EarningBase& base, std::int64_t total_minor, std::int64_t paid_with_points_minor,
               std::vector<OrderLine>& lines) {
    const bool all_counts = base.paid_with_points || total_minor == 0;
    const std::int64_t paid_minor = all_counts ? 0 : std::min(paid_with_points_minor, total_minor);
    std::int64_t before_minor = 0;
    for (OrderLine& line : lines) {
        const std::int64_t after_minor = before_minor + line.amount_minor;
        const std::int64_t amount = counts(base, line.kind) ? line.amount_minor : 0;
        line.base_minor = amount - (base.tax ? 0 : std::min(line.tax_minor, amount));
        if (paid_minor > 0 && line.amount_minor > 0) {
            // Telescoped, so that the lines' parts add up to what was paid.
            const std::int64_t paid_of_line =
                part_of(paid_minor, after_minor, total_minor) - part_of(paid_minor, before_minor, total_minor);
            line.base_minor = part_of(line.base_minor, line.amount_minor - paid_of_line, line.amount_minor);
        }
        before_minor = after_minor;
    }
}

Value item_data(const OrderLine& line) {
    return Object{{"item", Object{{"amount_minor", line.amount_minor},
                                  {"brand", line.brand},
                                  {"categories", names_of(line.categories)},
                                  {"kind", line_kind_names[static_cast<std::size_t>(line.kind)]},
                                  {"quantity", line.quantity},
                                  {"sku", line.sku}}}};
}

Value condition_data(const Settings& settings, const EarningOccasion& occasion) {
    static const MemberState nobody;
    const MemberState& member = occasion.member != nullptr ? *occasion.member : nobody;
    Value attributes =
        occasion.attributes != nullptr && !occasion.attributes->is_null() ? *occasion.attributes : Value(Object());
    Object data{{"member", member_data(settings, member, occasion)},
                {"time", time_data(settings.zone, occasion.instant_ms)}};
    if (occasion.lines != nullptr) {
        data.set("order", order_data(settings, occasion, std::move(attributes)));
    } else {
        data.set("action", Object{{"attributes", std::move(attributes)}, {"name", occasion.on}});
    }
    return data;
}

}  // namespace laurel::loyalty
