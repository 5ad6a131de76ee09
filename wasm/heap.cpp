// The module's heap. A call makes and drops thousands of small buffers, and Emscripten's allocators spent a third of
// its time on them: here each size has its own list of free blocks, so making and dropping are a few instructions.
// Blocks are never split, joined or handed to another size; a page asks the same few calls again and again, so what
// they once needed is what they need the next time.
#include <cstddef>
#include <cstdint>

extern "C" unsigned char __heap_base;

namespace {

// In front of what the caller gets, which so is aligned to 8 bytes: enough for everything the core holds.
struct Block {
    std::uint32_t list;
    Block* next_free;
};

constexpr std::size_t header_bytes = 8;
constexpr std::size_t step_bytes = 16;
constexpr std::size_t small_bytes_max = 1024;
constexpr std::size_t small_lists = small_bytes_max / step_bytes;
constexpr std::size_t large_lists = 21;  // powers of two up to 2^31
constexpr std::size_t page_bytes = 65536;

Block* free_blocks[small_lists + large_lists];
unsigned char* unused = nullptr;

std::size_t list_of(std::size_t bytes) {
    if (bytes <= small_bytes_max) return (bytes - 1) / step_bytes;
    return small_lists + 21 - static_cast<std::size_t>(__builtin_clz(static_cast<std::uint32_t>(bytes - 1)));
}

std::size_t bytes_of(std::size_t list) {
    return list < small_lists ? (list + 1) * step_bytes : small_bytes_max << (list - small_lists + 1);
}

Block* fresh_block(std::size_t bytes) {
    if (unused == nullptr) unused = &__heap_base + (-reinterpret_cast<std::uintptr_t>(&__heap_base) % step_bytes);
    const std::size_t left = __builtin_wasm_memory_size(0) * page_bytes - reinterpret_cast<std::uintptr_t>(unused);
    if (left < bytes) {
        const std::size_t pages = (bytes - left + page_bytes - 1) / page_bytes;
        if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return nullptr;
    }
    auto* block = reinterpret_cast<Block*>(unused);
    unused += bytes;
    return block;
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
    if (size > SIZE_MAX / 2 - header_bytes) return nullptr;
    const std::size_t list = list_of(size + header_bytes);
    Block* block = free_blocks[list];
    if (block != nullptr) {
        free_blocks[list] = block->next_free;
    } else {
        block = fresh_block(bytes_of(list));
        if (block == nullptr) return nullptr;
        block->list = static_cast<std::uint32_t>(list);
    }
    return reinterpret_cast<unsigned char*>(block) + header_bytes;
}

void free(void* memory) {
    if (memory == nullptr) return;
    auto* block = reinterpret_cast<Block*>(static_cast<unsigned char*>(memory) - header_bytes);
    block->next_free = free_blocks[block->list];
    free_blocks[block->list] = block;
}

}  // extern "C"
