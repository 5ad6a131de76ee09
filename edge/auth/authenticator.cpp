#include "edge/auth/authenticator.h"

#include <algorithm>
#include <optional>

#include "edge/auth/admin_key.h"
#include "edge/auth/admin_link.h"
#include "edge/auth/shopper_token.h"
#include "edge/transport/http.h"

namespace laurel::auth {
namespace {

constexpr std::int64_t remembered_ms = 10'000;
constexpr std::size_t remembered_tokens_max = 50'000;
constexpr std::string_view scheme = "Bearer ";

Error token_invalid() { return {ErrorCode::token_invalid, {}, {}, {}}; }

// What follows "Bearer".
Result<std::string_view> credential_of(std::string_view authorization) {
    if (authorization.empty()) return Error{ErrorCode::token_missing, {}, {}, {}};
    if (!http::equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return token_invalid();
    return authorization.substr(scheme.size());
}

}  // namespace

bool Principal::has_scope(std::string_view scope) const {
    return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

Result<Principal> Authenticator::admin(std::string_view authorization) {
    const auto credential = credential_of(authorization);
    if (!credential) return credential.error();
    if (admin_key_id(*credential).empty()) return token_invalid();
    for (const auto& service : registry_.services()) {
        if (auto key = check_admin_key(service->store(), *credential)) {
            return Principal{service.get(), std::move(key->id), std::move(key->scopes)};
        }
    }
    return token_invalid();
}

Result<Principal> Authenticator::shopper(std::string_view authorization) {
    const auto credential = credential_of(authorization);
    if (!credential) return credential.error();
    const std::int64_t now_ms = registry_.now_ms();
    std::string token(*credential);
    {
        const std::lock_guard lock(tokens_mutex_);
        const auto known = tokens_.find(token);
        if (known != tokens_.end() && now_ms < known->second.until_ms) {
            return Principal{known->second.service, known->second.member, {}};
        }
    }
    auto checked = check_shopper(token);
    if (!checked) return checked.error();
    checked->until_ms = std::min(checked->until_ms, now_ms + remembered_ms);
    Principal principal{checked->service, checked->member, {}};
    const std::lock_guard lock(tokens_mutex_);
    if (tokens_.size() >= remembered_tokens_max) tokens_.clear();
    tokens_.insert_or_assign(std::move(token), std::move(*checked));
    return principal;
}

Result<Authenticator::Remembered> Authenticator::check_shopper(std::string_view token) {
    const auto key_id = token_key_id(token);
    if (!key_id) return token_invalid();
    for (const auto& service : registry_.services()) {
        const auto key = token_key(service->store(), *key_id);
        if (!key) continue;
        auto shopper = check_token(token, *key, service->store_id(), registry_.now_ms());
        if (!shopper) return shopper.error();
        return Remembered{service.get(), std::move(shopper->member), shopper->expires_at_ms};
    }
    return token_invalid();
}

Result<std::string> Authenticator::exchange_link(std::string_view token) {
    const std::lock_guard lock(links_mutex_);
    const std::int64_t now_ms = registry_.now_ms();
    for (const auto& service : registry_.services()) {
        if (!take_admin_link(service->store(), token, now_ms)) continue;
        auto key = create_admin_key(service->store(), "one-time link", scope_names, now_ms);
        if (!key) return key.error();
        return std::move(key->text);
    }
    return token_invalid();
}

}  // namespace laurel::auth
