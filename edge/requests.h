#pragma once
// The writes as the shop asks for them: shapes, and readers for bodies.
#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/shape.h"
#include "shared/loyalty/commands.h"

namespace laurel {

struct OrderRequest {
    std::string id;
    std::string member;  // the shop's id, "" for a guest
    std::int64_t placed_at_ms = 0;
    std::string currency;
    std::vector<loyalty::OrderLine> lines;
    std::int64_t paid_with_points_minor = 0;
    Value attributes;
    Value personal;
};

struct RefundRequest {
    std::string id;
    std::int64_t refunded_at_ms = 0;
    std::int64_t amount_minor = 0;
    std::vector<loyalty::RefundItem> items;
};

struct ActionRequest {
    std::string id;
    std::string name;
    std::int64_t acted_at_ms = 0;
    Value attributes;
};

extern const Shape order_shape;        // POST /v1/admin/orders
extern const Shape order_batch_shape;  // POST /v1/admin/orders/batch: {"orders": [...]}, each checked for itself
extern const Shape trial_shape;        // POST /v1/admin/orders/explain
extern const Shape refund_shape;       // POST /v1/admin/orders/{id}/refunds
extern const Shape hold_shape;         // POST /v1/me/redemptions
extern const Shape adjustment_shape;   // POST /v1/admin/members/{id}/adjustments
extern const Shape milestone_shape;    // POST /v1/admin/orders/{id}/milestones
extern const Shape action_shape;       // POST /v1/admin/members/{id}/actions
extern const Shape extension_shape;    // POST /v1/admin/members/{id}/extensions

// Errors: the first departure from the shape. A missing refunded_at is now_ms.
Result<OrderRequest> read_order(const Value& body);
// The "order" of a trial_shape. A missing placed_at is now_ms; an id and a currency may be missing.
Result<OrderRequest> read_trial_order(const Value& order, std::int64_t now_ms);
Result<RefundRequest> read_refund(const Value& body, std::int64_t now_ms);
// A missing acted_at is now_ms.
Result<ActionRequest> read_action(const Value& body, std::int64_t now_ms);
// The instant under the name, the fallback where it is absent; the body fits its shape.
std::int64_t instant_in(const Value& body, std::string_view name, std::int64_t fallback_ms);

}  // namespace laurel
