#pragma once
// Randomness from the operating system, by OpenSSL.
#include <cstddef>
#include <string>

namespace laurel {

// So many random bytes; as lowercase hex, twice as many digits.
std::string random_bytes(std::size_t count);
std::string random_hex(std::size_t count);

}  // namespace laurel
