#pragma once
// What can be asked of the loyalty ledger. Aggregates are named by our own ids: the edge has resolved the shop's.
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/base/shape.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

struct PlaceOrder {
    std::string order;
    std::string member;  // "" for a guest
    std::int64_t placed_at_ms = 0;
    std::string currency;
    std::vector<OrderLine> lines;
    Value personal;  // kept erasable beside the event; null for none
};

struct RefundOrder {
    std::string order;
    std::string refund_id;  // unique within the order, for ever
    std::int64_t refunded_at_ms = 0;
    std::int64_t amount_minor = 0;  // 0 when by items
    std::vector<RefundItem> items;
};

struct HoldPoints {
    std::string member;
    std::string redemption;
    std::int64_t points = 0;
};

struct ResolveHold {
    std::string member;
    std::string redemption;
    bool capture = true;  // false: void
};

struct AdjustPoints {
    std::string member;
    std::int64_t points = 0;  // signed
    std::string reason;       // free text: goes to the personal part
};

struct EraseMember {
    std::string member;
};

using Command = std::variant<PlaceOrder, RefundOrder, HoldPoints, ResolveHold, AdjustPoints, EraseMember>;

}  // namespace laurel::loyalty
