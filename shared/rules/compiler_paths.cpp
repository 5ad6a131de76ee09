// The compiler's part about paths: those written in the rule are split once and loaded by one instruction.
#include "shared/rules/builtins.h"
#include "shared/rules/compiler.h"

namespace laurel::rules {
namespace {

// Beyond these, the same path may be kept twice: looking for it costs more.
constexpr std::size_t paths_compared_max = 100;

bool is_plain(const Value& value) { return value.array() == nullptr && value.object() == nullptr; }

}  // namespace

bool Compiler::add_path(std::uint8_t id, const Value& argument) {
    const Array one{argument};
    const Array& arguments = argument.array() != nullptr ? *argument.array() : one;
    const auto builtin = static_cast<BuiltinId>(id);
    const bool is_plain_variable = builtin == BuiltinId::variable && arguments.size() <= 2;
    if (is_plain_variable && (arguments.empty() || is_plain(arguments[0]))) return add_variable(arguments);
    bool is_written = builtin == BuiltinId::value || builtin == BuiltinId::exists;
    for (std::size_t i = 0; i < arguments.size() && is_written; ++i) {
        std::size_t climb = 0;
        is_written = is_plain(arguments[i]) || (i == 0 && read_climb(Operand::of(arguments[0]), climb) &&
                                                is_plain(arguments[0].array()->front()));
    }
    if (is_written && argument.object() == nullptr) {
        return add_value_path(arguments, builtin == BuiltinId::value ? Load::value : Load::exists);
    }
    return add_builtin(id, argument);
}

bool Compiler::add_value_path(const Array& pieces, Load load) {
    std::size_t climb = 0;
    std::size_t first = 0;
    if (!pieces.empty() && read_climb(Operand::of(pieces.front()), climb)) first = 1;
    Path path;
    for (std::size_t i = first; i < pieces.size(); ++i) {
        if (!read_key(Operand::of(pieces[i]), path.emplace_back())) return add_nothing(load);
    }
    return add_load(climb, std::move(path), load);
}

bool Compiler::add_variable(const Array& arguments) {
    const bool has_default = arguments.size() > 1;
    if (has_default) add_item(arguments, 1);
    const Load load = has_default ? Load::value_or_default : Load::value;
    Key key;
    const bool is_named = !arguments.empty() && !arguments[0].is_null();
    if (is_named) read_key(Operand::of(arguments[0]), key);
    std::string_view text = key.text;
    const std::size_t climb = take_climb(text);
    return add_load(climb, split_path(text), load);
}

// Where a path starts is known here: the scopes around it are.
bool Compiler::add_load(std::size_t climb, Path path, Load load) {
    const std::size_t up = climb / 2;
    const bool is_iteration_itself = climb % 2 == 1;
    const std::ptrdiff_t pushed = load == Load::value_or_default ? 0 : 1;
    const auto kind = static_cast<std::uint8_t>(load);
    if (up > scopes_ || (is_iteration_itself && up == scopes_)) return add_nothing(load);
    if (!is_iteration_itself) {
        const bool is_root = up == scopes_;
        const Op op = !is_root ? Op::load_scope : load == Load::value ? Op::load : Op::load_as;
        emit(op, kind, up, path_index(std::move(path)), pushed);
        return false;
    }
    const Scope* scope = scope_;
    for (std::size_t i = 0; i < up; ++i) scope = scope->outer;
    const bool is_index = scope->is_iteration && path.size() == 1 && path.front().text == "index";
    if (!is_index) return add_nothing(load);
    if (load == Load::exists) return add_constant(true);
    if (load == Load::value_or_default) emit(Op::drop, 0, 0, 0, -1);
    emit(Op::load_index, 0, up, 0, 1);
    return false;
}

bool Compiler::add_nothing(Load load) {
    if (load == Load::value_or_default) return false;
    return add_constant(load == Load::exists ? Value(false) : Value());
}

std::uint32_t Compiler::path_index(Path path) {
    std::vector<Path>& paths = code_->paths;
    for (std::size_t i = 0; i < paths.size() && i < paths_compared_max; ++i) {
        if (paths[i] == path) return static_cast<std::uint32_t>(i);
    }
    paths.push_back(std::move(path));
    return static_cast<std::uint32_t>(paths.size() - 1);
}

}  // namespace laurel::rules
