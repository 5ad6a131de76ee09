#pragma once
// SHA-256 and HMAC-SHA256 for the edge, and lowercase hex.
#include <openssl/types.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace laurel {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
// Of the parts as if they were one string.
Digest sha256(std::initializer_list<std::string_view> parts);
Digest hmac_sha256(std::string_view key, std::string_view bytes);

// Of what comes piece by piece.
class Sha256 {
   public:
    Sha256();
    void update(std::string_view bytes);
    // Of everything so far; more may follow.
    Digest digest() const;

   private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const;
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_;
};

std::string sha256_hex(std::string_view bytes);

std::string to_hex(std::string_view bytes);
std::string to_hex(const Digest& digest);
// The bytes that lowercase hex stands for; nothing for anything else.
std::optional<std::string> from_hex(std::string_view hex);
// The same for exactly 64 digits.
std::optional<Digest> digest_from_hex(std::string_view hex);

// A digest's bytes, as long as the digest lives.
inline std::string_view bytes_of(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}
// From exactly 32 bytes.
Digest digest_of(std::string_view bytes);

}  // namespace laurel
