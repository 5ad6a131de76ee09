#pragma once
// RFC 4648 section 5, without padding.
#include <optional>
#include <string>
#include <string_view>

namespace laurel::auth {

std::string base64url(std::string_view bytes);
// nullopt for any other character, for padding and for bits that stand for nothing: each byte string has one spelling.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace laurel::auth
