#pragma once
// Rules as the tests write them: texts in, one line out.
#include <string>
#include <string_view>

#include "shared/rules/rule.h"

namespace laurel::testing {

// The JSON of the rule's value, or 'TYPE at PATH' of its error. Texts that are no JSON end the test's program.
std::string outcome(std::string_view rule, std::string_view data = "null", const rules::Budget& budget = {});

struct RuleCase {
    std::string_view rule;
    std::string_view data;
    std::string_view outcome;
};

}  // namespace laurel::testing
