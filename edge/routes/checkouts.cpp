// What the shop's backend does with the codes of a checkout: reserve them, then commit or release.
#include "edge/coupon_requests.h"
#include "edge/routes/coupons.h"
#include "edge/routes/environment.h"
#include "edge/routes/groups.h"

namespace laurel::routes {
namespace {

constexpr std::string_view checkout_schema = R"({
    "type": "object",
    "required": ["id", "status", "reserved_at", "times_out_at", "discounts", "lines", "total_minor", "gifts",
                 "services", "cash_back_minor"],
    "additionalProperties": false,
    "properties": {
        "id": {"type": "string"},
        "order": {"type": "string"},
        "status": {"enum": ["reserved", "committed"]},
        "reserved_at": {"type": "string", "format": "date-time"},
        "times_out_at": {"type": "string", "format": "date-time", "description": "Then the codes are free again."},
        "discounts": {"type": "array", "items": {"type": "object"}, "description": "Each with its shares of lines."},
        "lines": {"type": "array", "items": {"type": "object"}, "description": "What each line gets off in all."},
        "total_minor": {"type": "integer", "minimum": 0},
        "gifts": {"type": "array", "items": {"type": "object"}},
        "services": {"type": "array", "items": {"type": "string"}},
        "cash_back_minor": {"type": "integer", "minimum": 0}
    }
})";

constexpr std::string_view released_schema = R"({
    "type": "object",
    "required": ["id", "status"],
    "additionalProperties": false,
    "properties": {"id": {"type": "string"}, "status": {"const": "released"}}
})";

constexpr int done_status = 200;

Errors quote(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/id"); !errors.empty()) return errors;
    const auto quoted = call.service().quote_coupons(read_cart_request(call.body), call.parameters[0]);
    if (!quoted) return {quoted.error()};
    response.content_type = json_type;
    response.body = write_json(*quoted);
    return {};
}

Errors reserve(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/id"); !errors.empty()) return errors;
    return send_answer(call.service().reserve_coupons(call.writer(), call.parameters[0], read_cart_request(call.body)),
                       response);
}

Errors commit(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/id"); !errors.empty()) return errors;
    Errors errors = send_answer(
        call.service().commit_coupons(call.writer(), call.parameters[0], call.body.string_at("order")), response);
    if (errors.empty()) response.status = done_status;
    return errors;
}

Errors release(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/id"); !errors.empty()) return errors;
    Errors errors = send_answer(call.service().release_coupons(call.writer(), call.parameters[0]), response);
    if (errors.empty()) response.status = done_status;
    return errors;
}

constexpr std::string_view scope = "redemptions:write";

const Route rows[] = {
    {.method = "POST",
     .pattern = "/v1/admin/checkouts/{id}/quote",
     .access = Access::admin,
     .scope = scope,
     .request = &checkout_shape,
     .operation = "quoteCheckout",
     .summary = "What codes would take off the checkout's cart, as if it had reserved nothing. Writes nothing.",
     .response = quote_schema,
     .handle = quote},
    {.method = "POST",
     .pattern = "/v1/admin/checkouts/{id}/reserve",
     .access = Access::admin,
     .status = 201,
     .scope = scope,
     .is_write = true,
     .request = &checkout_shape,
     .operation = "reserveCheckout",
     .summary =
         "Keeps codes and their discounts for a checkout, in place of what it had reserved; all of them or none.",
     .response = checkout_schema,
     .handle = reserve},
    {.method = "POST",
     .pattern = "/v1/admin/checkouts/{id}/commit",
     .access = Access::admin,
     .scope = scope,
     .is_write = true,
     .request = &commit_shape,
     .operation = "commitCheckout",
     .summary = "The checkout was paid: its codes are used, by this order.",
     .response = checkout_schema,
     .handle = commit},
    {.method = "POST",
     .pattern = "/v1/admin/checkouts/{id}/release",
     .access = Access::admin,
     .scope = scope,
     .is_write = true,
     .operation = "releaseCheckout",
     .summary = "The checkout was given up: its codes are free again.",
     .response = released_schema,
     .handle = release},
};

}  // namespace

std::span<const Route> checkout_routes() { return rows; }

}  // namespace laurel::routes
