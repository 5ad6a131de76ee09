#pragma once
// The one-time link by which a merchant gets the first admin key: its token stands in the fragment of the address,
// which no server and no proxy's log sees, and is kept only as SHA-256 (setting "admin_link/<hash>").
#include <cstdint>
#include <string>
#include <string_view>

#include "edge/storage/event_store.h"

namespace laurel::auth {

inline constexpr std::int64_t admin_link_ms = 30 * 60 * 1000;

// The token for a new link, good for 30 minutes and once. Links that were never used are dropped here. Error:
// storage_failed.
Result<std::string> create_admin_link(EventStore& store, std::int64_t now_ms);

// Whether the token was good; it is not from here on. The caller lets one thread in at a time.
bool take_admin_link(EventStore& store, std::string_view token, std::int64_t now_ms);

}  // namespace laurel::auth
