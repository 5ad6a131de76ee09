#pragma once
// Named time zones, read from the operating system's tables (Debian package tzdata).
#include <cstdint>
#include <string_view>

#include "shared/base/time.h"

namespace laurel {

// The offsets of an IANA zone such as "Europe/London" over [from_ms, until_ms): the one in force at from_ms and every
// change after it. The system's tables end in 2037; from then on the last offset stays. Error: value_not_allowed with
// an empty path when the system knows no such zone.
Result<Zone> zone_of(std::string_view name, std::int64_t from_ms, std::int64_t until_ms);

}  // namespace laurel
