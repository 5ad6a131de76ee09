#include "edge/coupon_codes.h"

#include <algorithm>

#include "edge/storage/hash.h"

namespace laurel {
namespace {

// Crockford's: without I, L, O and U.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t group_length = 4;
constexpr std::size_t prefix_max = 8;
constexpr std::size_t characters_min = 12;
constexpr std::size_t characters_max = 20;
constexpr unsigned symbol_mask = 31;

bool is_alphanumeric(char letter) { return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9'); }

char read_as(char letter) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    if (letter == 'I' || letter == 'L') return '1';
    return letter == 'O' ? '0' : letter;
}

// U, which only a prefix may hold, counts as its neighbour.
unsigned value_of(char letter) { return static_cast<unsigned>(alphabet.find(letter == 'U' ? 'V' : letter)); }

// Times x in GF(32) by x^5 + x^2 + 1, a primitive polynomial.
unsigned times_x(unsigned value) { return (value << 1U) ^ ((value & 16U) != 0 ? 0x25U : 0U); }

// The symbols as a polynomial, at x. Whole codes come to 0: every single wrong symbol and every two that changed places
// are noticed, up to 31 symbols.
unsigned check_of(std::string_view plain) {
    unsigned sum = 0;
    for (const char letter : plain) sum = times_x(sum) ^ value_of(letter);
    return sum;
}

std::string plain_of(std::string_view text) {
    std::string plain;
    for (const char letter : text) {
        if (letter != '-' && letter != ' ') plain += read_as(letter);
    }
    return plain;
}

}  // namespace

std::optional<Error> check_format(const CodeFormat& format) {
    const bool is_plain = std::all_of(format.prefix.begin(), format.prefix.end(), is_alphanumeric);
    if (format.prefix.size() > prefix_max || !is_plain)
        return Error{ErrorCode::value_not_allowed, "/prefix", quoted(format.prefix), "up to 8 of A to Z and 0 to 9"};
    if (format.characters >= characters_min && format.characters <= characters_max) return std::nullopt;
    return Error{ErrorCode::number_out_of_range, "/characters", std::to_string(format.characters), "12 to 20"};
}

std::string code_of(std::string_view seed, std::int64_t index, const CodeFormat& format) {
    const Digest random = hmac_sha256(seed, std::to_string(index));
    std::string symbols;
    for (std::size_t place = 0; place < format.characters; ++place) symbols += alphabet[random[place] & symbol_mask];
    symbols += alphabet[times_x(check_of(plain_of(format.prefix) + symbols))];
    std::string code = format.prefix;
    for (std::size_t place = 0; place < symbols.size(); ++place) {
        if (place % group_length == 0 && !code.empty()) code += '-';
        code += symbols[place];
    }
    return code;
}

TypedCode read_code(std::string_view text) {
    TypedCode code{.plain = plain_of(text)};
    const bool may_be_ours = code.plain.size() > characters_min &&
                             code.plain.size() <= prefix_max + characters_max + 1 &&
                             std::all_of(code.plain.begin(), code.plain.end(), is_alphanumeric);
    code.is_sound = may_be_ours && check_of(code.plain) == 0;
    code.is_mistyped = may_be_ours && !code.is_sound;
    return code;
}

}  // namespace laurel
