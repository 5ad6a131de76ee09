#include "edge/routes/environment.h"
#include "edge/routes/groups.h"

namespace laurel::routes {
namespace {

constexpr std::string_view status_schema =
    R"({"type":"object","required":["status"],"additionalProperties":false,"properties":{"status":{"const":"ok"}}})";

Errors answer_ok(Call&, http::Response& response) {
    response.content_type = json_type;
    response.body = R"({"status":"ok"})";
    return {};
}

// A store that can't be read throws.
Errors answer_ready(Call& call, http::Response& response) {
    for (const auto& service : call.environment.registry.services()) service->store().head();
    return answer_ok(call, response);
}

const Route rows[] = {
    {.method = "GET",
     .pattern = "/livez",
     .operation = "getLiveness",
     .summary = "Whether the process runs.",
     .response = status_schema,
     .handle = answer_ok},
    {.method = "GET",
     .pattern = "/readyz",
     .operation = "getReadiness",
     .summary = "Whether every store can be read.",
     .response = status_schema,
     .handle = answer_ready},
};

}  // namespace

std::span<const Route> health_routes() { return rows; }

}  // namespace laurel::routes
