#include "edge/routes/environment.h"
#include "edge/routes/groups.h"

namespace laurel::routes {
namespace {

constexpr std::string_view held_schema = R"({
    "type": "object",
    "required": ["id", "points", "point_kind", "status", "held_at", "times_out_at"],
    "additionalProperties": false,
    "properties": {
        "id": {"type": "string"},
        "points": {"type": "integer", "minimum": 1},
        "point_kind": {"type": "string"},
        "status": {"const": "held"},
        "held_at": {"type": "string", "format": "date-time"},
        "times_out_at": {"type": "string", "format": "date-time", "description": "Then the points go back."},
        "reward": {"type": "string"},
        "benefit": {"$ref": "#/components/schemas/benefit"},
        "code": {"type": "string", "description": "For the shop's checkout; of a reward."}
    }
})";

constexpr std::string_view resolved_schema = R"({
    "type": "object",
    "required": ["id", "points", "point_kind", "status", "resolved_at"],
    "additionalProperties": false,
    "properties": {
        "id": {"type": "string"},
        "points": {"type": "integer", "minimum": 1},
        "point_kind": {"type": "string"},
        "status": {"enum": ["captured", "voided", "cancelled"]},
        "resolved_at": {"type": "string", "format": "date-time"},
        "reward": {"type": "string"},
        "benefit": {"$ref": "#/components/schemas/benefit"}
    }
})";

constexpr int resolved_status = 200;

Errors hold(Call& call, std::string_view member, http::Response& response) {
    const Writer writer = call.writer();
    const auto request = read_redemption(call.body, writer.idempotency_key);
    if (!request) return {request.error()};
    if (!request->reward.empty()) return send_answer(call.service().redeem(writer, member, *request), response);
    return send_answer(call.service().hold(writer, member, request->id, request->points, request->point_kind),
                       response);
}

Errors resolve(Call& call, std::string_view member, std::string_view redemption, bool capture,
               http::Response& response) {
    if (Errors errors = check_identifier(redemption, "/redemption"); !errors.empty()) return errors;
    Errors errors = send_answer(call.service().resolve_hold(call.writer(), member, redemption, capture), response);
    if (errors.empty()) response.status = resolved_status;
    return errors;
}

Errors hold_own(Call& call, http::Response& response) { return hold(call, call.principal.id, response); }
Errors capture_own(Call& call, http::Response& response) {
    return resolve(call, call.principal.id, call.parameters[0], true, response);
}
Errors void_own(Call& call, http::Response& response) {
    return resolve(call, call.principal.id, call.parameters[0], false, response);
}

Errors hold_for(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    return hold(call, call.parameters[0], response);
}
Errors capture_for(Call& call, http::Response& response) {
    return resolve(call, call.parameters[0], call.parameters[1], true, response);
}
Errors void_for(Call& call, http::Response& response) {
    return resolve(call, call.parameters[0], call.parameters[1], false, response);
}

Errors cancel_for(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[1], "/redemption"); !errors.empty()) return errors;
    Errors errors = send_answer(call.service().cancel(call.writer(), call.parameters[0], call.parameters[1]), response);
    if (errors.empty()) response.status = resolved_status;
    return errors;
}

constexpr std::string_view scope = "redemptions:write";

const Route rows[] = {
    {.method = "POST",
     .pattern = "/v1/me/redemptions",
     .access = Access::shopper,
     .status = 201,
     .is_write = true,
     .request = &hold_shape,
     .operation = "holdPoints",
     .summary =
         "Reserves the member's own points, for a reward or plain, until they are captured, voided or timed out.",
     .response = held_schema,
     .handle = hold_own},
    {.method = "POST",
     .pattern = "/v1/me/redemptions/{id}/capture",
     .access = Access::shopper,
     .is_write = true,
     .operation = "captureRedemption",
     .summary = "Spends the points of an open redemption.",
     .response = resolved_schema,
     .handle = capture_own},
    {.method = "POST",
     .pattern = "/v1/me/redemptions/{id}/void",
     .access = Access::shopper,
     .is_write = true,
     .operation = "voidRedemption",
     .summary = "Gives the points of an open redemption back.",
     .response = resolved_schema,
     .handle = void_own},
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/redemptions",
     .access = Access::admin,
     .status = 201,
     .scope = scope,
     .is_write = true,
     .request = &hold_shape,
     .operation = "holdPointsFor",
     .summary = "Reserves a member's points, for a reward or plain, until they are captured, voided or timed out.",
     .response = held_schema,
     .handle = hold_for},
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/redemptions/{id}/capture",
     .access = Access::admin,
     .scope = scope,
     .is_write = true,
     .operation = "captureRedemptionFor",
     .summary = "Spends the points of a member's open redemption.",
     .response = resolved_schema,
     .handle = capture_for},
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/redemptions/{id}/void",
     .access = Access::admin,
     .scope = scope,
     .is_write = true,
     .operation = "voidRedemptionFor",
     .summary = "Gives the points of a member's open redemption back.",
     .response = resolved_schema,
     .handle = void_for},
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/redemptions/{id}/cancel",
     .access = Access::admin,
     .scope = scope,
     .is_write = true,
     .operation = "cancelRedemptionFor",
     .summary = "Takes a captured redemption back: the points return to the lots that they came from.",
     .response = resolved_schema,
     .handle = cancel_for},
};

}  // namespace

std::span<const Route> redemption_routes() { return rows; }

}  // namespace laurel::routes
