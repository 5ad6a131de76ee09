#include "shared/rules/machine.h"

#include "shared/rules/builtins.h"

namespace laurel::rules {
namespace {

using Kind = Operand::Kind;

// What an object or a list may hold below itself; deeper results would make destroying them a deep recursion.
constexpr std::size_t result_depth_max = 2 * rule_depth_max;
constexpr std::size_t value_bytes = 48;

// The common case first.
inline bool is_true(const Operand& operand) {
    return operand.kind == Kind::boolean ? operand.boolean : is_truthy(operand);
}

}  // namespace

Machine::Machine(const Code& code, const Value& data, const Budget& budget)
    : code_(code), data_(Operand::of(data)), steps_left_(budget.steps_max), bytes_left_(budget.bytes_max) {
    const std::size_t room = code.paths.size() + code.stack_max;
    if (room > operands_inside) outside_ = std::make_unique<Operand[]>(room);
    found_ = outside_ ? outside_.get() : inside_;
    for (std::size_t i = 0; i < code.paths.size(); ++i) found_[i].kind = Kind::unresolved;
    stack_ = found_ + code.paths.size();
    top_ = stack_;
}

Result<Value> Machine::run(std::size_t first, std::size_t last) {
    Operand given{};
    Value result;
    if (!run(first, last, given) || !copy(given, result)) return *std::move(error_);
    return result;
}

bool Machine::run(std::size_t first, std::size_t last, Operand& given) {
    at_ = first;
    while (!execute(last)) {
        if (!recover()) return false;
    }
    given = pop();
    return true;
}

void Machine::restart(const Budget& budget) {
    steps_left_ = budget.steps_max;
    bytes_left_ = budget.bytes_max;
    top_ = stack_;
    if (!owned_.empty()) owned_.clear();
    if (!error_) return;
    scopes_.clear();
    attempts_.clear();
    error_.reset();
}

// Until the end or a failure.
bool Machine::execute(std::size_t last) {
    // Pointers, not calls into containers: where this is built for size, nothing is inlined.
    const Instruction* const instructions = code_.instructions.data();
    const Operand* const constants = code_.operands.data();
    while (at_ < last) {
        const Instruction& instruction = instructions[at_++];
        switch (instruction.op) {
            case Op::constant:
                *top_++ = constants[instruction.target];
                break;
            case Op::load:
                *top_ = found_[instruction.target];
                if (top_->kind == Kind::unresolved) *top_ = find_in_data(instruction.target);
                if (top_->kind == Kind::absent) top_->kind = Kind::null;
                ++top_;
                break;
            case Op::test:
                *top_ = found_[instruction.target];
                if (top_->kind == Kind::unresolved) *top_ = find_in_data(instruction.target);
                if (top_->kind == Kind::absent) top_->kind = Kind::null;
                top_[1] = constants[instruction.count];
                top_ += 2;
                [[fallthrough]];
            case Op::compare:
                if (top_[-1].kind == Kind::number && top_[-2].kind == Kind::number) {
                    --top_;
                    const auto comparison = static_cast<Comparison>(instruction.kind);
                    top_[-1].boolean = holds_between(comparison, top_[-1].number, top_[0].number);
                    top_[-1].kind = Kind::boolean;
                } else if (!execute_compare(instruction)) {
                    return false;
                }
                break;
            case Op::jump:
                at_ = instruction.target;
                break;
            case Op::jump_unless:
                if (!is_true(*--top_)) at_ = instruction.target;
                break;
            case Op::keep_unless:
            case Op::keep_if:
                if (is_true(top_[-1]) == (instruction.op == Op::keep_if)) {
                    at_ = instruction.target;
                } else {
                    --top_;
                }
                break;
            case Op::call:
                if (!execute_call(instruction)) return false;
                break;
            default:
                if (!execute_rarer(instruction)) return false;
                break;
        }
    }
    return true;
}

bool Machine::execute_rarer(const Instruction& instruction) {
    switch (instruction.op) {
        case Op::load_as:
            load_as(static_cast<Load>(instruction.kind), find_in_data(instruction.target));
            return true;
        case Op::keep_if_any:
            if (top_[-1].kind != Kind::null) {
                at_ = instruction.target;
            } else {
                --top_;
            }
            return true;
        case Op::drop:
            --top_;
            return true;
        case Op::compare_next:
            return execute_compare(instruction);
        case Op::spread:
            return execute_spread(instruction);
        case Op::make_list:
            return make_list(instruction.count);
        case Op::make_object:
            return make_object(*code_.constants[instruction.target]->array());
        case Op::fail:
            return fail(static_cast<ErrorCode>(instruction.count));
        default:
            return execute_scope(instruction);
    }
}

bool Machine::execute_scope(const Instruction& instruction) {
    switch (instruction.op) {
        case Op::load_scope:
            return load_scope(instruction);
        case Op::load_index:
            push(Operand::of(static_cast<double>(scopes_[scopes_.size() - 1 - instruction.count].index)));
            return true;
        case Op::iterate:
            return iterate(instruction);
        case Op::next:
            return next(instruction);
        case Op::attempt:
            attempts_.push_back(
                {instruction.target, static_cast<std::size_t>(top_ - stack_), scopes_.size() - instruction.kind});
            return true;
        case Op::settle:
            attempts_.pop_back();
            return true;
        case Op::enter:
            scopes_.emplace_back().context = pop();
            return true;
        default:
            scopes_.pop_back();
            return true;
    }
}

bool Machine::execute_compare(const Instruction& instruction) {
    bool holds = false;
    std::size_t steps = 0;
    if (!compare(static_cast<Comparison>(instruction.kind), top_[-2], top_[-1], holds, steps)) {
        return fail(ErrorCode::rule_not_a_number);
    }
    --top_;
    if (instruction.op == Op::compare_next && holds) {
        top_[-1] = top_[0];
    } else {
        top_[-1] = Operand::of(holds);
        if (instruction.op == Op::compare_next) at_ = instruction.target;
    }
    return steps == 0 || spend_steps(steps);
}

bool Machine::execute_call(const Instruction& instruction) {
    Operand result{};
    const Arguments arguments{top_ - instruction.count, instruction.count};
    if (!builtin_of(instruction.kind)(*this, arguments, result)) return false;
    top_ -= instruction.count;
    push(result);
    return true;
}

bool Machine::execute_spread(const Instruction& instruction) {
    std::vector<Operand> arguments;
    if (top_[-1].kind == Kind::list) {
        if (!spend_steps(top_[-1].items().size())) return false;
        for (const Value& item : top_[-1].items()) arguments.push_back(Operand::of(item));
    } else {
        arguments.push_back(top_[-1]);
    }
    Operand result{};
    if (!builtin_of(instruction.kind)(*this, arguments, result)) return false;
    top_[-1] = result;
    return true;
}

const Operand& Machine::find_in_data(std::size_t path) {
    if (found_[path].kind == Kind::unresolved) found_[path] = find(data_, code_.paths[path]);
    return found_[path];
}

void Machine::load_as(Load load, const Operand& found) {
    const bool exists = found.kind != Kind::absent;
    switch (load) {
        case Load::value:
            push(exists ? found : Operand{});
            break;
        case Load::exists:
            push(Operand::of(exists));
            break;
        case Load::value_or_default:
            if (exists) top_[-1] = found;
            break;
    }
}

bool Machine::load_scope(const Instruction& instruction) {
    const Scope& scope = scopes_[scopes_.size() - 1 - instruction.count];
    Operand found{};
    if (!find_in_scope(scope, code_.paths[instruction.target], found)) return false;
    load_as(static_cast<Load>(instruction.kind), found);
    return true;
}

bool Machine::make_list(std::size_t count) {
    Array items;
    items.reserve(count);
    for (Operand* item = top_ - count; item != top_; ++item) {
        if (!append_copy(items, *item)) return false;
    }
    top_ -= count;
    push(own(std::move(items)));
    return true;
}

bool Machine::make_object(const Array& keys) {
    Object object;
    top_ -= keys.size();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        Value member;
        if (!spend_bytes(keys[i].string()->size()) || !copy(top_[i], member)) return false;
        object.set(*keys[i].string(), std::move(member));
    }
    push(own(std::move(object)));
    return true;
}

bool Machine::fail(ErrorCode code) {
    error_ = Error{code, code_.path_of(code_.instructions[at_ - 1]), {}, {}};
    return false;
}

bool Machine::fail_with(const Operand& thrown) {
    Value value;
    if (!copy(thrown, value)) return false;
    thrown_ = value.object() != nullptr ? std::move(value) : Value(Object{{"type", std::move(value)}});
    fail(ErrorCode::rule_thrown);
    const Value* type = thrown_.find("type");
    error_->found = write_json(type != nullptr ? *type : Value());
    return false;
}

bool Machine::spend_steps(std::size_t steps) {
    if (steps > steps_left_) return fail(ErrorCode::rule_budget_exceeded);
    steps_left_ -= steps;
    return true;
}

bool Machine::spend_bytes(std::size_t bytes) {
    if (bytes > bytes_left_) return fail(ErrorCode::rule_budget_exceeded);
    bytes_left_ -= bytes;
    return true;
}

Operand Machine::own(Value value) {
    owned_.push_back(std::make_unique<Value>(std::move(value)));
    return Operand::of(*owned_.back());
}

bool Machine::own_text(std::string text, Operand& result) {
    if (!spend_bytes(text.size() + value_bytes)) return false;
    result = own(std::move(text));
    return true;
}

bool Machine::count_bytes(const Value& value, std::size_t depth, std::size_t& bytes) {
    if (depth > result_depth_max || bytes > bytes_left_) return false;
    bytes += value_bytes;
    if (const std::string* text = value.string()) {
        bytes += text->size();
    } else if (const Array* items = value.array()) {
        for (const Value& item : *items) {
            if (!count_bytes(item, depth + 1, bytes)) return false;
        }
    } else if (const Object* members = value.object()) {
        for (const auto& [key, member] : *members) {
            bytes += key.size();
            if (!count_bytes(member, depth + 1, bytes)) return false;
        }
    }
    return true;
}

bool Machine::pay_for(const Operand& operand) {
    std::size_t bytes = value_bytes;
    if (operand.kind == Kind::text) bytes += operand.size_bytes;
    const bool is_nested = operand.kind == Kind::list || operand.kind == Kind::object;
    if (is_nested && !count_bytes(*operand.value, 1, bytes)) return fail(ErrorCode::rule_budget_exceeded);
    return spend_bytes(bytes);
}

bool Machine::copy(const Operand& operand, Value& value) {
    if (!pay_for(operand)) return false;
    switch (operand.kind) {
        case Kind::boolean:
            value = operand.boolean;
            break;
        case Kind::number:
            value = Value::of_number(operand.number);
            break;
        case Kind::text:
            value = operand.view();
            break;
        case Kind::list:
        case Kind::object:
            value = *operand.value;
            break;
        default:
            value = {};
            break;
    }
    return true;
}

bool Machine::append_copy(Array& items, const Operand& operand) { return copy(operand, items.emplace_back()); }

// The attempt that catches the error goes on in its handler, where paths start from the error.
bool Machine::recover() {
    if (attempts_.empty() || error_->code == ErrorCode::rule_budget_exceeded) return false;
    const Attempt attempt = attempts_.back();
    attempts_.pop_back();
    top_ = stack_ + attempt.stack_size;
    scopes_.resize(attempt.scopes);
    if (error_->code != ErrorCode::rule_thrown) thrown_ = Object{{"type", type_of(*error_)}};
    scopes_.emplace_back().context = own(std::move(thrown_));
    at_ = attempt.handler;
    return true;
}

}  // namespace laurel::rules
