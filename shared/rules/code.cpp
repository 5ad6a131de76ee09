#include "shared/rules/code.h"

namespace laurel::rules {
namespace {

constexpr std::size_t index_digits_max = 9;

std::int64_t index_of(std::string_view text) {
    if (text.empty() || text.size() > index_digits_max) return -1;
    if (text.front() == '0' && text.size() > 1) return -1;
    std::int64_t index = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return -1;
        index = index * 10 + (c - '0');
    }
    return index;
}

}  // namespace

Key key_of(std::string text) {
    const std::int64_t index = index_of(text);
    return {std::move(text), index};
}

Path split_path(std::string_view text) {
    Path path;
    if (text.empty()) return path;
    std::string piece;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '.') {
            path.push_back(key_of(std::move(piece)));
            piece.clear();
            continue;
        }
        const bool escapes =
            text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '.' || text[i + 1] == '/' || text[i + 1] == '\\');
        if (escapes) ++i;
        piece += text[i];
    }
    // Never more pieces than characters, so that dots alone are so many empty keys.
    if (path.size() != text.size()) path.push_back(key_of(std::move(piece)));
    return path;
}

Operand find(const Operand& from, const Key& key) {
    if (from.kind == Operand::Kind::object) {
        const Value* member = from.members().find(key.text);
        if (member != nullptr) return Operand::of(*member);
    } else if (from.kind == Operand::Kind::list && key.index >= 0) {
        const Array& items = from.items();
        const auto index = static_cast<std::size_t>(key.index);
        if (index < items.size()) return Operand::of(items[index]);
    }
    return Operand::absent();
}

Operand find(Operand from, const Path& path) {
    for (const Key& key : path) from = find(from, key);
    return from;
}

std::string Code::path_of(const Instruction& instruction) const {
    std::string path;
    for (std::uint32_t place = instruction.place; place != 0; place = places[place].parent) {
        path.insert(0, child_path({}, places[place].name));
    }
    return path;
}

}  // namespace laurel::rules
