#include "shared/base/value.h"

namespace laurel {
namespace {

// What a byte below 0x20, a quote or a backslash becomes.
void append_escape(std::string& out, char c) {
    constexpr std::string_view short_from = "\b\t\n\f\r\"\\";
    constexpr std::string_view short_to = "btnfr\"\\";
    constexpr std::string_view hex = "0123456789abcdef";
    out += '\\';
    if (const std::size_t at = short_from.find(c); at != std::string_view::npos) {
        out += short_to[at];
    } else {
        out += c < 0x10 ? "u000" : "u001";
        out += hex[c & 0xF];
    }
}

void append(std::string& out, const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null:
            out += "null";
            break;
        case Value::Kind::boolean:
            out += *value.boolean() ? "true" : "false";
            break;
        case Value::Kind::integer:
            out += std::to_string(*value.integer());
            break;
        case Value::Kind::fraction:
            value.fraction()->append(out, value.fraction()->number);
            break;
        case Value::Kind::string:
            write_json_text(*value.string(), out);
            break;
        case Value::Kind::array:
            out += '[';
            for (const Value& item : *value.array()) {
                if (out.back() != '[') out += ',';
                append(out, item);
            }
            out += ']';
            break;
        case Value::Kind::object:
            out += '{';
            for (const auto& [key, member] : *value.object()) {
                if (out.back() != '{') out += ',';
                write_json_text(key, out);
                out += ':';
                append(out, member);
            }
            out += '}';
            break;
    }
}

}  // namespace

void write_json_text(std::string_view text, std::string& out) {
    out += '"';
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        out += text.substr(start, i - start);
        append_escape(out, text[i]);
        start = i + 1;
    }
    out += text.substr(start);
    out += '"';
}

std::string write_json(const Value& value) {
    std::string out;
    append(out, value);
    return out;
}

}  // namespace laurel
