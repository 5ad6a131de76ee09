#include "shared/wire/evaluate.h"

namespace laurel::wire {
namespace {

Object to_object(const Error& error) {
    return {{"code", name_of(error.code)}, {"message", message_of(error)}, {"path", error.path}};
}

// The member of that name.
Result<Value> read_member(std::string_view bytes, std::string_view name) {
    auto value = read_json(bytes, {.depth_max = rule_depth_max + 2, .fractions = read_fraction});
    if (!value) return value;
    Object* object = value->object();
    Value* member = object != nullptr ? object->find(name) : nullptr;
    if (member == nullptr) return Error{ErrorCode::missing_field, child_path({}, name), describe(*value), "a member"};
    return std::move(*member);
}

}  // namespace

LoadedRules load_rules(std::string_view bytes) {
    LoadedRules loaded;
    const auto read = read_member(bytes, "rules");
    if (!read) {
        loaded.error = read.error();
        return loaded;
    }
    if (read->array() == nullptr) {
        loaded.error = Error{ErrorCode::wrong_type, "/rules", describe(*read), "an array"};
        return loaded;
    }
    auto compiled = rules::compile_all(*read->array());
    if (compiled) {
        loaded.rules = *std::move(compiled);
    } else {
        loaded.error = compiled.error();
    }
    return loaded;
}

LoadedData load_data(std::string_view bytes) {
    LoadedData loaded;
    auto read = read_member(bytes, "data");
    if (read) {
        loaded.data = *std::move(read);
    } else {
        loaded.error = read.error();
    }
    return loaded;
}

std::string evaluate(const LoadedRules& rules, const LoadedData& data) {
    for (const auto* error : {&rules.error, &data.error}) {
        if (*error) return write_json(Object{{"error", to_object(**error)}});
    }
    std::string reply;
    reply.reserve(1024);
    reply = "{\"results\":[";
    Object errors;
    for (const auto& [index, error] : rules::write_all(*rules.rules, data.data, reply)) {
        Object object = to_object(error);
        object.set("type", rules::type_of(error));
        errors.set(std::to_string(index), std::move(object));
    }
    reply += "]}";
    if (!errors.empty()) reply.insert(1, "\"errors\":" + write_json(std::move(errors)) + ",");
    return reply;
}

}  // namespace laurel::wire
