#pragma once
// The store in memory, for tests and dry runs. Nothing outlives it.
#include <memory>

#include "edge/storage/event_store.h"

namespace laurel {

std::unique_ptr<EventStore> make_memory_store();

}  // namespace laurel
