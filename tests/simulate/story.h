#pragma once
// What happens to one member of a shop: programmes that are published and commands that arrive, each at its time. A
// story is data, so that it can be printed, told again and cut down.
#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/value.h"

namespace laurel::simulate {

struct Step {
    std::int64_t at_ms = 0;
    // {"place_order": {...}} and so on as wire/commands.h reads them, or {"publish": a programme's document}.
    Value what;
    bool crashes = false;  // decided, lost before it was appended, and sent again
};

using Story = std::vector<Step>;

// One line of JSON a step.
std::string to_text(const Story& story);
Result<Story> story_from(std::string_view text);

}  // namespace laurel::simulate
