// The rules as WebAssembly, by the same rules of calling as the page's module (wasm/abi.cpp): what a page pays for
// them, and how fast they are there.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#include "shared/wire/evaluate.h"

using namespace laurel;

extern "C" {

void* bench_alloc(std::uint32_t size) { return std::malloc(size); }

void bench_free(void* buffer) { std::free(buffer); }

const wire::LoadedRules* bench_load_rules(const char* bytes, std::uint32_t size) {
    return new (std::nothrow) wire::LoadedRules(wire::load_rules(std::string_view(bytes, size)));
}

const wire::LoadedData* bench_load_data(const char* bytes, std::uint32_t size) {
    return new (std::nothrow) wire::LoadedData(wire::load_data(std::string_view(bytes, size)));
}

unsigned char* bench_evaluate(const wire::LoadedRules* rules, const wire::LoadedData* data) {
    const std::string reply = wire::evaluate(*rules, *data);
    auto* buffer = static_cast<unsigned char*>(std::malloc(4 + reply.size()));
    if (buffer == nullptr) return nullptr;
    const auto length = static_cast<std::uint32_t>(reply.size());
    for (unsigned i = 0; i < 4; ++i) buffer[i] = static_cast<unsigned char>(length >> (8 * i));
    std::memcpy(buffer + 4, reply.data(), reply.size());
    return buffer;
}

}  // extern "C"
