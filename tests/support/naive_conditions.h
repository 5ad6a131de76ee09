#pragma once
// What rules ask of an occasion: its lines, its time, its member.
#include "tests/support/naive_earning.h"

namespace laurel::naive {

// Null where there is none.
const Value& part_of(const Value& from, std::string_view name);

std::string kind_of(const Value& line);
// JsonLogic; what can't be judged does not hold.
bool holds(const Value& condition, const Value& data);
bool matches(const Value& filter, const Value& line);
Value item_of(const Line& line);
// Of windows: weekdays, hours and birthday.
bool window_open(const Value& window, const Calendar& calendar, const Occasion& occasion, const Buyer& buyer);
// What conditions over the whole occasion look at.
Value data_of(const Value& programme, const Calendar& calendar, const Occasion& occasion, const Buyer& buyer);

}  // namespace laurel::naive
