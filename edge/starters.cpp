#include "edge/starters.h"

#include <algorithm>

#include "shared/base/money.h"

namespace laurel {
namespace {

struct File {
    std::string_view name;
    std::string_view document;
};

// Written by starters.mjs.
constexpr File files[] = {
#include "starters.inc"
};

std::int64_t minor_units_in_one(std::string_view currency) {
    std::int64_t units = 1;
    for (int digit = 0; digit < currency_digits(currency); ++digit) units *= 10;
    return units;
}

Value scaled(const Value& value, std::string_view name, std::int64_t units) {
    if (const std::int64_t* amount = value.integer(); amount != nullptr && name.ends_with("_minor"))
        return *amount * units;
    if (const Array* array = value.array()) {
        Array items;
        for (const Value& item : *array) items.push_back(scaled(item, name, units));
        return items;
    }
    if (value.object() == nullptr) return value;
    Object object;
    for (const auto& [key, member] : *value.object()) object.set(key, scaled(member, key, units));
    return object;
}

}  // namespace

const std::vector<Starter>& starters() {
    static const std::vector<Starter> all = [] {
        std::vector<Starter> read;
        for (const File& file : files) {
            const Value document = read_json(file.document).value();
            read.push_back({std::string(file.name), std::string(document.string_at("title")),
                            std::string(document.string_at("description")), *document.find("program")});
        }
        return read;
    }();
    return all;
}

const Starter* find_starter(std::string_view name) {
    const auto& all = starters();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Starter& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

Value starter_program(const Starter& starter, std::string_view name, std::string_view currency,
                      std::string_view time_zone) {
    Value program = scaled(starter.program, "", minor_units_in_one(currency));
    Object& members = *program.object();
    members.set("name", name);
    members.set("currency", currency);
    members.set("time_zone", time_zone);
    return program;
}

}  // namespace laurel
