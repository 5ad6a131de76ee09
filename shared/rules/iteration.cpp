// The machine's part about scopes: iterations, and what paths start from within them.
#include "shared/rules/machine.h"

namespace laurel::rules {
namespace {

using Kind = Operand::Kind;

}  // namespace

// What is no list counts as an empty one, as in the classic dialect.
bool Machine::iterate(const Instruction& instruction) {
    const Operand list = pop();
    const auto iteration = static_cast<Iteration>(instruction.kind);
    const std::size_t count = list.kind == Kind::list ? list.items().size() : 0;
    const std::size_t first = iteration == Iteration::reduce ? 1 : 0;
    if (count > first) return begin_items(instruction, list);
    push(count > 0 ? Operand::of(list.items().front()) : result_without_items(iteration));
    at_ = instruction.target;
    return true;
}

Operand Machine::result_without_items(Iteration iteration) {
    switch (iteration) {
        case Iteration::map:
        case Iteration::filter:
            return own(Array{});
        case Iteration::all:
        case Iteration::some:
            return Operand::of(false);
        case Iteration::none:
            return Operand::of(true);
        case Iteration::reduce:
            return {};
        case Iteration::reduce_from:
            return pop();
    }
    return {};
}

// Without a start value the first item is the first accumulator.
bool Machine::begin_items(const Instruction& instruction, const Operand& list) {
    if (!spend_steps(instruction.target - at_)) return false;
    const auto iteration = static_cast<Iteration>(instruction.kind);
    Scope& scope = scopes_.emplace_back();
    scope.items = &list.items();
    scope.iteration = iteration;
    if (iteration == Iteration::reduce) scope.accumulator = Operand::of(list.items()[scope.index++]);
    if (iteration == Iteration::reduce_from) scope.accumulator = pop();
    scope.context = Operand::of(list.items()[scope.index]);
    return true;
}

bool Machine::next(const Instruction& instruction) {
    Scope& scope = scopes_.back();
    bool is_decided = false;
    Operand result{};
    if (!take_result(scope, is_decided, result)) return false;
    if (!is_decided && ++scope.index < scope.items->size()) {
        if (!spend_steps(at_ - instruction.target)) return false;
        scope.context = Operand::of((*scope.items)[scope.index]);
        at_ = instruction.target;
        return true;
    }
    push(is_decided ? result : result_of(scope));
    scopes_.pop_back();
    return true;
}

bool Machine::take_result(Scope& scope, bool& decided, Operand& result) {
    const Operand given = pop();
    switch (scope.iteration) {
        case Iteration::map:
            return append_copy(scope.results, given);
        case Iteration::filter:
            return !is_truthy(given) || append_copy(scope.results, scope.context);
        case Iteration::all:
            decided = !is_truthy(given);
            result = Operand::of(false);
            return true;
        case Iteration::some:
        case Iteration::none:
            decided = is_truthy(given);
            result = Operand::of(scope.iteration == Iteration::some);
            return true;
        case Iteration::reduce:
        case Iteration::reduce_from:
            scope.accumulator = given;
            return true;
    }
    return true;
}

// After the last item.
Operand Machine::result_of(Scope& scope) {
    switch (scope.iteration) {
        case Iteration::map:
        case Iteration::filter:
            return own(std::move(scope.results));
        case Iteration::all:
        case Iteration::none:
            return Operand::of(true);
        case Iteration::some:
            return Operand::of(false);
        default:
            return scope.accumulator;
    }
}

// In a reduction paths start from {"accumulator": ..., "current": ...}, which is only made when it is asked for as a
// whole.
bool Machine::find_in_scope(const Scope& scope, const Path& path, Operand& found) {
    if (!scope.is_reduction()) {
        found = find(scope.context, path);
        return true;
    }
    if (path.empty()) {
        Value accumulator;
        Value current;
        if (!copy(scope.accumulator, accumulator) || !copy(scope.context, current)) return false;
        found = own(Object{{"accumulator", std::move(accumulator)}, {"current", std::move(current)}});
        return true;
    }
    found = Operand::absent();
    if (path.front().text == "accumulator") found = scope.accumulator;
    if (path.front().text == "current") found = scope.context;
    for (std::size_t i = 1; i < path.size(); ++i) found = find(found, path[i]);
    return true;
}

bool Machine::find_from(std::size_t climb, const Path& path, Operand& found) {
    const std::size_t up = climb / 2;
    const bool is_iteration_itself = climb % 2 == 1;
    found = Operand::absent();
    if (up > scopes_.size()) return true;
    if (up == scopes_.size()) {
        if (!is_iteration_itself) found = find(data_, path);
        return true;
    }
    const Scope& scope = scopes_[scopes_.size() - 1 - up];
    if (!is_iteration_itself) return find_in_scope(scope, path, found);
    const bool is_index = scope.items != nullptr && path.size() == 1 && path.front().text == "index";
    if (is_index) found = Operand::of(static_cast<double>(scope.index));
    return true;
}

}  // namespace laurel::rules
