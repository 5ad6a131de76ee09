// The whole binary interface between the core and the page: bytes in, bytes out. exports.txt lists it; sdk/core.ts
// speaks it.
//
//  1. A buffer is a pointer and a size in bytes. What the caller passes in is read during the call only and stays the
//  caller's.
//  2. A handle names an immutable programme or immutable states (wire/call.h, Loaded). Handle 0 stands for none: a call
//  without a
//     programme answers the error program_missing.
//  3. laurel_load never fails on bad bytes: the handle holds the error, and every call with it answers that error.
//  4. A reply is a new buffer, the caller's to free: its size in bytes as an unsigned 32-bit little-endian number, then
//  so many
//     bytes of JSON.
//  5. 0 instead of a buffer or a handle means that memory ran out. Nothing else is reported outside the JSON.
//  6. No state is kept between calls but what handles hold. Nothing is called back.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>

#include "wasm/calls.h"

using laurel::wire::Loaded;

extern "C" {

void* laurel_alloc(std::uint32_t size) { return std::malloc(size); }

void laurel_free(void* buffer) { std::free(buffer); }

const Loaded* laurel_load(const char* bytes, std::uint32_t size) {
    return new (std::nothrow) Loaded(load_bytes(std::string_view(bytes, size)));
}

void laurel_release(const Loaded* handle) { delete handle; }

unsigned char* laurel_call(const Loaded* program, const Loaded* states, const char* bytes, std::uint32_t size) {
    const std::string reply = reply_to(program, states, std::string_view(bytes, size));
    auto* buffer = static_cast<unsigned char*>(std::malloc(4 + reply.size()));
    if (buffer == nullptr) return nullptr;
    const auto length = static_cast<std::uint32_t>(reply.size());
    for (unsigned i = 0; i < 4; ++i) buffer[i] = static_cast<unsigned char>(length >> (8 * i));
    std::memcpy(buffer + 4, reply.data(), reply.size());
    return buffer;
}

}  // extern "C"
