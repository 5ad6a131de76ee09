#pragma once
// Earning for a host without a judge of rules.
#include "shared/loyalty/settings.h"

namespace laurel::loyalty {

// Reckons by the programme's only rule where it is one rate for all products, and says confirm_at_edge of any other.
extern const EarningKit plain_rate;

// The first rule on orders that pays for whatever is bought, whoever buys it and whenever; nothing when there is none.
std::optional<PlainRate> first_plain_rate(const Value& program);

}  // namespace laurel::loyalty
