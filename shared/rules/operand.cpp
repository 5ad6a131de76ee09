#include "shared/rules/operand.h"

#include "shared/base/number.h"

namespace laurel::rules {
namespace {

using Kind = Operand::Kind;

constexpr std::size_t numeral_bytes_max = 1000;
constexpr std::size_t bytes_per_step = 64;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\v\f\r";
    const std::size_t start = text.find_first_not_of(blanks);
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(blanks) + 1 - start);
}

bool text_to_number(std::string_view text, double& number) {
    if (text.size() > numeral_bytes_max) return false;
    text = trimmed(text);
    number = 0;
    if (text.empty()) return true;
    const auto read = read_double(text);
    if (!read) return false;
    number = *read;
    return true;
}

bool is_text_or_null(const Operand& operand) { return operand.kind == Kind::text || operand.kind == Kind::null; }

// Of which one may be null, and then an ordering looks at numbers; what is none is in no order.
bool holds_between_texts(Comparison comparison, const Operand& left, const Operand& right) {
    if (left.kind == right.kind) return holds_between(comparison, left.view(), right.view());
    if (comparison == Comparison::equal || comparison == Comparison::not_equal) {
        return comparison == Comparison::not_equal;
    }
    double left_number = 0;
    double right_number = 0;
    return to_number(left, left_number) && to_number(right, right_number) &&
           holds_between(comparison, left_number, right_number);
}

bool is_same_list(const Array& left, const Array& right, std::size_t& steps) {
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (!is_same(Operand::of(left[i]), Operand::of(right[i]), steps)) return false;
    }
    return true;
}

bool is_same_object(const Object& left, const Object& right, std::size_t& steps) {
    if (left.size() != right.size()) return false;
    auto other = right.begin();
    for (const auto& [key, member] : left) {
        if (key != other->first || !is_same(Operand::of(member), Operand::of(other->second), steps)) return false;
        ++other;
    }
    return true;
}

std::string list_text(const Array& items) {
    std::string text;
    for (const Value& item : items) {
        if (&item != items.data()) text += ',';
        text += to_text(Operand::of(item));
    }
    return text;
}

}  // namespace

Operand Operand::of(bool truth) {
    Operand operand{};
    operand.kind = Kind::boolean;
    operand.boolean = truth;
    return operand;
}

Operand Operand::of(double number) {
    Operand operand{};
    operand.kind = Kind::number;
    operand.number = number;
    return operand;
}

Operand Operand::of(std::string_view text) {
    Operand operand{};
    operand.kind = Kind::text;
    operand.size_bytes = static_cast<std::uint32_t>(text.size());
    operand.text = text.data();
    return operand;
}

Operand Operand::of(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null:
            return Operand{};
        case Value::Kind::boolean:
            return of(*value.boolean());
        case Value::Kind::integer:
            return of(static_cast<double>(*value.integer()));
        case Value::Kind::fraction:
            return of(value.fraction()->number);
        case Value::Kind::string:
            return of(std::string_view(*value.string()));
        default:
            break;
    }
    Operand operand{};
    operand.kind = value.kind() == Value::Kind::array ? Kind::list : Kind::object;
    operand.value = &value;
    return operand;
}

Operand Operand::absent() {
    Operand operand{};
    operand.kind = Kind::absent;
    return operand;
}

bool is_truthy(const Operand& operand) {
    switch (operand.kind) {
        case Kind::boolean:
            return operand.boolean;
        case Kind::number:
            return operand.number != 0;
        case Kind::text:
            return operand.size_bytes > 0;
        case Kind::list:
            return !operand.items().empty();
        case Kind::object:
            return true;
        default:
            return false;
    }
}

bool to_number(const Operand& operand, double& number) {
    switch (operand.kind) {
        case Kind::number:
            number = operand.number;
            return true;
        case Kind::text:
            return text_to_number(operand.view(), number);
        case Kind::list:
        case Kind::object:
            return false;
        default:
            number = operand.kind == Kind::boolean && operand.boolean ? 1 : 0;
            return true;
    }
}

std::string to_text(const Operand& operand) {
    switch (operand.kind) {
        case Kind::boolean:
            return operand.boolean ? "true" : "false";
        case Kind::number:
            return write_double(operand.number);
        case Kind::text:
            return std::string(operand.view());
        case Kind::list:
            return list_text(operand.items());
        case Kind::object:
            return "[object Object]";
        default:
            return {};
    }
}

bool is_same(const Operand& left, const Operand& right, std::size_t& steps) {
    ++steps;
    if (left.kind != right.kind) return false;
    switch (left.kind) {
        case Kind::boolean:
            return left.boolean == right.boolean;
        case Kind::number:
            return left.number == right.number;
        case Kind::text:
            if (left.size_bytes != right.size_bytes) return false;
            steps += left.size_bytes / bytes_per_step;
            return left.view() == right.view();
        case Kind::list:
            return is_same_list(left.items(), right.items(), steps);
        case Kind::object:
            return is_same_object(left.members(), right.members(), steps);
        default:
            return true;
    }
}

bool compare(Comparison comparison, const Operand& left, const Operand& right, bool& holds, std::size_t& steps) {
    if (left.kind == Kind::number && right.kind == Kind::number) {
        holds = holds_between(comparison, left.number, right.number);
        return true;
    }
    if (comparison == Comparison::same || comparison == Comparison::not_same) {
        holds = is_same(left, right, steps) == (comparison == Comparison::same);
        return true;
    }
    if (is_text_or_null(left) && is_text_or_null(right)) {
        steps += left.size_bytes / bytes_per_step;
        holds = holds_between_texts(comparison, left, right);
        return true;
    }
    double left_number = 0;
    double right_number = 0;
    if (!to_number(left, left_number) || !to_number(right, right_number)) return false;
    holds = holds_between(comparison, left_number, right_number);
    return true;
}

}  // namespace laurel::rules
