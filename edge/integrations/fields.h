#pragma once
// The texts of a file as numbers and instants, exactly: no floating point.
#include <cstdint>
#include <optional>
#include <string_view>

#include "shared/base/time.h"

namespace laurel {

// Without the spaces at both ends.
std::string_view trimmed(std::string_view text);

// mantissa / 10^scale, negated where is_negative.
struct Decimal {
    bool is_negative = false;
    std::int64_t mantissa = 0;
    int scale = 0;
};

// An optional sign, at most 12 digits and an optional point among or before them; nothing for anything else.
std::optional<Decimal> read_decimal(std::string_view text);

// A whole number, also one written as 6.0; nothing for anything else.
std::optional<std::int64_t> read_whole(std::string_view text);

// quantity x price in units of 10^-digits, rounded half up; the signs are left to the caller. quantity >= 0.
// Nothing when it is above integer_max.
std::optional<std::int64_t> amount_minor_of(std::int64_t quantity, const Decimal& price, int digits);

// Spaces at both ends cut off; a whole number written as 17850.0 (spreadsheets do that to ids) as 17850.
std::string_view read_identifier(std::string_view text);
// 1 to 128 bytes of UTF-8 without control characters.
bool is_identifier(std::string_view text);

enum class TimeProblem { none, invalid, skipped };

// RFC 3339 with an offset, or "2010-12-01 08:26[:00]" (a space or a T between) in the zone's local time. Of two
// instants with the same local time the earlier one is meant.
TimeProblem read_time(std::string_view text, const Zone& zone, std::int64_t& instant_ms);

// The instant at which the zone's clocks show what they would show at local_ms in UTC; of two the earlier one, nothing
// when they skipped it.
std::optional<std::int64_t> instant_of_local(std::int64_t local_ms, const Zone& zone);

}  // namespace laurel
