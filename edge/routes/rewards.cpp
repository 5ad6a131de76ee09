// What points can be spent on, and what became of the codes that were handed over for them.
#include "edge/routes/environment.h"
#include "edge/routes/groups.h"

namespace laurel::routes {
namespace {

using loyalty::RedemptionStatus;

constexpr std::string_view offered_schema = R"({
    "type": "object",
    "required": ["now_at", "program_hash", "rewards"],
    "additionalProperties": false,
    "properties": {
        "now_at": {"type": "string", "format": "date-time"},
        "program_hash": {"type": "string"},
        "rewards": {"type": "array", "description": "In the programme's order.", "items": {
            "type": "object",
            "required": ["id", "name", "points", "point_kind", "benefit", "reason", "confirm_at_edge"],
            "additionalProperties": false,
            "properties": {
                "id": {"type": "string"},
                "name": {"$ref": "#/components/schemas/local_text"},
                "description": {"$ref": "#/components/schemas/local_text"},
                "points": {"type": "integer", "description": "What it costs; of pay_with_points, how many help."},
                "point_kind": {"type": "string"},
                "benefit": {"$ref": "#/components/schemas/benefit"},
                "reason": {"enum": ["redeemable", "disabled", "window_closed", "tier_required", "condition_false",
                    "condition_failed", "limit_reached", "out_of_stock", "cart_unfit", "not_enough_points"]},
                "detail": {"type": "string", "description": "Which window is closed, or why it does not fit the cart."},
                "missing_points": {"type": "integer", "minimum": 1},
                "confirm_at_edge": {"type": "boolean"},
                "discount_minor": {"type": "integer", "minimum": 0, "description": "What it alone takes off the cart."},
                "line_discounts_minor": {"type": "array", "items": {"type": "integer", "minimum": 0}}
            }
        }}
    }
})";

constexpr std::string_view stocks_schema = R"({
    "type": "object",
    "required": ["now_at", "next", "rewards"],
    "additionalProperties": false,
    "properties": {
        "now_at": {"type": "string", "format": "date-time"},
        "next": {"type": ["string", "null"], "description": "The after of the next page; null on the last."},
        "rewards": {"type": "array", "description": "In the programme's order.", "items": {
            "type": "object",
            "required": ["id", "name", "points", "point_kind", "benefit", "enabled"],
            "additionalProperties": false,
            "properties": {
                "id": {"type": "string"},
                "name": {"$ref": "#/components/schemas/local_text"},
                "description": {"$ref": "#/components/schemas/local_text"},
                "points": {"type": "integer", "minimum": 0},
                "point_kind": {"type": "string"},
                "benefit": {"$ref": "#/components/schemas/benefit"},
                "enabled": {"type": "boolean"},
                "stock": {
                    "type": "object",
                    "description": "In the period that runs now. What is held counts as used.",
                    "required": ["times", "per", "used", "left"],
                    "additionalProperties": false,
                    "properties": {
                        "times": {"type": "integer", "minimum": 1},
                        "per": {"$ref": "#/components/schemas/period"},
                        "used": {"type": "integer", "minimum": 0},
                        "left": {"type": "integer", "minimum": 0}
                    }
                }
            }
        }}
    }
})";

constexpr std::string_view code_schema = R"({
    "type": "object",
    "required": ["code", "reward", "benefit", "points", "point_kind", "member", "status", "held_at", "times_out_at"],
    "additionalProperties": false,
    "properties": {
        "code": {"type": "string"},
        "reward": {"type": "string"},
        "benefit": {"$ref": "#/components/schemas/benefit"},
        "points": {"type": "integer", "minimum": 1},
        "point_kind": {"type": "string"},
        "member": {"type": "string", "description": "The shop's id."},
        "status": {"enum": ["held", "timed_out", "captured", "voided", "cancelled"]},
        "held_at": {"type": "string", "format": "date-time"},
        "times_out_at": {"type": "string", "format": "date-time"}
    }
})";

constexpr std::string_view resolved_code_schema = R"({
    "type": "object",
    "required": ["code", "reward", "benefit", "points", "point_kind", "status", "resolved_at"],
    "additionalProperties": false,
    "properties": {
        "code": {"type": "string"},
        "reward": {"type": "string"},
        "benefit": {"$ref": "#/components/schemas/benefit"},
        "points": {"type": "integer", "minimum": 1},
        "point_kind": {"type": "string"},
        "status": {"enum": ["captured", "voided", "cancelled"]},
        "resolved_at": {"type": "string", "format": "date-time"}
    }
})";

constexpr std::size_t page_size = 100;
constexpr int resolved_status = 200;

Errors send_rewards(Call& call, std::string_view member, http::Response& response) {
    auto cart = asked_cart(call);
    if (!cart) return {cart.error()};
    return send_value(call.service().rewards(member, std::move(*cart)), response);
}

Errors own_rewards(Call& call, http::Response& response) { return send_rewards(call, call.principal.id, response); }

Errors rewards_for(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    return send_rewards(call, call.parameters[0], response);
}

Errors list_stocks(Call& call, http::Response& response) {
    const auto after = call.query("after");
    if (!after) return {after.error()};
    return send_value(call.service().stocks(after->value_or(""), page_size), response);
}

Errors show_code(Call& call, http::Response& response) {
    return send_value(call.service().redemption_of_code(call.parameters[0]), response);
}

Errors resolve_code(Call& call, RedemptionStatus outcome, http::Response& response) {
    Errors errors = send_answer(call.service().resolve_code(call.writer(), call.parameters[0], outcome), response);
    if (errors.empty()) response.status = resolved_status;
    return errors;
}

Errors capture_code(Call& call, http::Response& response) {
    return resolve_code(call, RedemptionStatus::captured, response);
}
Errors void_code(Call& call, http::Response& response) {
    return resolve_code(call, RedemptionStatus::voided, response);
}
Errors cancel_code(Call& call, http::Response& response) {
    return resolve_code(call, RedemptionStatus::cancelled, response);
}

constexpr QueryParameter cart_query[] = {
    {"amount_minor", "What the cart costs, in minor units: what each reward would take off it, and whether it may."}};
constexpr QueryParameter page_query[] = {{"after", "The next of the page before."}};

constexpr std::string_view read_scope = "members:read";
constexpr std::string_view write_scope = "redemptions:write";

const Route rows[] = {
    {.method = "GET",
     .pattern = "/v1/me/rewards",
     .access = Access::shopper,
     .operation = "getRewards",
     .summary = "What the member can have for points now, and why not the rest.",
     .query = cart_query,
     .response = offered_schema,
     .handle = own_rewards},
    {.method = "GET",
     .pattern = "/v1/admin/members/{member}/rewards",
     .access = Access::admin,
     .scope = read_scope,
     .operation = "getRewardsFor",
     .summary = "What a member can have for points now, and why not the rest.",
     .query = cart_query,
     .response = offered_schema,
     .handle = rewards_for},
    {.method = "GET",
     .pattern = "/v1/admin/rewards",
     .access = Access::admin,
     .scope = read_scope,
     .operation = "listRewards",
     .summary = "The programme's rewards, with what is left of their stocks; 100 a page.",
     .query = page_query,
     .response = stocks_schema,
     .handle = list_stocks},
    {.method = "GET",
     .pattern = "/v1/admin/redemptions/{code}",
     .access = Access::admin,
     .scope = read_scope,
     .operation = "showCode",
     .summary = "What the code of a redemption stands for.",
     .response = code_schema,
     .handle = show_code},
    {.method = "POST",
     .pattern = "/v1/admin/redemptions/{code}/capture",
     .access = Access::admin,
     .scope = write_scope,
     .is_write = true,
     .operation = "captureCode",
     .summary = "The code was used: its points are spent.",
     .response = resolved_code_schema,
     .handle = capture_code},
    {.method = "POST",
     .pattern = "/v1/admin/redemptions/{code}/void",
     .access = Access::admin,
     .scope = write_scope,
     .is_write = true,
     .operation = "voidCode",
     .summary = "The code will not be used: its points, stock and limits go back.",
     .response = resolved_code_schema,
     .handle = void_code},
    {.method = "POST",
     .pattern = "/v1/admin/redemptions/{code}/cancel",
     .access = Access::admin,
     .scope = write_scope,
     .is_write = true,
     .operation = "cancelCode",
     .summary = "What the code was used for is taken back: so are its points, stock and limits.",
     .response = resolved_code_schema,
     .handle = cancel_code},
};

}  // namespace

std::span<const Route> reward_routes() { return rows; }

}  // namespace laurel::routes
