#include "edge/coupon_codes.h"

#include <doctest/doctest.h>

#include <set>

#include "edge/random.h"
#include "tests/property.h"

namespace laurel {
namespace {

constexpr std::string_view symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string without_hyphens(std::string text) {
    std::erase(text, '-');
    return text;
}

TEST_CASE("codes are written in groups, with their prefix, and follow from the seed and the index alone") {
    const std::string seed(32, 's');
    const std::string code = code_of(seed, 7, {.prefix = "XMAS"});
    CHECK(code.size() == std::string_view("XMAS-7K3M-9QWE-2HTB-X4VD").size());
    CHECK(code.starts_with("XMAS-"));
    CHECK(code == code_of(seed, 7, {.prefix = "XMAS"}));
    CHECK(code != code_of(seed, 8, {.prefix = "XMAS"}));
    CHECK(code != code_of(std::string(32, 't'), 7, {.prefix = "XMAS"}));
    CHECK(without_hyphens(code_of(seed, 0, {.prefix = "", .characters = 12})).size() == 13);
}

TEST_CASE("no two of many codes are the same, and every symbol comes everywhere") {
    const std::string seed = random_bytes(32);
    std::set<std::string> codes;
    std::vector<std::set<char>> seen(16);
    for (int index = 0; index < 20'000; ++index) {
        const std::string code = without_hyphens(code_of(seed, index, {}));
        for (std::size_t place = 0; place < code.size(); ++place) seen[place].insert(code[place]);
        codes.insert(code);
    }
    CHECK(codes.size() == 20'000);
    for (const std::set<char>& place : seen) CHECK(place.size() == symbols.size());
}

TEST_CASE("a code is read however it is written") {
    const std::string code = code_of(std::string(32, 'x'), 3, {.prefix = "OIL"});
    std::string typed;
    for (const char letter : code) {
        const char lower = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
        typed += letter == '-' ? ' ' : letter == '0' ? 'o' : letter == '1' ? 'l' : lower;
    }
    CHECK(read_code(code).is_sound);
    CHECK(read_code("  " + typed + " ").is_sound);
    CHECK(read_code(typed).plain == read_code(code).plain);
}

TEST_CASE("one wrong symbol, and two that changed places, are noticed every time") {
    PropertyRandom random("codes");
    for (int round = 0; round < 300; ++round) {
        const std::string code = without_hyphens(code_of(random_bytes(32), round, {.characters = 20}));
        for (std::size_t place = 0; place < code.size(); ++place) {
            std::string wrong = code;
            wrong[place] = symbols[random.below(symbols.size())];
            CHECK(read_code(wrong).is_mistyped == (wrong != code));
            std::string swapped = code;
            std::swap(swapped[place], swapped[random.below(code.size())]);
            CHECK(read_code(swapped).is_mistyped == (swapped != code));
        }
    }
}

TEST_CASE("what can be no code of ours is neither sound nor mistyped") {
    for (const char* text : {"", "-", "SUMMER10", "\xE5\x8F\x8C\xE5\x8D\x81\xE4\xB8\x80", "7K3M-9QWE-2HTB-X4V!",
                             "0123456789012345678901234567890123456789"}) {
        CAPTURE(text);
        CHECK_FALSE(read_code(text).is_sound);
        CHECK_FALSE(read_code(text).is_mistyped);
    }
}

TEST_CASE("formats that give codes which can be guessed or not be read are refused") {
    CHECK_FALSE(check_format({}).has_value());
    CHECK(check_format({.prefix = "xmas"})->path == "/prefix");
    CHECK(check_format({.prefix = "CHRISTMAS"})->path == "/prefix");
    CHECK(check_format({.prefix = "", .characters = 11})->path == "/characters");
    CHECK(check_format({.prefix = "", .characters = 21})->path == "/characters");
}

}  // namespace
}  // namespace laurel
