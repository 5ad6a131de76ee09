#include "edge/transport/http.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "shared/base/value.h"

namespace laurel::http {
namespace {

constexpr std::size_t method_bytes_max = 16;
constexpr std::size_t length_digits_max = 15;
constexpr std::string_view line_end = "\r\n";

// What two servers in a row might pick different ones of.
constexpr std::string_view singular_fields[] = {"authorization",   "content-encoding", "content-length",
                                                "content-type",    "expect",           "host",
                                                "idempotency-key", "origin",           "transfer-encoding"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_token_char(char c) {
    return is_upper(c) || is_digit(c) || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_value_char(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F); }

bool is_target_char(char c) { return c > 0x20 && c < 0x7F && c != '#'; }

template <bool (*predicate)(char)>
bool all(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return predicate(c); });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

Error invalid(std::string_view what) { return {ErrorCode::header_invalid, {}, std::string(what), {}}; }

// Whether a comma-separated list names the token.
bool lists(std::string_view list, std::string_view token) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (equal_ignoring_case(trimmed(list.substr(0, comma)), token)) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

class HeadReader {
   public:
    HeadReader(std::string_view bytes, const Limits& limits, Request& request)
        : bytes_(bytes), limits_(limits), request_(request) {}

    Result<std::optional<Head>> read() {
        request_.method = request_.path = request_.query = request_.body = {};
        request_.fields.clear();
        std::string_view line;
        if (!next_line(line)) return incomplete(true);
        if (auto error = read_request_line(line)) return *error;
        while (next_line(line)) {
            if (line.empty()) return finish();
            if (auto error = read_field(line)) return *error;
        }
        return incomplete(false);
    }

   private:
    bool next_line(std::string_view& line) {
        const std::size_t end = bytes_.find(line_end, position_);
        if (end == std::string_view::npos) return false;
        line = bytes_.substr(position_, end - position_);
        position_ = end + line_end.size();
        return true;
    }

    // The end of a line is missing: is what came so far worth waiting for?
    Result<std::optional<Head>> incomplete(bool in_request_line) const {
        const std::string_view rest = bytes_.substr(position_);
        if (in_request_line && rest.size() > limits_.target_bytes_max + 2 * method_bytes_max) return too_long();
        if (bytes_.size() >= limits_.head_bytes_max) return invalid("a head that is too large");
        if (rest.find('\n') != std::string_view::npos) return invalid("a line feed without a carriage return");
        return std::optional<Head>();
    }

    Error too_long() const {
        return {ErrorCode::uri_too_long, {}, {}, std::to_string(limits_.target_bytes_max) + " bytes"};
    }

    std::optional<Error> read_request_line(std::string_view line) {
        const std::size_t method_end = line.find(' ');
        if (method_end == std::string_view::npos) return invalid("a request line without a target");
        request_.method = line.substr(0, method_end);
        line.remove_prefix(method_end + 1);
        const std::size_t target_end = line.find(' ');
        if (target_end == std::string_view::npos) return invalid("a request line without a version");
        const std::string_view target = line.substr(0, target_end);
        const std::string_view version = line.substr(target_end + 1);
        if (target.size() > limits_.target_bytes_max) return too_long();
        if (request_.method.empty() || request_.method.size() > method_bytes_max || !all<is_upper>(request_.method)) {
            return invalid("a method that is not one");
        }
        if (!target.starts_with('/') || !all<is_target_char>(target)) return invalid("a target that is not a path");
        if (version != "HTTP/1.1" && version != "HTTP/1.0")
            return invalid("a version other than HTTP/1.1 and HTTP/1.0");
        is_1_0_ = version == "HTTP/1.0";
        const std::size_t path_end = std::min(target.find('?'), target.size());
        request_.path = target.substr(0, path_end);
        request_.query = target.substr(std::min(path_end + 1, target.size()));
        return std::nullopt;
    }

    std::optional<Error> read_field(std::string_view line) {
        if (request_.fields.size() == limits_.fields_max) return invalid("too many fields");
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) return invalid("a field without a name");
        const Field field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
        if (!all<is_token_char>(field.name)) return invalid("a field name with characters that are not allowed");
        if (!all<is_value_char>(field.value)) return invalid("a field value with control characters");
        request_.fields.push_back(field);
        return std::nullopt;
    }

    Result<std::optional<Head>> finish() {
        if (position_ > limits_.head_bytes_max) return invalid("a head that is too large");
        for (std::string_view name : singular_fields) {
            const auto count =
                std::count_if(request_.fields.begin(), request_.fields.end(),
                              [name](const Field& field) { return equal_ignoring_case(field.name, name); });
            if (count > 1) return invalid("the field " + std::string(name) + " twice");
        }
        if (!is_1_0_ && !request_.has_field("host")) return invalid("no field host");
        Head head{.bytes = position_};
        if (auto error = read_body_length(head)) return *error;
        head.keeps_alive = !is_1_0_ && !lists(request_.field("connection"), "close");
        head.expects_continue = !is_1_0_ && equal_ignoring_case(request_.field("expect"), "100-continue");
        return std::optional<Head>(head);
    }

    std::optional<Error> read_body_length(Head& head) const {
        const bool has_length = request_.has_field("content-length");
        if (request_.has_field("transfer-encoding")) {
            if (has_length) return invalid("both content-length and transfer-encoding");
            return Error{ErrorCode::length_required, {}, "transfer-encoding", "content-length"};
        }
        const std::string_view encoding = request_.field("content-encoding");
        if (!encoding.empty() && !equal_ignoring_case(encoding, "identity")) {
            return Error{ErrorCode::media_type_unsupported, {}, "content-encoding " + quoted(encoding), "none"};
        }
        if (!has_length) return std::nullopt;
        const std::string_view digits = request_.field("content-length");
        if (digits.empty() || !all<is_digit>(digits)) {
            return invalid("a content-length that is not a number");
        }
        const auto limit = std::to_string(limits_.body_bytes_max) + " bytes";
        if (digits.size() > length_digits_max) return Error{ErrorCode::body_too_large, {}, {}, limit};
        std::from_chars(digits.data(), digits.data() + digits.size(), head.body_bytes);
        if (head.body_bytes > limits_.body_bytes_max) {
            return Error{ErrorCode::body_too_large, {}, std::string(digits) + " bytes", limit};
        }
        return std::nullopt;
    }

    std::string_view bytes_;
    const Limits& limits_;
    Request& request_;
    std::size_t position_ = 0;
    bool is_1_0_ = false;
};

struct StatusText {
    int status;
    std::string_view text;
};

constexpr StatusText status_texts[] = {
    {200, "OK"},
    {201, "Created"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
    {507, "Insufficient Storage"},
};

std::string_view status_text(int status) {
    const auto row = std::find_if(std::begin(status_texts), std::end(status_texts),
                                  [status](const StatusText& text) { return text.status == status; });
    return row == std::end(status_texts) ? "Unknown" : row->text;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    const std::size_t start = out.size();
    out.append(value);
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), [](char c) { return !is_value_char(c); }, ' ');
    out.append(line_end);
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Request::field(std::string_view name) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [name](const Field& field) { return equal_ignoring_case(field.name, name); });
    return found == fields.end() ? std::string_view() : found->value;
}

bool Request::has_field(std::string_view name) const {
    return std::any_of(fields.begin(), fields.end(),
                       [name](const Field& field) { return equal_ignoring_case(field.name, name); });
}

Result<std::optional<Head>> read_head(std::string_view bytes, const Limits& limits, Request& request) {
    return HeadReader(bytes, limits, request).read();
}

void write_response(const Response& response, bool keeps_alive, bool for_head, std::string& out) {
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(status_text(response.status)).append(line_end);
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    const bool has_length = response.status != 204 && response.status != 304;
    if (has_length) append_field(out, "Content-Length", std::to_string(response.body.size()));
    for (const auto& [name, value] : response.fields) append_field(out, name, value);
    if (!keeps_alive) append_field(out, "Connection", "close");
    out.append(line_end);
    if (has_length && !for_head) out.append(response.body);
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[i + 1]);
        const int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
    const bool clean = all<is_value_char>(result) && result.find('\t') == std::string::npos;
    if (!clean || !is_utf8(result)) return std::nullopt;
    return result;
}

}  // namespace laurel::http
