#pragma once
// Money is an integer of a currency's minor unit; rates are rationals; rounding is named and happens where it is asked
// for.
#include <cstdint>
#include <string_view>

#include "shared/base/result.h"

namespace laurel {

// Digits of the minor unit by ISO 4217 (GBP 2, JPY 0, KWD 3); -1 when the code is not a current currency.
int currency_digits(std::string_view code);

enum class Rounding { down, half_up, half_even, up };

inline constexpr std::string_view rounding_names[] = {"down", "half_up", "half_even", "up"};

constexpr std::string_view name_of(Rounding rounding) { return rounding_names[static_cast<int>(rounding)]; }
// The rounding of that name, or the fallback.
Rounding rounding_of(std::string_view name, Rounding fallback);

// amount * numerator / denominator, rounded by name; exact in 128 bits. amount >= 0, numerator >= 0, denominator > 0.
// Errors: amount_overflow when the result is above integer_max.
Result<std::int64_t> multiply_rational(std::int64_t amount, std::int64_t numerator, std::int64_t denominator,
                                       Rounding rounding);

// a + b; amount_overflow when the sum leaves +-integer_max.
Result<std::int64_t> add_checked(std::int64_t a, std::int64_t b);

}  // namespace laurel
