#pragma once
// The JsonLogic conditions of a programme's parts.
#include <memory>
#include <optional>
#include <string>

#include "shared/rules/rule.h"

namespace laurel::loyalty {

// Whatever a condition gives counts as JsonLogic counts truth.
Value truth_of(const Value& condition);

// Where a part says both, one condition that needs both; null where it says neither.
Value both_conditions(const Value& a, const Value& b);

// Compiled once, of one that was checked; nullptr for null.
std::shared_ptr<const rules::Rule> read_condition(const Value& condition);

// Adds what keeps it from compiling, and what could only fail if it were ever reached. The rule, where it compiles.
std::optional<rules::Rule> check_condition(const Value& condition, const std::string& path, Errors& errors);

}  // namespace laurel::loyalty
