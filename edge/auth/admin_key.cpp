#include "edge/auth/admin_key.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "edge/random.h"
#include "edge/signing.h"
#include "edge/storage/hash.h"
#include "shared/base/value.h"

namespace laurel::auth {
namespace {

constexpr std::string_view setting_prefix = "key/";
constexpr std::string_view text_prefix = "lk_";
constexpr std::size_t id_bytes = 8;
constexpr std::size_t id_digits = 2 * id_bytes;
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t name_bytes_max = 100;

std::string setting_name(std::string_view id) { return std::string(setting_prefix) + std::string(id); }

std::string all_scopes() {
    std::string text = "some of:";
    for (std::string_view scope : scope_names) text.append(" ").append(scope);
    return text;
}

AdminKey key_of(std::string_view id, const Value& value) {
    AdminKey key{std::string(id), std::string(value.string_at("name")), {}, value.integer_at("created_at_ms")};
    for (const Value& scope : value.array_at("scopes")) {
        if (scope.string() != nullptr) key.scopes.push_back(*scope.string());
    }
    return key;
}

bool is_id(std::string_view text) {
    return text.size() == id_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

Result<NewAdminKey> create_admin_key(EventStore& store, std::string_view name, std::span<const std::string_view> scopes,
                                     std::int64_t now_ms) {
    if (name.size() > name_bytes_max || !is_utf8(name)) {
        return Error{ErrorCode::text_too_long, "/name", quoted(name), "at most 100 bytes of UTF-8"};
    }
    if (scopes.empty()) return Error{ErrorCode::value_not_allowed, "/scopes", "none", all_scopes()};
    Array list;
    for (std::string_view scope : scopes) {
        if (std::find(std::begin(scope_names), std::end(scope_names), scope) == std::end(scope_names)) {
            return Error{ErrorCode::value_not_allowed, "/scopes", quoted(scope), all_scopes()};
        }
        list.push_back(scope);
    }
    const std::string id = random_hex(id_bytes);
    const std::string secret = base64url_encode(random_bytes(secret_bytes));
    const Value value =
        Object{{"name", name}, {"scopes", std::move(list)}, {"created_at_ms", now_ms}, {"digest", sha256_hex(secret)}};
    if (!store.set_setting(setting_name(id), write_json(value))) return Error{ErrorCode::storage_failed, {}, {}, {}};
    return NewAdminKey{id, std::string(text_prefix) + id + "_" + secret};
}

std::vector<AdminKey> admin_keys(EventStore& store) {
    std::vector<AdminKey> keys;
    for (const auto& [name, bytes] : store.settings(setting_prefix)) {
        const auto value = read_json(bytes);
        if (value) keys.push_back(key_of(std::string_view(name).substr(setting_prefix.size()), *value));
    }
    return keys;
}

bool revoke_admin_key(EventStore& store, std::string_view id) {
    return is_id(id) && store.setting(setting_name(id)) && store.set_setting(setting_name(id), {});
}

std::string_view admin_key_id(std::string_view text) {
    if (!text.starts_with(text_prefix)) return {};
    text.remove_prefix(text_prefix.size());
    const std::string_view id = text.substr(0, id_digits);
    return is_id(id) && text.substr(id.size()).starts_with('_') ? id : std::string_view();
}

std::optional<AdminKey> check_admin_key(EventStore& store, std::string_view text) {
    const std::string_view id = admin_key_id(text);
    if (id.empty()) return std::nullopt;
    const auto bytes = store.setting(setting_name(id));
    const auto value = bytes ? read_json(*bytes) : Result<Value>(Value());
    if (!value) return std::nullopt;
    const std::string_view kept = value->string_at("digest");
    const std::string given = sha256_hex(text.substr(text_prefix.size() + id.size() + 1));
    if (kept.size() != given.size() || CRYPTO_memcmp(kept.data(), given.data(), given.size()) != 0) return std::nullopt;
    return key_of(id, *value);
}

}  // namespace laurel::auth
