// Everything is reckoned in doubles. What has no finite result is an error, never a NaN or an infinity.
#include "shared/rules/builtins.h"

namespace laurel::rules::builtins {
namespace {

using Kind = Operand::Kind;

bool finish(Machine& machine, double number, Operand& result) {
    if (number - number != 0) return machine.fail(ErrorCode::rule_not_a_number);
    result = Operand::of(number);
    return true;
}

// The first argument, or the start where there is only one, then every other one: a op b op c.
template <class Step>
bool reckon(Machine& machine, Arguments arguments, double number, Operand& result, const Step& step) {
    for (const Operand& argument : arguments) {
        double next = 0;
        if (!to_number(argument, next)) return machine.fail(ErrorCode::rule_not_a_number);
        number = step(number, next);
    }
    return finish(machine, number, result);
}

// For operators that go on from their first argument.
template <class Step>
bool reckon_from_first(Machine& machine, Arguments arguments, double start, Operand& result, const Step& step) {
    if (arguments.empty()) return machine.fail(ErrorCode::rule_arguments_invalid);
    double number = start;
    if (arguments.size() > 1) {
        if (!to_number(arguments.front(), number)) return machine.fail(ErrorCode::rule_not_a_number);
        arguments = arguments.subspan(1);
    }
    return reckon(machine, arguments, number, result, step);
}

// Only numbers have an extreme: a text among them would be another one by its number than by its letters.
template <class Better>
bool extreme(Machine& machine, Arguments arguments, Operand& result, const Better& is_better) {
    if (arguments.empty()) return machine.fail(ErrorCode::rule_arguments_invalid);
    for (const Operand& argument : arguments) {
        if (argument.kind != Kind::number) return machine.fail(ErrorCode::rule_arguments_invalid);
        if (&argument == arguments.data() || is_better(argument.number, result.number)) result = argument;
    }
    return true;
}

}  // namespace

bool add(Machine& machine, Arguments arguments, Operand& result) {
    return reckon(machine, arguments, 0, result, [](double sum, double next) { return sum + next; });
}

bool subtract(Machine& machine, Arguments arguments, Operand& result) {
    return reckon_from_first(machine, arguments, 0, result, [](double left, double next) { return left - next; });
}

bool multiply(Machine& machine, Arguments arguments, Operand& result) {
    return reckon(machine, arguments, 1, result, [](double product, double next) { return product * next; });
}

// One argument is its reciprocal. A division by 0 has no finite result.
bool divide(Machine& machine, Arguments arguments, Operand& result) {
    return reckon_from_first(machine, arguments, 1, result, [](double left, double next) { return left / next; });
}

bool remainder(Machine& machine, Arguments arguments, Operand& result) {
    if (arguments.size() < 2) {
        const bool is_nested = !arguments.empty() && arguments[0].kind >= Kind::list;
        return machine.fail(is_nested ? ErrorCode::rule_not_a_number : ErrorCode::rule_arguments_invalid);
    }
    // The remainder of two doubles is a double, so every library's fmod gives the same bits.
    return reckon_from_first(machine, arguments, 0, result,
                             [](double left, double next) { return __builtin_fmod(left, next); });
}

bool minimum(Machine& machine, Arguments arguments, Operand& result) {
    return extreme(machine, arguments, result, [](double next, double best) { return next < best; });
}

bool maximum(Machine& machine, Arguments arguments, Operand& result) {
    return extreme(machine, arguments, result, [](double next, double best) { return next > best; });
}

}  // namespace laurel::rules::builtins
