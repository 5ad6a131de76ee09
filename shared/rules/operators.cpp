#include "shared/rules/operators.h"

#include <iterator>

#include "shared/rules/builtins.h"

namespace laurel::rules {
namespace {

struct Named {
    std::string_view name;
    Form form;
    std::uint8_t kind;
};

template <class Kind>
constexpr Named named(std::string_view name, Form form, Kind kind) {
    return {name, form, static_cast<std::uint8_t>(kind)};
}

constexpr std::string_view builtin_names[] = {
#define X(name, text) text,
    LAUREL_RULE_BUILTINS(X)
#undef X
};

constexpr Builtin builtin_functions[] = {
#define X(name, text) builtins::name,
    LAUREL_RULE_BUILTINS(X)
#undef X
};

constexpr Named others[] = {
    named("var", Form::path, BuiltinId::variable),
    named("val", Form::path, BuiltinId::value),
    named("exists", Form::path, BuiltinId::exists),
    named("missing", Form::path, BuiltinId::missing),
    named("missing_some", Form::path, BuiltinId::missing_some),
    named("length", Form::measure, BuiltinId::length),
    named("not", Form::builtin, BuiltinId::negate),
    named("==", Form::compare, Comparison::equal),
    named("!=", Form::compare, Comparison::not_equal),
    named("===", Form::compare, Comparison::same),
    named("!==", Form::compare, Comparison::not_same),
    named("<", Form::compare, Comparison::less),
    named("<=", Form::compare, Comparison::less_equal),
    named(">", Form::compare, Comparison::greater),
    named(">=", Form::compare, Comparison::greater_equal),
    named("and", Form::keep, Op::keep_unless),
    named("or", Form::keep, Op::keep_if),
    named("??", Form::keep, Op::keep_if_any),
    named("if", Form::choose, 0),
    named("?:", Form::choose, 0),
    named("map", Form::iterate, Iteration::map),
    named("filter", Form::iterate, Iteration::filter),
    named("all", Form::iterate, Iteration::all),
    named("every", Form::iterate, Iteration::all),
    named("some", Form::iterate, Iteration::some),
    named("none", Form::iterate, Iteration::none),
    named("reduce", Form::iterate, Iteration::reduce),
    named("try", Form::attempt, 0),
    named("preserve", Form::preserve, 0),
    named("eachKey", Form::each_key, 0),
    named("pipe", Form::pipe, 0),
};

}  // namespace

Builtin builtin_of(std::uint8_t id) { return builtin_functions[id]; }

std::optional<Operator> operator_of(std::string_view name) {
    for (const Named& other : others) {
        if (other.name == name) return Operator{other.form, other.kind};
    }
    for (std::size_t i = 0; i < std::size(builtin_names); ++i) {
        if (builtin_names[i] == name) return Operator{Form::builtin, static_cast<std::uint8_t>(i)};
    }
    return std::nullopt;
}

}  // namespace laurel::rules
