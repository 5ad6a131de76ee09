#pragma once
// A cart as discounts see it.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace laurel::loyalty {

enum class LineKind { product, shipping, gift_card, fee, tax };

inline constexpr std::string_view line_kind_names[] = {"product", "shipping", "gift_card", "fee", "tax"};

struct CartLine {
    std::string sku;
    std::int64_t quantity = 1;      // 1 or more
    std::int64_t amount_minor = 0;  // of the whole line, before discounts
    std::vector<std::string> categories;
    std::string brand;
    LineKind kind = LineKind::product;

    bool operator==(const CartLine&) const = default;
};

}  // namespace laurel::loyalty
