#include "shared/loyalty/post_values.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/grant.h"

namespace laurel::loyalty {
namespace {

// The pairs of integers whose second ones are positive and add up to no more than integer_max.
template <class Pair>
std::vector<Pair> pairs_from_value(const Array& value) {
    std::vector<Pair> pairs;
    std::int64_t left = integer_max;
    for (const Value& entry : value) {
        const Array* pair = entry.array();
        if (pair == nullptr || pair->size() != 2) continue;
        const std::int64_t* first = (*pair)[0].integer();
        const std::int64_t* second = (*pair)[1].integer();
        if (first == nullptr || second == nullptr || *second < 1 || *second > left) continue;
        left -= *second;
        pairs.push_back({*first, *second});
    }
    return pairs;
}

std::int64_t integer_in(const Array& row, std::size_t index) {
    const std::int64_t* number = index < row.size() ? row[index].integer() : nullptr;
    return number != nullptr ? *number : 0;
}

std::string string_in(const Array& row, std::size_t index) {
    const std::string* text = index < row.size() ? row[index].string() : nullptr;
    return text != nullptr ? *text : std::string();
}

const Value& value_in(const Array& row, std::size_t index) {
    static const Value absent;
    return index < row.size() ? row[index] : absent;
}

// Read(row) for each row that is an array.
template <class Item, class Read>
std::vector<Item> rows_from_value(const Array& value, Read read) {
    std::vector<Item> items;
    for (const Value& row : value) {
        if (row.array() != nullptr) items.push_back(read(*row.array()));
    }
    return items;
}

LineKind line_kind_named(std::string_view name) {
    const auto found = std::find(std::begin(line_kind_names), std::end(line_kind_names), name);
    return found == std::end(line_kind_names) ? LineKind::product
                                              : static_cast<LineKind>(found - std::begin(line_kind_names));
}

OrderLot order_lot_from(const Array& row) {
    const Value& extra = value_in(row, 3);
    return {.id = integer_in(row, 0),
            .point_kind = std::string(extra.string_at("point_kind", main_point_kind)),
            .awaits = std::string(extra.string_at("awaits")),
            .pending_days = extra.integer_at("pending_days"),
            .available_at_ms = integer_in(row, 1),
            .expires_at_ms = integer_in(row, 2)};
}

OrderLine placed_line_from(const Array& row) {
    OrderLine line{.sku = string_in(row, 0), .quantity = integer_in(row, 1), .amount_minor = integer_in(row, 2)};
    read_line_extra(value_in(row, 3), line);
    return line;
}

}  // namespace

Value draws_to_value(const std::vector<Draw>& draws) {
    Array list;
    for (const Draw& draw : draws) list.push_back(Array{draw.lot, draw.points});
    return list;
}

std::vector<Draw> draws_from_value(const Array& value) { return pairs_from_value<Draw>(value); }

Value items_to_value(const std::vector<RefundItem>& items) {
    Array list;
    for (const RefundItem& item : items) list.push_back(Array{item.line, item.quantity});
    return list;
}

std::vector<RefundItem> items_from_value(const Array& value) { return pairs_from_value<RefundItem>(value); }

std::int64_t sum_of(const std::vector<Draw>& draws) {
    std::int64_t sum = 0;
    for (const Draw& draw : draws) sum += draw.points;
    return sum;
}

Value streaks_to_value(const std::vector<Streak>& streaks) {
    Array rows;
    for (const Streak& streak : streaks) rows.push_back(Array{streak.rule, streak.period, streak.length});
    return rows;
}

std::vector<Streak> streaks_from_value(const Array& value) {
    return rows_from_value<Streak>(value, [](const Array& row) {
        return Streak{string_in(row, 0), integer_in(row, 1), integer_in(row, 2)};
    });
}

Value grants_to_value(const std::vector<Grant>& grants) {
    Array list;
    for (const Grant& grant : grants) list.push_back(to_value(grant));
    return list;
}

std::vector<Grant> grants_from_value(const Array& value) {
    std::vector<Grant> grants;
    for (const Value& grant : value) grants.push_back(grant_from_value(grant));
    return grants;
}

Value order_lots_to_value(const std::vector<OrderLot>& lots) {
    Array rows;
    for (const OrderLot& lot : lots) {
        Object extra;
        if (!lot.awaits.empty()) extra.set("awaits", lot.awaits);
        if (lot.pending_days != 0) extra.set("pending_days", lot.pending_days);
        if (lot.point_kind != main_point_kind) extra.set("point_kind", lot.point_kind);
        Array row{lot.id, lot.available_at_ms, lot.expires_at_ms};
        if (!extra.empty()) row.push_back(std::move(extra));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<OrderLot> order_lots_from_value(const Array& value) {
    return rows_from_value<OrderLot>(value, order_lot_from);
}

Value spent_lots_to_value(const std::vector<Lot>& lots) {
    Array rows;
    for (const Lot& lot : lots) {
        Array row{lot.id, lot.points, lot.earned_at_ms, lot.available_at_ms, lot.expires_at_ms};
        if (lot.slides) row.push_back(true);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<Lot> spent_lots_from_value(const Array& value, std::string_view point_kind) {
    return rows_from_value<Lot>(value, [&](const Array& row) {
        return Lot{.id = integer_in(row, 0),
                   .point_kind = std::string(point_kind),
                   .points = std::clamp<std::int64_t>(integer_in(row, 1), 0, integer_max),
                   .earned_at_ms = integer_in(row, 2),
                   .available_at_ms = integer_in(row, 3),
                   .expires_at_ms = integer_in(row, 4),
                   .awaits = {},
                   .slides = row.size() == 6};
    });
}

Value redeemed_reward_to_value(const RedeemedReward& reward) {
    Object value{{"benefit", write_benefit(reward.benefit)}, {"id", reward.id}};
    if (!reward.caps.empty()) value.set("caps", cap_uses_to_value(reward.caps));
    if (!reward.code.empty()) value.set("code", reward.code);
    if (!reward.lane.empty()) value.set("lane", reward.lane);
    if (reward.priority != 0) value.set("priority", reward.priority);
    if (!reward.stock.empty()) value.set("stock", reward.stock);
    return value;
}

RedeemedReward redeemed_reward_from_value(const Value& value) {
    const Value* benefit = value.find("benefit");
    return {.id = std::string(value.string_at("id")),
            .benefit = benefit != nullptr ? read_benefit(*benefit) : Benefit(),
            .lane = std::string(value.string_at("lane")),
            .priority = value.integer_at("priority"),
            .stock = std::string(value.string_at("stock")),
            .caps = cap_uses_from_value(value.array_at("caps")),
            .code = std::string(value.string_at("code"))};
}

Value line_extra(const OrderLine& line) {
    Object extra;
    if (line.base_minor != line.amount_minor) extra.set("base_minor", line.base_minor);
    if (!line.brand.empty()) extra.set("brand", line.brand);
    if (!line.categories.empty()) extra.set("categories", Array(line.categories.begin(), line.categories.end()));
    if (line.kind != LineKind::product) extra.set("kind", line_kind_names[static_cast<std::size_t>(line.kind)]);
    if (line.tax_minor != 0) extra.set("tax_minor", line.tax_minor);
    return extra.empty() ? Value() : Value(std::move(extra));
}

void read_line_extra(const Value& extra, OrderLine& line) {
    line.base_minor = std::clamp<std::int64_t>(extra.integer_at("base_minor", line.amount_minor), 0,
                                               std::max<std::int64_t>(line.amount_minor, 0));
    line.brand = extra.string_at("brand");
    line.kind = line_kind_named(extra.string_at("kind"));
    line.tax_minor = extra.integer_at("tax_minor");
    for (const Value& category : extra.array_at("categories")) {
        if (category.string() != nullptr) line.categories.push_back(*category.string());
    }
}

Value placed_lines_to_value(const std::vector<OrderLine>& lines) {
    Array rows;
    for (const OrderLine& line : lines) {
        Array row{line.sku, line.quantity, line.amount_minor};
        if (Value extra = line_extra(line); !extra.is_null()) row.push_back(std::move(extra));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<OrderLine> placed_lines_from_value(const Array& value) {
    return rows_from_value<OrderLine>(value, placed_line_from);
}

}  // namespace laurel::loyalty
