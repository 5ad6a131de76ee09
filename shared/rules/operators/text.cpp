#include "shared/rules/builtins.h"

namespace laurel::rules::builtins {
namespace {

using Kind = Operand::Kind;

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

std::int64_t characters_in(std::string_view text) {
    std::int64_t count = 0;
    for (const char byte : text) count += starts_character(byte) ? 1 : 0;
    return count;
}

// The byte at which so many characters end, or the whole text has.
std::size_t bytes_of(std::string_view text, std::int64_t characters) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (starts_character(text[at]) && characters-- == 0) break;
    }
    return at;
}

// An argument as a whole number of characters, cut towards 0; 0 where there is none.
std::int64_t count_at(Arguments arguments, std::size_t index) {
    constexpr double limit = 1e9;
    double number = 0;
    if (index >= arguments.size() || !to_number(arguments[index], number)) return 0;
    if (number > limit) number = limit;
    if (number < -limit) number = -limit;
    return static_cast<std::int64_t>(number);
}

std::int64_t at_least_0(std::int64_t number) { return number < 0 ? 0 : number; }

}  // namespace

bool concatenate(Machine& machine, Arguments arguments, Operand& result) {
    std::string text;
    for (const Operand& argument : arguments) {
        if (!machine.pay_for(argument)) return false;
        if (argument.kind == Kind::text) {
            text += argument.view();
        } else {
            text += to_text(argument);
        }
    }
    return machine.own_text(std::move(text), result);
}

// substr(text, from, count), in characters. From the end when `from` is negative; a negative `count` leaves so many
// off.
bool part(Machine& machine, Arguments arguments, Operand& result) {
    if (arguments.empty()) return machine.fail(ErrorCode::rule_arguments_invalid);
    std::string whole;
    std::string_view text = arguments[0].view();
    if (arguments[0].kind != Kind::text) {
        if (!machine.pay_for(arguments[0])) return false;
        whole = to_text(arguments[0]);
        text = whole;
    }
    if (!machine.spend_steps(text.size() / 64)) return false;
    std::int64_t from = count_at(arguments, 1);
    if (from < 0) from = at_least_0(characters_in(text) + from);
    text.remove_prefix(bytes_of(text, from));
    if (arguments.size() > 2) {
        std::int64_t count = count_at(arguments, 2);
        if (count < 0) count = at_least_0(characters_in(text) + count);
        text = text.substr(0, bytes_of(text, count));
    }
    return machine.own_text(std::string(text), result);
}

// In a list by what is the same; in a text as a part of it.
bool is_in(Machine& machine, Arguments arguments, Operand& result) {
    bool is_there = false;
    std::size_t steps = 0;
    if (arguments.size() > 1 && arguments[1].kind == Kind::list) {
        for (const Value& item : arguments[1].items()) {
            is_there = is_same(arguments[0], Operand::of(item), steps);
            if (is_there) break;
        }
    } else if (arguments.size() > 1 && arguments[1].kind == Kind::text) {
        const std::string_view text = arguments[1].view();
        const Kind kind = arguments[0].kind;
        const bool has_text = kind == Kind::text || kind == Kind::number || kind == Kind::boolean;
        const std::string part = has_text ? to_text(arguments[0]) : std::string();
        if (has_text && part.size() <= text.size()) {
            if (!machine.spend_steps((text.size() - part.size() + 1) * (part.size() + 1) / 64)) return false;
            is_there = text.find(part) != std::string_view::npos;
        }
    }
    result = Operand::of(is_there);
    return steps == 0 || machine.spend_steps(steps);
}

// Of a text in characters, of a list in items, of an object in members.
bool length(Machine& machine, Arguments arguments, Operand& result) {
    const Operand operand = arguments.empty() ? Operand{} : arguments.front();
    std::size_t count = 0;
    switch (operand.kind) {
        case Kind::text:
            if (!machine.spend_steps(operand.size_bytes / 64)) return false;
            count = static_cast<std::size_t>(characters_in(operand.view()));
            break;
        case Kind::list:
            count = operand.items().size();
            break;
        case Kind::object:
            count = operand.members().size();
            break;
        default:
            return machine.fail(ErrorCode::rule_arguments_invalid);
    }
    result = Operand::of(static_cast<double>(count));
    return true;
}

}  // namespace laurel::rules::builtins
