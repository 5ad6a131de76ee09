#include "shared/base/money.h"

#include <iterator>
#include <string>

#include "shared/base/limits.h"

namespace laurel {
namespace {

__extension__ using Wide = unsigned __int128;

Error overflow() { return {ErrorCode::amount_overflow, {}, {}, "an amount of at most " + std::to_string(integer_max)}; }

// product / divisor, rounded. Number is unsigned and holds twice the divisor.
template <class Number>
Result<std::int64_t> divide(Number product, Number divisor, Rounding rounding) {
    Number quotient = product / divisor;
    const Number remainder = product % divisor;
    const bool rounds_up = (rounding == Rounding::half_up && remainder * 2 >= divisor) ||
                           (rounding == Rounding::half_even && remainder * 2 + (quotient & 1) > divisor) ||
                           (rounding == Rounding::up && remainder != 0);
    if (rounds_up) ++quotient;
    if (quotient > static_cast<Number>(integer_max)) return overflow();
    return static_cast<std::int64_t>(quotient);
}

// The active codes of ISO 4217 that have a minor unit, each followed by its digits; sorted.
constexpr std::string_view currencies =
    "AED2AFN2ALL2AMD2AOA2ARS2AUD2AWG2AZN2BAM2BBD2BDT2BHD3BIF0BMD2BND2BOB2BOV2BRL2BSD2BTN2BWP2BYN2BZD2CAD2CDF2"
    "CHE2CHF2CHW2CLF4CLP0CNY2COP2COU2CRC2CUP2CVE2CZK2DJF0DKK2DOP2DZD2EGP2ERN2ETB2EUR2FJD2FKP2GBP2GEL2GHS2GIP2"
    "GMD2GNF0GTQ2GYD2HKD2HNL2HTG2HUF2IDR2ILS2INR2IQD3IRR2ISK0JMD2JOD3JPY0KES2KGS2KHR2KMF0KPW2KRW0KWD3KYD2KZT2"
    "LAK2LBP2LKR2LRD2LSL2LYD3MAD2MDL2MGA2MKD2MMK2MNT2MOP2MRU2MUR2MVR2MWK2MXN2MXV2MYR2MZN2NAD2NGN2NIO2NOK2NPR2"
    "NZD2OMR3PAB2PEN2PGK2PHP2PKR2PLN2PYG0QAR2RON2RSD2RUB2RWF0SAR2SBD2SCR2SDG2SEK2SGD2SHP2SLE2SOS2SRD2SSP2STN2"
    "SVC2SYP2SZL2THB2TJS2TMT2TND3TOP2TRY2TTD2TWD2TZS2UAH2UGX0USD2USN2UYI0UYU2UYW4UZS2VED2VES2VND0VUV0WST2XAD2"
    "XAF0XCD2XCG2XOF0XPF0YER2ZAR2ZMW2ZWG2";

constexpr std::size_t entry_bytes = 4;

constexpr std::string_view code_at(std::size_t index) { return currencies.substr(index * entry_bytes, 3); }

}  // namespace

Rounding rounding_of(std::string_view name, Rounding fallback) {
    for (std::size_t index = 0; index < std::size(rounding_names); ++index) {
        if (rounding_names[index] == name) return static_cast<Rounding>(index);
    }
    return fallback;
}

int currency_digits(std::string_view code) {
    std::size_t low = 0;
    std::size_t high = currencies.size() / entry_bytes;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (code_at(middle) < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == currencies.size() / entry_bytes || code_at(low) != code) return -1;
    return currencies[low * entry_bytes + 3] - '0';
}

Result<std::int64_t> multiply_rational(std::int64_t amount, std::int64_t numerator, std::int64_t denominator,
                                       Rounding rounding) {
    if (amount < 0 || numerator < 0 || denominator <= 0) return overflow();
    // WebAssembly has no wide multiplication; nearly every amount does without.
    constexpr std::int64_t narrow_max = 0x7fffffff;
    if (amount <= narrow_max && numerator <= narrow_max) {
        return divide(static_cast<std::uint64_t>(amount * numerator), static_cast<std::uint64_t>(denominator),
                      rounding);
    }
    return divide(static_cast<Wide>(amount) * static_cast<Wide>(numerator), static_cast<Wide>(denominator), rounding);
}

Result<std::int64_t> add_checked(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum) || sum > integer_max || sum < -integer_max) return overflow();
    return sum;
}

}  // namespace laurel
