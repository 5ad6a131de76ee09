#pragma once
// New stores: what `init`, `demo` and `import store` have in common.
#include <string>
#include <string_view>

#include "edge/cli/command.h"

namespace laurel::cli {

// A plain programme to begin from: 1 point for each whole unit of the currency, 14 days pending, good for 12 months.
std::string starter_program(std::string_view name, std::string_view currency, std::string_view time_zone,
                            std::int64_t pending_days);

// The path of a store that is not there yet, in the data folder, which is made; fails when the name can't be a store's
// or is taken.
std::string new_store_path(Session& session, const std::string& store);

// With what SQLite keeps beside the file while it is open, which would pass for the rest of a damaged store. The store
// is closed by now.
void remove_store_file(const std::string& path);

// Makes the store's file and publishes its first programme; fails when the store is already there.
void make_store(Session& session, const std::string& store, const std::string& program);

}  // namespace laurel::cli
