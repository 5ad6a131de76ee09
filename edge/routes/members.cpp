#include "edge/routes/environment.h"
#include "edge/routes/groups.h"
#include "edge/routes/me.h"
#include "shared/base/time.h"

namespace laurel::routes {
namespace {

constexpr std::string_view adjusted_schema = R"({
    "type": "object",
    "required": ["points", "point_kind"],
    "additionalProperties": false,
    "properties": {"points": {"type": "integer"}, "point_kind": {"type": "string"}}
})";

constexpr std::string_view erased_schema = R"({
    "type": "object",
    "required": ["erased"],
    "additionalProperties": false,
    "properties": {"erased": {"const": true}}
})";

constexpr std::string_view opened_schema = R"({
    "type": "object",
    "required": ["member", "joined_at", "source"],
    "additionalProperties": false,
    "properties": {
        "member": {"type": "string"},
        "joined_at": {"type": "string", "format": "date-time"},
        "source": {"type": "string"}
    }
})";

constexpr int erased_status = 200;

// The instant that ?at= asks for; nullopt for now.
Result<std::optional<std::int64_t>> asked_instant(const Call& call) {
    const auto text = call.query("at");
    if (!text) return text.error();
    if (!*text) return std::optional<std::int64_t>();
    const auto instant_ms = read_instant(**text, "/query/at");
    if (!instant_ms) return instant_ms.error();
    if (*instant_ms > call.now_ms)
        return Error{ErrorCode::instant_in_future, "/query/at", quoted(**text), "now or earlier"};
    return std::optional(*instant_ms);
}

Errors show_member(Call& call, http::Response& response) {
    const std::string& id = call.parameters[0];
    if (Errors errors = check_identifier(id, "/member"); !errors.empty()) return errors;
    const auto at_ms = asked_instant(call);
    if (!at_ms) return {at_ms.error()};
    Service& service = call.service();
    const auto record = *at_ms ? service.member_as_of(id, **at_ms) : service.member(id);
    if (!record) return {record.error()};
    if (record->aggregate.empty()) return {{ErrorCode::member_unknown, "/member", {}, {}}};
    const std::int64_t shown_at_ms = at_ms->value_or(call.now_ms);
    response.content_type = json_type;
    response.body = member_answer(*record, service.program_at(shown_at_ms).get(), shown_at_ms, id).body;
    return {};
}

Errors adjust_points(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    return send_answer(call.service().adjust(call.writer(), call.parameters[0], call.body.integer_at("points"),
                                             call.body.string_at("reason"),
                                             call.body.string_at("point_kind", loyalty::main_point_kind)),
                       response);
}

Errors open_account(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    return send_answer(
        call.service().open_account(call.writer(), call.parameters[0], read_opening(call.body, call.now_ms)), response);
}

Errors erase_member(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    Errors errors = send_answer(call.service().erase(call.writer(), call.parameters[0]), response);
    if (errors.empty()) response.status = erased_status;
    return errors;
}

constexpr QueryParameter show_query[] = {
    {"at", "A past instant with its offset (RFC 3339): the member as it was then, from what had happened by then."}};

const Route rows[] = {
    {.method = "GET",
     .pattern = "/v1/admin/members/{member}",
     .access = Access::admin,
     .scope = "members:read",
     .operation = "showMember",
     .summary = "A member's points, now or at a past instant.",
     .query = show_query,
     .response = member_answer_schema,
     .handle = show_member},
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/adjustments",
     .access = Access::admin,
     .status = 201,
     .scope = "members:write",
     .is_write = true,
     .request = &adjustment_shape,
     .operation = "adjustPoints",
     .summary = "Gives or takes points, with a reason that the member sees.",
     .response = adjusted_schema,
     .handle = adjust_points},
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/opening",
     .access = Access::admin,
     .status = 201,
     .scope = "members:write",
     .is_write = true,
     .request = &opening_shape,
     .operation = "openAccount",
     .summary = "Opens a member's account with what she brings along from another programme: once, for ever.",
     .response = opened_schema,
     .handle = open_account},
    {.method = "DELETE",
     .pattern = "/v1/admin/members/{member}",
     .access = Access::admin,
     .scope = "members:write",
     .is_write = true,
     .operation = "eraseMember",
     .summary = "Removes the person everywhere; totals and proofs stay valid.",
     .response = erased_schema,
     .handle = erase_member},
};

}  // namespace

std::span<const Route> member_routes() { return rows; }

}  // namespace laurel::routes
