#pragma once
// Carts and benefits as tests write them.
#include <string>
#include <string_view>
#include <vector>

#include "shared/loyalty/discount.h"

namespace laurel::loyalty {

// From JSON as a merchant writes it; it must pass every check.
Benefit benefit_of(std::string_view json);

CartLine product(std::string sku, std::int64_t quantity, std::int64_t amount_minor,
                 std::vector<std::string> categories = {}, std::string brand = {});
CartLine other(LineKind kind, std::int64_t amount_minor);

// Products of one piece at these amounts.
std::vector<CartLine> products(const std::vector<std::int64_t>& amounts_minor);

// The shares aligned to so many lines.
std::vector<std::int64_t> spread(const std::vector<LineShare>& shares, std::size_t lines);

std::int64_t sum_of(const std::vector<std::int64_t>& numbers);

}  // namespace laurel::loyalty
