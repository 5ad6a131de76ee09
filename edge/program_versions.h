#pragma once
// The list of a store's programme versions, as answers say it.
#include <cstdint>

#include "edge/service.h"

namespace laurel {

inline constexpr std::int64_t versions_per_page = 50;

// {"versions": [{"version", "name", "status", "in_force_from_at", "published_at", "author", "hash"}, ...],
// "next_before"}: the newest first, those below `before` (0: all), at most `limit` of them; next_before asks for those
// that follow, null after the last. status is in_force, scheduled, past, or replaced where a later version came before
// it could begin.
Value versions_page(Service& service, std::int64_t before, std::int64_t limit = versions_per_page);

}  // namespace laurel
