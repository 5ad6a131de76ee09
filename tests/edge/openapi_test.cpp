#include "edge/openapi.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "edge/routes/groups.h"
#include "edge/routes/router.h"

namespace laurel {
namespace {

using nlohmann::json;

TEST_CASE("the description has every route with its credential, its key and its body") {
    const auto routes = routes::Router(routes::all_groups()).all();
    const json document = json::parse(openapi_document(routes, "https://shop.example/laurel"));
    CHECK(document["openapi"] == "3.1.0");
    CHECK(document["servers"][0]["url"] == "https://shop.example/laurel");
    std::size_t operations = 0;
    for (const auto& [path, methods] : document["paths"].items()) operations += methods.size();
    CHECK(operations == routes.size());

    const json& order = document["paths"]["/v1/admin/orders"]["post"];
    CHECK(order["security"][0]["adminKey"][0] == "orders:write");
    CHECK(order["parameters"][0]["name"] == "Idempotency-Key");
    const json& body = order["requestBody"]["content"]["application/json"]["schema"];
    CHECK(body["additionalProperties"] == false);
    CHECK(body["required"] == json::array({"id", "placed_at", "currency", "lines"}));
    CHECK(order["responses"].contains("201"));
}

TEST_CASE("the programme's schema marks what is private and bounds every number") {
    const json schema = json::parse(program_schema_document());
    CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
    const std::string text = schema.dump();
    CHECK(text.find("\"x-private\":true") != std::string::npos);
    CHECK(schema["properties"]["currency"]["pattern"] == "^[A-Z]{3}$");
    CHECK(schema["additionalProperties"] == false);
}

}  // namespace
}  // namespace laurel
