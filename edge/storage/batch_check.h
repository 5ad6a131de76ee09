#pragma once
// What every engine asks of a batch before it looks at the store.
#include <string>

#include "edge/storage/event_store.h"

namespace laurel {

// What is wrong with the batch in itself, for logs; "" when nothing is.
std::string malformed(const Batch& batch);

}  // namespace laurel
