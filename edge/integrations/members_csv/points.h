#pragma once
// Points as files hold them, fractions and all: exact integers of a millionth of a point.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/money.h"

namespace laurel::members_csv {

inline constexpr std::int64_t units_per_point = 1'000'000;
// A row may hold so many points; a million of such rows still add up.
inline constexpr std::int64_t row_points_max = 1'000'000'000;

// "1250", "1,250", "12.5", "12,5", "-50", "(50)", "1 250 pts": a sign, digits, separators between groups of three, at
// most one decimal sign. "1,250" and "1.250.000" are grouped, "1.250" is one and a quarter. Digits after the sixth
// decimal are cut off. Nothing for anything else and above row_points_max.
std::optional<std::int64_t> read_points(std::string_view text);

// "1250", "-12.5".
std::string points_text(std::int64_t units);

// Whole points of so many units: rounded by name, away from or toward zero alike on both sides of it.
std::int64_t rounded_points(std::int64_t units, Rounding rounding);

}  // namespace laurel::members_csv
