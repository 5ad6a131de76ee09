#pragma once
// The parts of events and states that are lists, as positional arrays: rows are written with every event, and names
// were two thirds of them. Readers are total: what does not fit is left out or read as its default.
#include <string>
#include <vector>

#include "shared/base/value.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

// [[lot, points], ...]
Value draws_to_value(const std::vector<Draw>& draws);
// What can't be a draw is left out: no pair, no points, or more than all draws together can be.
std::vector<Draw> draws_from_value(const Array& value);
std::int64_t sum_of(const std::vector<Draw>& draws);
// [[line, quantity], ...]
Value items_to_value(const std::vector<RefundItem>& items);
// Likewise.
std::vector<RefundItem> items_from_value(const Array& value);

// [[rule, period, length], ...]
Value streaks_to_value(const std::vector<Streak>& streaks);
std::vector<Streak> streaks_from_value(const Array& value);

Value grants_to_value(const std::vector<Grant>& grants);
std::vector<Grant> grants_from_value(const Array& value);

// [[id, available_at_ms, expires_at_ms], ...], with {"awaits", "pending_days", "point_kind"} where they say something.
Value order_lots_to_value(const std::vector<OrderLot>& lots);
std::vector<OrderLot> order_lots_from_value(const Array& value);

// [[id, points, earned_at_ms, available_at_ms, expires_at_ms], ...], with true at the end of one that slides.
Value spent_lots_to_value(const std::vector<Lot>& lots);
std::vector<Lot> spent_lots_from_value(const Array& value, std::string_view point_kind);

// {"benefit", "id"}, with {"caps", "code", "lane", "priority", "stock"} where they say something.
Value redeemed_reward_to_value(const RedeemedReward& reward);
RedeemedReward redeemed_reward_from_value(const Value& value);

// [[sku, quantity, amount_minor], ...], with {"base_minor", "brand", "categories", "kind", "tax_minor"} where they say
// something; base_minor is left out where the whole amount counts.
Value placed_lines_to_value(const std::vector<OrderLine>& lines);
std::vector<OrderLine> placed_lines_from_value(const Array& value);
// That object alone, null when there is nothing to say; and into a line that has its amount.
Value line_extra(const OrderLine& line);
void read_line_extra(const Value& extra, OrderLine& line);

}  // namespace laurel::loyalty
