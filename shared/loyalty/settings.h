#pragma once
// The loyalty part of a programme.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/local_text.h"
#include "shared/base/result.h"
#include "shared/base/shape.h"
#include "shared/loyalty/calendar.h"
#include "shared/loyalty/lane.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

class EarningPlan;
struct Reward;
struct CouponPlan;
struct TierPlan;

enum class ExpiryPolicy {
    none,
    rolling,     // so many months after earning
    fixed_date,  // on one date of the year
    inactivity,  // so many months after the member last earned or spent
};

struct Expiry {
    ExpiryPolicy policy = ExpiryPolicy::none;
    std::int64_t months = 0;  // of fixed_date: the least that points are good for
    std::int64_t month = 12;  // of fixed_date
    std::int64_t day = 31;

    bool operator==(const Expiry&) const = default;
};

// When points can be spent: so many days of 24 hours after they were earned, or after a milestone of their order.
struct Pending {
    std::string milestone;
    std::int64_t days = 0;

    bool operator==(const Pending&) const = default;
};

struct PointKind {
    std::string id{main_point_kind};
    LocalText name;  // empty: "points" in the reader's language
    Pending pending;
    Expiry expiry;
    std::int64_t expiring_soon_days = 30;

    bool operator==(const PointKind&) const = default;
};

// What a refund may take when the points are spent.
enum class NegativeBalance {
    owe,             // all of them; the next points settle the debt
    within_balance,  // what the member has; the rest is forgiven
    pending_only,    // what of the order's own points is not spendable yet; the rest is forgiven
};

inline constexpr std::string_view negative_balance_names[] = {"owe", "within_balance", "pending_only"};

struct Settings;
struct Cart;

// What a cart would earn, and whether only the edge can say.
struct CartEarning {
    std::int64_t points = 0;
    std::int64_t qualifying_points = 0;  // of the main points, those that count for tiers
    bool confirm_at_edge = false;
};

// How a host reads earning rules and reckons carts by them. The edge judges by every rule (every_rule, earning.h). A
// page's module holds no judge: it reckons by the one rate that plain programmes have (plain_rate, plain_earning.h) and
// asks the edge about any other.
struct EarningKit {
    void (*read)(const Value& program, Settings& settings);
    // The points of one kind for a member who told these facts. Error: amount_overflow.
    Result<CartEarning> (*cart)(const Settings& settings, const Cart& cart, const MemberState& member,
                                std::int64_t now_ms, const Value& facts, std::string_view point_kind);
};

// A programme's only rule, when it pays for whatever is bought: points / per_minor for each minor unit.
struct PlainRate {
    std::int64_t points = 0;
    std::int64_t per_minor = 1;
    Rounding rounding = Rounding::down;
};

struct Settings {
    std::string currency;
    Zone zone;
    Calendar calendar;
    std::vector<PointKind> kinds = std::vector<PointKind>(1);  // the main kind first
    const EarningKit* kit = nullptr;                           // never changes
    std::shared_ptr<const EarningPlan> earning;                // never changes; nullptr: nothing is earned
    std::optional<PlainRate> plain_rate;                       // what shoppers are told first
    bool earns_plainly = false;                                // by that rate and nothing else; only plain_rate sets it
    Lanes lanes = Lanes(1);                                    // where the programme names none: one that stacks
    std::shared_ptr<const std::vector<Reward>> rewards;        // never change; nullptr: there are none
    std::shared_ptr<const CouponPlan> coupons;                 // never changes; nullptr: there are none
    std::shared_ptr<const TierPlan> tiers;                     // never changes; nullptr: there are none
    std::int64_t minimum_points = 1;                           // of a redemption of plain points
    std::int64_t hold_minutes = 30;
    NegativeBalance negative_balance = NegativeBalance::owe;

    // nullptr when the programme has no such kind.
    const PointKind* kind(std::string_view id) const;
    const PointKind& main_kind() const { return kinds.front(); }
    // nullptr when the programme has no such reward.
    const Reward* reward(std::string_view id) const;
};

// The shapes of the programme's members "points", "point_kinds" and "redemption".
extern const Shape points_shape;
extern const Shape point_kinds_shape;
extern const Shape redemption_shape;
extern const Shape pending_shape;

Pending read_pending(const Value& pending);

// What shapes can't say of these members: dates that exist, points that can be spent before they expire.
void check_settings(const Value& program, Errors& errors);

// Reads the members, "earning" (earning.h) and "tiers" (tier.h) from a programme document that was checked.
Settings read_settings(const Value& program, Zone zone, const EarningKit& kit);

// The first instant at which points earned at `earned_at_ms` can't be spent any more. Rolling, and inactivity counted
// from an activity then: the start, in the shop's zone, of the day after the date so many months later (clamped to that
// month's end): points earned on 31 January for one month are good through the last day of February. A fixed date: the
// start of the day after the first such date that is at least so many months later. instant_ms_max when they do not
// expire.
std::int64_t expires_at_ms(const Expiry& expiry, const Zone& zone, std::int64_t earned_at_ms);

}  // namespace laurel::loyalty
