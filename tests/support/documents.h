#pragma once
// JSON documents in tests.
#include <string_view>

#include "shared/base/value.h"

namespace laurel {

// What stands in a test as JSON; the test ends where it is none.
Value json_of(std::string_view text);

// The value that the path leads to; names and indices between slashes. The test ends when there is none.
Value& value_at(Value& root, std::string_view path);

// Replaces or sets the value that the path leads to; the text "" removes it.
void set_at(Value& root, std::string_view path, std::string_view text);

}  // namespace laurel
