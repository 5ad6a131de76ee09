#include "shared/loyalty/fold.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/post.h"
#include "shared/loyalty/settings.h"

namespace laurel::loyalty {
namespace {

Lot* find_lot(MemberState& state, std::int64_t id) {
    for (Lot& lot : state.lots) {
        if (lot.id == id) return &lot;
    }
    return nullptr;
}

void insert_lot(MemberState& state, Lot lot) {
    state.lots.insert(std::upper_bound(state.lots.begin(), state.lots.end(), lot, drains_before), lot);
}

// Sums stay within what a state can hold, whatever the log says.
void add_to(std::int64_t& sum, std::int64_t points) {
    sum = std::clamp(std::clamp(points, -integer_max, integer_max) + sum, -integer_max, integer_max);
}

bool has_room_for(const MemberState& state, std::int64_t points) {
    for (const Lot& lot : state.lots) points = std::min(points + lot.remaining, integer_max + 1);
    return points <= integer_max;
}

void add_lot(MemberState& state, const Event& event) {
    const std::int64_t points = event.data.integer_at("points");
    if (points < 1 || points > integer_max || !has_room_for(state, points)) return;
    if (find_lot(state, event.version) != nullptr) return;
    insert_lot(state, {.id = event.version,
                       .points = points,
                       .remaining = points,
                       .earned_at_ms = event.effective_at_ms,
                       .available_at_ms = event.data.integer_at("available_at_ms"),
                       .expires_at_ms = event.data.integer_at("expires_at_ms", instant_ms_max)});
}

// Takes the draws out of their lots. What a lot does not have free is owed: that happens only in a past as-of view,
// where a lot is not there yet or a hold still open.
void take(MemberState& state, const std::vector<Draw>& draws) {
    for (const Draw& draw : draws) {
        Lot* lot = find_lot(state, draw.lot);
        const std::int64_t taken = lot != nullptr ? std::min(draw.points, lot->free()) : 0;
        if (lot != nullptr) lot->remaining -= taken;
        add_to(state.deficit, draw.points - taken);
    }
}

void fold_expired(MemberState& state, const Event& event) {
    const std::int64_t points = event.data.integer_at("points");
    if (Lot* lot = find_lot(state, event.data.integer_at("lot"))) {
        const std::int64_t expired = std::clamp<std::int64_t>(points, 0, lot->free());
        lot->remaining -= expired;
        lot->expired += expired;
    }
    add_to(state.points_expired, points);
}

void fold_held(MemberState& state, const Event& event) {
    Hold hold{.redemption = std::string(event.data.string_at("redemption")),
              .points = event.data.integer_at("points"),
              .times_out_at_ms = event.data.integer_at("times_out_at_ms"),
              .draws = draws_from_value(event.data.array_at("draws"))};
    for (const Draw& draw : hold.draws) {
        if (Lot* lot = find_lot(state, draw.lot)) lot->reserved += std::min(draw.points, lot->free());
    }
    state.holds.push_back(std::move(hold));
}

// Ends a hold: its points leave with it when spent, and are free again in the very lots they came from otherwise.
void resolve_hold(MemberState& state, const Event& event, bool spent) {
    auto hold = std::find_if(state.holds.begin(), state.holds.end(),
                             [&](const Hold& each) { return each.redemption == event.data.string_at("redemption"); });
    if (hold == state.holds.end()) return;
    for (const Draw& draw : hold->draws) {
        if (Lot* lot = find_lot(state, draw.lot)) lot->reserved -= std::min(lot->reserved, draw.points);
    }
    if (spent) {
        take(state, hold->draws);
        add_to(state.points_spent, hold->points);
    }
    state.holds.erase(hold);
}

void fold_clawed_back(MemberState& state, const Event& event) {
    take(state, draws_from_value(event.data.array_at("draws")));
    const std::int64_t from_expired = event.data.integer_at("from_expired");
    if (Lot* lot = find_lot(state, event.data.integer_at("lot"))) {
        lot->expired -= std::clamp<std::int64_t>(from_expired, 0, lot->expired);
    }
    add_to(state.points_expired, -from_expired);
    add_to(state.deficit, std::max<std::int64_t>(event.data.integer_at("deficit"), 0));
    add_to(state.points_clawed_back, event.data.integer_at("points"));
}

void fold_adjusted(MemberState& state, const Event& event) {
    const std::int64_t points = event.data.integer_at("points");
    if (points > 0) {
        add_lot(state, event);
    } else {
        take(state, draws_from_value(event.data.array_at("draws")));
    }
    add_to(state.points_adjusted, points);
}

void fold_settled(MemberState& state, const Event& event) {
    const std::vector<Draw> draws = draws_from_value(event.data.array_at("draws"));
    state.deficit -= std::min(state.deficit, sum_of(draws));
    take(state, draws);
}

std::int64_t felt_points(const Event& event) {
    const std::int64_t points = event.data.integer_at("points");
    if (event.kind == points_expired || event.kind == points_held || event.kind == points_spent) return -points;
    if (event.kind == points_clawed_back) return event.data.integer_at("from_expired") - points;
    return points;
}

// A captured hold stays one line of the history: "reserved" becomes "spent".
bool turn_held_into_spent(MemberState& state, const Event& event, std::string_view redemption) {
    if (event.kind != points_spent) return false;
    for (Movement& movement : state.movements) {
        if (movement.kind != points_held || movement.subject != redemption) continue;
        movement.kind = event.kind;
        movement.version = event.version;
        return true;
    }
    return false;
}

void remember_movement(MemberState& state, const Event& event) {
    const bool silent = event.kind == member_joined || event.kind == member_erased || event.kind == deficit_settled;
    const std::string_view redemption = event.data.string_at("redemption");
    if (silent || turn_held_into_spent(state, event, redemption)) return;
    state.movements.push_back(
        {.version = event.version,
         .kind = event.kind,
         .points = std::clamp(felt_points(event), -integer_max, integer_max),
         .at_ms = event.effective_at_ms,
         .subject = std::string(redemption.empty() ? event.data.string_at("order") : redemption)});
    if (state.movements.size() > movements_kept) state.movements.erase(state.movements.begin());
}

void forget_empty_lots(MemberState& state) {
    std::erase_if(state.lots, [&](const Lot& lot) {
        const bool remembered = lot.expired > 0 && lot.expires_at_ms > state.clock_ms - expired_lot_memory_ms;
        return lot.remaining == 0 && !remembered;
    });
}

void apply(MemberState& state, const Event& event) {
    if (event.kind == member_joined) {
        state.joined_at_ms = event.effective_at_ms;
    } else if (event.kind == member_erased) {
        state.erased = true;
    } else if (event.kind == points_earned) {
        add_lot(state, event);
        add_to(state.points_earned, event.data.integer_at("points"));
    } else if (event.kind == points_expired) {
        fold_expired(state, event);
    } else if (event.kind == points_held) {
        fold_held(state, event);
    } else if (event.kind == points_spent) {
        resolve_hold(state, event, true);
    } else if (event.kind == hold_voided || event.kind == hold_timed_out) {
        resolve_hold(state, event, false);
    } else if (event.kind == points_clawed_back) {
        fold_clawed_back(state, event);
    } else if (event.kind == points_adjusted) {
        fold_adjusted(state, event);
    } else if (event.kind == deficit_settled) {
        fold_settled(state, event);
    }
}

OrderLine line_from_value(const Value& value) {
    const Array* fields = value.array();
    if (fields == nullptr || fields->size() != 3) return {};
    const std::string* sku = (*fields)[0].string();
    const std::int64_t* quantity = (*fields)[1].integer();
    const std::int64_t* amount = (*fields)[2].integer();
    if (sku == nullptr || quantity == nullptr || amount == nullptr) return {};
    return {.sku = *sku, .quantity = *quantity, .amount_minor = *amount};
}

void fold_placed(OrderState& state, const Event& event) {
    static const Value no_rule;
    const Value* rule = event.data.find("rule");
    state.member = event.data.string_at("member");
    state.placed_at_ms = event.effective_at_ms;
    state.currency = event.data.string_at("currency");
    for (const Value& line : event.data.array_at("lines")) state.lines.push_back(line_from_value(line));
    state.total_minor = event.data.integer_at("total_minor");
    state.rule = read_rule(rule != nullptr ? *rule : no_rule);
    state.points_earned = event.data.integer_at("points");
    state.lot = event.data.integer_at("lot");
    state.available_at_ms = event.data.integer_at("available_at_ms");
    state.expires_at_ms = event.data.integer_at("expires_at_ms");
}

void fold_refunded(OrderState& state, const Event& event) {
    Refund refund{.id = std::string(event.data.string_at("refund")),
                  .amount_minor = event.data.integer_at("amount_minor"),
                  .points_clawed_back = event.data.integer_at("points"),
                  .items = items_from_value(event.data.array_at("items"))};
    for (const RefundItem& item : refund.items) {
        if (item.line < 0 || item.line >= static_cast<std::int64_t>(state.lines.size())) continue;
        add_to(state.lines[static_cast<std::size_t>(item.line)].refunded_quantity, item.quantity);
    }
    add_to(state.refunded_minor, refund.amount_minor);
    add_to(state.points_clawed_back, refund.points_clawed_back);
    state.refunds.push_back(std::move(refund));
}

}  // namespace

MemberState fold(MemberState state, const Event& event) {
    apply(state, event);
    state.version = event.version;
    state.clock_ms = std::max(state.clock_ms, event.effective_at_ms);
    remember_movement(state, event);
    forget_empty_lots(state);
    return state;
}

OrderState fold(OrderState state, const Event& event) {
    if (event.kind == order_placed) fold_placed(state, event);
    if (event.kind == order_refunded) fold_refunded(state, event);
    state.version = event.version;
    return state;
}

RedemptionState fold(RedemptionState state, const Event& event) {
    if (event.kind == redemption_held) {
        state.member = event.data.string_at("member");
        state.points = event.data.integer_at("points");
        state.held_at_ms = event.effective_at_ms;
        state.times_out_at_ms = event.data.integer_at("times_out_at_ms");
    } else if (event.kind == redemption_captured || event.kind == redemption_voided) {
        state.status = event.kind == redemption_captured ? RedemptionStatus::captured : RedemptionStatus::voided;
        state.resolved_at_ms = event.effective_at_ms;
    }
    state.version = event.version;
    return state;
}

}  // namespace laurel::loyalty
