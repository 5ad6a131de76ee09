#pragma once
// What values mean to JsonLogic, for the naive evaluator.
#include <optional>
#include <string>

#include "shared/base/value.h"

namespace laurel::testing {

std::optional<double> as_double(const Value& value);

bool truth(const Value& value);

// NaN where there is none.
double number_of(const Value& value);

std::string text_of(const Value& value);

// Whether it can be a key.
bool names(const Value& value);

// A text's characters, each a text.
Array characters(const std::string& text);

}  // namespace laurel::testing
