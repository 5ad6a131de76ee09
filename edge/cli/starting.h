#pragma once
// New stores: what `init` and `demo` have in common.
#include <string>
#include <string_view>

#include "edge/cli/command.h"

namespace laurel::cli {

// A plain programme to begin from: 1 point for each whole unit of the currency, 14 days pending, good for 12 months.
std::string starter_program(std::string_view name, std::string_view currency, std::string_view time_zone,
                            std::int64_t pending_days);

// Makes the store's file and publishes its first programme; fails when the store is already there.
void make_store(Session& session, const std::string& store, const std::string& program);

}  // namespace laurel::cli
