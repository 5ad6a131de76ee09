#include "edge/openapi.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "edge/errors.h"
#include "edge/routes/tiers.h"
#include "shared/loyalty/benefit.h"
#include "shared/loyalty/period.h"
#include "shared/program.h"

namespace laurel {
namespace {

using Json = nlohmann::ordered_json;
using routes::Access;
using routes::Route;

constexpr std::string_view identifier_pattern = "^[^\\u0000-\\u001F\\u007F-\\u009F]+$";

std::string text(std::string_view view) { return std::string(view); }

Json schema_of(const Shape& shape);

Json object_schema(const Shape& shape) {
    Json schema{{"type", "object"}, {"additionalProperties", false}};
    Json required = Json::array();
    Json properties = Json::object();
    for (const Field& field : shape.fields) {
        Json property = schema_of(*field.shape);
        if (!field.description.empty()) property["description"] = field.description;
        if (field.is_private) property["x-private"] = true;
        properties[text(field.name)] = std::move(property);
        if (field.required) required.push_back(field.name);
    }
    schema["properties"] = std::move(properties);
    if (!required.empty()) schema["required"] = std::move(required);
    for (std::string_view name : shape.exactly_one_of) schema["oneOf"].push_back(Json{{"required", {name}}});
    if (!shape.name.empty()) schema["title"] = shape.name;
    return schema;
}

// Lengths of text are counted in bytes by the edge and in characters by JSON Schema, which therefore only bounds them.
Json schema_of(const Shape& shape) {
    switch (shape.kind) {
        case ShapeKind::boolean:
            return {{"type", "boolean"}};
        case ShapeKind::integer:
            return {{"type", "integer"}, {"minimum", shape.minimum}, {"maximum", shape.maximum}};
        case ShapeKind::text:
            if (!shape.allowed.empty())
                return {{"enum", std::vector<std::string_view>(shape.allowed.begin(), shape.allowed.end())}};
            return {{"type", "string"}, {"minLength", shape.minimum > 0 ? 1 : 0}, {"maxLength", shape.maximum}};
        case ShapeKind::identifier:
            return {{"type", "string"},
                    {"minLength", 1},
                    {"maxLength", identifier_bytes_max},
                    {"pattern", identifier_pattern}};
        case ShapeKind::instant:
            return {{"type", "string"}, {"format", "date-time"}};
        case ShapeKind::date:
            return {{"type", "string"}, {"format", "date"}};
        case ShapeKind::time_of_day:
            return {{"type", "string"}, {"pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$"}};
        case ShapeKind::currency:
            return {{"type", "string"}, {"pattern", "^[A-Z]{3}$"}};
        case ShapeKind::list:
            return {{"type", "array"},
                    {"minItems", shape.minimum},
                    {"maxItems", shape.maximum},
                    {"items", schema_of(*shape.items)}};
        case ShapeKind::dictionary:
            return {{"type", "object"},
                    {"minProperties", shape.minimum},
                    {"maxProperties", shape.maximum},
                    {"additionalProperties", schema_of(*shape.items)}};
        case ShapeKind::object:
            return object_schema(shape);
        case ShapeKind::any:
            return Json::object();
    }
    return Json::object();
}

constexpr std::string_view problem_schema = R"({
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail", "code", "errors", "request_id"],
    "additionalProperties": false,
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"$ref": "#/components/schemas/error_code"},
        "errors": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/error"}},
        "request_id": {"type": "string"}
    }
})";

constexpr std::string_view error_schema = R"({
    "type": "object",
    "required": ["code", "path", "message"],
    "additionalProperties": false,
    "properties": {
        "code": {"$ref": "#/components/schemas/error_code"},
        "path": {"type": "string", "description": "JSON Pointer of the place at fault; empty for the whole."},
        "found": {"type": "string"},
        "allowed": {"type": "string"},
        "message": {"type": "string"}
    }
})";

constexpr std::string_view view_schema = R"({
    "type": "object",
    "required": ["tag"],
    "additionalProperties": false,
    "properties": {
        "tag": {"type": "string"},
        "key": {"type": "string"},
        "attributes": {"type": "object", "additionalProperties": {"type": "string"}},
        "children": {"type": "array", "items": {
            "anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/view_tree"}]
        }}
    }
})";

Json error_code_schema() {
    Json names = Json::array();
#define X(name) names.push_back(#name);
    LAUREL_ERROR_CODES(X)
#undef X
    return {{"type", "string"}, {"enum", std::move(names)}};
}

Json security_of(const Route& route) {
    const Json shopper{{"shopperToken", Json::array()}};
    switch (route.access) {
        case Access::shopper:
            return Json::array({shopper});
        case Access::shopper_or_store:
            return Json::array({shopper, Json::object()});
        case Access::admin:
            return Json::array({Json{{"adminKey", {route.scope}}}});
        case Access::anyone:
        case Access::store:
        case Access::loopback:
            break;
    }
    return Json::array();
}

Json parameter(std::string_view place, std::string_view name, std::string_view description, bool required,
               Json schema) {
    Json result{{"name", name}, {"in", place}, {"required", required}, {"schema", std::move(schema)}};
    if (!description.empty()) result["description"] = description;
    return result;
}

// "/e/1/{file...}" -> "/e/1/{file}"
std::string path_of(const Route& route) {
    std::string path(route.pattern);
    const std::size_t dots = path.find("...");
    return dots == std::string::npos ? path : path.erase(dots, 3);
}

Json parameters_of(const Route& route) {
    Json parameters = Json::array();
    const std::string path = path_of(route);
    for (std::size_t start = path.find('{'); start != std::string::npos; start = path.find('{', start + 1)) {
        const std::string name = path.substr(start + 1, path.find('}', start) - start - 1);
        parameters.push_back(parameter("path", name, {}, true, schema_of({.kind = ShapeKind::identifier})));
    }
    for (const routes::QueryParameter& query : route.query) {
        parameters.push_back(parameter("query", query.name, query.description, false, {{"type", "string"}}));
    }
    if (route.is_write) {
        parameters.push_back(parameter("header", "Idempotency-Key", "The same key and body again get the same answer.",
                                       true, schema_of({.kind = ShapeKind::identifier})));
    }
    return parameters;
}

Json operation_of(const Route& route) {
    Json operation{{"operationId", route.operation}, {"summary", route.summary}, {"security", security_of(route)}};
    if (Json parameters = parameters_of(route); !parameters.empty()) operation["parameters"] = std::move(parameters);
    if (route.request != nullptr) {
        operation["requestBody"] = {{"required", true},
                                    {"content", {{"application/json", {{"schema", schema_of(*route.request)}}}}}};
    }
    Json success{{"description", "Done."}};
    const Json schema = route.response.empty() ? Json{{"type", "string"}} : Json::parse(route.response);
    success["content"][text(route.media_type)]["schema"] = schema;
    Json& responses = operation["responses"];
    if (route.status == 201) responses["200"] = success;
    responses[std::to_string(route.status)] = success;
    if (route.method == "GET") responses["304"] = {{"description", "Not modified: If-None-Match names this ETag."}};
    responses["default"] = {{"$ref", "#/components/responses/problem"}};
    return operation;
}

Json components() {
    Json schemas{{"benefit", schema_of(loyalty::benefit_shape)}, {"error_code", error_code_schema()},
                 {"error", Json::parse(error_schema)},           {"local_text", schema_of(local_text_shape)},
                 {"period", schema_of(loyalty::period_shape)},   {"problem", Json::parse(problem_schema)},
                 {"view_tree", Json::parse(view_schema)}};
    schemas.update(Json::parse(routes::tier_part_schemas));
    Json responses;
    responses["problem"] = {
        {"description", "What is wrong, where, and what to do."},
        {"content", {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/problem"}}}}}}}};
    Json security;
    security["adminKey"] = {
        {"type", "http"}, {"scheme", "bearer"}, {"description", "lk_<id>_<secret>, with the scope that is named."}};
    security["shopperToken"] = {
        {"type", "http"},
        {"scheme", "bearer"},
        {"bearerFormat", "JWT"},
        {"description", "EdDSA or HS256; kid, sub, aud laurel:<store>, iat, exp at most 15 minutes later."}};
    return {
        {"schemas", std::move(schemas)}, {"responses", std::move(responses)}, {"securitySchemes", std::move(security)}};
}

}  // namespace

std::string openapi_document(std::span<const Route* const> routes, std::string_view public_url) {
    Json document{{"openapi", "3.1.0"},
                  {"info",
                   {{"title", "Laurel"},
                    {"version", "1"},
                    {"summary", "Points, programmes and widgets of a store."},
                    {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
                  {"servers", Json::array({Json{{"url", public_url.empty() ? "/" : text(public_url)}}})}};
    for (const Route* route : routes) {
        std::string method(route->method);
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        document["paths"][path_of(*route)][method] = operation_of(*route);
    }
    document["components"] = components();
    return document.dump(2);
}

std::string program_schema_document() {
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "programme"}};
    schema.update(schema_of(program_shape));
    return schema.dump(2);
}

}  // namespace laurel
