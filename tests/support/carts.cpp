#include "tests/support/carts.h"

#include <doctest/doctest.h>

#include <numeric>

namespace laurel::loyalty {

Benefit benefit_of(std::string_view json) {
    const auto value = read_json(json);
    REQUIRE_MESSAGE(value.ok(), json);
    Errors errors = check(*value, benefit_shape);
    check_benefit(*value, "", errors);
    for (const Error& error : errors) FAIL(error.path << ": " << message_of(error));
    return read_benefit(*value);
}

CartLine product(std::string sku, std::int64_t quantity, std::int64_t amount_minor, std::vector<std::string> categories,
                 std::string brand) {
    return {.sku = std::move(sku),
            .quantity = quantity,
            .amount_minor = amount_minor,
            .categories = std::move(categories),
            .brand = std::move(brand)};
}

CartLine other(LineKind kind, std::int64_t amount_minor) {
    return {.sku = std::string(line_kind_names[static_cast<std::size_t>(kind)]),
            .amount_minor = amount_minor,
            .kind = kind};
}

std::vector<CartLine> products(const std::vector<std::int64_t>& amounts_minor) {
    std::vector<CartLine> lines;
    lines.reserve(amounts_minor.size());
    for (const std::int64_t amount : amounts_minor) {
        lines.push_back(product("p" + std::to_string(lines.size()), 1, amount));
    }
    return lines;
}

std::vector<std::int64_t> spread(const std::vector<LineShare>& shares, std::size_t lines) {
    std::vector<std::int64_t> amounts(lines);
    for (const LineShare& share : shares) amounts.at(share.line) += share.amount_minor;
    return amounts;
}

std::int64_t sum_of(const std::vector<std::int64_t>& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
}

}  // namespace laurel::loyalty
