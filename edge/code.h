#pragma once
// Codes that people carry from one page to another: 60 random bits, written so that they can be read out.
#include <string>
#include <string_view>

namespace laurel {

// "7K2M-Q9XD-4FTB": from the digits and letters of Crockford's base 32, which has no I, L, O and U.
std::string random_code();

// The same code as it was made, however somebody typed it: small letters, O for 0, I and L for 1, other groups.
std::string normal_code(std::string_view typed);

}  // namespace laurel
