#include "shared/loyalty/apportion.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/base/money.h"

namespace laurel::loyalty {
namespace {

__extension__ using Wide = unsigned __int128;

Wide wide(std::int64_t number) { return static_cast<Wide>(std::max(number, std::int64_t{0})); }

// In halves: the page's module has no heap for what is aligned to 16 bytes.
struct Remainder {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::size_t index = 0;
};

Remainder remainder_of(Wide size, std::size_t index) {
    return {static_cast<std::uint64_t>(size >> 64), static_cast<std::uint64_t>(size), index};
}

bool comes_first(const Remainder& a, const Remainder& b) {
    if (a.high != b.high) return a.high > b.high;
    return a.low != b.low ? a.low > b.low : a.index < b.index;
}

}  // namespace

std::vector<std::int64_t> apportion(std::int64_t total, std::span<const std::int64_t> weights) {
    Wide sum = 0;
    for (const std::int64_t weight : weights) sum += wide(weight);
    const bool equal = sum == 0;
    if (equal) sum = weights.size();

    std::vector<std::int64_t> shares(weights.size());
    std::vector<Remainder> remainders(weights.size());
    std::int64_t left = std::max(total, std::int64_t{0});
    for (std::size_t index = 0; index < weights.size(); ++index) {
        const Wide product = wide(total) * (equal ? 1 : wide(weights[index]));
        shares[index] = static_cast<std::int64_t>(product / sum);
        remainders[index] = remainder_of(product % sum, index);
        left -= shares[index];
    }
    if (left == 0 || weights.empty()) return shares;
    // Fewer are left than there are remainders above 0: together these make up what is left.
    const auto lucky = remainders.begin() + static_cast<std::ptrdiff_t>(left);
    std::nth_element(remainders.begin(), lucky, remainders.end(), comes_first);
    for (auto remainder = remainders.begin(); remainder != lucky; ++remainder) ++shares[remainder->index];
    return shares;
}

std::int64_t share_of_pieces(std::int64_t total, std::int64_t quantity, std::int64_t pieces_before,
                             std::int64_t pieces) {
    if (quantity < 1) return 0;
    const std::int64_t amount = std::clamp(total, std::int64_t{0}, integer_max);
    const std::int64_t before = std::clamp(pieces_before, std::int64_t{0}, quantity);
    const std::int64_t after = before + std::clamp(pieces, std::int64_t{0}, quantity - before);
    // Never above the amount, so the products can't be refused.
    const auto up_to = [&](std::int64_t count) {
        return *multiply_rational(amount, count, quantity, Rounding::half_up);
    };
    return up_to(after) - up_to(before);
}

}  // namespace laurel::loyalty
