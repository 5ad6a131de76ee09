#pragma once
// The bytecode of a rule, for the compiler that writes it and the machine that runs it. A stack machine; jumps only go
// forward but at the end of an iteration's body.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "shared/rules/operand.h"
#include "shared/rules/rule.h"

namespace laurel::rules {

enum class Op : std::uint8_t {
    constant,      // push constants[target]
    load,          // push what paths[target] finds in the data, null when that is absent
    load_as,       // the same as `kind` says: Load
    load_scope,    // the same in the `count`-th scope from inside; kind: Load
    load_index,    // push the index of the `count`-th iteration from inside
    drop,          // pop
    jump,          // to target
    jump_unless,   // pop; to target unless it is true
    keep_unless,   // to target unless the top is true, else pop: "and"
    keep_if,       // to target if the top is true, else pop: "or"
    keep_if_any,   // to target unless the top is null, else pop: "??"
    compare,       // pop two, push whether they compare; kind: Comparison
    test,          // push whether what paths[target] finds in the data compares with constants[count]; kind: Comparison
    compare_next,  // as compare, but go on with the right one while it holds, else push false and go to target
    call,          // pop `count` arguments, push what builtins[kind] makes of them
    spread,        // pop one value, a list being the arguments, and do as call
    make_list,     // pop `count` items
    make_object,   // pop as many members as constants[target] has keys
    iterate,       // pop a list and enter its scope, or push what the iteration gives at once and go to target
    next,          // pop what the body gave; to target with the next item, or leave the scope and push what it gives
    attempt,       // until `settle`, errors go to target; kind: whether the innermost scope is an earlier error's
    settle,        // end the innermost attempt
    enter,         // pop a value and make it a scope
    leave,         // leave a scope
    fail,          // with the error code in `count`
};

// What a path gives: its value (null when absent), whether there is one, or its value instead of the default on the
// stack.
enum class Load : std::uint8_t { value, exists, value_or_default };

enum class Iteration : std::uint8_t { map, filter, all, some, none, reduce, reduce_from };

struct Instruction {
    Op op = Op::constant;
    std::uint8_t kind = 0;
    std::uint16_t count = 0;
    std::uint32_t target = 0;
    std::uint32_t place = 0;  // in Code::places, where in the rule it came from
};

// One piece of a path; index is -1 unless the text could be a list's index.
struct Key {
    std::string text;
    std::int64_t index = -1;

    bool operator==(const Key&) const = default;
};

using Path = std::vector<Key>;

Key key_of(std::string text);
// "a.b\.c" -> a, b.c. A backslash escapes a dot, a slash or itself; "." alone is the empty key.
Path split_path(std::string_view text);
// What the path finds; absent when it leads nowhere.
Operand find(Operand from, const Path& path);
Operand find(const Operand& from, const Key& key);

// A piece of a JSON Pointer into the rule, below its parent.
struct Place {
    std::uint32_t parent = 0;
    std::string name;
};

struct Code {
    std::vector<Instruction> instructions;
    std::vector<std::size_t> ends;                  // of each rule's instructions
    std::vector<Place> places;                      // the first is the rule itself
    std::vector<std::unique_ptr<Value>> constants;  // each where operands can point to it
    std::vector<Operand> operands;                  // the constants, ready to push
    std::vector<Path> paths;
    std::size_t stack_max = 0;

    std::string path_of(const Instruction& instruction) const;
};

}  // namespace laurel::rules
