// What members do beside ordering, and what they tell about themselves.
#include "edge/routes/environment.h"
#include "edge/routes/groups.h"
#include "shared/base/time.h"
#include "shared/loyalty/order_document.h"

namespace laurel::routes {
namespace {

constexpr std::string_view action_schema = R"({
    "type": "object",
    "required": ["id", "name", "acted_at", "earned"],
    "additionalProperties": false,
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "acted_at": {"type": "string", "format": "date-time"},
        "earned": {"type": "array", "items": {"type": "object"}}
    }
})";

constexpr std::string_view revoked_schema = R"({
    "type": "object",
    "required": ["id", "revoked"],
    "additionalProperties": false,
    "properties": {"id": {"type": "string"}, "revoked": {"const": true}}
})";

constexpr std::string_view kept_schema = R"({
    "type": "object",
    "required": ["kept"],
    "additionalProperties": false,
    "properties": {"kept": {"const": true}}
})";

constexpr std::string_view extended_schema = R"({
    "type": "object",
    "required": ["expires_at", "point_kind"],
    "additionalProperties": false,
    "properties": {"expires_at": {"type": "string", "format": "date-time"}, "point_kind": {"type": "string"}}
})";

constexpr int done_status = 200;

Errors record_action(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    const auto action = read_action(call.body, call.now_ms);
    if (!action) return {action.error()};
    return send_answer(call.service().record_action(call.writer(), call.parameters[0], *action), response);
}

Errors revoke_action(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/id"); !errors.empty()) return errors;
    Errors errors = send_answer(call.service().revoke_action(call.writer(), call.parameters[0]), response);
    if (errors.empty()) response.status = done_status;
    return errors;
}

Errors give_facts(Call& call, std::string_view member, http::Response& response) {
    Errors errors = send_answer(call.service().give_facts(call.writer(), member, call.body), response);
    if (errors.empty()) response.status = done_status;
    return errors;
}

Errors give_own_facts(Call& call, http::Response& response) { return give_facts(call, call.principal.id, response); }

Errors give_facts_for(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    return give_facts(call, call.parameters[0], response);
}

Errors extend_expiry(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    Errors errors =
        send_answer(call.service().extend(call.writer(), call.parameters[0],
                                          call.body.string_at("point_kind", loyalty::main_point_kind),
                                          instant_in(call.body, "expires_at", 0), call.body.string_at("reason")),
                    response);
    if (errors.empty()) response.status = done_status;
    return errors;
}

constexpr std::string_view scope = "members:write";

const Route rows[] = {
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/actions",
     .access = Access::admin,
     .status = 201,
     .scope = scope,
     .is_write = true,
     .request = &action_shape,
     .operation = "recordAction",
     .summary = "Records what a member did, such as a visit, and what it earns.",
     .response = action_schema,
     .handle = record_action},
    {.method = "POST",
     .pattern = "/v1/admin/actions/{id}/revoke",
     .access = Access::admin,
     .scope = scope,
     .is_write = true,
     .operation = "revokeAction",
     .summary = "It turned out not to have been: what it earned goes back.",
     .response = revoked_schema,
     .handle = revoke_action},
    {.method = "PUT",
     .pattern = "/v1/me/facts",
     .access = Access::shopper,
     .is_write = true,
     .request = &loyalty::facts_shape,
     .operation = "giveFacts",
     .summary = "What the member tells about herself, in place of what she told before; {} takes it back.",
     .response = kept_schema,
     .handle = give_own_facts},
    {.method = "PUT",
     .pattern = "/v1/admin/members/{member}/facts",
     .access = Access::admin,
     .scope = scope,
     .is_write = true,
     .request = &loyalty::facts_shape,
     .operation = "giveFactsFor",
     .summary = "What a member told the shop about herself, in place of what was told before.",
     .response = kept_schema,
     .handle = give_facts_for},
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/extensions",
     .access = Access::admin,
     .scope = scope,
     .is_write = true,
     .request = &extension_shape,
     .operation = "extendExpiry",
     .summary = "Gives a member's points a later date, with a reason that the member sees.",
     .response = extended_schema,
     .handle = extend_expiry},
};

}  // namespace

std::span<const Route> activity_routes() { return rows; }

}  // namespace laurel::routes
