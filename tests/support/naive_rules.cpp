#include "tests/support/naive_rules.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>

#include "tests/support/naive_values.h"

namespace laurel::testing {
namespace {

// What a rule throws.
struct Thrown {
    Value error;
};

[[noreturn]] void raise(const char* type) { throw Thrown{Object{{"type", type}}}; }

// Where paths start: the innermost level last. Each iteration adds two, itself and its item.
using Levels = std::vector<Value>;

Value run(const Value& rule, const Levels& levels);

double sure_number(const Value& value) {
    const double number = number_of(value);
    if (std::isnan(number)) raise("NaN");
    return number;
}

Value finite(double number) {
    if (!std::isfinite(number)) raise("NaN");
    return Value::of_number(number);
}

std::optional<Value> step(const Value& from, const std::string& key) {
    if (from.object() != nullptr) {
        const Value* member = from.find(key);
        return member != nullptr ? std::optional(*member) : std::nullopt;
    }
    if (from.array() == nullptr) return std::nullopt;
    for (std::size_t i = 0; i < from.array()->size(); ++i) {
        if (key == std::to_string(i)) return (*from.array())[i];
    }
    return std::nullopt;
}

std::optional<Value> walk(std::optional<Value> from, const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
        if (!from) return from;
        from = step(*from, key);
    }
    return from;
}

// No key of the tests' rules has an escape.
std::vector<std::string> split(const std::string& path) {
    std::vector<std::string> keys;
    if (path.empty()) return keys;
    for (std::size_t start = 0;;) {
        const std::size_t dot = path.find('.', start);
        keys.push_back(path.substr(start, dot - start));
        if (dot == std::string::npos) return keys;
        start = dot + 1;
    }
}

// Of an iteration itself only its index can be had.
std::optional<Value> walk_from(const Levels& levels, std::size_t climb, const std::vector<std::string>& keys) {
    if (climb >= levels.size() || (climb % 2 == 1 && keys.empty())) return std::nullopt;
    return walk(levels[levels.size() - 1 - climb], keys);
}

std::optional<Value> find_val(Array pieces, const Levels& levels) {
    std::size_t climb = 0;
    if (!pieces.empty() && pieces[0].array() != nullptr && pieces[0].array()->size() == 1) {
        const double number = number_of((*pieces[0].array())[0]);
        if (!std::isnan(number)) {
            climb = static_cast<std::size_t>(std::min(std::abs(number), 1000.0));
            pieces.erase(pieces.begin());
        }
    }
    std::vector<std::string> keys;
    for (const Value& piece : pieces) {
        if (!names(piece)) return std::nullopt;
        keys.push_back(text_of(piece));
    }
    return walk_from(levels, climb, keys);
}

std::optional<Value> find_var(const Value& name, const Levels& levels) {
    if (!name.is_null() && !names(name)) return std::nullopt;
    std::string path = text_of(name);
    std::size_t climb = 0;
    for (; path.starts_with("../"); path.erase(0, 3)) ++climb;
    return walk_from(levels, climb, split(path));
}

Array missing_of(const Array& list, const Levels& levels) {
    Array missing;
    for (const Value& name : list) {
        if (!find_var(name, levels)) missing.push_back(name);
    }
    return missing;
}

bool compared(const std::string& name, const Value& left, const Value& right) {
    if (name == "===") return left == right;
    if (name == "!==") return !(left == right);
    const auto is_text = [](const Value& value) { return value.string() != nullptr || value.is_null(); };
    if (is_text(left) && is_text(right)) {
        if (name == "==") return left == right;
        if (name == "!=") return !(left == right);
        if (left.string() != nullptr && right.string() != nullptr) {
            const int order = left.string()->compare(*right.string());
            return name == "<" ? order < 0 : name == "<=" ? order <= 0 : name == ">" ? order > 0 : order >= 0;
        }
    }
    const bool may_be_none = is_text(left) && is_text(right);
    const double a = may_be_none ? number_of(left) : sure_number(left);
    const double b = may_be_none ? number_of(right) : sure_number(right);
    if (name == "==") return a == b;
    if (name == "!=") return a != b;
    return name == "<" ? a < b : name == "<=" ? a <= b : name == ">" ? a > b : a >= b;
}

std::string part(const Array& arguments) {
    const Array all = characters(text_of(arguments.at(0)));
    const auto number_at = [&](std::size_t index) {
        const double number = index < arguments.size() ? number_of(arguments[index]) : 0;
        return std::isnan(number) ? 0 : static_cast<std::int64_t>(std::max(-1e9, std::min(1e9, number)));
    };
    const auto size = static_cast<std::int64_t>(all.size());
    std::int64_t from = number_at(1);
    from = from < 0 ? std::max<std::int64_t>(0, size + from) : std::min(from, size);
    std::int64_t end = size;
    if (arguments.size() > 2) {
        const std::int64_t count = number_at(2);
        end = count < 0 ? size + count : std::min(size, from + count);
    }
    std::string text;
    for (std::int64_t i = from; i < end; ++i) text += *all[static_cast<std::size_t>(i)].string();
    return text;
}

bool is_in(const Array& arguments) {
    if (arguments.size() < 2) return false;
    if (const Array* list = arguments[1].array()) {
        return std::find(list->begin(), list->end(), arguments[0]) != list->end();
    }
    return arguments[1].string() != nullptr && names(arguments[0]) &&
           arguments[1].string()->find(text_of(arguments[0])) != std::string::npos;
}

Value fold_numbers(const Array& arguments, double start, const std::function<double(double, double)>& step_of) {
    double total = start;
    for (const Value& argument : arguments) total = step_of(total, sure_number(argument));
    return finite(total);
}

Value arithmetic(const std::string& name, Array arguments) {
    if (name == "+") return fold_numbers(arguments, 0, std::plus());
    if (name == "*") return fold_numbers(arguments, 1, std::multiplies());
    if (arguments.empty()) raise("Invalid Arguments");
    const bool is_nested = arguments[0].array() != nullptr || arguments[0].object() != nullptr;
    if (name == "%" && arguments.size() < 2) raise(is_nested ? "NaN" : "Invalid Arguments");
    double start = name == "-" ? 0 : 1;
    if (arguments.size() > 1) {
        start = sure_number(arguments[0]);
        arguments.erase(arguments.begin());
    }
    if (name == "%") return fold_numbers(arguments, start, [](double a, double b) { return std::fmod(a, b); });
    if (name == "-") return fold_numbers(arguments, start, std::minus());
    return fold_numbers(arguments, start, std::divides());
}

Value extreme(const std::string& name, const Array& arguments) {
    if (arguments.empty()) raise("Invalid Arguments");
    std::optional<double> best;
    for (const Value& argument : arguments) {
        const auto number = as_double(argument);
        if (!number) raise("Invalid Arguments");
        if (!best || (name == "max" ? *number > *best : *number < *best)) best = number;
    }
    return Value::of_number(*best);
}

Value merged(const Array& arguments) {
    Array all;
    for (const Value& argument : arguments) {
        if (argument.array() == nullptr) all.push_back(argument);
        if (argument.array() != nullptr) all.insert(all.end(), argument.array()->begin(), argument.array()->end());
    }
    return all;
}

Value length_of(const Value& value) {
    if (value.string() != nullptr) return static_cast<std::int64_t>(characters(*value.string()).size());
    if (value.array() != nullptr) return static_cast<std::int64_t>(value.array()->size());
    if (value.object() == nullptr) raise("Invalid Arguments");
    return static_cast<std::int64_t>(value.object()->size());
}

Value keys_of(const Value& value) {
    Array keys;
    if (value.object() != nullptr) {
        for (const auto& [key, member] : *value.object()) keys.push_back(key);
    }
    for (std::size_t i = 0; value.array() != nullptr && i < value.array()->size(); ++i)
        keys.push_back(std::to_string(i));
    return keys;
}

Value missing_some(const Array& arguments, const Levels& levels) {
    if (arguments.size() < 2 || arguments[1].array() == nullptr) raise("Invalid Arguments");
    const double needed = number_of(arguments[0]);
    if (std::isnan(needed)) raise("Invalid Arguments");
    const Array missing = missing_of(*arguments[1].array(), levels);
    const auto there = static_cast<double>(arguments[1].array()->size() - missing.size());
    return there >= needed ? Array{} : missing;
}

std::optional<Value> eager(const std::string& name, const Array& arguments, const Levels& levels) {
    const Value nothing;
    const auto at = [&](std::size_t i) -> const Value& { return i < arguments.size() ? arguments[i] : nothing; };
    if (name == "+" || name == "-" || name == "*" || name == "/" || name == "%") return arithmetic(name, arguments);
    if (name == "max" || name == "min") return extreme(name, arguments);
    if (name == "!") return !truth(at(0));
    if (name == "!!") return truth(at(0));
    if (name == "cat") {
        std::string text;
        for (const Value& argument : arguments) text += text_of(argument);
        return text;
    }
    if (name == "substr") {
        if (arguments.empty()) raise("Invalid Arguments");
        return part(arguments);
    }
    if (name == "in") return is_in(arguments);
    if (name == "merge") return merged(arguments);
    if (name == "keys") return keys_of(at(0));
    if (name == "log") return at(0);
    if (name == "throw") throw Thrown{at(0).object() != nullptr ? at(0) : Value(Object{{"type", at(0)}})};
    if (name == "val") return find_val(arguments, levels).value_or(Value());
    if (name == "exists") return find_val(arguments, levels).has_value();
    if (name == "var") return find_var(at(0), levels).value_or(at(1));
    if (name == "get") {
        const bool is_path = at(1).is_null() || names(at(1));
        return is_path ? walk(at(0), split(text_of(at(1)))).value_or(at(2)) : at(2);
    }
    if (name == "missing") return missing_of(at(0).array() != nullptr ? *at(0).array() : arguments, levels);
    if (name == "missing_some") return missing_some(arguments, levels);
    return std::nullopt;
}

Levels with(Levels levels, Value between, Value inside) {
    levels.push_back(std::move(between));
    levels.push_back(std::move(inside));
    return levels;
}

Value reduced(const Array& rules, const Array& items, const Levels& levels, const Value& start) {
    std::optional<Value> total = rules.size() > 2 ? std::optional(start) : std::nullopt;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Object index{{"index", static_cast<std::int64_t>(i)}};
        total = total ? run(rules[1], with(levels, index, Object{{"accumulator", *total}, {"current", items[i]}}))
                      : items[i];
    }
    return total.value_or(Value());
}

Value iterated(const std::string& name, const Value& argument, const Levels& levels) {
    if (argument.array() == nullptr || argument.array()->size() < 2) raise("Invalid Arguments");
    const Array& rules = *argument.array();
    const Value start = name == "reduce" && rules.size() > 2 ? run(rules[2], levels) : Value();
    const Value list = run(rules[0], levels);
    const Array items = list.array() != nullptr ? *list.array() : Array{};
    if (name == "reduce") return reduced(rules, items, levels, start);
    Array kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Object index{{"index", static_cast<std::int64_t>(i)}};
        const Value given = run(rules[1], with(levels, index, items[i]));
        if (name == "map") kept.push_back(given);
        if (name == "filter" && truth(given)) kept.push_back(items[i]);
        if (name == "all" && !truth(given)) return false;
        if (name == "some" && truth(given)) return true;
        if (name == "none" && truth(given)) return false;
    }
    if (name == "map" || name == "filter") return kept;
    return name == "all" ? !items.empty() : name == "none";
}

Value attempted(const Value& argument, const Levels& levels) {
    const Array rules = argument.array() != nullptr ? *argument.array() : Array{argument};
    if (rules.empty()) raise("Invalid Arguments");
    std::optional<Thrown> last;
    for (const Value& rule : rules) {
        try {
            return run(rule, last ? with(levels, Value(), last->error) : levels);
        } catch (const Thrown& thrown) {
            last = thrown;
        }
    }
    throw *last;
}

Value chosen(const Array& rules, const Levels& levels) {
    for (std::size_t i = 0; i + 1 < rules.size(); i += 2) {
        if (truth(run(rules[i], levels))) return run(rules[i + 1], levels);
    }
    return rules.size() % 2 == 1 ? run(rules.back(), levels) : Value();
}

Value kept(const std::string& name, const Array& rules, const Levels& levels) {
    Value last;
    for (const Value& rule : rules) {
        last = run(rule, levels);
        if (name == "and" ? !truth(last) : name == "or" ? truth(last) : !last.is_null()) break;
    }
    return last;
}

Value chained(const std::string& name, const Array& rules, const Levels& levels) {
    if (rules.size() < 2) raise("Invalid Arguments");
    Value left = run(rules[0], levels);
    for (std::size_t i = 1; i < rules.size(); ++i) {
        Value right = run(rules[i], levels);
        if (!compared(name, left, right)) return false;
        left = std::move(right);
    }
    return true;
}

// Those that want their arguments written as a list.
std::optional<Value> lazy(const std::string& name, const Value& argument, const Levels& levels) {
    const bool compares = name == "==" || name == "!=" || name == "===" || name == "!==" || name == "<" ||
                          name == "<=" || name == ">" || name == ">=";
    const bool keeps = name == "and" || name == "or" || name == "??";
    const bool chooses = name == "if" || name == "?:";
    if (!compares && !keeps && !chooses) return std::nullopt;
    if (argument.array() == nullptr) raise("Invalid Arguments");
    const Array& rules = *argument.array();
    if (compares) return chained(name, rules, levels);
    return keeps ? kept(name, rules, levels) : chosen(rules, levels);
}

Value applied(const std::string& name, const Value& argument, const Levels& levels) {
    if (name == "preserve") return argument;
    if (name == "try") return attempted(argument, levels);
    if (name == "map" || name == "filter" || name == "all" || name == "some" || name == "none" || name == "reduce") {
        return iterated(name, argument, levels);
    }
    if (name == "length") {
        if (argument.array() == nullptr) return length_of(run(argument, levels));
        if (argument.array()->empty()) raise("Invalid Arguments");
        return length_of(run(argument.array()->front(), levels));
    }
    if (const auto value = lazy(name, argument, levels)) return *value;
    const Value evaluated = run(argument, levels);
    const Array arguments = evaluated.array() != nullptr ? *evaluated.array() : Array{evaluated};
    if (const auto value = eager(name, arguments, levels)) return *value;
    raise("Unknown Operator");
}

Value run(const Value& rule, const Levels& levels) {
    if (const Array* items = rule.array()) {
        Array values;
        for (const Value& item : *items) values.push_back(run(item, levels));
        return values;
    }
    const Object* object = rule.object();
    if (object == nullptr || object->empty()) return rule;
    if (object->size() > 1) raise("Unknown Operator");
    return applied(object->begin()->first, object->begin()->second, levels);
}

}  // namespace

Value naive_outcome(const Value& rule, const Value& data) {
    try {
        return Object{{"result", run(rule, {data})}};
    } catch (const Thrown& thrown) {
        const Value* type = thrown.error.find("type");
        return Object{{"error", type != nullptr ? *type : Value()}};
    }
}

}  // namespace laurel::testing
