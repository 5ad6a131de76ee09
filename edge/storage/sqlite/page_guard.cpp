#include "edge/storage/sqlite/page_guard.h"

#include <sqlite3.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace laurel::sqlite {
namespace {

constexpr int page_bytes_min = 512;
constexpr int page_bytes_max = 65536;
constexpr int file_header_bytes = 100;  // at the start of page 1; other tools rewrite counters in it
constexpr int reserved_bytes_at = 20;   // in there: the bytes at the end of each page that SQLite leaves alone

// The sqlite3_file that SQLite sees; the platform's own follows it in memory.
struct GuardedFile {
    sqlite3_file base;
    bool checks_reads;

    sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* inner_of(sqlite3_file* file) { return reinterpret_cast<GuardedFile*>(file)->inner(); }

int read_at(const unsigned char* page, int offset) { return page[offset] * 256 + page[offset + 1]; }

// SQLite reads and writes the main file by whole pages, but for a look at parts of the header.
bool is_page(int size, sqlite3_int64 offset) {
    return size >= page_bytes_min && std::has_single_bit(static_cast<unsigned>(size)) && offset % size == 0;
}

// Each step is a bijection of the sum so far, so no change of a single word goes unseen.
std::uint64_t checksum(const unsigned char* page, int size, sqlite3_int64 offset) {
    constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15;
    const int begin = offset == 0 ? file_header_bytes : 0;
    const int length = size - guard_bytes - begin;
    std::uint64_t sum = static_cast<std::uint64_t>(offset) + 1;
    std::uint64_t word = 0;
    const auto lead = static_cast<std::size_t>(length) % sizeof word;
    std::memcpy(&word, page + begin, lead);
    for (const unsigned char* next = page + begin + lead;; next += sizeof word) {
        sum = (sum ^ word) * multiplier;
        sum ^= sum >> 32;
        if (next == page + size - guard_bytes) break;
        std::memcpy(&word, next, sizeof word);
    }
    return sum == 0 ? 1 : sum;
}

void zero_gap(unsigned char* page, int size, sqlite3_int64 offset) {
    const int header = offset == 0 ? file_header_bytes : 0;
    const int kind = page[header];
    const bool is_leaf = kind == 10 || kind == 13;
    if (!is_leaf && kind != 2 && kind != 5) return;
    const int cells = read_at(page, header + 3);
    const int content = read_at(page, header + 5);  // 0 stands for 65536, on an empty page of that size only
    const int gap = header + (is_leaf ? 8 : 12) + 2 * cells;
    if (gap < content && content <= size - guard_bytes)
        std::memset(page + gap, 0, static_cast<std::size_t>(content - gap));
}

int read(sqlite3_file* file, void* buffer, int size, sqlite3_int64 offset) {
    const int code = inner_of(file)->pMethods->xRead(inner_of(file), buffer, size, offset);
    if (code != SQLITE_OK || !is_page(size, offset)) return code;
    auto* page = static_cast<unsigned char*>(buffer);
    // Somebody else's file; whoever opened it will find out.
    if (offset == 0 && page[reserved_bytes_at] != guard_bytes) return SQLITE_OK;
    auto* guard = page + size - guard_bytes;
    std::uint64_t expected = 0;
    std::memcpy(&expected, guard, guard_bytes);
    if (expected != 0 && reinterpret_cast<GuardedFile*>(file)->checks_reads && expected != checksum(page, size, offset))
        return SQLITE_IOERR_DATA;
    // From here on the page may change, and go into the WAL or a backup without passing the guard again.
    std::memset(guard, 0, guard_bytes);
    return SQLITE_OK;
}

int write(sqlite3_file* file, const void* buffer, int size, sqlite3_int64 offset) {
    sqlite3_file* inner = inner_of(file);
    if (!is_page(size, offset) || size > page_bytes_max) return inner->pMethods->xWrite(inner, buffer, size, offset);
    static thread_local std::array<unsigned char, page_bytes_max> page;
    std::memcpy(page.data(), buffer, static_cast<std::size_t>(size));
    zero_gap(page.data(), size, offset);
    const std::uint64_t sum = checksum(page.data(), size, offset);
    std::memcpy(page.data() + size - guard_bytes, &sum, guard_bytes);
    return inner->pMethods->xWrite(inner, page.data(), size, offset);
}

// Version 2: without xFetch, so no page is read around the guard by memory mapping.
const sqlite3_io_methods methods = {
    2,
    [](sqlite3_file* file) { return inner_of(file)->pMethods->xClose(inner_of(file)); },
    read,
    write,
    [](sqlite3_file* file, sqlite3_int64 size) { return inner_of(file)->pMethods->xTruncate(inner_of(file), size); },
    [](sqlite3_file* file, int flags) { return inner_of(file)->pMethods->xSync(inner_of(file), flags); },
    [](sqlite3_file* file, sqlite3_int64* size) { return inner_of(file)->pMethods->xFileSize(inner_of(file), size); },
    [](sqlite3_file* file, int level) { return inner_of(file)->pMethods->xLock(inner_of(file), level); },
    [](sqlite3_file* file, int level) { return inner_of(file)->pMethods->xUnlock(inner_of(file), level); },
    [](sqlite3_file* file, int* held) { return inner_of(file)->pMethods->xCheckReservedLock(inner_of(file), held); },
    [](sqlite3_file* file, int operation, void* argument) {
        return inner_of(file)->pMethods->xFileControl(inner_of(file), operation, argument);
    },
    [](sqlite3_file* file) { return inner_of(file)->pMethods->xSectorSize(inner_of(file)); },
    [](sqlite3_file* file) {
        // No reading of parts of a page around the guard.
        return inner_of(file)->pMethods->xDeviceCharacteristics(inner_of(file)) & ~SQLITE_IOCAP_SUBPAGE_READ;
    },
    [](sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
        return inner_of(file)->pMethods->xShmMap(inner_of(file), region, size, extend, memory);
    },
    [](sqlite3_file* file, int offset, int count, int flags) {
        return inner_of(file)->pMethods->xShmLock(inner_of(file), offset, count, flags);
    },
    [](sqlite3_file* file) { inner_of(file)->pMethods->xShmBarrier(inner_of(file)); },
    [](sqlite3_file* file, int remove) { return inner_of(file)->pMethods->xShmUnmap(inner_of(file), remove); },
    nullptr,
    nullptr,
};

sqlite3_vfs* platform_vfs() {
    static sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
    return vfs;
}

template <bool checks_reads>
int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    sqlite3_vfs* platform = platform_vfs();
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return platform->xOpen(platform, name, file, flags, flags_out);
    auto* guarded = reinterpret_cast<GuardedFile*>(file);
    guarded->base.pMethods = nullptr;
    guarded->checks_reads = checks_reads;
    const int code = platform->xOpen(platform, name, guarded->inner(), flags, flags_out);
    if (guarded->inner()->pMethods != nullptr) guarded->base.pMethods = &methods;
    return code;
}

// The platform's VFS in all but how files are opened.
template <bool checks_reads>
const char* registered(const char* name) {
    static sqlite3_vfs vfs = [name] {
        sqlite3_vfs guarded = *platform_vfs();
        guarded.szOsFile += static_cast<int>(sizeof(GuardedFile));
        guarded.pNext = nullptr;
        guarded.zName = name;
        guarded.xOpen = open_file<checks_reads>;
        return guarded;
    }();
    // Should it fail, opening a file with this name says so.
    [[maybe_unused]] static const int code = sqlite3_vfs_register(&vfs, 0);
    return name;
}

}  // namespace

const char* guarded_vfs() { return registered<true>("laurel-guarded"); }
const char* unchecked_vfs() { return registered<false>("laurel-unchecked"); }

}  // namespace laurel::sqlite
