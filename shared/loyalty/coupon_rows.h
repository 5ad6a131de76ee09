#pragma once
// Discounts as they stand in events and states.
#include "shared/base/value.h"
#include "shared/loyalty/coupon_state.h"

namespace laurel::loyalty {

// [{"benefit", "budgets", "campaign", "coupon", "restored", "restores", "shares": [[line, sku, quantity, amount_minor,
// returned_minor], ...]}, ...]; what says nothing is left out.
Value discounts_to_value(const std::vector<Discount>& discounts);
// Total: what does not fit is left out.
std::vector<Discount> discounts_from_value(const Array& value);

}  // namespace laurel::loyalty
