#include "shared/base/error.h"

#include <cstddef>

namespace laurel {
namespace {

constexpr std::string_view names[] = {
#define X(name) #name,
    LAUREL_ERROR_CODES(X)
#undef X
};

constexpr std::size_t quoted_bytes_max = 60;

// A byte inside a character, not the one that starts it.
bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

std::string_view name_of(ErrorCode code) { return names[static_cast<std::size_t>(code)]; }

std::string message_of(const Error& error) {
    std::string message;
    if (!error.found.empty()) message = "found " + error.found;
    if (error.allowed.empty()) return message;
    if (!message.empty()) message += "; ";
    return message + "allowed: " + error.allowed;
}

std::string quoted(std::string_view text) {
    std::size_t end = text.size();
    if (end > quoted_bytes_max) {
        end = quoted_bytes_max;
        while (end > 0 && is_continuation(text[end])) --end;
    }
    std::string result = "\"";
    result += text.substr(0, end);
    result += end < text.size() ? "\"..." : "\"";
    return result;
}

std::string child_path(std::string_view path, std::string_view name) {
    std::string result(path);
    result += '/';
    for (char c : name) {
        if (c == '~') {
            result += "~0";
        } else if (c == '/') {
            result += "~1";
        } else {
            result += c;
        }
    }
    return result;
}

std::string child_path(std::string_view path, std::size_t index) { return child_path(path, std::to_string(index)); }

}  // namespace laurel
