#include "edge/auth/shopper_token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>

#include "edge/random.h"
#include "edge/signing.h"
#include "edge/storage/hash.h"
#include "shared/base/shape.h"
#include "shared/base/value.h"

namespace laurel::auth {
namespace {

constexpr std::string_view setting_prefix = "token_key/";
constexpr std::size_t ed25519_bytes = 32;
constexpr std::size_t secret_bytes_min = 32;
constexpr std::size_t secret_bytes_max = 1024;
constexpr std::size_t token_bytes_max = 4096;
constexpr ReadLimits part_limits{.bytes_max = token_bytes_max, .depth_max = 4, .nodes_max = 100};
constexpr Shape identifier_shape{.kind = ShapeKind::identifier};

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string_view name_of(Algorithm algorithm) { return algorithm == Algorithm::eddsa ? "EdDSA" : "HS256"; }

std::string setting_name(std::string_view id) { return std::string(setting_prefix) + std::string(id); }

bool is_signed_by(const TokenKey& key, std::string_view message, std::string_view signature) {
    if (key.algorithm == Algorithm::eddsa) return ed25519_verify(key.material, message, signature);
    const Digest expected = hmac_sha256(key.material, message);
    return signature.size() == expected.size() &&
           CRYPTO_memcmp(signature.data(), expected.data(), expected.size()) == 0;
}

// A compact JWS, taken apart.
struct Parts {
    std::string_view signed_text;  // "<header>.<claims>"
    Value header;
    Value claims;
    std::string signature;
};

std::optional<Value> decode_part(std::string_view text) {
    const auto bytes = base64url_decode(text);
    if (!bytes) return std::nullopt;
    auto value = read_json(*bytes, part_limits);
    if (!value || value->object() == nullptr) return std::nullopt;
    return std::move(*value);
}

std::optional<Parts> split_token(std::string_view token) {
    if (token.size() > token_bytes_max) return std::nullopt;
    const std::size_t first = token.find('.');
    const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    auto header = decode_part(token.substr(0, first));
    auto claims = decode_part(token.substr(first + 1, second - first - 1));
    auto signature = base64url_decode(token.substr(second + 1));
    if (!header || !claims || !signature) return std::nullopt;
    return Parts{token.substr(0, second), std::move(*header), std::move(*claims), std::move(*signature)};
}

bool names_audience(const Value& claims, std::string_view audience) {
    if (claims.string_at("aud") == audience) return true;
    for (const Value& entry : claims.array_at("aud")) {
        if (entry.string() != nullptr && *entry.string() == audience) return true;
    }
    return false;
}

Error invalid_claim(const Value& claims, std::string_view name, std::string allowed) {
    const Value* found = claims.find(name);
    return {ErrorCode::token_invalid, child_path({}, name), found == nullptr ? std::string() : describe(*found),
            std::move(allowed)};
}

// The signature is right: what is said from here on helps nobody but the key's owner.
Result<Shopper> check_claims(const Value& claims, std::string_view store_id, std::int64_t now_s) {
    const std::string audience = "laurel:" + std::string(store_id);
    if (!names_audience(claims, audience)) return invalid_claim(claims, "aud", audience);
    for (std::string_view name : {"iat", "exp"}) {
        if (claims.find(name) == nullptr || claims.find(name)->integer() == nullptr) {
            return invalid_claim(claims, name, "whole seconds since 1970");
        }
    }
    const std::int64_t issued_at_s = claims.integer_at("iat");
    const std::int64_t expires_at_s = claims.integer_at("exp");
    if (expires_at_s <= issued_at_s || expires_at_s - issued_at_s > token_lifetime_s_max) {
        return invalid_claim(claims, "exp", "at most 900 seconds after iat");
    }
    if (issued_at_s > now_s + token_skew_s) return invalid_claim(claims, "iat", "an instant that is not in the future");
    if (claims.integer_at("nbf") > now_s + token_skew_s)
        return invalid_claim(claims, "nbf", "an instant that is not in the future");
    if (now_s >= expires_at_s + token_skew_s) return Error{ErrorCode::token_expired, "/exp", {}, {}};
    const Value* member = claims.find("sub");
    if (member == nullptr || !check(*member, identifier_shape).empty())
        return invalid_claim(claims, "sub", "the shop's id of the member");
    return Shopper{*member->string(), (expires_at_s + token_skew_s) * 1000};
}

std::optional<TokenKey> key_from(std::string_view id, std::string_view bytes) {
    const auto value = read_json(bytes);
    if (!value) return std::nullopt;
    const auto material = base64url_decode(value->string_at("material"));
    const std::string_view algorithm = value->string_at("algorithm");
    if (!material || (algorithm != "EdDSA" && algorithm != "HS256")) return std::nullopt;
    return TokenKey{std::string(id), algorithm == "EdDSA" ? Algorithm::eddsa : Algorithm::hs256, *material};
}

}  // namespace

std::optional<Error> add_token_key(EventStore& store, const TokenKey& key) {
    const Errors errors = check(Value(key.id), identifier_shape, "/id");
    if (!errors.empty()) return errors.front();
    const std::size_t size = key.material.size();
    if (key.algorithm == Algorithm::eddsa && size != ed25519_bytes) {
        return Error{ErrorCode::value_not_allowed, "/material", std::to_string(size) + " bytes",
                     "the 32 bytes of an Ed25519 key"};
    }
    if (key.algorithm == Algorithm::hs256 && (size < secret_bytes_min || size > secret_bytes_max)) {
        return Error{ErrorCode::value_not_allowed, "/material", std::to_string(size) + " bytes",
                     "a secret of 32 to 1024 bytes"};
    }
    if (store.setting(setting_name(key.id))) return Error{ErrorCode::duplicate_identifier, "/id", quoted(key.id), {}};
    const Value value = Object{{"algorithm", name_of(key.algorithm)}, {"material", base64url_encode(key.material)}};
    if (!store.set_setting(setting_name(key.id), write_json(value)))
        return Error{ErrorCode::storage_failed, {}, {}, {}};
    return std::nullopt;
}

Result<TokenKey> create_token_key(EventStore& store) {
    TokenKey key{"tk_" + random_hex(8), Algorithm::hs256, base64url_encode(random_bytes(secret_bytes_min))};
    if (auto error = add_token_key(store, key)) return *error;
    return key;
}

std::optional<TokenKey> token_key(EventStore& store, std::string_view id) {
    const auto bytes = store.setting(setting_name(id));
    return bytes ? key_from(id, *bytes) : std::nullopt;
}

std::vector<TokenKey> token_keys(EventStore& store) {
    std::vector<TokenKey> keys;
    for (const auto& [name, bytes] : store.settings(setting_prefix)) {
        if (auto key = key_from(std::string_view(name).substr(setting_prefix.size()), bytes))
            keys.push_back(std::move(*key));
    }
    return keys;
}

bool remove_token_key(EventStore& store, std::string_view id) {
    return token_key(store, id) && store.set_setting(setting_name(id), {});
}

Result<std::string> public_key_from_pem(std::string_view pem) {
    const Error error{ErrorCode::value_not_allowed, {}, "another kind of key", "an Ed25519 public key in PEM"};
    const std::unique_ptr<BIO, decltype(&BIO_free)> input(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                          BIO_free);
    const Key key(PEM_read_bio_PUBKEY(input.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) return error;
    std::string bytes(ed25519_bytes, '\0');
    std::size_t size = bytes.size();
    if (EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) != 1)
        return error;
    return bytes;
}

std::optional<std::string> token_key_id(std::string_view token) {
    if (token.size() > token_bytes_max) return std::nullopt;
    const auto header = decode_part(token.substr(0, token.find('.')));
    const Value* id = header ? header->find("kid") : nullptr;
    if (id == nullptr || !check(*id, identifier_shape).empty()) return std::nullopt;
    return *id->string();
}

Result<Shopper> check_token(std::string_view token, const TokenKey& key, std::string_view store_id,
                            std::int64_t now_ms) {
    const Error invalid{ErrorCode::token_invalid, {}, {}, {}};
    const auto parts = split_token(token);
    // The key says which algorithm counts; what the token says must only agree. Extensions that must be understood are
    // not.
    if (!parts || parts->header.string_at("alg") != name_of(key.algorithm) || parts->header.find("crit") != nullptr)
        return invalid;
    if (!is_signed_by(key, parts->signed_text, parts->signature)) return invalid;
    return check_claims(parts->claims, store_id, now_ms / 1000);
}

std::string mint_token(const TokenKey& key, std::string_view store_id, std::string_view member, std::int64_t now_ms,
                       std::int64_t lifetime_s) {
    const std::int64_t now_s = now_ms / 1000;
    const Value header = Object{{"alg", name_of(key.algorithm)}, {"kid", key.id}, {"typ", "JWT"}};
    const Value claims = Object{
        {"aud", "laurel:" + std::string(store_id)}, {"exp", now_s + lifetime_s}, {"iat", now_s}, {"sub", member}};
    const std::string text = base64url_encode(write_json(header)) + "." + base64url_encode(write_json(claims));
    const std::string signature = key.algorithm == Algorithm::eddsa
                                      ? ed25519_sign(key.material, text)
                                      : std::string(bytes_of(hmac_sha256(key.material, text)));
    return text + "." + base64url_encode(signature);
}

}  // namespace laurel::auth
