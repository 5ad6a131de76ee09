// What tier members have, what benefits they use, and tiers that the shop lends.
#include "edge/routes/tiers.h"
#include "edge/routes/environment.h"
#include "edge/routes/groups.h"

namespace laurel::routes {
namespace {

constexpr std::string_view members_schema = R"({
    "type": "object",
    "required": ["now_at", "next", "members"],
    "additionalProperties": false,
    "properties": {
        "now_at": {"type": "string", "format": "date-time"},
        "next": {"type": ["string", "null"], "description": "The after of the next page; null on the last."},
        "members": {"type": "array", "items": {
            "type": "object",
            "required": ["member", "tier", "rank", "since", "until", "grace_until", "invited"],
            "additionalProperties": false,
            "properties": {
                "member": {"type": "string", "description": "The shop's id."},
                "tier": {"anyOf": [{"$ref": "#/components/schemas/tier_name"}, {"type": "null"}]},
                "rank": {"type": "integer", "minimum": 0, "description": "1 for the lowest tier, 0 for none."},
                "since": {"type": ["string", "null"], "format": "date-time"},
                "until": {"type": ["string", "null"], "format": "date-time"},
                "grace_until": {"type": ["string", "null"], "format": "date-time"},
                "invited": {"type": "boolean"}
            }
        }}
    }
})";

constexpr std::string_view invited_schema = R"({
    "type": "object",
    "required": ["tier", "until"],
    "additionalProperties": false,
    "properties": {
        "tier": {"type": "string"},
        "until": {"type": ["string", "null"], "format": "date-time"}
    }
})";

constexpr std::string_view withdrawn_schema = R"({
    "type": "object",
    "required": ["withdrawn"],
    "additionalProperties": false,
    "properties": {"withdrawn": {"const": true}}
})";

constexpr std::string_view used_schema = R"({
    "type": "object",
    "required": ["id", "benefit", "used_at", "left"],
    "additionalProperties": false,
    "properties": {
        "id": {"type": "string"},
        "benefit": {"type": "string"},
        "used_at": {"type": "string", "format": "date-time"},
        "left": {"type": ["integer", "null"], "minimum": 0, "description": "null for as often as the member likes."}
    }
})";

constexpr std::size_t page_size = 100;
constexpr int withdrawn_status = 200;

Errors send_tier(Call& call, std::string_view member, http::Response& response) {
    const auto cart = asked_cart(call);
    if (!cart) return {cart.error()};
    return send_value(call.service().tier(member, *cart), response);
}

Errors own_tier(Call& call, http::Response& response) { return send_tier(call, call.principal.id, response); }

Errors tier_of_member(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    return send_tier(call, call.parameters[0], response);
}

Errors list_members(Call& call, http::Response& response) {
    const auto tier = call.query("tier");
    if (!tier) return {tier.error()};
    const auto after = call.query("after");
    if (!after) return {after.error()};
    return send_value(call.service().members_by_tier(tier->value_or(""), after->value_or(""), page_size), response);
}

Errors invite(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    return send_answer(call.service().invite_tier(call.writer(), call.parameters[0], read_invitation(call.body)),
                       response);
}

Errors withdraw(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    Errors errors = send_answer(
        call.service().withdraw_tier(call.writer(), call.parameters[0], call.body.string_at("reason")), response);
    if (errors.empty()) response.status = withdrawn_status;
    return errors;
}

Errors use_benefit(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/member"); !errors.empty()) return errors;
    if (Errors errors = check_identifier(call.parameters[1], "/benefit"); !errors.empty()) return errors;
    return send_answer(call.service().use_benefit(call.writer(), call.parameters[0],
                                                  read_benefit_use(call.body, call.parameters[1], call.now_ms)),
                       response);
}

constexpr QueryParameter cart_query[] = {
    {"amount_minor", "What the cart costs, in minor units: what ordering it would change."}};
constexpr QueryParameter list_query[] = {{"tier", "Only members who have this tier."},
                                         {"after", "The next of the page before."}};

constexpr std::string_view read_scope = "members:read";
constexpr std::string_view write_scope = "members:write";

const Route rows[] = {
    {.method = "GET",
     .pattern = "/v1/me/tier",
     .access = Access::shopper,
     .operation = "getTier",
     .summary = "The member's tier, what the next one takes, and what a cart would change.",
     .query = cart_query,
     .response = tier_answer_schema,
     .handle = own_tier},
    {.method = "GET",
     .pattern = "/v1/admin/members/{member}/tier",
     .access = Access::admin,
     .scope = read_scope,
     .operation = "getTierOf",
     .summary = "A member's tier, what the next one takes, and what a cart would change.",
     .query = cart_query,
     .response = tier_answer_schema,
     .handle = tier_of_member},
    {.method = "GET",
     .pattern = "/v1/admin/tiers",
     .access = Access::admin,
     .scope = read_scope,
     .operation = "listMembersByTier",
     .summary = "Members with their tiers, at most 100 a page.",
     .query = list_query,
     .response = members_schema,
     .handle = list_members},
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/tier",
     .access = Access::admin,
     .status = 201,
     .scope = write_scope,
     .is_write = true,
     .request = &invitation_shape,
     .operation = "inviteToTier",
     .summary = "Lends a tier to a member, beside the one of her own.",
     .response = invited_schema,
     .handle = invite},
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/tier/withdraw",
     .access = Access::admin,
     .scope = write_scope,
     .is_write = true,
     .request = &withdrawal_shape,
     .operation = "withdrawTier",
     .summary = "Takes back a tier that was lent.",
     .response = withdrawn_schema,
     .handle = withdraw},
    {.method = "POST",
     .pattern = "/v1/admin/members/{member}/benefits/{benefit}/uses",
     .access = Access::admin,
     .status = 201,
     .scope = write_scope,
     .is_write = true,
     .request = &benefit_use_shape,
     .operation = "useBenefit",
     .summary = "Records that the member uses a benefit of her tier, and says how often she still may.",
     .response = used_schema,
     .handle = use_benefit},
};

}  // namespace

std::span<const Route> tier_routes() { return rows; }

}  // namespace laurel::routes
