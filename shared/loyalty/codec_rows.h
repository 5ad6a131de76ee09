#pragma once
// The rows of states: lots, holds, movements and the like as positional arrays, since a row is written with every
// event. What is rare stands in an object at a row's end.
#include "shared/base/value.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

Value write_row(const Lot& lot);
Value write_row(const Hold& hold);
Value write_row(const Movement& movement);
Value write_row(const Account& account);
Value write_row(const DayTotals& totals);
Value write_row(const TierTerm& term);
Value write_row(const TierInvitation& invitation);
Value write_row(const CapUse& use);
Value write_row(const Streak& streak);
Value write_row(const OrderLine& line);
Value write_row(const Refund& refund);

// False for what fold can't have made.
bool read_row(const Value& value, Lot& lot);
bool read_row(const Value& value, Hold& hold);
bool read_row(const Value& value, Movement& movement);
bool read_row(const Value& value, Account& account);
bool read_row(const Value& value, DayTotals& totals);
bool read_row(const Value& value, TierTerm& term);
bool read_row(const Value& value, TierInvitation& invitation);
bool read_row(const Value& value, CapUse& use);
bool read_row(const Value& value, Streak& streak);
bool read_row(const Value& value, OrderLine& line);
bool read_row(const Value& value, Refund& refund);

}  // namespace laurel::loyalty
