#include "edge/errors.h"
#include "edge/routes/environment.h"
#include "edge/routes/groups.h"
#include "edge/storage/hash.h"
#include "shared/base/time.h"

namespace laurel::routes {
namespace {

constexpr std::int64_t program_cache_s = 60;

constexpr Shape instant_shape{.kind = ShapeKind::instant};
const Field publish_fields[] = {
    {"program", &program_shape, true, false, "The whole document."},
    {"in_force_from_at", &instant_shape, false, false,
     "Orders placed from then on are judged by it; now when left out."},
};
const Shape publish_shape{.kind = ShapeKind::object, .fields = publish_fields, .name = "program_publication"};
const Field check_fields[] = {{"program", &program_shape, true, false, "The whole document."}};
const Shape check_shape{.kind = ShapeKind::object, .fields = check_fields, .name = "program_draft"};

constexpr std::string_view projection_schema = R"({
    "type": "object",
    "required": ["version", "in_force_from_at", "published_at", "program", "hash", "private_hash", "key", "signature"],
    "additionalProperties": false,
    "properties": {
        "version": {"type": "integer", "minimum": 1},
        "in_force_from_at": {"type": "string"},
        "published_at": {"type": "string", "format": "date-time"},
        "program": {"type": "object", "description": "Without what is private to the shop."},
        "hash": {"type": "string", "description": "SHA-256 of the canonical JSON of program."},
        "private_hash": {"type": "string", "description": "Salted SHA-256 of what is private."},
        "key": {"type": "string", "description": "The store's public key."},
        "signature": {"type": "string", "description": "Ed25519 over all other members as canonical JSON."}
    }
})";

constexpr std::string_view published_schema = R"({
    "type": "object",
    "required": ["version", "hash", "in_force_from_at"],
    "additionalProperties": false,
    "properties": {
        "version": {"type": "integer", "minimum": 1},
        "hash": {"type": "string"},
        "in_force_from_at": {"type": "string"}
    }
})";

constexpr std::string_view checked_schema = R"({
    "type": "object",
    "required": ["errors"],
    "additionalProperties": false,
    "properties": {"errors": {"type": "array", "items": {"$ref": "#/components/schemas/error"}}}
})";

Error program_missing() { return {ErrorCode::program_missing, {}, {}, {}}; }

Errors send_projection(Call& call, http::Response& response) {
    const auto program = call.service().program_at(call.now_ms);
    if (!program) return {program_missing()};
    set_public(response, program_cache_s);
    if (is_not_modified(call.request, "\"" + sha256_hex(program->row.projection).substr(0, 32) + "\"", response))
        return {};
    response.content_type = json_type;
    response.body = program->row.projection;
    return {};
}

Errors show_program(Call& call, http::Response& response) {
    const auto program = call.service().newest_program();
    if (!program) return {program_missing()};
    response.content_type = json_type;
    response.body = program->row.document;
    return {};
}

constexpr std::string_view instant_path = "/in_force_from_at";

// Errors of the document point into it; the body holds it as a member.
Errors pointed_into_body(Errors errors) {
    for (Error& error : errors) {
        if (error.path != instant_path && status_of(error.code) == 422) error.path.insert(0, "/program");
    }
    return errors;
}

Errors publish(Call& call, http::Response& response) {
    const Value& document = *call.body.find("program");
    if (Errors errors = check_program(document); !errors.empty()) return pointed_into_body(std::move(errors));
    std::optional<std::int64_t> in_force_from_ms;
    if (const Value* instant = call.body.find("in_force_from_at"))
        in_force_from_ms = read_instant(*instant->string()).value();
    return pointed_into_body(send_answer(call.service().publish(call.writer(), document, in_force_from_ms), response));
}

Errors check_draft(Call& call, http::Response& response) {
    const Value* document = call.body.find("program");
    if (document == nullptr || call.body.object()->size() != 1) return check(call.body, check_shape);
    Array list;
    for (const Error& error : check_program(*document)) list.push_back(error_to_value(error));
    response.content_type = json_type;
    response.body = write_json(Object{{"errors", std::move(list)}});
    return {};
}

constexpr QueryParameter store_query[] = {{"store", "The store; may be left out where the edge has only one."}};
constexpr std::string_view scope = "program:write";

const Route rows[] = {
    {.method = "GET",
     .pattern = "/v1/program",
     .access = Access::store,
     .operation = "getProgram",
     .summary = "The public part of the programme in force, signed.",
     .query = store_query,
     .response = projection_schema,
     .handle = send_projection},
    {.method = "GET",
     .pattern = "/v1/admin/program",
     .access = Access::admin,
     .scope = scope,
     .operation = "showProgram",
     .summary = "The newest programme as it was published, private parts included.",
     .response = R"({"type": "object"})",
     .handle = show_program},
    {.method = "POST",
     .pattern = "/v1/admin/program",
     .access = Access::admin,
     .status = 201,
     .scope = scope,
     .is_write = true,
     .request = &publish_shape,
     .operation = "publishProgram",
     .summary = "Publishes a new version.",
     .response = published_schema,
     .handle = publish},
    {.method = "POST",
     .pattern = "/v1/admin/program/check",
     .access = Access::admin,
     .scope = scope,
     .checks_itself = true,
     .request = &check_shape,
     .operation = "checkProgram",
     .summary = "What would be wrong with a programme, changing nothing.",
     .response = checked_schema,
     .handle = check_draft},
};

}  // namespace

std::span<const Route> program_routes() { return rows; }

}  // namespace laurel::routes
