#include "edge/storage/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace laurel {
namespace {

// OpenSSL fails here only when memory is exhausted or the library is broken: there is no digest to go on with.
void must(bool succeeded) {
    if (!succeeded) std::abort();
}

int value_of_hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

}  // namespace

Digest sha256(std::initializer_list<std::string_view> parts) {
    // Looking the algorithm up and making a context cost more than hashing an event does, so both are kept.
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    static thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                                              &EVP_MD_CTX_free);
    must(EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1);
    for (std::string_view part : parts) must(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
    Digest digest;
    must(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
    return digest;
}

Digest sha256(std::string_view bytes) { return sha256({bytes}); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    must(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void Sha256::Free::operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }

void Sha256::update(std::string_view bytes) { must(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1); }

Digest Sha256::digest() const {
    const std::unique_ptr<EVP_MD_CTX, Free> copy(EVP_MD_CTX_new());
    must(copy && EVP_MD_CTX_copy_ex(copy.get(), context_.get()) == 1);
    Digest digest;
    must(EVP_DigestFinal_ex(copy.get(), digest.data(), nullptr) == 1);
    return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view bytes) {
    Digest digest;
    must(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data(), nullptr) != nullptr);
    return digest;
}

std::string sha256_hex(std::string_view bytes) { return to_hex(sha256(bytes)); }

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        hex += digits[value >> 4];
        hex += digits[value & 15];
    }
    return hex;
}

std::string to_hex(const Digest& digest) { return to_hex(bytes_of(digest)); }

std::optional<std::string> from_hex(std::string_view hex) {
    if (hex.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(hex.size() / 2);
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = value_of_hex_digit(hex[i]);
        const int low = value_of_hex_digit(hex[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::optional<Digest> digest_from_hex(std::string_view hex) {
    if (hex.size() != 64) return std::nullopt;
    const auto bytes = from_hex(hex);
    if (!bytes) return std::nullopt;
    return digest_of(*bytes);
}

Digest digest_of(std::string_view bytes) {
    Digest digest;
    must(bytes.size() == digest.size());
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

}  // namespace laurel
