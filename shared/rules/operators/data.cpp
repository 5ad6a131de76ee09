// The operators that look into data by paths that are only known when the rule runs, or by many paths at once.
#include "shared/rules/builtins.h"

namespace laurel::rules {

using Kind = Operand::Kind;

bool read_key(const Operand& operand, Key& key) {
    if (operand.kind != Kind::text && operand.kind != Kind::number && operand.kind != Kind::boolean) return false;
    key = key_of(to_text(operand));
    return true;
}

bool read_climb(const Operand& operand, std::size_t& climb) {
    constexpr double climb_max = 1000;
    if (operand.kind != Kind::list || operand.items().size() != 1) return false;
    double number = 0;
    if (!to_number(Operand::of(operand.items().front()), number)) return false;
    if (number < 0) number = -number;
    climb = static_cast<std::size_t>(number < climb_max ? number : climb_max);
    return true;
}

std::size_t take_climb(std::string_view& path) {
    std::size_t climb = 0;
    for (; path.substr(0, 3) == "../"; path.remove_prefix(3)) ++climb;
    return climb;
}

namespace builtins {
namespace {

// A path of `val`: keys one by one, maybe after a climb. A piece that names nothing leads nowhere, but a null alone
// names everything.
bool find_value(Machine& machine, Arguments pieces, Operand& found) {
    std::size_t climb = 0;
    if (!pieces.empty() && read_climb(pieces.front(), climb)) pieces = pieces.subspan(1);
    Path path;
    for (const Operand& piece : pieces) {
        if (piece.kind == Kind::text && !machine.spend_bytes(piece.size_bytes)) return false;
        if (read_key(piece, path.emplace_back())) continue;
        found = Operand::absent();
        return true;
    }
    return machine.find_from(climb, path, found);
}

// A path of `var`, dots between its keys.
bool find_variable(Machine& machine, const Operand& name, Operand& found) {
    Key key;
    if (name.kind == Kind::text && !machine.spend_bytes(name.size_bytes)) return false;
    if (name.kind != Kind::null && !read_key(name, key)) {
        found = Operand::absent();
        return true;
    }
    std::string_view text = key.text;
    const std::size_t climb = take_climb(text);
    return machine.find_from(climb, split_path(text), found);
}

void null_unless_found(Operand& result, const Operand& fallback) {
    if (result.kind == Kind::absent) result = fallback;
}

Operand at(Arguments arguments, std::size_t index) { return index < arguments.size() ? arguments[index] : Operand{}; }

Arguments operands_of(const Array& items, std::vector<Operand>& operands) {
    for (const Value& item : items) operands.push_back(Operand::of(item));
    return operands;
}

// Appends the names that lead nowhere.
bool find_missing(Machine& machine, Arguments names, Array& missing) {
    if (!machine.spend_steps(names.size())) return false;
    for (const Operand& name : names) {
        Operand found{};
        if (!find_variable(machine, name, found)) return false;
        if (found.kind == Kind::absent && !machine.append_copy(missing, name)) return false;
    }
    return true;
}

}  // namespace

bool value(Machine& machine, Arguments arguments, Operand& result) {
    if (!find_value(machine, arguments, result)) return false;
    null_unless_found(result, {});
    return true;
}

bool exists(Machine& machine, Arguments arguments, Operand& result) {
    if (!find_value(machine, arguments, result)) return false;
    result = Operand::of(result.kind != Kind::absent);
    return true;
}

bool variable(Machine& machine, Arguments arguments, Operand& result) {
    if (!find_variable(machine, at(arguments, 0), result)) return false;
    null_unless_found(result, at(arguments, 1));
    return true;
}

bool get(Machine& machine, Arguments arguments, Operand& result) {
    Key key;
    const Operand name = at(arguments, 1);
    if (name.kind == Kind::text && !machine.spend_bytes(name.size_bytes)) return false;
    result = Operand::absent();
    if (name.kind == Kind::null || read_key(name, key)) result = find(at(arguments, 0), split_path(key.text));
    null_unless_found(result, at(arguments, 2));
    return true;
}

bool missing(Machine& machine, Arguments arguments, Operand& result) {
    std::vector<Operand> names;
    if (at(arguments, 0).kind == Kind::list) arguments = operands_of(arguments[0].items(), names);
    Array found;
    if (!find_missing(machine, arguments, found)) return false;
    result = machine.own(std::move(found));
    return true;
}

// missing_some(count, names): nothing is missing when so many of them are there.
bool missing_some(Machine& machine, Arguments arguments, Operand& result) {
    double needed = 0;
    if (at(arguments, 1).kind != Kind::list || !to_number(arguments[0], needed)) {
        return machine.fail(ErrorCode::rule_arguments_invalid);
    }
    std::vector<Operand> names;
    operands_of(arguments[1].items(), names);
    Array found;
    if (!find_missing(machine, names, found)) return false;
    if (static_cast<double>(names.size() - found.size()) >= needed) found.clear();
    result = machine.own(std::move(found));
    return true;
}

}  // namespace builtins
}  // namespace laurel::rules
