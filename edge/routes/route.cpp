#include "edge/routes/route.h"

#include <algorithm>

#include "edge/errors.h"
#include "edge/storage/hash.h"

namespace laurel::routes {
namespace {

constexpr Shape identifier_shape{.kind = ShapeKind::identifier};

// What If-None-Match may hold: a list of tags, each perhaps weak, or a star.
bool lists_etag(std::string_view list, std::string_view etag) {
    return list == "*" || (!etag.empty() && list.find(etag) != std::string_view::npos);
}

}  // namespace

Result<std::optional<std::string>> Call::query(std::string_view name) const {
    const Error invalid{ErrorCode::value_not_allowed, child_path("/query", name), {}, "once, percent-encoded UTF-8"};
    std::optional<std::string> found;
    std::string_view rest = request.query;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (pair.substr(0, equals) != name) continue;
        auto value = http::percent_decode(pair.substr(std::min(equals + 1, pair.size())));
        if (!value || found) return invalid;
        found = std::move(value);
    }
    return found;
}

Writer Call::writer() const {
    const bool is_admin = route.access == Access::admin;
    const std::string scope = is_admin ? "key:" + principal.id : "member:" + sha256_hex(principal.id);
    // A member's own writes stand in the member's own log: the author needs no name, and events are for ever.
    return {.principal = scope,
            .author = is_admin ? scope : "shopper",
            .idempotency_key = std::string(request.field("idempotency-key")),
            .body_hash = to_hex(sha256({request.method, "\n", request.path, "\n", request.body}))};
}

void set_public(http::Response& response, std::int64_t seconds) {
    response.set_field("Cache-Control", "public, max-age=" + std::to_string(seconds));
}

bool is_not_modified(const http::Request& request, std::string etag, http::Response& response) {
    const bool is_same = lists_etag(request.field("if-none-match"), etag);
    response.set_field("ETag", std::move(etag));
    if (!is_same) return false;
    response.status = 304;
    response.content_type = {};
    response.body.clear();
    return true;
}

Errors send_answer(const Result<Answer>& answer, http::Response& response) {
    if (!answer) return {answer.error()};
    if (answer->replayed) response.set_field("Idempotency-Replayed", "true");
    if (answer->status >= 400) {
        const auto error = read_json(answer->body);
        return {error_from_value(error ? *error : Value())};
    }
    response.status = answer->status;
    response.content_type = json_type;
    response.body = answer->body;
    return {};
}

Errors send_value(const Result<Value>& value, http::Response& response) {
    if (!value) return {value.error()};
    response.content_type = json_type;
    response.body = write_json(*value);
    return {};
}

Result<std::optional<loyalty::Cart>> asked_cart(const Call& call) {
    const auto text = call.query("amount_minor");
    if (!text) return text.error();
    if (!*text) return std::optional<loyalty::Cart>();
    const auto amount = read_json(**text);
    const Errors errors = amount ? check(Object{{"amount_minor", *amount}}, loyalty::cart_shape, "/query")
                                 : Errors{{ErrorCode::number_not_integer, "/query/amount_minor", quoted(**text),
                                           "minor units, such as 1250"}};
    if (!errors.empty()) return errors.front();
    return std::optional(loyalty::cart_of_amount(*amount->integer()));
}

Errors check_identifier(std::string_view text, std::string_view path) {
    return check(Value(text), identifier_shape, path);
}

}  // namespace laurel::routes
