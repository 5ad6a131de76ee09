#include "edge/errors.h"
#include "edge/routes/environment.h"
#include "edge/routes/groups.h"
#include "edge/storage/hash.h"

namespace laurel::routes {
namespace {

constexpr std::string_view order_schema = R"({
    "type": "object",
    "required": ["id", "placed_at", "currency", "total_minor", "points_earned", "earned", "available_at",
                 "expires_at"],
    "additionalProperties": false,
    "properties": {
        "id": {"type": "string"},
        "placed_at": {"type": "string", "format": "date-time"},
        "currency": {"type": "string"},
        "total_minor": {"type": "integer", "minimum": 0},
        "points_earned": {"type": "integer", "minimum": 0, "description": "Main points, by all rules together."},
        "earned": {"type": "array", "description": "What each rule gave.", "items": {
            "type": "object",
            "required": ["rule", "points", "point_kind", "program_version"],
            "additionalProperties": false,
            "properties": {
                "rule": {"type": "string"},
                "points": {"type": "integer", "minimum": 0},
                "point_kind": {"type": "string"},
                "program_version": {"type": "integer", "minimum": 1}
            }
        }},
        "available_at": {"type": ["string", "null"], "format": "date-time", "description": "When points can be spent."},
        "expires_at": {"type": ["string", "null"], "format": "date-time", "description": "null: never."}
    }
})";

constexpr std::string_view batch_schema = R"({
    "type": "object",
    "required": ["results"],
    "additionalProperties": false,
    "properties": {"results": {"type": "array", "maxItems": 100, "description": "In the request's order.", "items": {
        "type": "object",
        "required": ["id", "status"],
        "additionalProperties": false,
        "properties": {
            "id": {"type": ["string", "null"]},
            "status": {"type": "integer"},
            "answer": {"type": "object"},
            "problem": {"type": "object"}
        }
    }}}
})";

constexpr std::string_view refund_schema = R"({
    "type": "object",
    "required": ["id", "order", "currency", "amount_minor", "points_clawed_back"],
    "additionalProperties": false,
    "properties": {
        "id": {"type": "string"},
        "order": {"type": "string"},
        "currency": {"type": "string"},
        "amount_minor": {"type": "integer", "minimum": 0},
        "points_clawed_back": {"type": "integer", "minimum": 0},
        "discount_returned_minor": {"type": "integer", "minimum": 0, "description": "Of the order's coupons."}
    }
})";

constexpr std::string_view milestone_schema = R"({
    "type": "object",
    "required": ["order", "milestone"],
    "additionalProperties": false,
    "properties": {"order": {"type": "string"}, "milestone": {"type": "string"}}
})";

constexpr std::string_view explanation_schema = R"({
    "type": "object",
    "required": ["confirm_at_edge", "guest", "earned", "outcomes"],
    "additionalProperties": false,
    "properties": {
        "confirm_at_edge": {"type": "boolean"},
        "guest": {"type": "boolean", "description": "No member: nothing would be earned; judged as a new member's."},
        "earned": {"type": "array", "description": "What each rule would give, and from when until when.", "items": {
            "type": "object",
            "required": ["rule", "points", "point_kind", "program_version", "expires_at"],
            "properties": {
                "rule": {"type": "string"},
                "points": {"type": "integer", "minimum": 1},
                "point_kind": {"type": "string"},
                "program_version": {"type": "integer", "minimum": 1},
                "available_at": {"type": "string", "format": "date-time"},
                "awaits": {"type": "string", "description": "The milestone that makes them available."},
                "pending_days": {"type": "integer", "minimum": 0},
                "expires_at": {"type": ["string", "null"], "format": "date-time"}
            }
        }},
        "outcomes": {"type": "array", "description": "Every rule, and why it gave or did not.", "items": {
            "type": "object",
            "required": ["rule", "reason", "points", "sentence"],
            "properties": {
                "rule": {"type": "string"},
                "reason": {"type": "string"},
                "detail": {"type": "string"},
                "sentence": {"type": "string", "description": "The reason in plain English."},
                "points": {"type": "integer", "minimum": 0},
                "base_minor": {"type": "integer", "minimum": 0}
            }
        }}
    }
})";

Errors place_order(Call& call, http::Response& response) {
    const auto order = read_order(call.body);
    if (!order) return {order.error()};
    return send_answer(call.service().place_order(call.writer(), *order), response);
}

Value problem_value(const Errors& errors) {
    const ErrorText& text = text_of(errors.front().code);
    Array list;
    for (const Error& error : errors) list.push_back(error_to_value(error));
    return Object{
        {"code", name_of(text.code)}, {"title", text.title}, {"status", text.status}, {"errors", std::move(list)}};
}

// An order of a batch has an idempotency key of its own, made from the batch's: sent again, the batch finds every
// answer.
Writer writer_of_entry(const Call& call, std::size_t index) {
    Writer writer = call.writer();
    writer.idempotency_key = sha256_hex(writer.idempotency_key + "\n" + std::to_string(index));
    return writer;
}

Value place_entry(Call& call, const Value& entry, std::size_t index) {
    const Value* id = entry.find("id");
    Object result{{"id", id != nullptr && id->string() != nullptr ? *id : Value()}};
    Errors errors = check(entry, order_shape, child_path("/orders", index));
    if (errors.empty()) {
        const auto order = read_order(entry);
        const auto answer =
            order ? call.service().place_order(writer_of_entry(call, index), *order) : Result<Answer>(order.error());
        http::Response response;
        errors = send_answer(answer, response);
        if (errors.empty()) {
            result.set("status", response.status);
            result.set("answer", read_json(response.body).value());
            return result;
        }
    }
    result.set("status", status_of(errors.front().code));
    result.set("problem", problem_value(errors));
    return result;
}

// One bad order is its own problem; a bad batch is everybody's.
Errors place_orders(Call& call, http::Response& response) {
    const Array& orders = call.body.array_at("orders");
    const bool is_batch = call.body.object() != nullptr && call.body.object()->size() == 1 && !orders.empty() &&
                          orders.size() <= orders_per_batch_max;
    if (!is_batch) return check(call.body, order_batch_shape);
    Array results;
    for (std::size_t i = 0; i < orders.size(); ++i) results.push_back(place_entry(call, orders[i], i));
    response.content_type = json_type;
    response.body = write_json(Object{{"results", std::move(results)}});
    return {};
}

Errors refund_order(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/order"); !errors.empty()) return errors;
    const auto refund = read_refund(call.body, call.now_ms);
    if (!refund) return {refund.error()};
    return send_answer(call.service().refund_order(call.writer(), call.parameters[0], *refund), response);
}

Errors reach_milestone(Call& call, http::Response& response) {
    if (Errors errors = check_identifier(call.parameters[0], "/order"); !errors.empty()) return errors;
    return send_answer(call.service().reach_milestone(call.writer(), call.parameters[0], call.body.string_at("name"),
                                                      instant_in(call.body, "reached_at", call.now_ms)),
                       response);
}

// The body holds it as a member.
Error beneath(std::string_view place, Error error) {
    error.path.insert(0, place);
    return error;
}

Errors explain_order(Call& call, http::Response& response) {
    const auto order = read_trial_order(*call.body.find("order"), call.now_ms);
    if (!order) return {order.error()};
    Trial trial;
    if (call.body.find("at") != nullptr) trial.as_of_ms = instant_in(call.body, "at", call.now_ms);
    std::optional<Program> draft;
    if (const Value* document = call.body.find("program")) {
        auto read = call.service().draft(*document, call.now_ms);
        if (!read) return {beneath("/program", read.error())};
        draft = std::move(*read);
        trial.draft = &*draft;
    }
    const auto explained = call.service().explain(*order, trial);
    if (!explained) return {beneath("/order", explained.error())};
    response.content_type = json_type;
    response.body = write_json(*explained);
    return {};
}

constexpr std::string_view scope = "orders:write";

const Route rows[] = {
    {.method = "POST",
     .pattern = "/v1/admin/orders",
     .access = Access::admin,
     .status = 201,
     .scope = scope,
     .is_write = true,
     .request = &order_shape,
     .operation = "placeOrder",
     .summary = "Records an order and what it earns. The same order again changes nothing and answers 200.",
     .response = order_schema,
     .handle = place_order},
    {.method = "POST",
     .pattern = "/v1/admin/orders/batch",
     .access = Access::admin,
     .scope = scope,
     .is_write = true,
     .checks_itself = true,
     .request = &order_batch_shape,
     .operation = "placeOrders",
     .summary =
         "Records up to 100 orders, each for itself: every result has the status that the order alone would have.",
     .response = batch_schema,
     .handle = place_orders},
    {.method = "POST",
     .pattern = "/v1/admin/orders/{order}/refunds",
     .access = Access::admin,
     .status = 201,
     .scope = scope,
     .is_write = true,
     .request = &refund_shape,
     .operation = "refundOrder",
     .summary = "Records a refund and takes back what the refunded part had earned.",
     .response = refund_schema,
     .handle = refund_order},
    {.method = "POST",
     .pattern = "/v1/admin/orders/{order}/milestones",
     .access = Access::admin,
     .status = 201,
     .scope = scope,
     .is_write = true,
     .request = &milestone_shape,
     .operation = "reachMilestone",
     .summary = "Records a milestone of an order, such as delivered: points that waited for it begin their days.",
     .response = milestone_schema,
     .handle = reach_milestone},
    {.method = "POST",
     .pattern = "/v1/admin/orders/explain",
     .access = Access::admin,
     .scope = scope,
     .request = &trial_shape,
     .operation = "explainOrder",
     .summary = "What an order or a cart would earn, rule by rule and why, under a draft too; nothing is written.",
     .response = explanation_schema,
     .handle = explain_order},
};

}  // namespace

std::span<const Route> order_routes() { return rows; }

}  // namespace laurel::routes
