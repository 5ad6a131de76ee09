#pragma once
// The writes as the shop asks for them: shapes, and readers for bodies.
#include <cstdint>
#include <optional>
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

struct RedemptionRequest {
    std::string id;
    std::string reward;       // "" for plain points
    std::int64_t points = 0;  // 0: what the reward costs
    std::string point_kind;   // of plain points
    std::optional<loyalty::Cart> cart;
};

struct ActionRequest {
    std::string id;
    std::string name;
    std::int64_t acted_at_ms = 0;
    Value attributes;
};

// What a member brings along from another programme.
struct OpeningRequest {
    std::string source;                          // the programme, such as "smile"
    std::optional<std::int64_t> joined_at_ms{};  // nullopt: when the first of the lots was earned, or now
    std::vector<loyalty::OpeningLot> lots;
    std::int64_t deficit = 0;  // points owed
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
extern const Shape opening_shape;      // POST /v1/admin/members/{id}/opening

// Errors: the first departure from the shape. A missing refunded_at is now_ms.
Result<OrderRequest> read_order(const Value& body);
// The "order" of a trial_shape. A missing placed_at is now_ms; an id and a currency may be missing.
Result<OrderRequest> read_trial_order(const Value& order, std::int64_t now_ms);
Result<RefundRequest> read_refund(const Value& body, std::int64_t now_ms);
// A missing id is the fallback. Error too: neither points nor a reward.
Result<RedemptionRequest> read_redemption(const Value& body, std::string_view fallback_id);
// A missing acted_at is now_ms.
Result<ActionRequest> read_action(const Value& body, std::int64_t now_ms);
// The body fits its shape. A lot's missing earned_at is now_ms, its missing expires_at never.
OpeningRequest read_opening(const Value& body, std::int64_t now_ms);
// The instant under the name, the fallback where it is absent; the body fits its shape.
std::int64_t instant_in(const Value& body, std::string_view name, std::int64_t fallback_ms);

}  // namespace laurel
