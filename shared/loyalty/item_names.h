#pragma once
// What a JsonLogic condition over a line can't be true without: a name that the line must have. Found without running
// it, so that an index can say which lines a rule may concern.
#include <string>
#include <vector>

#include "shared/base/value.h"

namespace laurel::loyalty {

enum class NamedBy { nothing, sku, brand, category };

struct ItemNames {
    NamedBy by = NamedBy::nothing;
    std::vector<std::string> names;  // the line has one of them, or the condition is false
};

// By equality with a text or membership in a list of texts, alone or in an "and". Nothing where the condition says it
// in another way.
ItemNames names_needed(const Value& condition);

}  // namespace laurel::loyalty
