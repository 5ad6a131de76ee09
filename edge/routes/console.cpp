#include "edge/console/page.h"
#include "edge/routes/environment.h"
#include "edge/routes/groups.h"

namespace laurel::routes {
namespace {

constexpr Shape token_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 200};
constexpr Field session_fields[] = {{"token", &token_shape, true, false, "From the one-time link's fragment."}};
constexpr Shape session_shape{.kind = ShapeKind::object, .fields = session_fields, .name = "session"};

constexpr std::string_view session_schema = R"({
    "type": "object",
    "required": ["key"],
    "additionalProperties": false,
    "properties": {"key": {"type": "string", "description": "An admin key with every scope; shown only now."}}
})";

Errors send_page(Call&, http::Response& response) {
    response.set_field(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'");
    response.set_field("Referrer-Policy", "no-referrer");
    response.content_type = "text/html; charset=utf-8";
    response.body = console::page_html;
    return {};
}

Errors send_script(Call&, http::Response& response) {
    response.content_type = "text/javascript; charset=utf-8";
    response.body = console::page_script;
    return {};
}

Errors exchange_link(Call& call, http::Response& response) {
    const auto key = call.environment.authenticator.exchange_link(call.body.string_at("token"));
    if (!key) return {key.error()};
    response.content_type = json_type;
    response.body = write_json(Object{{"key", *key}});
    return {};
}

const Route rows[] = {
    {.method = "GET",
     .pattern = "/admin",
     .operation = "getAdminPage",
     .summary = "The one-time link's page.",
     .media_type = "text/html",
     .handle = send_page},
    {.method = "GET",
     .pattern = "/admin/page.js",
     .operation = "getAdminScript",
     .summary = "The script of that page.",
     .media_type = "text/javascript",
     .handle = send_script},
    {.method = "POST",
     .pattern = "/v1/admin/session",
     .request = &session_shape,
     .operation = "exchangeLink",
     .summary = "Turns the token of the one-time link into an admin key.",
     .response = session_schema,
     .handle = exchange_link},
};

}  // namespace

std::span<const Route> console_routes() { return rows; }

}  // namespace laurel::routes
