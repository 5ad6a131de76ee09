#include "shared/loyalty/post.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/settings.h"

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

Object lot_data(const Lot& lot, Value posted) {
    Object data{{"available_at_ms", lot.available_at_ms}, {"points", lot.points}, {"postings", std::move(posted)}};
    if (lot.expires_at_ms != instant_ms_max) data.set("expires_at_ms", lot.expires_at_ms);
    return data;
}

Object hold_data(const Hold& hold, std::string_view from, std::string_view to) {
    return {{"points", hold.points},
            {"postings", postings({{from, -hold.points}, {to, hold.points}})},
            {"redemption", hold.redemption}};
}

Value lines_to_value(const std::vector<OrderLine>& lines) {
    Array list;
    for (const OrderLine& line : lines) list.push_back(Array{line.sku, line.quantity, line.amount_minor});
    return list;
}

// The pairs of integers whose second ones are positive and add up to no more than integer_max.
template <class Pair>
std::vector<Pair> pairs_from_value(const Array& value) {
    std::vector<Pair> pairs;
    std::int64_t left = integer_max;
    for (const Value& entry : value) {
        const Array* pair = entry.array();
        if (pair == nullptr || pair->size() != 2) continue;
        const std::int64_t* first = (*pair)[0].integer();
        const std::int64_t* second = (*pair)[1].integer();
        if (first == nullptr || second == nullptr || *second < 1 || *second > left) continue;
        left -= *second;
        pairs.push_back({*first, *second});
    }
    return pairs;
}

}  // namespace

Value draws_to_value(const std::vector<Draw>& draws) {
    Array list;
    for (const Draw& draw : draws) list.push_back(Array{draw.lot, draw.points});
    return list;
}

std::vector<Draw> draws_from_value(const Array& value) { return pairs_from_value<Draw>(value); }

Value items_to_value(const std::vector<RefundItem>& items) {
    Array list;
    for (const RefundItem& item : items) list.push_back(Array{item.line, item.quantity});
    return list;
}

std::vector<RefundItem> items_from_value(const Array& value) { return pairs_from_value<RefundItem>(value); }

std::int64_t sum_of(const std::vector<Draw>& draws) {
    std::int64_t sum = 0;
    for (const Draw& draw : draws) sum += draw.points;
    return sum;
}

Clawback clawback_of(const MemberState& state, std::int64_t lot_id, std::int64_t points, std::int64_t instant_ms) {
    Clawback clawback{.lot = lot_id};
    MemberState rest = state;
    for (Lot& lot : rest.lots) {
        if (lot.id != lot_id) continue;
        const std::int64_t own = std::min(points, lot.free());
        if (own > 0) clawback.draws.push_back({lot_id, own});
        clawback.from_expired = std::min(points - own, lot.expired);
        points -= own + clawback.from_expired;
        lot.remaining -= own;
    }
    for (const Draw& draw : drain(rest, points, instant_ms)) {
        clawback.draws.push_back(draw);
        points -= draw.points;
    }
    clawback.deficit = points;
    return clawback;
}

namespace post {

Event member_joined() { return event_of(loyalty::member_joined, {{"postings", Array{}}}); }
Event member_erased() { return event_of(loyalty::member_erased, {{"postings", Array{}}}); }

Event points_earned(const std::string& order, const std::string& rule, const Lot& lot) {
    Object data = lot_data(lot, postings({{account_issued, -lot.points}, {account_member, lot.points}}));
    data.set("order", order);
    data.set("rule", rule);
    return event_of(loyalty::points_earned, std::move(data));
}

Event points_expired(const Lot& lot) {
    return event_of(loyalty::points_expired,
                    {{"lot", lot.id},
                     {"points", lot.free()},
                     {"postings", postings({{account_member, -lot.free()}, {account_expired, lot.free()}})}});
}

Event points_granted(const Lot& lot) {
    return event_of(points_adjusted,
                    lot_data(lot, postings({{account_adjusted, -lot.points}, {account_member, lot.points}})));
}

Event points_withdrawn(const std::vector<Draw>& draws) {
    const std::int64_t points = sum_of(draws);
    return event_of(points_adjusted, {{"draws", draws_to_value(draws)},
                                      {"points", -points},
                                      {"postings", postings({{account_member, -points}, {account_adjusted, points}})}});
}

Event points_held(const Hold& hold) {
    Object data = hold_data(hold, account_member, account_reserved);
    data.set("draws", draws_to_value(hold.draws));
    data.set("times_out_at_ms", hold.times_out_at_ms);
    return event_of(loyalty::points_held, std::move(data));
}

Event points_spent(const Hold& hold) {
    return event_of(loyalty::points_spent, hold_data(hold, account_reserved, account_spent));
}

Event hold_voided(const Hold& hold) {
    return event_of(loyalty::hold_voided, hold_data(hold, account_reserved, account_member));
}

Event hold_timed_out(const Hold& hold) {
    return event_of(loyalty::hold_timed_out, hold_data(hold, account_reserved, account_member));
}

Event points_clawed_back(const std::string& order, const Clawback& clawback) {
    const std::int64_t from_member = sum_of(clawback.draws) + clawback.deficit;
    return event_of(loyalty::points_clawed_back,
                    {{"deficit", clawback.deficit},
                     {"draws", draws_to_value(clawback.draws)},
                     {"from_expired", clawback.from_expired},
                     {"lot", clawback.lot},
                     {"order", order},
                     {"points", from_member + clawback.from_expired},
                     {"postings", postings({{account_member, -from_member},
                                            {account_expired, -clawback.from_expired},
                                            {account_clawed_back, from_member + clawback.from_expired}})}});
}

Event deficit_settled(const std::vector<Draw>& draws) {
    return event_of(loyalty::deficit_settled,
                    {{"draws", draws_to_value(draws)}, {"points", sum_of(draws)}, {"postings", Array{}}});
}

Event order_placed(const PlaceOrder& order, const EarningRule& rule, const OrderState& outcome) {
    Object data{
        {"currency", order.currency}, {"lines", lines_to_value(order.lines)}, {"total_minor", outcome.total_minor}};
    if (!order.member.empty()) {
        data.set("member", order.member);
        data.set("points", outcome.points_earned);
        data.set("rule", write_rule(rule));
    }
    if (outcome.lot != 0) {
        data.set("available_at_ms", outcome.available_at_ms);
        data.set("expires_at_ms", outcome.expires_at_ms);
        data.set("lot", outcome.lot);
    }
    Event event = event_of(loyalty::order_placed, std::move(data));
    event.personal = order.personal;
    return event;
}

Event order_refunded(const Refund& refund) {
    Object data{{"amount_minor", refund.amount_minor}, {"points", refund.points_clawed_back}, {"refund", refund.id}};
    if (!refund.items.empty()) data.set("items", items_to_value(refund.items));
    return event_of(loyalty::order_refunded, std::move(data));
}

Event redemption_held(const std::string& member, const Hold& hold) {
    return event_of(loyalty::redemption_held,
                    {{"member", member}, {"points", hold.points}, {"times_out_at_ms", hold.times_out_at_ms}});
}

Event redemption_captured() { return event_of(loyalty::redemption_captured, {}); }
Event redemption_voided() { return event_of(loyalty::redemption_voided, {}); }

}  // namespace post
}  // namespace laurel::loyalty
