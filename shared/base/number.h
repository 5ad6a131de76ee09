#pragma once
// Doubles as text and back, exact both ways and with the same bytes on both hosts. Our own, because the C library's
// conversions would weigh several times as much in the page and libc++ there has none.
#include <optional>
#include <string>
#include <string_view>

namespace laurel {

// The double nearest to a decimal numeral, ties to even (IEEE 754): an optional sign, digits with an optional point
// among, before or after them, an optional exponent; nothing else, no space. Nothing when it is no numeral, or one
// beyond the largest double.
std::optional<double> read_double(std::string_view text);

// The shortest decimal that reads back as the number, as ECMAScript's Number::toString and so RFC 8785 write it: 0.1,
// 1e+21, 5e-324; 0 for -0. The number is finite.
std::string write_double(double number);

}  // namespace laurel
