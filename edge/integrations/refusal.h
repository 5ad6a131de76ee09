#pragma once
// What an import makes of an error of the service.
#include <string>

#include "shared/base/error.h"

namespace laurel {

// The store's failures, which would meet everything after this too, and not the ledger's refusal of this one thing.
bool is_fatal(const Error& error);

// The ledger's refusal as a sentence.
std::string refusal_of(const Error& error);

}  // namespace laurel
