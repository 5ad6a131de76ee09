#pragma once
// Ready programmes to begin from, each a file in edge/starters.
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/value.h"

namespace laurel {

struct Starter {
    std::string name;         // "beauty"
    std::string title;        // "Beauty"
    std::string description;  // what it gives, in a sentence
    Value program;            // as the file has it: without name, currency and time zone, amounts in whole units
};

const std::vector<Starter>& starters();
// nullptr where none has the name.
const Starter* find_starter(std::string_view name);

// A programme that can be published. currency is one that base/money.h knows; amounts, the members whose names end in
// "_minor", become so many of its minor units.
Value starter_program(const Starter& starter, std::string_view name, std::string_view currency,
                      std::string_view time_zone);

}  // namespace laurel
