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
    Value personal;
};

struct RefundRequest {
    std::string id;
    std::int64_t refunded_at_ms = 0;
    std::int64_t amount_minor = 0;
    std::vector<loyalty::RefundItem> items;
};

extern const Shape order_shape;        // POST /v1/admin/orders
extern const Shape order_batch_shape;  // POST /v1/admin/orders/batch: {"orders": [...]}, each checked for itself
extern const Shape refund_shape;       // POST /v1/admin/orders/{id}/refunds
extern const Shape hold_shape;         // POST /v1/me/redemptions
extern const Shape adjustment_shape;   // POST /v1/admin/members/{id}/adjustments

// Errors: the first departure from the shape. A missing refunded_at is now_ms.
Result<OrderRequest> read_order(const Value& body);
Result<RefundRequest> read_refund(const Value& body, std::int64_t now_ms);

}  // namespace laurel
