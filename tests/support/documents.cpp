#include "tests/support/documents.h"

#include <doctest/doctest.h>

#include <string>

namespace laurel {

Value json_of(std::string_view text) {
    auto value = read_json(text);
    REQUIRE_MESSAGE(value.ok(), text);
    return std::move(*value);
}

Value& value_at(Value& root, std::string_view path) {
    Value* value = &root;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::string name(path.substr(0, path.find('/')));
        path.remove_prefix(name.size());
        value = value->array() != nullptr ? &value->array()->at(std::stoul(name)) : value->object()->find(name);
        REQUIRE_MESSAGE(value != nullptr, name);
    }
    return *value;
}

void set_at(Value& root, std::string_view path, std::string_view text) {
    const std::size_t last = path.rfind('/');
    if (last == std::string_view::npos) {
        root = json_of(text);
        return;
    }
    const std::string name(path.substr(last + 1));
    Value& parent = value_at(root, path.substr(0, last));
    if (parent.array() != nullptr) {
        parent.array()->at(std::stoul(name)) = json_of(text);
    } else if (text.empty()) {
        parent.object()->erase(name);
    } else {
        parent.object()->set(name, json_of(text));
    }
}

}  // namespace laurel
