#pragma once
// The operators that take their arguments evaluated: functions from operands to an operand.
#include <span>

#include "shared/rules/machine.h"

namespace laurel::rules {

using Arguments = std::span<const Operand>;

// False when it has failed the run.
using Builtin = bool (*)(Machine& machine, Arguments arguments, Operand& result);

// name in the source, name in the rule. The order is the numbering of `Op::call`.
#define LAUREL_RULE_BUILTINS(X) \
    X(add, "+")                 \
    X(subtract, "-")            \
    X(multiply, "*")            \
    X(divide, "/")              \
    X(remainder, "%")           \
    X(minimum, "min")           \
    X(maximum, "max")           \
    X(negate, "!")              \
    X(is_true, "!!")            \
    X(concatenate, "cat")       \
    X(part, "substr")           \
    X(is_in, "in")              \
    X(merge, "merge")           \
    X(length, "length")         \
    X(keys, "keys")             \
    X(first, "log")             \
    X(raise, "throw")           \
    X(value, "val")             \
    X(variable, "var")          \
    X(exists, "exists")         \
    X(get, "get")               \
    X(missing, "missing")       \
    X(missing_some, "missing_some")

enum class BuiltinId : std::uint8_t {
#define X(name, text) name,
    LAUREL_RULE_BUILTINS(X)
#undef X
};

namespace builtins {
#define X(name, text) bool name(Machine& machine, Arguments arguments, Operand& result);
LAUREL_RULE_BUILTINS(X)
#undef X
}  // namespace builtins

Builtin builtin_of(std::uint8_t id);

// The key that an operand names: a text, or a number or truth by its text. False for null, lists and objects.
bool read_key(const Operand& operand, Key& key);
// A number of scopes to climb, written [n]. False when the operand is no such thing.
bool read_climb(const Operand& operand, std::size_t& climb);
// "../../a.b": how many scopes a path of `var` climbs, and the rest of it.
std::size_t take_climb(std::string_view& path);

}  // namespace laurel::rules
