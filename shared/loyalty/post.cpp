#include "shared/loyalty/post.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/grant.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/post_values.h"

namespace laurel::loyalty {
namespace {

struct Posting {
    std::string_view account;
    std::int64_t points;
};

Value postings(std::initializer_list<Posting> entries) {
    Array list;
    for (const Posting& entry : entries) {
        if (entry.points != 0) list.push_back(Array{entry.account, entry.points});
    }
    return list;
}

Event event_of(std::string_view kind, Object data) {
    Event event;
    event.kind = kind;
    event.data = std::move(data);
    return event;
}

// The kind of points is left out where it is the main one.
void set_kind(Object& data, std::string_view point_kind) {
    if (point_kind != main_point_kind) data.set("point_kind", point_kind);
}

void set_counts(Object& data, const Counts& counts) {
    if (counts.is_nothing()) return;
    Object value;
    if (counts.day != 0) value.set("day", counts.day);
    if (counts.orders != 0) value.set("orders", counts.orders);
    if (counts.spend_minor != 0) value.set("spend_minor", counts.spend_minor);
    if (counts.qualifying_points != 0) value.set("qualifying_points", counts.qualifying_points);
    if (!counts.caps.empty()) value.set("caps", cap_uses_to_value(counts.caps));
    if (!counts.streaks.empty()) value.set("streaks", streaks_to_value(counts.streaks));
    data.set("counts", std::move(value));
}

Object lot_data(const Lot& lot, Value posted) {
    Object data{{"points", lot.points}, {"postings", std::move(posted)}};
    if (lot.awaits.empty()) data.set("available_at_ms", lot.available_at_ms);
    if (!lot.awaits.empty()) data.set("awaits", lot.awaits);
    if (lot.expires_at_ms != instant_ms_max) data.set("expires_at_ms", lot.expires_at_ms);
    if (lot.slides) data.set("slides", true);
    set_kind(data, lot.point_kind);
    return data;
}

Object hold_data(const Hold& hold, std::string_view from, std::string_view to) {
    Object data{{"points", hold.points},
                {"postings", postings({{from, -hold.points}, {to, hold.points}})},
                {"redemption", hold.redemption}};
    set_kind(data, hold.point_kind);
    if (!hold.reward.empty()) data.set("reward", hold.reward);
    return data;
}

// What was counted towards limits, taken back.
Counts given_back(std::vector<CapUse> caps) {
    for (CapUse& use : caps) {
        use.points = -use.points;
        use.times = -use.times;
    }
    return {.caps = std::move(caps)};
}

Event released(std::string_view kind, const Hold& hold) {
    Object data = hold_data(hold, account_reserved, account_member);
    set_counts(data, given_back(hold.caps));
    return event_of(kind, std::move(data));
}

// What a lot got from each rule.
Value given_by(const std::vector<Grant>& grants) {
    Array list;
    for (const Grant& grant : grants) list.push_back(Array{grant.rule, grant.points});
    return list;
}

void set_grants(Object& data, const std::vector<Grant>& grants, const std::vector<OrderLot>& lots) {
    if (!grants.empty()) data.set("grants", grants_to_value(grants));
    if (!lots.empty()) data.set("lots", order_lots_to_value(lots));
}

}  // namespace

Clawback clawback_of(const MemberState& state, const ClawbackOf& asked, std::int64_t instant_ms) {
    Clawback clawback{.lot = asked.lot};
    std::int64_t points = asked.points;
    MemberState rest = state;
    for (Lot& lot : rest.lots) {
        if (lot.id != asked.lot) continue;
        const bool spared = asked.policy == NegativeBalance::pending_only && lot.available_at_ms <= instant_ms;
        const std::int64_t own = spared ? 0 : std::min(points, lot.free());
        if (own > 0) clawback.draws.push_back({asked.lot, own});
        clawback.from_expired = std::min(points - own, lot.expired);
        points -= own + clawback.from_expired;
        lot.remaining -= own;
    }
    if (asked.policy == NegativeBalance::pending_only) {
        clawback.forgiven = points;
        return clawback;
    }
    for (const Draw& draw : drain(rest, asked.point_kind, points, instant_ms)) {
        clawback.draws.push_back(draw);
        points -= draw.points;
    }
    (asked.policy == NegativeBalance::owe ? clawback.deficit : clawback.forgiven) = points;
    return clawback;
}

Counts counts_of(const Value& data) {
    static const Value absent;
    const Value* found = data.find("counts");
    const Value& counts = found != nullptr ? *found : absent;
    return {.day = counts.integer_at("day"),
            .orders = counts.integer_at("orders"),
            .spend_minor = counts.integer_at("spend_minor"),
            .qualifying_points = counts.integer_at("qualifying_points"),
            .caps = cap_uses_from_value(counts.array_at("caps")),
            .streaks = streaks_from_value(counts.array_at("streaks"))};
}

namespace post {

Event member_joined() { return event_of(loyalty::member_joined, {{"postings", Array{}}}); }
Event member_erased() { return event_of(loyalty::member_erased, {{"postings", Array{}}}); }

Event points_earned(const std::string& cause, const std::vector<Grant>& grants, const Lot& lot, const Counts& counts) {
    Object data = lot_data(lot, postings({{account_issued, -lot.points}, {account_member, lot.points}}));
    data.set("cause", cause);
    data.set("rules", given_by(grants));
    set_counts(data, counts);
    return event_of(loyalty::points_earned, std::move(data));
}

Event activity_counted(const std::string& cause, const Counts& counts) {
    Object data{{"cause", cause}, {"postings", Array{}}};
    set_counts(data, counts);
    return event_of(loyalty::activity_counted, std::move(data));
}

Event points_opened(const std::string& cause, const Lot& lot) {
    Object data = lot_data(lot, postings({{account_opened_balance, -lot.points}, {account_member, lot.points}}));
    data.set("cause", cause);
    return event_of(loyalty::points_opened, std::move(data));
}

Event deficit_opened(const std::string& cause, std::int64_t points) {
    return event_of(loyalty::points_opened,
                    {{"cause", cause},
                     {"points", -points},
                     {"postings", postings({{account_member, -points}, {account_opened_balance, points}})}});
}

Event points_released(const std::string& order, const Lot& lot) {
    Object data{{"available_at_ms", lot.available_at_ms}, {"cause", order}, {"lot", lot.id}, {"postings", Array{}}};
    if (lot.expires_at_ms != instant_ms_max) data.set("expires_at_ms", lot.expires_at_ms);
    set_kind(data, lot.point_kind);
    return event_of(loyalty::points_released, std::move(data));
}

Event expiry_extended(std::string_view point_kind, std::int64_t expires_at_ms, bool only_sliding) {
    Object data{{"expires_at_ms", expires_at_ms}, {"postings", Array{}}};
    if (only_sliding) data.set("only_sliding", true);
    set_kind(data, point_kind);
    return event_of(loyalty::expiry_extended, std::move(data));
}

Event facts_given() { return event_of(loyalty::facts_given, {{"postings", Array{}}}); }

Event points_expired(const Lot& lot) {
    Object data{{"lot", lot.id},
                {"points", lot.free()},
                {"postings", postings({{account_member, -lot.free()}, {account_expired, lot.free()}})}};
    set_kind(data, lot.point_kind);
    return event_of(loyalty::points_expired, std::move(data));
}

Event points_granted(const Lot& lot) {
    return event_of(points_adjusted,
                    lot_data(lot, postings({{account_adjusted, -lot.points}, {account_member, lot.points}})));
}

Event points_withdrawn(std::string_view point_kind, const std::vector<Draw>& draws) {
    const std::int64_t points = sum_of(draws);
    Object data{{"draws", draws_to_value(draws)},
                {"points", -points},
                {"postings", postings({{account_member, -points}, {account_adjusted, points}})}};
    set_kind(data, point_kind);
    return event_of(points_adjusted, std::move(data));
}

Event points_held(const Hold& hold) {
    Object data = hold_data(hold, account_member, account_reserved);
    data.set("draws", draws_to_value(hold.draws));
    data.set("times_out_at_ms", hold.times_out_at_ms);
    set_counts(data, {.caps = hold.caps});
    return event_of(loyalty::points_held, std::move(data));
}

Event points_spent(const Hold& hold) {
    return event_of(loyalty::points_spent, hold_data(hold, account_reserved, account_spent));
}

Event points_restored(const std::string& redemption, const RedemptionState& state) {
    std::int64_t points = 0;
    for (const Lot& lot : state.spent) points += lot.points;
    Object data{{"lots", spent_lots_to_value(state.spent)},
                {"points", points},
                {"postings", postings({{account_spent, -points}, {account_member, points}})},
                {"redemption", redemption}};
    set_kind(data, state.point_kind);
    if (state.reward) {
        data.set("reward", state.reward->id);
        set_counts(data, given_back(state.reward->caps));
    }
    return event_of(loyalty::points_restored, std::move(data));
}

Event hold_voided(const Hold& hold) { return released(loyalty::hold_voided, hold); }
Event hold_timed_out(const Hold& hold) { return released(loyalty::hold_timed_out, hold); }

Event points_clawed_back(const std::string& cause, const ClawbackOf& asked, const Clawback& clawback,
                         const Counts& counts) {
    const std::int64_t from_member = sum_of(clawback.draws) + clawback.deficit;
    Object data{{"cause", cause},
                {"deficit", clawback.deficit},
                {"draws", draws_to_value(clawback.draws)},
                {"from_expired", clawback.from_expired},
                {"lot", clawback.lot},
                {"points", from_member + clawback.from_expired},
                {"postings", postings({{account_member, -from_member},
                                       {account_expired, -clawback.from_expired},
                                       {account_clawed_back, from_member + clawback.from_expired}})}};
    if (asked.policy != NegativeBalance::owe) {
        data.set("forgiven", clawback.forgiven);
        data.set("policy", negative_balance_names[static_cast<std::size_t>(asked.policy)]);
    }
    set_kind(data, asked.point_kind);
    set_counts(data, counts);
    return event_of(loyalty::points_clawed_back, std::move(data));
}

Event deficit_settled(std::string_view point_kind, const std::vector<Draw>& draws) {
    Object data{{"draws", draws_to_value(draws)}, {"points", sum_of(draws)}, {"postings", Array{}}};
    set_kind(data, point_kind);
    return event_of(loyalty::deficit_settled, std::move(data));
}

Event tier_changed(const TierChange& change) {
    Object data{{"from", change.from},
                {"postings", Array{}},
                {"reason", tier_reason_names[static_cast<std::size_t>(change.reason)]},
                {"to", change.to}};
    if (change.until_ms != instant_ms_max) data.set("until_ms", change.until_ms);
    if (change.is_of_invitation) return event_of(loyalty::tier_invitation_changed, std::move(data));
    if (change.term_from_ms != change.at_ms) data.set("term_from_ms", change.term_from_ms);
    if (change.days != CountedDays()) data.set("days", Array{change.days.first, change.days.last});
    Object counted;
    for (std::size_t at = 0; at < std::size(tier_measures); ++at)
        counted.set(tier_measure_names[at], change.counted.*tier_measures[at]);
    data.set("counted", std::move(counted));
    return event_of(loyalty::tier_changed, std::move(data));
}

Event order_placed(const PlaceOrder& order, const OrderState& outcome) {
    Object data{{"currency", order.currency},
                {"lines", placed_lines_to_value(outcome.lines)},
                {"total_minor", outcome.total_minor}};
    if (!order.member.empty()) data.set("member", order.member);
    if (order.attributes.object() != nullptr) data.set("attributes", order.attributes);
    if (order.paid_with_points_minor != 0) data.set("paid_with_points_minor", order.paid_with_points_minor);
    set_grants(data, outcome.grants, outcome.lots);
    Event event = event_of(loyalty::order_placed, std::move(data));
    event.personal = order.personal;
    return event;
}

Event order_refunded(const Refund& refund, const std::vector<std::int64_t>& clawed_by_grant) {
    Object data{{"amount_minor", refund.amount_minor}, {"refund", refund.id}};
    if (!clawed_by_grant.empty()) data.set("clawed_back", Array(clawed_by_grant.begin(), clawed_by_grant.end()));
    if (!refund.items.empty()) data.set("items", items_to_value(refund.items));
    return event_of(loyalty::order_refunded, std::move(data));
}

Event order_milestone_reached(std::string_view milestone) {
    return event_of(loyalty::order_milestone_reached, {{"milestone", milestone}});
}

Event action_recorded(const RecordAction& action, const ActionState& outcome) {
    Object data{{"member", action.member}, {"name", action.name}};
    if (action.attributes.object() != nullptr) data.set("attributes", action.attributes);
    set_grants(data, outcome.grants, outcome.lots);
    return event_of(loyalty::action_recorded, std::move(data));
}

Event action_revoked() { return event_of(loyalty::action_revoked, {}); }

Event account_opened(const OpenAccount& account) {
    Array lots;
    for (const OpeningLot& lot : account.lots)
        lots.push_back(Array{lot.point_kind, lot.points, lot.earned_at_ms, lot.expires_at_ms});
    Object data{{"lots", std::move(lots)}, {"member", account.member}, {"source", account.source}};
    if (account.deficit != 0) data.set("deficit", account.deficit);
    return event_of(loyalty::account_opened, std::move(data));
}

Event benefit_used(const UseBenefit& use, std::string_view tier, const Grant& grant) {
    Object data{{"member", use.member}, {"name", loyalty::benefit_used}, {"tier", tier}};
    set_grants(data, {grant}, {});
    return event_of(loyalty::benefit_used, std::move(data));
}

Event redemption_held(const std::string& member, const Hold& hold, const RedeemedReward* reward) {
    Object data{{"member", member}, {"points", hold.points}, {"times_out_at_ms", hold.times_out_at_ms}};
    set_kind(data, hold.point_kind);
    if (reward != nullptr) data.set("reward", redeemed_reward_to_value(*reward));
    return event_of(loyalty::redemption_held, std::move(data));
}

Event redemption_captured(const std::vector<Lot>& spent) {
    return event_of(loyalty::redemption_captured, {{"lots", spent_lots_to_value(spent)}});
}
Event redemption_voided() { return event_of(loyalty::redemption_voided, {}); }
Event redemption_cancelled() { return event_of(loyalty::redemption_cancelled, {}); }

}  // namespace post
}  // namespace laurel::loyalty
