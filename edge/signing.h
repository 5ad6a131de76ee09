#pragma once
// Ed25519 (RFC 8032) by OpenSSL, and base64url without padding (RFC 4648).
#include <optional>
#include <string>
#include <string_view>

namespace laurel {

// seed: the 32 bytes of a private key. Both answers are raw bytes: 32 of a public key, 64 of a signature.
std::string ed25519_public_key(std::string_view seed);
std::string ed25519_sign(std::string_view seed, std::string_view message);
// False for anything but a signature by that key, keys and signatures of a wrong size included.
bool ed25519_verify(std::string_view public_key, std::string_view message, std::string_view signature);

std::string base64url_encode(std::string_view bytes);
// Nothing for any character outside the alphabet, padding included, and for lengths that no bytes have.
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace laurel
