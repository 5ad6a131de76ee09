#include "shared/rules/compiler.h"

#include <algorithm>

#include "shared/rules/builtins.h"

namespace laurel::rules {
namespace {

// Whether a value means itself: no operator is in it.
bool is_literal(const Value& value) {
    if (const Array* items = value.array()) return std::all_of(items->begin(), items->end(), is_literal);
    const Object* members = value.object();
    return members == nullptr || members->empty();
}

}  // namespace

Compiler::At::At(Compiler& compiler, std::string name) : compiler_(compiler), outer_(compiler.place_) {
    compiler.place_ = static_cast<std::uint32_t>(compiler.code_->places.size());
    compiler.code_->places.push_back({outer_, std::move(name)});
}

Compiler::Compiler(const CompileLimits& limits) : limits_(limits), code_(std::make_unique<Code>()) {
    code_->places.emplace_back();
}

Result<std::unique_ptr<Code>> Compiler::compile(const Value& rule) {
    if (!count_nodes(rule, 0)) return too_large();
    add(rule);
    return std::move(code_);
}

Result<std::unique_ptr<Code>> Compiler::compile_all(const Array& rules) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (!count_nodes(rules[i], 0)) return too_large();
        add_item(rules, i);
        code_->ends.push_back(code_->instructions.size());
        stack_size_ = 0;
    }
    return std::move(code_);
}

Error Compiler::too_large() const {
    return {ErrorCode::rule_too_large, "", "more",
            "at most " + std::to_string(limits_.nodes_max) + " values, nested at most " +
                std::to_string(limits_.depth_max) + " levels deep"};
}

bool Compiler::count_nodes(const Value& value, std::size_t depth) {
    // Counts are kept in 16 bits of an instruction.
    constexpr std::size_t nodes_max = 65'535;
    if (depth > limits_.depth_max || ++nodes_ > std::min(limits_.nodes_max, nodes_max)) return false;
    if (const Array* items = value.array()) {
        return std::all_of(items->begin(), items->end(),
                           [&](const Value& item) { return count_nodes(item, depth + 1); });
    }
    const Object* members = value.object();
    return members == nullptr || std::all_of(members->begin(), members->end(), [&](const Object::Member& member) {
               return count_nodes(member.second, depth + 1);
           });
}

bool Compiler::add(const Value& value) {
    if (is_literal(value)) return add_constant(value);
    if (value.array() != nullptr) return add_list(*value.array());
    const Object& object = *value.object();
    const auto& [name, argument] = *object.begin();
    if (object.size() == 1) return add_operator(name, argument);
    return add_failure(ErrorCode::rule_operator_unknown);
}

bool Compiler::add_list(const Array& items) {
    const std::size_t start = code_->instructions.size();
    const bool is_constant = add_items(items);
    emit(Op::make_list, 0, items.size(), 0, 1 - static_cast<std::ptrdiff_t>(items.size()));
    return fold(is_constant, start);
}

bool Compiler::add_item(const Array& items, std::size_t index) {
    const At at(*this, std::to_string(index));
    return add(items[index]);
}

bool Compiler::add_items(const Array& items) {
    bool is_constant = true;
    for (std::size_t i = 0; i < items.size(); ++i) is_constant = add_item(items, i) && is_constant;
    return is_constant;
}

bool Compiler::add_operator(const std::string& name, const Value& argument) {
    const At at(*this, name);
    const auto found = operator_of(name);
    if (!found) return add_failure(ErrorCode::rule_operator_unknown);
    switch (found->form) {
        case Form::builtin:
            return add_builtin(found->kind, argument);
        case Form::path:
            return add_path(found->kind, argument);
        case Form::measure:
            return add_measure(found->kind, argument);
        case Form::compare:
            return add_compare(static_cast<Comparison>(found->kind), argument);
        case Form::keep:
            return add_keep(static_cast<Op>(found->kind), argument);
        case Form::choose:
            return add_choice(argument);
        case Form::iterate:
            return add_iteration(static_cast<Iteration>(found->kind), argument);
        case Form::attempt:
            return add_attempt(argument);
        case Form::preserve:
            return add_constant(argument);
        case Form::each_key:
            return add_members(argument);
        case Form::pipe:
            return add_pipe(argument);
    }
    return false;
}

// A list written in the rule is the arguments. Anything else is one argument, or if it turns out to be a list, all of
// them.
bool Compiler::add_builtin(std::uint8_t id, const Value& argument) {
    const std::size_t start = code_->instructions.size();
    bool is_constant = false;
    if (const Array* items = argument.array()) {
        is_constant = add_items(*items);
        emit(Op::call, id, items->size(), 0, 1 - static_cast<std::ptrdiff_t>(items->size()));
    } else {
        is_constant = add(argument);
        emit(Op::spread, id, 1, 0, 0);
    }
    const bool reads_data = id >= static_cast<std::uint8_t>(BuiltinId::value);
    return fold(is_constant && !reads_data, start);
}

bool Compiler::add_measure(std::uint8_t id, const Value& argument) {
    const std::size_t start = code_->instructions.size();
    const Array* items = argument.array();
    if (items != nullptr && items->empty()) return add_failure(ErrorCode::rule_arguments_invalid);
    const bool is_constant = items != nullptr ? add_item(*items, 0) : add(argument);
    emit(Op::call, id, 1, 0, 0);
    return fold(is_constant, start);
}

bool Compiler::add_constant(Value value) {
    const std::size_t index = code_->constants.size();
    code_->constants.push_back(std::make_unique<Value>(std::move(value)));
    code_->operands.push_back(Operand::of(*code_->constants.back()));
    emit(Op::constant, 0, 0, index, 1);
    return true;
}

bool Compiler::add_failure(ErrorCode code) {
    emit(Op::fail, 0, static_cast<std::size_t>(code), 0, 1);
    return false;
}

bool Compiler::fold(bool is_constant, std::size_t start) {
    if (!is_constant) return false;
    constexpr Budget budget{.steps_max = 1000, .bytes_max = 4096};
    const Value no_data;
    auto value = Machine(*code_, no_data, budget).run(start, code_->instructions.size());
    if (!value) return false;
    drop_since(start);
    --stack_size_;
    return add_constant(*std::move(value));
}

void Compiler::drop_since(std::size_t start) {
    while (code_->instructions.size() > start) code_->instructions.pop_back();
}

void Compiler::emit(Op op, std::uint8_t kind, std::size_t count, std::size_t target, std::ptrdiff_t pushed) {
    code_->instructions.push_back(
        {op, kind, static_cast<std::uint16_t>(count), static_cast<std::uint32_t>(target), place_});
    stack_size_ = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(stack_size_) + pushed);
    code_->stack_max = std::max(code_->stack_max, stack_size_);
}

std::uint32_t Compiler::emit_jump(Op op, std::uint8_t kind, std::ptrdiff_t pushed, std::uint32_t earlier) {
    emit(op, kind, 0, earlier, pushed);
    return static_cast<std::uint32_t>(code_->instructions.size() - 1);
}

void Compiler::land(std::uint32_t jumps) {
    while (jumps != none) {
        std::uint32_t& target = code_->instructions[jumps].target;
        jumps = target;
        target = static_cast<std::uint32_t>(code_->instructions.size());
    }
}

bool Compiler::add_within(bool is_iteration, const Array& items, std::size_t index) {
    const Scope scope{scope_, is_iteration};
    scope_ = &scope;
    ++scopes_;
    const bool is_constant = add_item(items, index);
    --scopes_;
    scope_ = scope.outer;
    return is_constant;
}

}  // namespace laurel::rules
