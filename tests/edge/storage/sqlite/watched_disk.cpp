#include "tests/edge/storage/sqlite/watched_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <mutex>
#include <optional>

namespace laurel::watched_disk {
namespace {

constexpr std::size_t sector_bytes = 512;

struct Watch {
    std::mutex mutex;
    bool is_recording = false;
    std::vector<Operation> operations;
    int skipped = 0;
    int failures = 0;
    int failed = 0;
    int code = SQLITE_OK;
};

Watch& watch() {
    static Watch only;
    return only;
}

// What the operation is to answer instead of being done, if anything.
std::optional<int> note(Operation operation) {
    Watch& watched = watch();
    const std::lock_guard lock(watched.mutex);
    if (watched.failures > 0 && watched.skipped-- <= 0) {
        --watched.failures;
        ++watched.failed;
        return watched.code;
    }
    if (watched.is_recording) watched.operations.push_back(std::move(operation));
    return std::nullopt;
}

struct WatchedFile {
    sqlite3_file base;
    const char* path;

    sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

WatchedFile& watched(sqlite3_file* file) { return *reinterpret_cast<WatchedFile*>(file); }
sqlite3_file* inner_of(sqlite3_file* file) { return watched(file).inner(); }

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    const std::string written(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    if (const auto code = note({Operation::Kind::write, watched(file).path, offset, written})) return *code;
    return inner_of(file)->pMethods->xWrite(inner_of(file), bytes, size, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const auto code = note({Operation::Kind::truncate, watched(file).path, size, ""})) return *code;
    return inner_of(file)->pMethods->xTruncate(inner_of(file), size);
}

int sync(sqlite3_file* file, int flags) {
    if (const auto code = note({Operation::Kind::sync, watched(file).path, 0, ""})) return *code;
    return inner_of(file)->pMethods->xSync(inner_of(file), flags);
}

const sqlite3_io_methods methods = {
    2,
    [](sqlite3_file* file) { return inner_of(file)->pMethods->xClose(inner_of(file)); },
    [](sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
        return inner_of(file)->pMethods->xRead(inner_of(file), bytes, size, offset);
    },
    write,
    truncate,
    sync,
    [](sqlite3_file* file, sqlite3_int64* size) { return inner_of(file)->pMethods->xFileSize(inner_of(file), size); },
    [](sqlite3_file* file, int level) { return inner_of(file)->pMethods->xLock(inner_of(file), level); },
    [](sqlite3_file* file, int level) { return inner_of(file)->pMethods->xUnlock(inner_of(file), level); },
    [](sqlite3_file* file, int* held) { return inner_of(file)->pMethods->xCheckReservedLock(inner_of(file), held); },
    [](sqlite3_file* file, int operation, void* argument) {
        return inner_of(file)->pMethods->xFileControl(inner_of(file), operation, argument);
    },
    [](sqlite3_file* file) { return inner_of(file)->pMethods->xSectorSize(inner_of(file)); },
    [](sqlite3_file* file) { return inner_of(file)->pMethods->xDeviceCharacteristics(inner_of(file)); },
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

sqlite3_vfs* platform = nullptr;

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0)
        return platform->xOpen(platform, path, file, flags, flags_out);
    watched(file).base.pMethods = nullptr;
    watched(file).path = path;
    const int code = platform->xOpen(platform, path, inner_of(file), flags, flags_out);
    if (inner_of(file)->pMethods != nullptr) watched(file).base.pMethods = &methods;
    return code;
}

const bool is_registered = [] {
    sqlite3_initialize();
    platform = sqlite3_vfs_find(nullptr);
    static sqlite3_vfs vfs = *platform;
    vfs.szOsFile += static_cast<int>(sizeof(WatchedFile));
    vfs.pNext = nullptr;
    vfs.zName = "watched";
    vfs.xOpen = open_file;
    return sqlite3_vfs_register(&vfs, 1) == SQLITE_OK;
}();

void apply(const Operation& operation, std::string& file) {
    const auto offset = static_cast<std::size_t>(operation.offset);
    if (operation.kind == Operation::Kind::truncate) file.resize(offset);
    if (operation.kind != Operation::Kind::write) return;
    if (file.size() < offset + operation.bytes.size()) file.resize(offset + operation.bytes.size());
    file.replace(offset, operation.bytes.size(), operation.bytes);
}

void apply_some_sectors(const Operation& operation, std::string& file, Random& random) {
    const auto begin = static_cast<std::size_t>(operation.offset);
    const std::size_t end = begin + operation.bytes.size();
    for (std::size_t at = begin; at < end;) {
        const std::size_t next = std::min(end, (at / sector_bytes + 1) * sector_bytes);
        if (random.below(2) == 0)
            apply({operation.kind, "", static_cast<std::int64_t>(at), operation.bytes.substr(at - begin, next - at)},
                  file);
        at = next;
    }
}

}  // namespace

void start_recording() {
    const std::lock_guard lock(watch().mutex);
    watch().operations.clear();
    watch().is_recording = is_registered;
}

std::vector<Operation> stop_recording() {
    const std::lock_guard lock(watch().mutex);
    watch().is_recording = false;
    return std::move(watch().operations);
}

std::size_t recorded() {
    const std::lock_guard lock(watch().mutex);
    return watch().operations.size();
}

std::map<std::string, std::string> after_power_cut(const std::vector<Operation>& operations, std::size_t count,
                                                   Random& random) {
    std::map<std::string, std::size_t> synced;  // the file's last sync
    for (std::size_t i = 0; i < count; ++i)
        if (operations[i].kind == Operation::Kind::sync) synced[operations[i].path] = i;
    std::map<std::string, std::string> files;
    // Some disks keep most of what was not synced, others next to nothing.
    const std::uint64_t kept_percent = random.below(101);
    for (std::size_t i = 0; i < count; ++i) {
        const Operation& operation = operations[i];
        std::string& file = files[operation.path];
        if (synced.contains(operation.path) && i < synced[operation.path])
            apply(operation, file);
        else if (random.below(100) < kept_percent)
            apply(operation, file);
        else if (operation.kind == Operation::Kind::write && random.below(2) == 0)
            apply_some_sectors(operation, file, random);
    }
    return files;
}

void fail(int skipped, int failures, int code) {
    const std::lock_guard lock(watch().mutex);
    watch().skipped = skipped;
    watch().failures = failures;
    watch().failed = 0;
    watch().code = code;
}

bool stop_failing() {
    const std::lock_guard lock(watch().mutex);
    watch().failures = 0;
    return watch().failed > 0;
}

}  // namespace laurel::watched_disk
