#pragma once
// The years of the Chinese lunar calendar, as lunar-typescript (npm) reckons them: that calendar follows the true new
// moons at 120 degrees east and has no arithmetic of its own.
#include <cstdint>
#include <vector>

#include "shared/base/value.h"
#include "shared/loyalty/calendar.h"

namespace laurel {

// The lunar years from first_year to last_year, cut to those that are known: 1970 to 2100. A lunar year is named by the
// Gregorian one that its first day lies in.
std::vector<loyalty::LunarYear> lunar_years(int first_year, int last_year);

// The programme with the lunar years in its calendar, from two years before the instant to thirty after it, when a
// holiday of the calendar or its "lunar": true asks for them. Any other comes back as it was.
Value with_lunar_years(Value program, std::int64_t instant_ms);

}  // namespace laurel
