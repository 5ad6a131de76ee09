#pragma once
// A request and its answer as handlers see them, whatever carries them. And what a request's bytes must look like:
// read_head admits only what every proxy reads the same way, so nothing can be smuggled past one.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/limits.h"
#include "shared/base/result.h"

namespace laurel::http {

struct Field {
    std::string_view name;
    std::string_view value;
};

// One whole request. The views live as long as its handler runs.
struct Request {
    std::string_view method;
    std::string_view path;   // from the first "/", still percent-encoded
    std::string_view query;  // after the "?", still percent-encoded
    std::vector<Field> fields;
    std::string_view body;
    std::string remote_address;  // the socket's peer, never taken from a field

    // The first field of this name, in whatever case; "" when absent.
    std::string_view field(std::string_view name) const;
    bool has_field(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string_view content_type;                                 // a constant; "" for no body
    std::vector<std::pair<std::string_view, std::string>> fields;  // names are constants
    std::string body;

    void set_field(std::string_view name, std::string value) { fields.emplace_back(name, std::move(value)); }
};

struct Limits {
    std::size_t head_bytes_max = 16 * 1024;
    std::size_t fields_max = 100;
    std::size_t target_bytes_max = 1024;
    std::size_t body_bytes_max = json_bytes_max;
};

struct Head {
    std::size_t bytes = 0;  // of the head, its empty line included; the body follows
    std::size_t body_bytes = 0;
    bool keeps_alive = true;
    bool expects_continue = false;
};

// Reads the head at the start of `bytes` into the request, whose views then point there. nullopt: all right so far, but
// the end is missing. An error (header_invalid, uri_too_long, length_required, body_too_large, media_type_unsupported)
// means that the bytes after it can't be told apart either: answer it and close the connection.
Result<std::optional<Head>> read_head(std::string_view bytes, const Limits& limits, Request& request);

// Appends the whole answer's bytes; for_head leaves the body out and keeps its length. Control characters in field
// values become spaces.
void write_response(const Response& response, bool keeps_alive, bool for_head, std::string& out);

// Decodes %XX once. nullopt for a % that two hexadecimal digits do not follow, and when the result is not UTF-8 or
// holds a control character. A + stands for itself.
std::optional<std::string> percent_decode(std::string_view text);

bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace laurel::http
