#include "shared/base/number.h"

#include <doctest/doctest.h>

#include <charconv>
#include <cstring>

#include "tests/property.h"

using namespace laurel;

namespace {

// "none" where the text is no numeral.
std::string rewritten(std::string_view text) {
    const auto number = read_double(text);
    return number ? write_double(*number) : "none";
}

struct Case {
    std::string_view text;
    std::string_view rewritten;
};

// Any finite double; every fourth is subnormal, every fourth a power of two.
double any_double(PropertyRandom& random) {
    for (;;) {
        auto bits = static_cast<std::uint64_t>(random.between(INT64_MIN, INT64_MAX));
        switch (random.below(4)) {
            case 0:
                bits &= 0x800F'FFFF'FFFF'FFFF;
                break;
            case 1:
                bits &= 0xFFF0'0000'0000'0000;
                break;
            default:
                break;
        }
        double number = 0;
        std::memcpy(&number, &bits, sizeof number);
        if (number - number == 0) return number;
    }
}

}  // namespace

TEST_CASE("a number is written as ECMAScript writes it") {
    const Case cases[] = {
        {"0.1", "0.1"},
        {"-1.5", "-1.5"},
        {"100", "100"},
        {"-0", "0"},
        {"1e21", "1e+21"},
        {"123456789012345680000", "123456789012345680000"},
        {"0.000001", "0.000001"},
        {"0.0000001", "1e-7"},
        {"1.25e-9", "1.25e-9"},
        {"5e-324", "5e-324"},
        {"4.9406564584124654e-324", "5e-324"},
        {"2.2250738585072014e-308", "2.2250738585072014e-308"},
        {"1.7976931348623157e308", "1.7976931348623157e+308"},
        {"5.684341886080801e-14", "5.684341886080801e-14"},
        {"1747986669562203.25", "1747986669562203.2"},
        {"0.30000000000000004", "0.30000000000000004"},
    };
    for (const Case& c : cases) CHECK_MESSAGE(rewritten(c.text) == c.rewritten, c.text);
}

TEST_CASE("a numeral is read to the nearest double, ties to even") {
    CHECK(*read_double("9007199254740993") == 9007199254740992.0);
    CHECK(*read_double("9007199254740995") == 9007199254740996.0);
    CHECK(*read_double("9007199254740993." + std::string(1000, '0') + "1") == 9007199254740994.0);
    CHECK(*read_double("9007199254740993." + std::string(2000, '0') + "1") == 9007199254740994.0);
    CHECK(*read_double("2.4703282292062327e-324") == 0.0);
    CHECK(*read_double("2.4703282292062328e-324") == 5e-324);
    CHECK(*read_double("1.7976931348623158e308") == 1.7976931348623157e308);
    CHECK_FALSE(read_double("1.7976931348623159e308").has_value());
    CHECK(*read_double("0." + std::string(400, '0') + "1e401") == 1.0);
    CHECK(*read_double("1" + std::string(400, '0') + "e-400") == 1.0);
    CHECK(*read_double("0e99999999999") == 0.0);
    CHECK(*read_double("1e-99999999999") == 0.0);
    CHECK_FALSE(read_double("1e99999999999").has_value());
}

TEST_CASE("what is no numeral is none") {
    for (const char* text : {"", "+", "-", ".", "e5", "1e", "1e+", "1.2.3", "1 ", " 1", "0x10", "Infinity", "NaN",
                             "--1", "1e1.5", "1,5"}) {
        CHECK_MESSAGE(rewritten(text) == "none", text);
    }
    CHECK(rewritten("+5") == "5");
    CHECK(rewritten(".5") == "0.5");
    CHECK(rewritten("5.") == "5");
    CHECK(rewritten("007") == "7");
}

TEST_CASE("property: what is written reads back as the same number") {
    PropertyRandom random("numbers survive their text");
    for (int i = 0; i < 20'000; ++i) {
        const double number = any_double(random);
        const std::string text = write_double(number);
        const auto again = read_double(text);
        REQUIRE_MESSAGE(again.has_value(), text);
        CHECK_MESSAGE(*again == number, text);
    }
}

// libc++ has no such conversions to compare with.
#ifndef __EMSCRIPTEN__

namespace {

// The digits that matter, without point, sign and exponent.
std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : text.substr(0, text.find('e'))) {
        if (c >= '0' && c <= '9' && !(c == '0' && digits.empty())) digits += c;
    }
    while (digits.ends_with('0')) digits.pop_back();
    return digits;
}

std::string any_numeral(PropertyRandom& random) {
    std::string text(1, static_cast<char>('0' + random.below(10)));
    for (std::size_t i = random.below(40); i > 0; --i) text += static_cast<char>('0' + random.below(10));
    if (random.below(2) == 0) text.insert(1 + random.below(text.size()), 1, '.');
    if (random.below(2) == 0) text += 'e' + std::to_string(random.between(-340, 300));
    return text;
}

}  // namespace

TEST_CASE("property: the standard library reads and writes the same") {
    PropertyRandom random("numbers as the standard library has them");
    for (int i = 0; i < 20'000; ++i) {
        const double number = any_double(random);
        char buffer[64];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
        const std::string theirs(buffer, end);
        const std::string ours = write_double(number);
        CHECK_MESSAGE(*read_double(theirs) == number, theirs);
        CHECK_MESSAGE(digits_of(ours) == digits_of(theirs), ours);

        const std::string numeral = any_numeral(random);
        double expected = 0;
        std::from_chars(numeral.data(), numeral.data() + numeral.size(), expected);
        const auto found = read_double(numeral);
        if (found && *found != 0) CHECK_MESSAGE(*found == expected, numeral);
    }
}

#endif
