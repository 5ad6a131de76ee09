#include "edge/auth/shopper_token.h"

#include <doctest/doctest.h>

#include "edge/random.h"
#include "edge/signing.h"
#include "edge/storage/hash.h"
#include "edge/storage/memory/memory_store.h"
#include "shared/base/value.h"

namespace laurel::auth {
namespace {

constexpr std::int64_t now_ms = 1'800'000'000'000;
constexpr std::int64_t now_s = now_ms / 1000;

struct Keys {
    std::string seed = random_bytes(32);
    TokenKey signing{"k1", Algorithm::eddsa, seed};                            // the shop's backend has this
    TokenKey eddsa{"k1", Algorithm::eddsa, laurel::ed25519_public_key(seed)};  // the store has this
    TokenKey hs256{"k2", Algorithm::hs256, random_bytes(32)};
};

Object header(std::string_view algorithm, std::string_view id) {
    return {{"alg", algorithm}, {"kid", id}, {"typ", "JWT"}};
}

Object claims() { return {{"aud", "laurel:alpha"}, {"exp", now_s + 600}, {"iat", now_s}, {"sub", "17850"}}; }

std::string signed_text(const Object& head, const Object& body) {
    return base64url_encode(write_json(head)) + "." + base64url_encode(write_json(body));
}

std::string token_hs256(const Object& head, const Object& body, std::string_view secret) {
    const std::string text = signed_text(head, body);
    return text + "." + base64url_encode(bytes_of(hmac_sha256(secret, text)));
}

Object with(Object object, std::string_view name, Value value) {
    object.set(name, std::move(value));
    return object;
}

Object without(Object object, std::string_view name) {
    object.erase(name);
    return object;
}

// "" for a good token, else the error's code.
std::string outcome(const std::string& token, const TokenKey& key) {
    const auto shopper = check_token(token, key, "alpha", now_ms);
    return shopper ? "" : std::string(name_of(shopper.error().code));
}

TEST_CASE("a token that the shop minted says who the shopper is, with either algorithm") {
    const Keys keys;
    for (const auto& [signing, checking] : {std::pair(keys.signing, keys.eddsa), std::pair(keys.hs256, keys.hs256)}) {
        const std::string token = mint_token(signing, "alpha", "17850", now_ms);
        CHECK(token_key_id(token) == signing.id);
        const auto shopper = check_token(token, checking, "alpha", now_ms);
        REQUIRE(shopper.ok());
        CHECK(shopper->member == "17850");
        CHECK(shopper->expires_at_ms == now_ms + (token_lifetime_s_max + token_skew_s) * 1000);
    }
}

TEST_CASE("a token of RFC 8037 is read as others make it") {
    // The key of its appendix A.1; the signature is over our own text.
    const auto seed = base64url_decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").value();
    CHECK(base64url_encode(laurel::ed25519_public_key(seed)) == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    const std::string text = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    CHECK(base64url_encode(ed25519_sign(seed, text)) ==
          "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

TEST_CASE("tokens that nobody should have made are refused") {
    const Keys keys;
    const std::string& secret = keys.hs256.material;
    const Object good = header("HS256", "k2");
    const std::string none =
        base64url_encode(write_json(header("none", "k2"))) + "." + base64url_encode(write_json(claims()));
    const std::string minted = mint_token(keys.signing, "alpha", "17850", now_ms);
    const std::string other = mint_token(keys.signing, "alpha", "17851", now_ms);
    const std::size_t dot = minted.rfind('.');
    std::string flipped = minted;
    flipped[dot + 10] = flipped[dot + 10] == 'A' ? 'B' : 'A';
    const std::string by_stranger = mint_token({"k1", Algorithm::eddsa, random_bytes(32)}, "alpha", "17850", now_ms);

    struct Row {
        const char* name;
        std::string token;
        const TokenKey* key;
        const char* outcome;
    };
    const Row rows[] = {
        {"good, HS256", token_hs256(good, claims(), secret), &keys.hs256, ""},
        {"good, one audience of several",
         token_hs256(good, with(claims(), "aud", Array{"shop", "laurel:alpha"}), secret), &keys.hs256, ""},
        {"good, with claims of others", token_hs256(good, with(claims(), "email", "a@b.example"), secret), &keys.hs256,
         ""},

        {"alg none without a signature", none + ".", &keys.hs256, "token_invalid"},
        {"alg none with the right signature", token_hs256(header("none", "k2"), claims(), secret), &keys.hs256,
         "token_invalid"},
        {"no alg", token_hs256(without(good, "alg"), claims(), secret), &keys.hs256, "token_invalid"},
        {"alg in another case", token_hs256(header("hs256", "k2"), claims(), secret), &keys.hs256, "token_invalid"},
        {"alg that is no text", token_hs256(with(good, "alg", 256), claims(), secret), &keys.hs256, "token_invalid"},
        {"HS256 keyed with the public key", token_hs256(header("HS256", "k1"), claims(), keys.eddsa.material),
         &keys.eddsa, "token_invalid"},
        {"EdDSA in the header, keyed with the public key",
         token_hs256(header("EdDSA", "k1"), claims(), keys.eddsa.material), &keys.eddsa, "token_invalid"},
        {"EdDSA for a key of HS256", minted, &keys.hs256, "token_invalid"},
        {"signed by a stranger", by_stranger, &keys.eddsa, "token_invalid"},
        {"another secret", token_hs256(good, claims(), random_bytes(32)), &keys.hs256, "token_invalid"},
        {"no secret", token_hs256(good, claims(), ""), &keys.hs256, "token_invalid"},
        {"a bit of the signature flipped", flipped, &keys.eddsa, "token_invalid"},
        {"the claims of another token", other.substr(0, dot) + minted.substr(dot), &keys.eddsa, "token_invalid"},
        {"the signature cut short", minted.substr(0, minted.size() - 4), &keys.eddsa, "token_invalid"},
        {"no signature", minted.substr(0, dot + 1), &keys.eddsa, "token_invalid"},
        {"two parts", minted.substr(0, dot), &keys.eddsa, "token_invalid"},
        {"four parts", minted + ".AAAA", &keys.eddsa, "token_invalid"},
        {"padding", minted + "=", &keys.eddsa, "token_invalid"},
        {"nothing", "", &keys.eddsa, "token_invalid"},
        {"dots", "..", &keys.eddsa, "token_invalid"},
        {"too long", std::string(5000, 'A') + "." + std::string(5000, 'A') + ".AA", &keys.eddsa, "token_invalid"},
        {"extensions that must be understood", token_hs256(with(good, "crit", Array{"b64"}), claims(), secret),
         &keys.hs256, "token_invalid"},

        {"another store", token_hs256(good, with(claims(), "aud", "laurel:beta"), secret), &keys.hs256,
         "token_invalid"},
        {"a store that starts alike", token_hs256(good, with(claims(), "aud", "laurel:alphabet"), secret), &keys.hs256,
         "token_invalid"},
        {"no audience", token_hs256(good, without(claims(), "aud"), secret), &keys.hs256, "token_invalid"},
        {"no end", token_hs256(good, without(claims(), "exp"), secret), &keys.hs256, "token_invalid"},
        {"no beginning", token_hs256(good, without(claims(), "iat"), secret), &keys.hs256, "token_invalid"},
        {"an end that is text", token_hs256(good, with(claims(), "exp", "9999999999"), secret), &keys.hs256,
         "token_invalid"},
        {"good for 15 minutes and a second", token_hs256(good, with(claims(), "exp", now_s + 901), secret), &keys.hs256,
         "token_invalid"},
        {"over before it began", token_hs256(good, with(claims(), "exp", now_s - 1), secret), &keys.hs256,
         "token_invalid"},
        {"from the future", token_hs256(good, with(with(claims(), "iat", now_s + 61), "exp", now_s + 300), secret),
         &keys.hs256, "token_invalid"},
        {"not yet good", token_hs256(good, with(claims(), "nbf", now_s + 61), secret), &keys.hs256, "token_invalid"},
        {"no subject", token_hs256(good, without(claims(), "sub"), secret), &keys.hs256, "token_invalid"},
        {"an empty subject", token_hs256(good, with(claims(), "sub", ""), secret), &keys.hs256, "token_invalid"},
        {"a subject that is a number", token_hs256(good, with(claims(), "sub", 17850), secret), &keys.hs256,
         "token_invalid"},
        {"a subject with a control character", token_hs256(good, with(claims(), "sub", "a\nb"), secret), &keys.hs256,
         "token_invalid"},

        {"ended, within the skew",
         token_hs256(good, with(with(claims(), "iat", now_s - 300), "exp", now_s - 59), secret), &keys.hs256, ""},
        {"ended", token_hs256(good, with(with(claims(), "iat", now_s - 300), "exp", now_s - 60), secret), &keys.hs256,
         "token_expired"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        CHECK(outcome(row.token, *row.key) == row.outcome);
    }
}

TEST_CASE("before the signature is right, an error says nothing; after it, what to correct") {
    const Keys keys;
    const auto wrong_key = check_token(mint_token(keys.signing, "beta", "a", now_ms), keys.hs256, "alpha", now_ms);
    CHECK(wrong_key.error() == Error{ErrorCode::token_invalid, {}, {}, {}});
    const auto wrong_store = check_token(mint_token(keys.hs256, "beta", "a", now_ms), keys.hs256, "alpha", now_ms);
    CHECK(wrong_store.error() == Error{ErrorCode::token_invalid, "/aud", "\"laurel:beta\"", "laurel:alpha"});
}

TEST_CASE("a token key is kept with its algorithm until it is removed") {
    const auto store = make_memory_store();
    const Keys keys;
    CHECK_FALSE(add_token_key(*store, keys.eddsa).has_value());
    CHECK(add_token_key(*store, keys.eddsa)->code == ErrorCode::duplicate_identifier);
    const auto kept = token_key(*store, "k1");
    REQUIRE(kept.has_value());
    CHECK(kept->algorithm == Algorithm::eddsa);
    CHECK(kept->material == keys.eddsa.material);
    CHECK(token_keys(*store).size() == 1);
    CHECK(remove_token_key(*store, "k1"));
    CHECK_FALSE(token_key(*store, "k1").has_value());
}

TEST_CASE("keys that are too weak or none at all are not taken") {
    const auto store = make_memory_store();
    CHECK(add_token_key(*store, {"k", Algorithm::hs256, "secret"})->code == ErrorCode::value_not_allowed);
    CHECK(add_token_key(*store, {"k", Algorithm::eddsa, std::string(31, 'a')})->code == ErrorCode::value_not_allowed);
    CHECK(add_token_key(*store, {"", Algorithm::hs256, std::string(32, 'a')})->code == ErrorCode::invalid_identifier);
    CHECK(public_key_from_pem("no key").error().code == ErrorCode::value_not_allowed);
}

TEST_CASE("an Ed25519 public key is read from PEM") {
    constexpr std::string_view pem =
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC "
        "KEY-----\n";
    CHECK(base64url_encode(public_key_from_pem(pem).value()) == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
}

}  // namespace
}  // namespace laurel::auth
