#include "edge/random.h"

#include <openssl/rand.h>

#include <stdexcept>

#include "edge/storage/hash.h"

namespace laurel {

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
        throw std::runtime_error("the operating system gave no randomness");
    }
    return bytes;
}

std::string random_hex(std::size_t count) { return to_hex(random_bytes(count)); }

}  // namespace laurel
