#include "tests/support/naive_values.h"

#include <cmath>

#include "shared/base/number.h"

namespace laurel::testing {

std::optional<double> as_double(const Value& value) {
    if (value.integer() != nullptr) return static_cast<double>(*value.integer());
    if (value.fraction() != nullptr) return value.fraction()->number;
    return std::nullopt;
}

bool truth(const Value& value) {
    if (value.boolean() != nullptr) return *value.boolean();
    if (const auto number = as_double(value)) return *number != 0;
    if (value.string() != nullptr) return !value.string()->empty();
    if (value.array() != nullptr) return !value.array()->empty();
    return value.object() != nullptr;
}

double number_of(const Value& value) {
    if (value.is_null()) return 0;
    if (value.boolean() != nullptr) return *value.boolean() ? 1 : 0;
    if (const auto number = as_double(value)) return *number;
    if (value.string() == nullptr) return std::nan("");
    const std::string& text = *value.string();
    const auto start = text.find_first_not_of(" \t\n\v\f\r");
    if (start == std::string::npos) return 0;
    const auto end = text.find_last_not_of(" \t\n\v\f\r");
    return read_double(std::string_view(text).substr(start, end + 1 - start)).value_or(std::nan(""));
}

std::string text_of(const Value& value) {
    if (value.string() != nullptr) return *value.string();
    if (value.is_null()) return "";
    if (value.object() != nullptr) return "[object Object]";
    if (value.array() == nullptr) return write_json(value);
    std::string text;
    for (std::size_t i = 0; i < value.array()->size(); ++i) text += (i > 0 ? "," : "") + text_of((*value.array())[i]);
    return text;
}

bool names(const Value& value) { return value.string() != nullptr || value.boolean() != nullptr || as_double(value); }

Array characters(const std::string& text) {
    Array all;
    for (const char byte : text) {
        if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) all.push_back("");
        all.back() = *all.back().string() + byte;
    }
    return all;
}

}  // namespace laurel::testing
