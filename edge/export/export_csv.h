#pragma once
// A store as a folder of CSV files, for spreadsheets: what tables.h says. Nothing imports it.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/storage/event_store.h"
#include "shared/base/result.h"

namespace laurel::exports {

struct CsvOptions {
    std::int64_t at_ms = 0;      // balances are as of this instant
    bool only_until_at = false;  // and the books too: only events effective by then count
    bool has_byte_order_mark = false;
    std::function<void(std::int64_t aggregates)> progress;
    std::function<bool()> stop_requested;
};

struct CsvExported {
    struct File {
        std::string name;
        std::int64_t rows = 0;
    };
    std::vector<File> files;
    bool is_stopped = false;  // then there are no files
};

// Makes the folder (mode 0700) where there is none and the files (mode 0600), all of them at the end; files of the same
// names are replaced. Memory is bounded by the largest aggregate's state. The store is read as of one moment. Errors:
// storage_failed, and an event that can't be read.
Result<CsvExported> export_csv(EventStore& store, const std::string& folder, const CsvOptions& options);

}  // namespace laurel::exports
