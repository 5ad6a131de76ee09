#pragma once
// Integers shared out so that the shares add up to the whole exactly.
#include <cstdint>
#include <span>
#include <vector>

namespace laurel::loyalty {

// `total` over the weights, in proportion, by the largest remainder (Hamilton's method): every share is its exact quota
// rounded down, and what is left over goes one by one to the largest remainders, the earlier of equal ones first.
// The shares add up to `total`; none is negative; where total is at most the sum of the weights, none is above its
// weight. Where all weights are 0 they count as equal; without weights there are no shares. Exact in 128 bits.
// total and weights are from 0 to integer_max; what is below 0 counts as 0.
std::vector<std::int64_t> apportion(std::int64_t total, std::span<const std::int64_t> weights);

// The share that `pieces` of a line's `quantity` have in the line's `total`, after `pieces_before` others had theirs:
// round(total * (before + pieces) / quantity) - round(total * before / quantity), halves up. However the pieces are
// split into parts, in this order their shares add up to the line's total. Numbers outside their range are clamped.
// An amount and the discount on it round apart: take the share of what was paid and the share of the amount, and the
// discount given back is their difference.
std::int64_t share_of_pieces(std::int64_t total, std::int64_t quantity, std::int64_t pieces_before,
                             std::int64_t pieces);

}  // namespace laurel::loyalty
