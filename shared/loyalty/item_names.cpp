#include "shared/loyalty/item_names.h"

namespace laurel::loyalty {
namespace {

// {"var": "item.sku"}, {"var": ["item.sku"]} or {"val": ["item", "sku"]}: the path with dots; "" for anything else.
std::string path_of(const Value& operand) {
    const Object* object = operand.object();
    if (object == nullptr || object->size() != 1) return {};
    const auto& [name, argument] = *object->begin();
    if (name != "var" && name != "val") return {};
    if (argument.string() != nullptr && name == "var") return *argument.string();
    const Array* parts = argument.array();
    // A second argument of var is what stands in where there is nothing.
    if (parts == nullptr || parts->empty() || (name == "var" && parts->size() != 1)) return {};
    std::string path;
    for (const Value& part : *parts) {
        if (part.string() == nullptr) return {};
        path += (path.empty() ? "" : ".") + *part.string();
    }
    return path;
}

std::vector<std::string> texts_of(const Value& value) {
    if (value.string() != nullptr) return {*value.string()};
    std::vector<std::string> texts;
    if (value.array() == nullptr) return texts;
    for (const Value& item : *value.array()) {
        if (item.string() == nullptr) return {};
        texts.push_back(*item.string());
    }
    return texts;
}

// One of the line's own texts is one of these.
ItemNames one_of(const Value& operand, std::vector<std::string> texts) {
    const std::string path = path_of(operand);
    const NamedBy by = path == "item.sku" ? NamedBy::sku : path == "item.brand" ? NamedBy::brand : NamedBy::nothing;
    if (by == NamedBy::nothing || texts.empty()) return {};
    return {by, std::move(texts)};
}

ItemNames equal(const Array& operands) {
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
        if (operands[1 - side].string() == nullptr) continue;
        ItemNames found = one_of(operands[side], texts_of(operands[1 - side]));
        if (found.by != NamedBy::nothing) return found;
    }
    return {};
}

// The line's text in a list, or a text in the line's categories. Within a text, "in" looks for a part of it.
ItemNames member(const Array& operands) {
    if (operands[0].string() != nullptr && path_of(operands[1]) == "item.categories")
        return {NamedBy::category, {*operands[0].string()}};
    return operands[1].array() != nullptr ? one_of(operands[0], texts_of(operands[1])) : ItemNames{};
}

}  // namespace

ItemNames names_needed(const Value& condition) {
    const Object* object = condition.object();
    if (object == nullptr || object->size() != 1) return {};
    const auto& [name, argument] = *object->begin();
    const Array* operands = argument.array();
    if (operands == nullptr) return {};
    if (name == "and") {
        for (const Value& part : *operands) {
            ItemNames found = names_needed(part);
            if (found.by != NamedBy::nothing) return found;
        }
        return {};
    }
    if (operands->size() != 2) return {};
    if (name == "==" || name == "===") return equal(*operands);
    return name == "in" ? member(*operands) : ItemNames{};
}

}  // namespace laurel::loyalty
