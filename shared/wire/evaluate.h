#pragma once
// Rules over data as bytes in, bytes out, for pages and servers that keep both loaded and ask often.
//
// Rules: {"rules": [...]}, each JsonLogic          Data: {"data": ...}
// Reply: {"results": [true, ...]}, and where some rule has failed, null stands in its place and beside them
//        {"errors": {"3": {"code", "message", "path", "type"}}} says why, by the rule's index; paths begin with it.
//        {"error": {"code", "message", "path"}} where the rules or the data could not be loaded.
#include <optional>
#include <string>
#include <string_view>

#include "shared/rules/rule.h"

namespace laurel::wire {

struct LoadedRules {
    std::optional<Error> error;
    std::optional<rules::Rule> rules;
};

struct LoadedData {
    std::optional<Error> error;
    Value data;
};

LoadedRules load_rules(std::string_view bytes);
LoadedData load_data(std::string_view bytes);

std::string evaluate(const LoadedRules& rules, const LoadedData& data);

}  // namespace laurel::wire
