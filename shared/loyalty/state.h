#pragma once
// What the loyalty aggregates add up to. States are values: fold.h changes copies of them, codec.h writes them as
// canonical JSON.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/base/limits.h"
#include "shared/base/money.h"
#include "shared/base/time.h"
#include "shared/loyalty/benefit.h"
#include "shared/loyalty/cart.h"

namespace laurel::loyalty {

// The name of the points that every programme has; others are the programme's own ("stars").
inline constexpr std::string_view main_point_kind = "points";

// Points from one cause that share their dates. Unspent and unexpired points are `remaining`; `reserved` of them are in
// holds.
struct Lot {
    std::int64_t id = 0;  // the version of the member's event that created it
    std::string point_kind{main_point_kind};
    std::int64_t points = 0;
    std::int64_t remaining = 0;
    std::int64_t reserved = 0;
    std::int64_t expired = 0;
    std::int64_t earned_at_ms = 0;
    std::int64_t available_at_ms = 0;
    std::int64_t expires_at_ms = instant_ms_max;
    // The milestone ("delivered") that makes it available; "" when time alone does. While it waits, available_at_ms and
    // expires_at_ms are instant_ms_max.
    std::string awaits;
    bool slides = false;  // each activity moves its expiry on

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

// How much of a cap a period has used.
struct CapUse {
    std::string rule;      // an earning rule, "reward/...", "" for a cap of the whole programme
    std::int64_t cap = 0;  // cap_number: its place in the rule's list and its period
    std::int64_t period = 0;
    std::int64_t points = 0;
    std::int64_t times = 0;

    bool operator==(const CapUse&) const = default;
};

// Of one period of one cap.
inline bool is_same_cap(const CapUse& a, const CapUse& b) {
    return a.cap == b.cap && a.period == b.period && a.rule == b.rule;
}

struct Hold {
    std::string redemption;  // its aggregate
    std::string point_kind{main_point_kind};
    std::int64_t points = 0;
    std::int64_t times_out_at_ms = 0;
    std::vector<Draw> draws;
    std::string reward;        // its id, "" for plain points
    std::vector<CapUse> caps;  // what it counts towards the member's limits; given back with the points

    bool operator==(const Hold&) const = default;
};

// A line of the member's history, kept for the last few so that no answer needs a replay.
struct Movement {
    std::int64_t version = 0;  // of the event
    std::string kind;
    std::string point_kind{main_point_kind};
    std::int64_t points = 0;  // signed, as the member feels it
    std::int64_t at_ms = 0;
    std::string subject;  // the order, action or redemption aggregate, "" for none
    std::string reason;   // the rule or reward that gave or took most of it, "" for none

    bool operator==(const Movement&) const = default;
};

// What all lots of one kind ever came to, and what is owed.
struct Account {
    std::string point_kind{main_point_kind};
    std::int64_t deficit = 0;  // points owed: clawed back after they were spent
    std::int64_t earned = 0;
    std::int64_t spent = 0;
    std::int64_t expired = 0;
    std::int64_t clawed_back = 0;
    std::int64_t adjusted = 0;  // signed

    bool operator==(const Account&) const = default;
};

// What the member did on one local day; what a tier's window adds up.
struct DayTotals {
    std::int64_t day = 0;  // days since 1970-01-01 in the shop's zone
    std::int64_t orders = 0;
    std::int64_t spend_minor = 0;
    std::int64_t qualifying_points = 0;

    bool operator==(const DayTotals&) const = default;
};

// What tiers count.
struct TierCounts {
    std::int64_t orders = 0;
    std::int64_t spend_minor = 0;
    std::int64_t qualifying_points = 0;

    bool operator==(const TierCounts&) const = default;
};

inline constexpr std::int64_t TierCounts::*tier_measures[] = {&TierCounts::orders, &TierCounts::spend_minor,
                                                              &TierCounts::qualifying_points};
inline constexpr std::string_view tier_measure_names[] = {"orders", "spend_minor", "qualifying_points"};

// The tier that a member has by what was counted, for a term at whose end it is reviewed.
struct TierTerm {
    std::string tier;                        // "" below the lowest
    std::int64_t since_ms = 0;               // when it was reached
    std::int64_t term_from_ms = 0;           // when it was reached or last confirmed
    std::int64_t until_ms = instant_ms_max;  // when it is reviewed
    // The local days that were counted for it; of the window since_tier_start, the first day of the term comes first.
    // Both 0 for a lifetime.
    std::int64_t first_day = 0;
    std::int64_t last_day = 0;
    TierCounts before;  // what the lifetime's counts are of before the term

    bool operator==(const TierTerm&) const = default;
};

// A tier that the shop lends to a member, beside the one of her own.
struct TierInvitation {
    std::string tier;  // "" for none
    std::int64_t since_ms = 0;
    std::int64_t until_ms = instant_ms_max;

    bool operator==(const TierInvitation&) const = default;
};

// Periods in a row in which a rule's occasion came about.
struct Streak {
    std::string rule;
    std::int64_t period = 0;  // the last of them
    std::int64_t length = 0;
    std::int64_t every = 0;  // period_kind

    bool operator==(const Streak&) const = default;
};

struct MemberState {
    std::int64_t version = 0;
    std::int64_t joined_at_ms = 0;
    bool erased = false;
    // The ledger's clock: the latest effective_at folded. Lots and holds are as of this instant.
    std::int64_t clock_ms = 0;
    std::vector<Lot> lots;  // by (expires_at_ms, earned_at_ms, id): the order in which spending drains them
    std::vector<Hold> holds;
    std::vector<Movement> movements;  // newest last
    std::vector<Account> accounts;    // by point kind
    // Kept orders and what they cost, refunds taken off; each day by itself for days_kept, lifetime sums for ever.
    std::int64_t orders = 0;
    std::int64_t spend_minor = 0;
    std::int64_t qualifying_points = 0;
    std::vector<DayTotals> days;  // by day
    TierTerm tier_term;
    TierInvitation tier_invitation;
    std::vector<CapUse> caps;
    std::vector<Streak> streaks;
    // The event that holds the newest facts about the person (a birthday) in its erasable part; 0 for none.
    std::int64_t facts_version = 0;
    std::int64_t facts_given_at_ms = 0;

    // Zeros where the member never had any.
    const Account& account(std::string_view point_kind = main_point_kind) const;

    bool operator==(const MemberState&) const = default;
};

struct OrderLine {
    std::string sku;
    std::int64_t quantity = 0;
    std::int64_t amount_minor = 0;
    std::int64_t refunded_quantity = 0;
    std::vector<std::string> categories;
    std::string brand;
    LineKind kind = LineKind::product;
    std::int64_t tax_minor = 0;   // of the amount
    std::int64_t base_minor = 0;  // of the amount, what earning counts

    bool operator==(const OrderLine&) const = default;
};

// Snapshot of what one rule gave for one order: a refund is reckoned by it however the programme changed since.
struct Grant {
    std::string rule;
    std::int64_t points = 0;  // given
    // points = rate_points for each rate_per of the base (per_minor) or of the pieces (per_quantity), or rate_points
    // once.
    enum class Basis { fixed, amount, quantity } basis = Basis::fixed;
    std::int64_t rate_points = 0;
    std::int64_t rate_per = 1;
    Rounding rounding = Rounding::down;
    std::int64_t minimum_minor = 0;     // of the base of its lines, below which it gives nothing
    std::int64_t minimum_quantity = 0;  // of their pieces
    std::int64_t limit = integer_max;   // what caps had left
    bool qualifies = true;              // its points count towards tiers
    std::vector<std::int64_t> lines;    // empty: every line
    std::int64_t lot = 0;               // the member's lot that its points are in
    std::int64_t points_clawed_back = 0;
    std::vector<CapUse> caps;  // those it counted towards, with their periods

    bool operator==(const Grant&) const = default;
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

// The lots that an order's points went to.
struct OrderLot {
    std::int64_t id = 0;
    std::string point_kind{main_point_kind};
    std::string awaits;
    std::int64_t pending_days = 0;  // from the milestone that it awaits
    std::int64_t available_at_ms = 0;
    std::int64_t expires_at_ms = 0;

    bool operator==(const OrderLot&) const = default;
};

struct OrderState {
    std::int64_t version = 0;
    std::string member;  // "" for a guest
    std::int64_t program_version = 0;
    std::int64_t placed_at_ms = 0;
    std::string currency;
    std::vector<OrderLine> lines;
    std::int64_t total_minor = 0;
    std::int64_t refunded_minor = 0;
    std::int64_t paid_with_points_minor = 0;  // of the total
    std::vector<Grant> grants;
    std::vector<OrderLot> lots;
    std::vector<Refund> refunds;
    std::vector<std::string> milestones;  // reached

    std::string_view point_kind_of(const Grant& grant) const;
    // Of one kind of points.
    std::int64_t points_earned(std::string_view point_kind = main_point_kind) const;
    std::int64_t points_clawed_back(std::string_view point_kind = main_point_kind) const;

    bool operator==(const OrderState&) const = default;
};

// Something other than an order that earned points: a visit, a review, an opening balance. Its lots are as an order's.
struct ActionState {
    std::int64_t version = 0;
    std::string member;
    std::string name;
    std::int64_t program_version = 0;
    std::int64_t acted_at_ms = 0;
    std::vector<Grant> grants;
    std::vector<OrderLot> lots;
    bool revoked = false;

    std::string_view point_kind_of(const Grant& grant) const;

    bool operator==(const ActionState&) const = default;
};

// What a redemption is for, as the programme had it then: later programmes do not change it.
struct RedeemedReward {
    std::string id;
    Benefit benefit;
    std::string lane;
    std::int64_t priority = 0;
    std::string stock;         // the budget that it draws on, "" for none
    std::vector<CapUse> caps;  // what it counts towards the member's limits
    std::string code;          // the pseudonym of the code that was handed over, "" for none

    bool operator==(const RedeemedReward&) const = default;
};

enum class RedemptionStatus { held, captured, voided, cancelled };

inline constexpr std::string_view redemption_status_names[] = {"held", "captured", "voided", "cancelled"};

struct RedemptionState {
    std::int64_t version = 0;
    std::string member;
    std::string point_kind{main_point_kind};
    std::int64_t points = 0;
    std::int64_t held_at_ms = 0;
    std::int64_t times_out_at_ms = 0;  // held at or past this instant means timed out
    RedemptionStatus status = RedemptionStatus::held;
    std::int64_t resolved_at_ms = 0;
    std::vector<Lot> spent;                // once captured: what was drawn from each lot, with its dates
    std::optional<RedeemedReward> reward;  // nothing for plain points

    bool operator==(const RedemptionState&) const = default;
};

}  // namespace laurel::loyalty
