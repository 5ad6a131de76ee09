#include "edge/code.h"

#include "edge/random.h"

namespace laurel {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t digits = 12;
constexpr std::size_t group = 4;

void append_digit(std::string& code, char digit) {
    if (code.size() % (group + 1) == group) code += '-';
    code += digit;
}

char normal_digit(char typed) {
    const char upper = typed >= 'a' && typed <= 'z' ? static_cast<char>(typed - 'a' + 'A') : typed;
    if (upper == 'O') return '0';
    return upper == 'I' || upper == 'L' ? '1' : upper;
}

}  // namespace

std::string random_code() {
    std::string code;
    for (const char byte : random_bytes(digits))
        append_digit(code, alphabet[static_cast<unsigned char>(byte) % alphabet.size()]);
    return code;
}

std::string normal_code(std::string_view typed) {
    std::string code;
    for (const char each : typed) {
        if (each != '-' && each != ' ') append_digit(code, normal_digit(each));
    }
    return code;
}

}  // namespace laurel
