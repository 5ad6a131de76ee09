#pragma once
// The operators of the language: how each one compiles.
#include <optional>
#include <string_view>

#include "shared/rules/code.h"

namespace laurel::rules {

enum class Form : std::uint8_t {
    builtin,   // arguments first, then Op::call; kind: BuiltinId
    path,      // a builtin that loads at once where its path is written in the rule; kind: BuiltinId
    measure,   // "length": one argument, of which a list is no list of arguments; kind: BuiltinId
    compare,   // kind: Comparison
    keep,      // "and", "or", "??"; kind: Op
    choose,    // "if"
    iterate,   // kind: Iteration, reduce standing for both reductions
    attempt,   // "try"
    preserve,  // its argument as it stands
    each_key,  // an object of rules
    pipe,
};

struct Operator {
    Form form;
    std::uint8_t kind;
};

std::optional<Operator> operator_of(std::string_view name);

}  // namespace laurel::rules
