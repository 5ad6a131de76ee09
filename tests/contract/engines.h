#pragma once
// The engines that must keep what event_store.h promises. An engine more is a struct here and a name in CONTRACT.
#include <doctest/doctest.h>

#include "edge/storage/memory/memory_store.h"
#include "edge/storage/sqlite/open.h"
#include "tests/edge/storage/batches.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {

struct MemoryEngine {
    std::unique_ptr<EventStore> store = make_memory_store();
};

struct SqliteEngine {
    TemporaryFolder folder;
    std::unique_ptr<EventStore> store = open_sqlite_store(folder.file("store.db")).value();
};

}  // namespace laurel

TYPE_TO_STRING_AS("memory", laurel::MemoryEngine);
TYPE_TO_STRING_AS("sqlite", laurel::SqliteEngine);

#define CONTRACT(behaviour) TEST_CASE_TEMPLATE(behaviour, Engine, MemoryEngine, SqliteEngine)
