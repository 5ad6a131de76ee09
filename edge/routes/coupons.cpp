// Codes: what they would give, and for the shop's backend how they are issued, listed and voided.
#include <charconv>

#include "edge/coupon_requests.h"
#include "edge/routes/coupons.h"
#include "edge/routes/environment.h"
#include "edge/routes/groups.h"

namespace laurel::routes {
namespace {

constexpr std::string_view issued_schema = R"({
    "type": "object",
    "required": ["campaign", "codes"],
    "additionalProperties": false,
    "properties": {
        "campaign": {"type": "string"},
        "codes": {"type": "array", "items": {"type": "string"}, "description": "The only time that they are told."}
    }
})";

constexpr std::string_view coupon_schema = R"({
    "type": "object",
    "required": ["id", "campaign", "status", "issued_at"],
    "additionalProperties": false,
    "properties": {
        "id": {"type": "string", "description": "Stands for the code and does not tell it."},
        "campaign": {"type": "string"},
        "status": {"enum": ["free", "reserved", "used", "voided"]},
        "issued_at": {"type": "string", "format": "date-time"},
        "expires_at": {"type": "string", "format": "date-time"},
        "times_out_at": {"type": "string", "format": "date-time", "description": "Of one that is reserved."},
        "member": {"type": "string", "description": "The only customer who may use it."},
        "code": {"type": "string", "description": "Of one that is a customer's own."}
    }
})";

constexpr std::string_view coupons_schema = R"({
    "type": "object",
    "required": ["coupons"],
    "additionalProperties": false,
    "properties": {
        "coupons": {"type": "array", "items": {"type": "object"}, "description": "Each as showCoupon answers it."},
        "next": {"type": ["string", "null"], "description": "Ask again with after=next; null at the end."}
    }
})";

constexpr std::string_view voided_schema = R"({
    "type": "object",
    "required": ["id", "campaign", "status", "issued_at", "expires_at"],
    "additionalProperties": false,
    "properties": {
        "id": {"type": "string"},
        "campaign": {"type": "string"},
        "status": {"const": "voided"},
        "issued_at": {"type": "string", "format": "date-time"},
        "expires_at": {"type": ["string", "null"], "format": "date-time"}
    }
})";

constexpr int done_status = 200;
constexpr std::size_t page_default = 100;
constexpr std::size_t page_max = 1000;

Errors answer_value(const Result<Value>& value, http::Response& response) {
    if (!value) return {value.error()};
    response.content_type = json_type;
    response.body = write_json(*value);
    return {};
}

// Each code that is tried costs one, so that codes can't be found by guessing.
Errors limit_codes(const Call& call, std::size_t codes, http::Response& response) {
    Environment& environment = call.environment;
    if (environment.codes_per_minute <= 0) return {};
    const bool is_known = !call.principal.id.empty();
    const std::string who = call.service().store_id() +
                            (is_known ? " member " + call.principal.id : " address " + call.request.remote_address);
    for (std::size_t each = 0; each < codes; ++each) {
        const auth::RateVerdict verdict = environment.code_rates.take(who, environment.codes_per_minute, call.now_ms);
        if (verdict.is_allowed) continue;
        response.set_field("Retry-After", std::to_string(verdict.wait_s));
        return {
            {ErrorCode::rate_limited, "/codes", {}, std::to_string(environment.codes_per_minute) + " codes a minute"}};
    }
    return {};
}

Errors quote(Call& call, http::Response& response) {
    CartRequest cart = read_cart_request(call.body);
    cart.member = call.principal.id;
    if (Errors errors = limit_codes(call, cart.codes.size(), response); !errors.empty()) return errors;
    return answer_value(call.service().quote_coupons(cart, ""), response);
}

Errors list_own(Call& call, http::Response& response) {
    return answer_value(call.service().coupons_of(call.principal.id), response);
}

Errors issue(Call& call, http::Response& response) {
    const auto request = read_issue(call.body);
    if (!request) return {request.error()};
    Array codes;
    const auto count = call.service().issue_coupons(
        call.writer(), *request,
        [&](const std::vector<std::string>& issued) { codes.insert(codes.end(), issued.begin(), issued.end()); });
    if (!count) return {count.error()};
    response.status = call.route.status;
    return answer_value(Value(Object{{"campaign", request->campaign}, {"codes", std::move(codes)}}), response);
}

Result<std::size_t> page_size(const Call& call) {
    const auto text = call.query("limit");
    if (!text) return text.error();
    if (!*text) return page_default;
    std::size_t size = 0;
    const char* const end = (*text)->data() + (*text)->size();
    const auto read = std::from_chars((*text)->data(), end, size);
    if (read.ec == std::errc() && read.ptr == end && size >= 1 && size <= page_max) return size;
    return Error{ErrorCode::value_not_allowed, "/query/limit", quoted(**text), "1 to " + std::to_string(page_max)};
}

Errors list(Call& call, http::Response& response) {
    const auto campaign = call.query("campaign");
    if (!campaign) return {campaign.error()};
    const auto after = call.query("after");
    if (!after) return {after.error()};
    const auto limit = page_size(call);
    if (!limit) return {limit.error()};
    return answer_value(call.service().list_coupons(campaign->value_or(""), after->value_or(""), *limit), response);
}

Errors show_id(Call& call, std::string_view id, http::Response& response) {
    const auto coupon = call.service().coupon(id);
    if (!coupon) return {coupon.error()};
    if (!*coupon) return {{ErrorCode::coupon_unknown, {}, {}, {}}};
    return answer_value(**coupon, response);
}

Errors show(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/id"); !errors.empty()) return errors;
    return show_id(call, call.parameters[0], response);
}

Errors look_up(Call& call, http::Response& response) {
    const auto id = call.service().coupon_id_of(call.body.string_at("code"));
    return id ? show_id(call, *id, response) : Errors{id.error()};
}

Errors void_one(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/id"); !errors.empty()) return errors;
    Errors errors = send_answer(
        call.service().void_coupon(call.writer(), call.parameters[0], call.body.string_at("reason")), response);
    if (errors.empty()) response.status = done_status;
    return errors;
}

constexpr std::string_view scope = "coupons:write";

constexpr QueryParameter list_query[] = {
    {"campaign", "Only of this campaign."},
    {"after", "The next of the page before."},
    {"limit", "At most so many, 1 to 1000. Default 100."},
};

const Route rows[] = {
    {.method = "POST",
     .pattern = "/v1/coupons/quote",
     .access = Access::shopper_or_store,
     .request = &quote_shape,
     .operation = "quoteCoupons",
     .summary = "What codes would take off a cart, line by line, and why the others would not. Writes nothing.",
     .response = quote_schema,
     .handle = quote},
    {.method = "GET",
     .pattern = "/v1/me/coupons",
     .access = Access::shopper,
     .operation = "listOwnCoupons",
     .summary = "The codes that are the member's own.",
     .response = coupons_schema,
     .handle = list_own},
    {.method = "POST",
     .pattern = "/v1/admin/coupons",
     .access = Access::admin,
     .status = 201,
     .scope = scope,
     .is_write = true,
     .request = &issue_shape,
     .operation = "issueCoupons",
     .summary = "Issues codes for one use. The same Idempotency-Key gives the same codes again.",
     .response = issued_schema,
     .handle = issue},
    {.method = "GET",
     .pattern = "/v1/admin/coupons",
     .access = Access::admin,
     .scope = scope,
     .operation = "listCoupons",
     .summary = "Codes for one use by their ids, a page at a time; a page may be short before the last one.",
     .query = list_query,
     .response = coupons_schema,
     .handle = list},
    {.method = "POST",
     .pattern = "/v1/admin/coupons/lookup",
     .access = Access::admin,
     .scope = scope,
     .request = &code_lookup_shape,
     .operation = "lookUpCoupon",
     .summary = "What became of a code.",
     .response = coupon_schema,
     .handle = look_up},
    {.method = "GET",
     .pattern = "/v1/admin/coupons/{id}",
     .access = Access::admin,
     .scope = scope,
     .operation = "showCoupon",
     .summary = "What became of the code that the id stands for.",
     .response = coupon_schema,
     .handle = show},
    {.method = "POST",
     .pattern = "/v1/admin/coupons/{id}/void",
     .access = Access::admin,
     .scope = scope,
     .is_write = true,
     .request = &coupon_void_shape,
     .operation = "voidCoupon",
     .summary = "The code is not taken any more.",
     .response = voided_schema,
     .handle = void_one},
};

}  // namespace

std::span<const Route> coupon_routes() { return rows; }

}  // namespace laurel::routes
