#include "edge/openapi.h"

#include "edge/errors.h"
#include "edge/routes/environment.h"
#include "edge/routes/groups.h"

namespace laurel::routes {
namespace {

constexpr std::int64_t document_cache_s = 300;

Errors send_openapi(Call& call, http::Response& response) {
    set_public(response, document_cache_s);
    response.content_type = json_type;
    response.body = call.environment.openapi;
    return {};
}

Errors send_program_schema(Call& call, http::Response& response) {
    set_public(response, document_cache_s);
    response.content_type = "application/schema+json";
    response.body = call.environment.program_schema;
    return {};
}

Errors send_error_page(Call&, http::Response& response) {
    set_public(response, document_cache_s);
    response.set_field("Content-Security-Policy", "default-src 'none'");
    response.content_type = "text/html; charset=utf-8";
    response.body = error_page();
    return {};
}

const Route rows[] = {
    {.method = "GET",
     .pattern = "/openapi.json",
     .operation = "getOpenapi",
     .summary = "This description.",
     .response = R"({"type": "object"})",
     .handle = send_openapi},
    {.method = "GET",
     .pattern = "/program.schema.json",
     .operation = "getProgramSchema",
     .summary = "The JSON Schema of a programme; x-private marks what never leaves the edge.",
     .media_type = "application/schema+json",
     .response = R"({"type": "object"})",
     .handle = send_program_schema},
    {.method = "GET",
     .pattern = "/errors",
     .operation = "getErrors",
     .summary = "Every error code, for people: where the problems' type leads.",
     .media_type = "text/html",
     .handle = send_error_page},
};

}  // namespace

std::span<const Route> openapi_routes() { return rows; }

}  // namespace laurel::routes
