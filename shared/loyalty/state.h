#pragma once
// What the loyalty aggregates add up to. States are values: fold.h changes copies of them, codec.h writes them as
// canonical JSON.
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "shared/base/money.h"
#include "shared/base/time.h"

namespace laurel::loyalty {

// Points from one cause that share their dates. Unspent and unexpired points are `remaining`; `reserved` of them are in
// holds.
struct Lot {
    std::int64_t id = 0;  // the version of the member's event that created it
    std::int64_t points = 0;
    std::int64_t remaining = 0;
    std::int64_t reserved = 0;
    std::int64_t expired = 0;
    std::int64_t earned_at_ms = 0;
    std::int64_t available_at_ms = 0;
    std::int64_t expires_at_ms = instant_ms_max;

    std::int64_t free() const { return remaining - reserved; }
    bool operator==(const Lot&) const = default;
};

// The order in which spending drains lots.
inline bool drains_before(const Lot& a, const Lot& b) {
    return std::tie(a.expires_at_ms, a.earned_at_ms, a.id) < std::tie(b.expires_at_ms, b.earned_at_ms, b.id);
}

// So many points of one lot.
struct Draw {
    std::int64_t lot = 0;
    std::int64_t points = 0;

    bool operator==(const Draw&) const = default;
};

struct Hold {
    std::string redemption;  // its aggregate
    std::int64_t points = 0;
    std::int64_t times_out_at_ms = 0;
    std::vector<Draw> draws;

    bool operator==(const Hold&) const = default;
};

// A line of the member's history, kept for the last few so that no answer needs a replay.
struct Movement {
    std::int64_t version = 0;  // of the event
    std::string kind;
    std::int64_t points = 0;  // signed, as the member feels it
    std::int64_t at_ms = 0;
    std::string subject;  // the order or redemption aggregate, "" for none

    bool operator==(const Movement&) const = default;
};

struct MemberState {
    std::int64_t version = 0;
    std::int64_t joined_at_ms = 0;
    bool erased = false;
    // The ledger's clock: the latest effective_at folded. Lots and holds are as of this instant.
    std::int64_t clock_ms = 0;
    std::int64_t deficit = 0;  // points owed: clawed back after they were spent
    std::vector<Lot> lots;     // by (expires_at_ms, earned_at_ms, id): the order in which spending drains them
    std::vector<Hold> holds;
    std::vector<Movement> movements;  // newest last
    std::int64_t points_earned = 0;
    std::int64_t points_spent = 0;
    std::int64_t points_expired = 0;
    std::int64_t points_clawed_back = 0;
    std::int64_t points_adjusted = 0;  // signed

    bool operator==(const MemberState&) const = default;
};

// Points per amount: points / per_minor of a point for each minor unit.
struct EarningRule {
    std::string id;
    std::int64_t points = 0;
    std::int64_t per_minor = 1;
    Rounding rounding = Rounding::down;

    bool operator==(const EarningRule&) const = default;
};

struct OrderLine {
    std::string sku;
    std::int64_t quantity = 0;
    std::int64_t amount_minor = 0;
    std::int64_t refunded_quantity = 0;

    bool operator==(const OrderLine&) const = default;
};

// So many pieces of one line of an order taken back.
struct RefundItem {
    std::int64_t line = 0;  // its index, from 0
    std::int64_t quantity = 0;

    bool operator==(const RefundItem&) const = default;
};

struct Refund {
    std::string id;
    std::int64_t amount_minor = 0;
    std::int64_t points_clawed_back = 0;
    std::vector<RefundItem> items;  // empty for a refund by amount

    bool operator==(const Refund&) const = default;
};

struct OrderState {
    std::int64_t version = 0;
    std::string member;  // "" for a guest
    std::int64_t placed_at_ms = 0;
    std::string currency;
    std::vector<OrderLine> lines;
    std::int64_t total_minor = 0;
    std::int64_t refunded_minor = 0;
    // Snapshot of the rule that judged it: a refund is reckoned by it however the programme changed since.
    EarningRule rule;
    std::int64_t points_earned = 0;
    std::int64_t points_clawed_back = 0;
    std::int64_t lot = 0;  // the member's lot, 0 when nothing was earned
    std::int64_t available_at_ms = 0;
    std::int64_t expires_at_ms = 0;
    std::vector<Refund> refunds;

    bool operator==(const OrderState&) const = default;
};

enum class RedemptionStatus { held, captured, voided };

struct RedemptionState {
    std::int64_t version = 0;
    std::string member;
    std::int64_t points = 0;
    std::int64_t held_at_ms = 0;
    std::int64_t times_out_at_ms = 0;  // held at or past this instant means timed out
    RedemptionStatus status = RedemptionStatus::held;
    std::int64_t resolved_at_ms = 0;

    bool operator==(const RedemptionState&) const = default;
};

}  // namespace laurel::loyalty
