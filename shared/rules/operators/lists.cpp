#include "shared/rules/builtins.h"

namespace laurel::rules::builtins {

using Kind = Operand::Kind;

bool negate(Machine&, Arguments arguments, Operand& result) {
    result = Operand::of(arguments.empty() || !is_truthy(arguments.front()));
    return true;
}

bool is_true(Machine&, Arguments arguments, Operand& result) {
    result = Operand::of(!arguments.empty() && is_truthy(arguments.front()));
    return true;
}

bool merge(Machine& machine, Arguments arguments, Operand& result) {
    Array all;
    for (const Operand& argument : arguments) {
        if (argument.kind != Kind::list) {
            if (!machine.append_copy(all, argument)) return false;
            continue;
        }
        for (const Value& item : argument.items()) {
            if (!machine.append_copy(all, Operand::of(item))) return false;
        }
    }
    result = machine.own(std::move(all));
    return true;
}

// In the order of the canonical form. A list's keys are its indices.
bool keys(Machine& machine, Arguments arguments, Operand& result) {
    Array names;
    const Operand operand = arguments.empty() ? Operand{} : arguments.front();
    if (operand.kind == Kind::object) {
        for (const auto& [key, member] : operand.members()) {
            if (!machine.append_copy(names, Operand::of(std::string_view(key)))) return false;
        }
    } else if (operand.kind == Kind::list) {
        for (std::size_t i = 0; i < operand.items().size(); ++i) {
            if (!machine.append_copy(names, Operand::of(std::string_view(std::to_string(i))))) return false;
        }
    }
    result = machine.own(std::move(names));
    return true;
}

bool first(Machine&, Arguments arguments, Operand& result) {
    if (!arguments.empty()) result = arguments.front();
    return true;
}

bool raise(Machine& machine, Arguments arguments, Operand&) {
    return machine.fail_with(arguments.empty() ? Operand{} : arguments.front());
}

}  // namespace laurel::rules::builtins
