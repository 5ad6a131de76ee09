#pragma once
// Shopper tokens: short-lived JWTs that the shop's backend mints. The store knows the issuer's key under the setting
// "token_key/<kid>", with the one algorithm that it may be used with.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/storage/event_store.h"

namespace laurel::auth {

inline constexpr std::int64_t token_lifetime_s_max = 15 * 60;
inline constexpr std::int64_t token_skew_s = 60;

enum class Algorithm { eddsa, hs256 };

struct TokenKey {
    std::string id;  // the JWT header's kid
    Algorithm algorithm = Algorithm::eddsa;
    // EdDSA: the 32 bytes of an Ed25519 public key. HS256: the shared secret, 32 bytes or more.
    std::string material;
};

// Errors: invalid_identifier for the kid, value_not_allowed for the material, duplicate_identifier when the store has
// the kid, storage_failed.
std::optional<Error> add_token_key(EventStore& store, const TokenKey& key);
// A new HS256 key with a random id and secret, for a shop that has nothing else. The secret is text that a JWT library
// takes as it is, and can be read again.
Result<TokenKey> create_token_key(EventStore& store);
std::optional<TokenKey> token_key(EventStore& store, std::string_view id);
std::vector<TokenKey> token_keys(EventStore& store);
bool remove_token_key(EventStore& store, std::string_view id);

// The 32 bytes in a PEM "PUBLIC KEY". Error: value_not_allowed for any other kind of key.
Result<std::string> public_key_from_pem(std::string_view pem);

struct Shopper {
    std::string member;              // the shop's id: the claim sub
    std::int64_t expires_at_ms = 0;  // the claim exp with the skew
};

// The kid that the token's header names, nothing checked; nullopt when the token has no form of a JWT.
std::optional<std::string> token_key_id(std::string_view token);

// Errors: token_invalid, token_expired. Only where the signature is right does the error say more.
Result<Shopper> check_token(std::string_view token, const TokenKey& key, std::string_view store_id,
                            std::int64_t now_ms);

// A token as the shop's backend would mint it, for the demo and for tests. With EdDSA the key's material is the private
// seed.
std::string mint_token(const TokenKey& key, std::string_view store_id, std::string_view member, std::int64_t now_ms,
                       std::int64_t lifetime_s = token_lifetime_s_max);

}  // namespace laurel::auth
