#pragma once
// The default engine: one SQLite file a store.
#include <cstdint>
#include <memory>
#include <string>

#include "edge/storage/event_store.h"
#include "shared/base/result.h"

namespace laurel {

struct OpenOptions {
    // False: read damaged pages as they are, to find out what is damaged. Not for serving.
    bool checks_pages = true;
    // True: one thread reads, and reads the store as it was at its first read, whatever is written meanwhile.
    bool reads_one_moment = false;
    // The tree's epoch (event_store.h) in a file that is made; one that is there keeps its own.
    std::int64_t new_epoch = 1;
};

// Makes the file (mode 0600) where there is none; its folder must exist. Errors: storage_full, or storage_failed with
// what was found and what is allowed: no access, not a store of ours, a newer schema, a damaged file.
Result<std::unique_ptr<EventStore>> open_sqlite_store(const std::string& path, OpenOptions options = {});

}  // namespace laurel
