#pragma once
// What can be asked of the loyalty ledger. Aggregates are named by our own ids: the edge has resolved the shop's.
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/base/shape.h"
#include "shared/loyalty/coupon_commands.h"
#include "shared/loyalty/order_document.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

struct PlaceOrder {
    std::string order;
    std::string member;  // "" for a guest
    std::int64_t placed_at_ms = 0;
    std::string currency;
    std::vector<OrderLine> lines;
    std::int64_t paid_with_points_minor = 0;  // of the total
    Value attributes;                         // what conditions may look at ({"channel": "app"}); null for none
    Value personal;                           // kept erasable beside the event; null for none
};

struct RefundOrder {
    std::string order;
    std::string refund_id;  // unique within the order, for ever
    std::int64_t refunded_at_ms = 0;
    std::int64_t amount_minor = 0;  // 0 when by items
    std::vector<RefundItem> items;
};

// A milestone of an order's way, such as "delivered".
struct ReachMilestone {
    std::string order;
    std::string milestone;
    std::int64_t reached_at_ms = 0;
};

// Something that a shop reports and a rule may reward.
struct RecordAction {
    std::string action;
    std::string member;
    std::string name;  // "visit", "review", ...
    std::int64_t acted_at_ms = 0;
    Value attributes;  // as of an order
};

// It turned out not to have been: what it earned goes back.
struct RevokeAction {
    std::string action;
};

struct OpeningLot {
    std::string point_kind{main_point_kind};
    std::int64_t points = 0;
    std::int64_t earned_at_ms = 0;
    std::int64_t expires_at_ms = instant_ms_max;

    bool operator==(const OpeningLot&) const = default;
};

// What a member brings along from elsewhere.
struct OpenAccount {
    std::string action;  // names the opening, so that it happens once
    std::string member;
    std::int64_t joined_at_ms = 0;
    std::vector<OpeningLot> lots;
    std::int64_t deficit = 0;  // main points owed
    std::string source;        // "smile"
};

// What a person told about herself ({"birthday": ...}); replaces what was told before.
struct GiveFacts {
    std::string member;
    Value facts;  // goes to the personal part
};

// Points of one kind are good until an instant, where they would have gone before.
struct ExtendExpiry {
    std::string member;
    std::string point_kind{main_point_kind};
    std::int64_t expires_at_ms = 0;
    std::string reason;  // free text: goes to the personal part
};

struct HoldPoints {
    std::string member;
    std::string redemption;
    std::int64_t points = 0;
    std::string point_kind{main_point_kind};
};

// A reward for points: they, its stock and the member's limits are held until it is captured or voided, or times out.
struct RedeemReward {
    std::string member;
    std::string redemption;
    std::string reward;
    std::int64_t redeemed_at_ms = 0;  // by the edge's clock: says which period's stock and limits
    std::int64_t points = 0;          // of pay_with_points, which has no fixed cost; 0 otherwise
    std::optional<Cart> cart;         // what the shopper is about to order, where known
    std::string code;                 // the pseudonym of the code that is handed over, "" for none
};

// A captured redemption is taken back: the points return to the very lots they came from.
struct CancelRedemption {
    std::string member;
    std::string redemption;
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
    std::string point_kind{main_point_kind};
};

// One use of a benefit of the tier that the member has.
struct UseBenefit {
    std::string action;  // names the use, so that it counts once
    std::string member;
    std::string benefit;
    std::int64_t used_at_ms = 0;
};

// Lends a tier to a member; replaces an invitation that there was.
struct InviteTier {
    std::string member;
    std::string tier;
    std::int64_t until_ms = instant_ms_max;
    std::string reason;  // free text: goes to the personal part
};

struct WithdrawTier {
    std::string member;
    std::string reason;  // likewise
};

struct EraseMember {
    std::string member;
};

using Command = std::variant<PlaceOrder, RefundOrder, ReachMilestone, RecordAction, RevokeAction, OpenAccount,
                             GiveFacts, ExtendExpiry, HoldPoints, RedeemReward, ResolveHold, CancelRedemption,
                             AdjustPoints, UseBenefit, InviteTier, WithdrawTier, EraseMember, IssueCoupon, VoidCoupon,
                             ReserveCoupons, CommitCoupons, ReleaseCoupons>;

}  // namespace laurel::loyalty
