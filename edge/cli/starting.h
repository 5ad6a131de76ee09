#pragma once
// New stores: what `init`, `demo` and `import store` have in common.
#include <string>

#include "edge/cli/command.h"
#include "edge/starters.h"

namespace laurel::cli {

// Where a shop is: what a ready programme (edge/starters.h) can't know.
struct Place {
    std::string currency = "GBP";
    std::string time_zone = "Europe/London";
};

// --currency and --time-zone.
void add_place_options(CLI::App& verb, Place& place);
// Ends the verb where there is no such currency or zone.
void check_place(Session& session, const Place& place);
// Ends the verb where there is none.
const Starter& starter_called(Session& session, const std::string& name);

// The path of a store that is not there yet, in the data folder, which is made; fails when the name can't be a store's
// or is taken.
std::string new_store_path(Session& session, const std::string& store);

// With what SQLite keeps beside the file while it is open, which would pass for the rest of a damaged store. The store
// is closed by now.
void remove_store_file(const std::string& path);

// Makes the store's file and publishes its first programme; fails when the store is already there.
void make_store(Session& session, const std::string& store, const Value& program);

}  // namespace laurel::cli
