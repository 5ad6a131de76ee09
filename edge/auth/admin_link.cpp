#include "edge/auth/admin_link.h"

#include <optional>

#include "edge/random.h"
#include "edge/signing.h"
#include "edge/storage/hash.h"
#include "shared/base/value.h"

namespace laurel::auth {
namespace {

constexpr std::string_view setting_prefix = "admin_link/";
constexpr std::size_t token_bytes = 32;

std::string setting_name(std::string_view token) { return std::string(setting_prefix) + sha256_hex(token); }

bool is_good(std::string_view kept, std::int64_t now_ms) {
    const auto value = read_json(kept);
    return value && now_ms < value->integer_at("expires_at_ms");
}

}  // namespace

Result<std::string> create_admin_link(EventStore& store, std::int64_t now_ms) {
    for (const auto& [name, kept] : store.settings(setting_prefix)) {
        if (!is_good(kept, now_ms)) store.set_setting(name, {});
    }
    const std::string token = base64url_encode(random_bytes(token_bytes));
    const Value value = Object{{"expires_at_ms", now_ms + admin_link_ms}};
    if (!store.set_setting(setting_name(token), write_json(value))) return Error{ErrorCode::storage_failed, {}, {}, {}};
    return token;
}

bool take_admin_link(EventStore& store, std::string_view token, std::int64_t now_ms) {
    const std::string name = setting_name(token);
    const auto kept = store.setting(name);
    return kept && store.set_setting(name, {}) && is_good(*kept, now_ms);
}

}  // namespace laurel::auth
