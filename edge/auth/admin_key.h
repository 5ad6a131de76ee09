#pragma once
// Admin keys: "lk_<id>_<secret>", for the shop's backend and the merchant. The secret is 32 random bytes, shown once;
// the store keeps its SHA-256 under the setting "key/<id>".
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edge/storage/event_store.h"

namespace laurel::auth {

inline constexpr std::string_view scope_names[] = {"coupons:write", "members:read",  "members:write",
                                                   "orders:write",  "program:write", "redemptions:write"};

struct AdminKey {
    std::string id;
    std::string name;  // for the merchant to tell keys apart
    std::vector<std::string> scopes;
    std::int64_t created_at_ms = 0;
};

struct NewAdminKey {
    std::string id;
    std::string text;  // the whole key; nobody can read it again
};

// Errors: value_not_allowed for an unknown scope or none at all, text_too_long for a name above 100 bytes,
// storage_failed.
Result<NewAdminKey> create_admin_key(EventStore& store, std::string_view name, std::span<const std::string_view> scopes,
                                     std::int64_t now_ms);

std::vector<AdminKey> admin_keys(EventStore& store);

// False when there is no such key or it could not be removed. From the next request on the key is refused.
bool revoke_admin_key(EventStore& store, std::string_view id);

// The id in "lk_<id>_<secret>"; "" when the text has another form.
std::string_view admin_key_id(std::string_view text);

// The key with this text, if it is one of this store's.
std::optional<AdminKey> check_admin_key(EventStore& store, std::string_view text);

}  // namespace laurel::auth
