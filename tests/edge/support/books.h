#pragma once
// A store with some of everything in it, for whoever moves or reads it whole.
#include <functional>

#include "edge/service.h"
#include "tests/edge/support/command_line.h"

namespace laurel {

// Store "shop" of the command line: orders of ada's, bo's and a guest's, a refund, a spent and an open hold, an
// adjustment with a reason, eve who was erased, answers kept under keys, and keys of the shop's.
class Books : public CommandLine {
   public:
    Books();
    // The store is open only meanwhile, so that verbs find its file at rest.
    void use(const std::string& store, const std::function<void(Service&)>& act);
    static OrderRequest order(const std::string& id, const std::string& member, std::int64_t amount_minor);
};

}  // namespace laurel
