#pragma once
// The codes of coupons for one use: letters and digits that nobody mistakes for one another, in groups, and at the end
// a check character, so that a mistyped code is told from one that does not exist. A code is a secret: the store keeps
// only its pseudonym, but for a code that is bound to a member, whose erasable identity row holds it to be shown.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/error.h"

namespace laurel {

struct CodeFormat {
    std::string prefix;           // 0 to 8 of A to Z and 0 to 9, in front of all codes
    std::size_t characters = 15;  // random ones, 12 to 20, of 5 bits each
};

std::optional<Error> check_format(const CodeFormat& format);

// The code of that index from a secret seed of 32 random bytes: "XMAS-7K3M-9QWE-2HTB-X4VD". Whoever knows any number of
// codes learns nothing about the others (HMAC-SHA256 as a pseudorandom function). The format was checked.
std::string code_of(std::string_view seed, std::int64_t index, const CodeFormat& format);

// A code as it was typed: without regard to case, spaces and hyphens; I and L read as 1, O as 0.
struct TypedCode {
    std::string plain;
    bool is_sound = false;     // could be one of ours: the check character fits
    bool is_mistyped = false;  // as long as one of ours, but the check character does not fit
};

TypedCode read_code(std::string_view text);

}  // namespace laurel
