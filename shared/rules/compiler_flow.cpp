// The compiler's part about operators that evaluate their arguments when they need them. They want these written as a
// list in the rule: what only turns out to be one when it runs can't be left unevaluated.
#include "shared/rules/compiler.h"

namespace laurel::rules {

bool Compiler::add_compare(Comparison comparison, const Value& argument) {
    const std::size_t start = code_->instructions.size();
    const Array* items = argument.array();
    if (items == nullptr || items->size() < 2) return add_failure(ErrorCode::rule_arguments_invalid);
    bool is_constant = add_item(*items, 0);
    std::uint32_t to_end = none;
    const auto kind = static_cast<std::uint8_t>(comparison);
    for (std::size_t i = 1; i < items->size(); ++i) {
        is_constant = add_item(*items, i) && is_constant;
        if (i + 1 < items->size()) {
            to_end = emit_jump(Op::compare_next, kind, -1, to_end);
        } else {
            emit(Op::compare, kind, 0, 0, -1);
        }
    }
    land(to_end);
    if (fuse_compare(start)) return false;
    return fold(is_constant, start);
}

// "A field of the data against a constant" is what most conditions are, so it is one instruction.
bool Compiler::fuse_compare(std::size_t start) {
    const std::vector<Instruction>& all = code_->instructions;
    if (all.size() != start + 3 || all[start].op != Op::load || all[start + 1].op != Op::constant) return false;
    const Instruction fused{Op::test, all[start + 2].kind, static_cast<std::uint16_t>(all[start + 1].target),
                            all[start].target, place_};
    if (fused.count != all[start + 1].target) return false;
    drop_since(start);
    code_->instructions.push_back(fused);
    return true;
}

bool Compiler::add_keep(Op op, const Value& argument) {
    const std::size_t start = code_->instructions.size();
    const Array* items = argument.array();
    if (items == nullptr) return add_failure(ErrorCode::rule_arguments_invalid);
    if (items->empty()) return add_constant({});
    bool is_constant = true;
    std::uint32_t to_end = none;
    for (std::size_t i = 0; i < items->size(); ++i) {
        is_constant = add_item(*items, i) && is_constant;
        if (i + 1 < items->size()) to_end = emit_jump(op, 0, -1, to_end);
    }
    land(to_end);
    return fold(is_constant, start);
}

bool Compiler::add_choice(const Value& argument) {
    const std::size_t start = code_->instructions.size();
    const Array* items = argument.array();
    if (items == nullptr) return add_failure(ErrorCode::rule_arguments_invalid);
    bool is_constant = true;
    std::uint32_t to_end = none;
    std::size_t i = 0;
    for (; i + 1 < items->size(); i += 2) {
        is_constant = add_item(*items, i) && is_constant;
        const std::uint32_t to_next = emit_jump(Op::jump_unless, 0, -1);
        is_constant = add_item(*items, i + 1) && is_constant;
        to_end = emit_jump(Op::jump, 0, -1, to_end);
        land(to_next);
    }
    const bool is_last_constant = i < items->size() ? add_item(*items, i) : add_constant({});
    land(to_end);
    return fold(is_constant && is_last_constant, start);
}

bool Compiler::add_iteration(Iteration iteration, const Value& argument) {
    const Array* items = argument.array();
    if (items == nullptr || items->size() < 2) return add_failure(ErrorCode::rule_arguments_invalid);
    const bool has_start = iteration == Iteration::reduce && items->size() > 2;
    if (has_start) {
        iteration = Iteration::reduce_from;
        add_item(*items, 2);
    }
    add_item(*items, 0);
    const auto kind = static_cast<std::uint8_t>(iteration);
    const std::uint32_t begin = emit_jump(Op::iterate, kind, has_start ? -2 : -1);
    add_within(true, *items, 1);
    emit(Op::next, kind, 0, begin + 1, 0);
    land(begin);
    return false;
}

// Each argument but the last is an attempt whose errors go on with the next one; that one's paths start from the error.
bool Compiler::add_attempt(const Value& argument) {
    const Array one{argument};
    const Array* items = argument.array() != nullptr ? argument.array() : &one;
    if (items->empty()) return add_failure(ErrorCode::rule_arguments_invalid);
    if (items->size() == 1) return argument.array() != nullptr ? add_item(*items, 0) : add(argument);
    std::uint32_t to_end = none;
    for (std::size_t i = 0; i < items->size(); ++i) {
        const bool is_handler = i > 0;
        const bool is_last = i + 1 == items->size();
        const std::uint32_t attempt = is_last ? none : emit_jump(Op::attempt, is_handler ? 1 : 0, 0);
        if (is_handler) {
            add_within(false, *items, i);
        } else {
            add_item(*items, i);
        }
        if (!is_last) emit(Op::settle, 0, 0, 0, 0);
        if (is_handler) emit(Op::leave, 0, 0, 0, 0);
        if (!is_last) to_end = emit_jump(Op::jump, 0, -1, to_end);
        land(attempt);
    }
    land(to_end);
    return false;
}

bool Compiler::add_members(const Value& argument) {
    const Object* members = argument.object();
    if (members == nullptr) return add_failure(ErrorCode::rule_arguments_invalid);
    const std::size_t start = code_->instructions.size();
    bool is_constant = true;
    Array keys;
    for (const auto& [key, member] : *members) {
        const At at(*this, key);
        is_constant = add(member) && is_constant;
        keys.push_back(key);
    }
    const auto count = static_cast<std::ptrdiff_t>(keys.size());
    code_->constants.push_back(std::make_unique<Value>(std::move(keys)));
    code_->operands.push_back(Operand::of(*code_->constants.back()));
    emit(Op::make_object, 0, 0, code_->constants.size() - 1, 1 - count);
    return fold(is_constant, start);
}

// Each argument but the first starts its paths from what the one before it gave.
bool Compiler::add_pipe(const Value& argument) {
    const Array* items = argument.array();
    if (items == nullptr || items->empty()) return add_failure(ErrorCode::rule_arguments_invalid);
    bool is_constant = add_item(*items, 0);
    for (std::size_t i = 1; i < items->size(); ++i) {
        is_constant = false;
        emit(Op::enter, 0, 0, 0, -1);
        add_within(false, *items, i);
        emit(Op::leave, 0, 0, 0, 0);
    }
    return is_constant;
}

}  // namespace laurel::rules
