// Orders, actions and redemptions.
#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/fold.h"
#include "shared/loyalty/post_values.h"

namespace laurel::loyalty {
namespace {

void add_to(std::int64_t& sum, std::int64_t more) {
    sum = std::clamp(std::clamp(more, -integer_max, integer_max) + sum, -integer_max, integer_max);
}

void fold_placed(OrderState& state, const Event& event) {
    state.member = event.data.string_at("member");
    state.program_version = event.program_version;
    state.placed_at_ms = event.effective_at_ms;
    state.currency = event.data.string_at("currency");
    state.lines = placed_lines_from_value(event.data.array_at("lines"));
    state.total_minor = event.data.integer_at("total_minor");
    state.paid_with_points_minor = event.data.integer_at("paid_with_points_minor");
    state.grants = grants_from_value(event.data.array_at("grants"));
    state.lots = order_lots_from_value(event.data.array_at("lots"));
}

void fold_refunded(OrderState& state, const Event& event) {
    Refund refund{.id = std::string(event.data.string_at("refund")),
                  .amount_minor = event.data.integer_at("amount_minor"),
                  .items = items_from_value(event.data.array_at("items"))};
    for (const RefundItem& item : refund.items) {
        if (item.line < 0 || item.line >= static_cast<std::int64_t>(state.lines.size())) continue;
        add_to(state.lines[static_cast<std::size_t>(item.line)].refunded_quantity, item.quantity);
    }
    add_to(state.refunded_minor, refund.amount_minor);
    const Array& clawed = event.data.array_at("clawed_back");
    for (std::size_t index = 0; index < std::min(clawed.size(), state.grants.size()); ++index) {
        const std::int64_t* points = clawed[index].integer();
        if (points == nullptr) continue;
        add_to(state.grants[index].points_clawed_back, *points);
        if (state.point_kind_of(state.grants[index]) == main_point_kind) add_to(refund.points_clawed_back, *points);
    }
    state.refunds.push_back(std::move(refund));
}

void fold_recorded(ActionState& state, const Event& event) {
    state.member = event.data.string_at("member");
    state.name = event.data.string_at("name");
    state.program_version = event.program_version;
    state.acted_at_ms = event.effective_at_ms;
    state.grants = grants_from_value(event.data.array_at("grants"));
    state.lots = order_lots_from_value(event.data.array_at("lots"));
}

template <class WithLots>
std::string_view kind_of_lot(const WithLots& state, std::int64_t id) {
    for (const OrderLot& lot : state.lots) {
        if (lot.id == id) return lot.point_kind;
    }
    return main_point_kind;
}

}  // namespace

std::string_view OrderState::point_kind_of(const Grant& grant) const { return kind_of_lot(*this, grant.lot); }
std::string_view ActionState::point_kind_of(const Grant& grant) const { return kind_of_lot(*this, grant.lot); }

std::int64_t OrderState::points_earned(std::string_view point_kind) const {
    std::int64_t points = 0;
    for (const Grant& grant : grants) {
        if (point_kind_of(grant) == point_kind) add_to(points, grant.points);
    }
    return points;
}

std::int64_t OrderState::points_clawed_back(std::string_view point_kind) const {
    std::int64_t points = 0;
    for (const Grant& grant : grants) {
        if (point_kind_of(grant) == point_kind) add_to(points, grant.points_clawed_back);
    }
    return points;
}

OrderState fold(OrderState state, const Event& event) {
    if (event.kind == order_placed) fold_placed(state, event);
    if (event.kind == order_refunded) fold_refunded(state, event);
    if (event.kind == order_milestone_reached) state.milestones.emplace_back(event.data.string_at("milestone"));
    state.version = event.version;
    return state;
}

ActionState fold(ActionState state, const Event& event) {
    if (event.kind == action_recorded || event.kind == benefit_used) fold_recorded(state, event);
    if (event.kind == account_opened) {
        state.member = event.data.string_at("member");
        state.name = account_opened;
        state.acted_at_ms = event.effective_at_ms;
    }
    if (event.kind == action_revoked) state.revoked = true;
    state.version = event.version;
    return state;
}

RedemptionState fold(RedemptionState state, const Event& event) {
    if (event.kind == redemption_held) {
        state.member = event.data.string_at("member");
        state.point_kind = event.data.string_at("point_kind", main_point_kind);
        state.points = event.data.integer_at("points");
        state.held_at_ms = event.effective_at_ms;
        state.times_out_at_ms = event.data.integer_at("times_out_at_ms");
        if (const Value* reward = event.data.find("reward")) state.reward = redeemed_reward_from_value(*reward);
    } else if (event.kind == redemption_captured || event.kind == redemption_voided) {
        state.status = event.kind == redemption_captured ? RedemptionStatus::captured : RedemptionStatus::voided;
        state.resolved_at_ms = event.effective_at_ms;
        state.spent = spent_lots_from_value(event.data.array_at("lots"), state.point_kind);
    } else if (event.kind == redemption_cancelled) {
        state.status = RedemptionStatus::cancelled;
        state.resolved_at_ms = event.effective_at_ms;
    }
    state.version = event.version;
    return state;
}

}  // namespace laurel::loyalty
