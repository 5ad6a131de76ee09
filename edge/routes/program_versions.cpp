// What programmes become: their versions, how two differ, going back to one.
#include "edge/program_versions.h"

#include <charconv>

#include "edge/program_diff.h"
#include "edge/requests.h"
#include "edge/routes/environment.h"
#include "edge/routes/groups.h"
#include "shared/base/time.h"

namespace laurel::routes {
namespace {

constexpr std::int64_t version_max = 1'000'000'000;
constexpr Shape instant_shape{.kind = ShapeKind::instant};
constexpr Shape version_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = version_max};
constexpr Field rollback_fields[] = {
    {"version", &version_shape, true, false, "Whose document is published again, as a new version."},
    {"in_force_from_at", &instant_shape, false, false, "Now when left out."},
};
constexpr Shape rollback_shape{.kind = ShapeKind::object, .fields = rollback_fields, .name = "program_rollback"};
const Field diff_fields[] = {
    {"program", &program_shape, true, false, "A draft, compared with the newest version."},
};
const Shape diff_shape{.kind = ShapeKind::object, .fields = diff_fields, .name = "program_comparison"};

constexpr std::string_view versions_schema = R"({
    "type": "object",
    "required": ["versions", "next_before"],
    "additionalProperties": false,
    "properties": {
        "next_before": {"type": ["integer", "null"], "description": "As before= of the next page; null: that is all."},
        "versions": {"type": "array", "description": "The newest first.", "items": {
            "type": "object",
            "required": ["version", "name", "status", "in_force_from_at", "published_at", "author", "hash"],
            "additionalProperties": false,
            "properties": {
                "version": {"type": "integer", "minimum": 1},
                "name": {"type": "string"},
                "status": {"enum": ["in_force", "scheduled", "past", "replaced"]},
                "in_force_from_at": {"type": "string"},
                "published_at": {"type": "string", "format": "date-time"},
                "author": {"type": "string"},
                "hash": {"type": "string"}
            }
        }}
    }
})";

constexpr std::string_view diff_schema = R"({
    "type": "object",
    "required": ["changes"],
    "additionalProperties": false,
    "properties": {"changes": {"type": "array", "items": {
        "type": "object",
        "required": ["path", "before", "after", "sentence"],
        "additionalProperties": false,
        "properties": {
            "path": {"type": "string", "description": "A JSON pointer; items of lists go by their ids."},
            "before": {"description": "null: not there."},
            "after": {},
            "sentence": {"type": "string", "description": "In plain English."}
        }
    }}}
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

// 0 when it is absent.
Result<std::int64_t> version_in_query(const Call& call, std::string_view name) {
    const auto text = call.query(name);
    if (!text) return text.error();
    if (!*text) return 0;
    std::int64_t version = 0;
    const char* end = (*text)->data() + (*text)->size();
    const auto read = std::from_chars((*text)->data(), end, version);
    if (read.ec == std::errc() && read.ptr == end && version >= 1 && version <= version_max) return version;
    return Error{ErrorCode::value_not_allowed, child_path("/query", name), quoted(**text), "a version's number"};
}

void send(const Value& value, http::Response& response) {
    response.content_type = json_type;
    response.body = write_json(value);
}

Errors list_versions(Call& call, http::Response& response) {
    const auto before = version_in_query(call, "before");
    if (!before) return {before.error()};
    send(versions_page(call.service(), *before), response);
    return {};
}

Value document_of(const PublishedProgram& program) { return read_json(program.row.document).value(); }

// Of the version that the query names, or of the fallback.
Result<Value> document_in_query(const Call& call, std::string_view name, std::int64_t fallback) {
    const auto asked = version_in_query(call, name);
    if (!asked) return asked.error();
    const ProgramVersions versions = call.service().programs();
    const std::int64_t version = *asked > 0 ? *asked : fallback;
    if (version >= 1 && version <= std::ssize(versions))
        return document_of(*versions[static_cast<std::size_t>(version - 1)]);
    return Error{ErrorCode::value_not_allowed, child_path("/query", name), std::to_string(version),
                 "1 to " + std::to_string(versions.size())};
}

Errors compare_versions(Call& call, http::Response& response) {
    const std::int64_t newest = std::ssize(call.service().programs());
    const auto before = document_in_query(call, "from", newest - 1);
    if (!before) return {before.error()};
    const auto after = document_in_query(call, "to", newest);
    if (!after) return {after.error()};
    send(Object{{"changes", changes_to_value(program_diff(*before, *after))}}, response);
    return {};
}

Errors compare_draft(Call& call, http::Response& response) {
    const auto newest = call.service().newest_program();
    if (!newest) return {{ErrorCode::program_missing, {}, {}, {}}};
    send(Object{{"changes", changes_to_value(program_diff(document_of(*newest), *call.body.find("program")))}},
         response);
    return {};
}

Errors roll_back(Call& call, http::Response& response) {
    std::optional<std::int64_t> from_ms;
    if (call.body.find("in_force_from_at") != nullptr) from_ms = instant_in(call.body, "in_force_from_at", 0);
    return send_answer(call.service().roll_back(call.writer(), call.body.integer_at("version"), from_ms), response);
}

constexpr QueryParameter versions_query[] = {{"before", "Only versions below this one; next_before of a page."}};
constexpr QueryParameter diff_query[] = {
    {"from", "A version's number; the one before the newest when left out."},
    {"to", "A version's number; the newest when left out."},
};
constexpr std::string_view scope = "program:write";

const Route rows[] = {
    {.method = "GET",
     .pattern = "/v1/admin/program/versions",
     .access = Access::admin,
     .scope = scope,
     .operation = "listProgramVersions",
     .summary = "Every version: since when it is in force, who published it, its hash. Fifty a page.",
     .query = versions_query,
     .response = versions_schema,
     .handle = list_versions},
    {.method = "GET",
     .pattern = "/v1/admin/program/diff",
     .access = Access::admin,
     .scope = scope,
     .operation = "compareProgramVersions",
     .summary = "What one version changed from another, in plain words.",
     .query = diff_query,
     .response = diff_schema,
     .handle = compare_versions},
    {.method = "POST",
     .pattern = "/v1/admin/program/diff",
     .access = Access::admin,
     .scope = scope,
     .request = &diff_shape,
     .operation = "compareProgramDraft",
     .summary = "What a draft would change from the newest version, in plain words; nothing is written.",
     .response = diff_schema,
     .handle = compare_draft},
    {.method = "POST",
     .pattern = "/v1/admin/program/rollback",
     .access = Access::admin,
     .status = 201,
     .scope = scope,
     .is_write = true,
     .request = &rollback_shape,
     .operation = "rollBackProgram",
     .summary = "Publishes an earlier version's document again, as a new version; what was published stays.",
     .response = published_schema,
     .handle = roll_back},
};

}  // namespace

std::span<const Route> program_version_routes() { return rows; }

}  // namespace laurel::routes
