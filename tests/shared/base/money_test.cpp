#include "shared/base/money.h"

#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "tests/property.h"

using namespace laurel;

TEST_CASE("a currency's minor digits are those of ISO 4217") {
    struct Case {
        std::string_view code;
        int digits;
    };
    const Case cases[] = {
        {"AED", 2}, {"ZWG", 2}, {"GBP", 2}, {"EUR", 2}, {"USD", 2}, {"CNY", 2}, {"JPY", 0}, {"KRW", 0},
        {"VND", 0}, {"ISK", 0}, {"CLP", 0}, {"CLF", 4}, {"UYW", 4}, {"KWD", 3}, {"BHD", 3}, {"TND", 3},
        {"XCG", 2}, {"SLE", 2}, {"HUF", 2}, {"IDR", 2}, {"MGA", 2}, {"MRU", 2}, {"XOF", 0}, {"XAF", 0},
    };
    for (const Case& c : cases) CHECK_MESSAGE(currency_digits(c.code) == c.digits, c.code);
}

TEST_CASE("withdrawn codes, metals, test codes and other text are no currencies") {
    for (std::string_view code : {"DEM", "HRK", "BGN", "ANG",  "CUC",  "ZWL", "SLL", "XAU", "XTS", "XXX",
                                  "XDR", "gbp", "GB",  "GBP2", "GBPX", "",    "AAA", "ZZZ", "£",   "BP2"}) {
        CHECK_MESSAGE(currency_digits(code) == -1, code);
    }
}

TEST_CASE("a product is rounded as its name says") {
    struct Case {
        std::int64_t amount, numerator, denominator, down, half_up, half_even, up;
    };
    const Case cases[] = {
        {0, 1, 3, 0, 0, 0, 0},          {10, 1, 5, 2, 2, 2, 2},    {1, 1, 2, 0, 1, 0, 1},
        {3, 1, 2, 1, 2, 2, 2},          {5, 1, 2, 2, 3, 2, 3},     {1, 1, 3, 0, 0, 0, 1},
        {2, 1, 3, 0, 1, 1, 1},          {7, 3, 4, 5, 5, 5, 6},     {1999, 1, 100, 19, 20, 20, 20},
        {1949, 1, 100, 19, 19, 19, 20}, {250, 1, 100, 2, 3, 2, 3}, {350, 1, 100, 3, 4, 4, 4},
    };
    for (const Case& c : cases) {
        const auto rounded = [&c](Rounding rounding) {
            return *multiply_rational(c.amount, c.numerator, c.denominator, rounding);
        };
        CAPTURE(c.amount);
        CAPTURE(c.denominator);
        CHECK(rounded(Rounding::down) == c.down);
        CHECK(rounded(Rounding::half_up) == c.half_up);
        CHECK(rounded(Rounding::half_even) == c.half_even);
        CHECK(rounded(Rounding::up) == c.up);
    }
}

TEST_CASE("roundings are known by their names") {
    for (const Rounding rounding : {Rounding::down, Rounding::half_up, Rounding::half_even, Rounding::up}) {
        CHECK(rounding_of(name_of(rounding), Rounding::down) == rounding);
        CHECK(rounding_of(name_of(rounding), Rounding::up) == rounding);
    }
    CHECK(name_of(Rounding::half_even) == "half_even");
    CHECK(rounding_of("nearest", Rounding::half_even) == Rounding::half_even);
}

TEST_CASE("a product is exact beyond 64 bits and refused above the largest amount") {
    CHECK(*multiply_rational(integer_max, integer_max, integer_max, Rounding::down) == integer_max);
    CHECK(*multiply_rational(INT64_MAX, integer_max, INT64_MAX, Rounding::down) == integer_max);
    CHECK(*multiply_rational(integer_max, 1, 1, Rounding::up) == integer_max);
    CHECK(*multiply_rational(integer_max - 1, INT64_MAX, INT64_MAX - 1, Rounding::up) == integer_max);
    for (const auto& result : {multiply_rational(integer_max, 2, 1, Rounding::down),
                               multiply_rational(INT64_MAX, INT64_MAX, 1, Rounding::up),
                               multiply_rational(integer_max, INT64_MAX, INT64_MAX - 1, Rounding::up)}) {
        REQUIRE_FALSE(result.ok());
        CHECK(result.error().code == ErrorCode::amount_overflow);
    }
}

TEST_CASE("a product with a negative part or without a denominator is an error, not a trap") {
    CHECK_FALSE(multiply_rational(-1, 1, 1, Rounding::down).ok());
    CHECK_FALSE(multiply_rational(1, -1, 1, Rounding::down).ok());
    CHECK_FALSE(multiply_rational(1, 1, 0, Rounding::down).ok());
    CHECK_FALSE(multiply_rational(1, 1, INT64_MIN, Rounding::down).ok());
}

TEST_CASE("every rounding lies next to the exact quotient, and on the right side of it") {
    PropertyRandom random("rounding");
    for (int round = 0; round < 5000; ++round) {
        const std::int64_t amount = random.between(0, 1'000'000);
        const std::int64_t numerator = random.between(0, 1000);
        const std::int64_t denominator = random.between(1, 1000);
        const std::int64_t product = amount * numerator;
        const auto twice_error = [&](Rounding rounding) {
            return 2 * (*multiply_rational(amount, numerator, denominator, rounding) * denominator - product);
        };
        REQUIRE(twice_error(Rounding::down) <= 0);
        REQUIRE(twice_error(Rounding::down) > -2 * denominator);
        REQUIRE(twice_error(Rounding::up) >= 0);
        REQUIRE(twice_error(Rounding::up) < 2 * denominator);
        REQUIRE(twice_error(Rounding::half_up) > -denominator);
        REQUIRE(twice_error(Rounding::half_up) <= denominator);
        const std::int64_t even_error = twice_error(Rounding::half_even);
        REQUIRE(even_error >= -denominator);
        REQUIRE(even_error <= denominator);
        if (even_error == denominator || even_error == -denominator) {
            REQUIRE(*multiply_rational(amount, numerator, denominator, Rounding::half_even) % 2 == 0);
        }
    }
}

TEST_CASE("a sum is refused where it leaves the exact integers") {
    CHECK(*add_checked(integer_max - 1, 1) == integer_max);
    CHECK(*add_checked(-integer_max, 0) == -integer_max);
    CHECK(*add_checked(integer_max, -integer_max) == 0);
    CHECK_FALSE(add_checked(integer_max, 1).ok());
    CHECK_FALSE(add_checked(-integer_max, -1).ok());
    CHECK_FALSE(add_checked(INT64_MAX, 1).ok());
    CHECK_FALSE(add_checked(INT64_MIN, INT64_MIN).ok());
}
