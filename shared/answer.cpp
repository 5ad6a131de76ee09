// Replies, reckoned from the folded states.
#include <algorithm>

#include "shared/core.h"
#include "shared/loyalty/coupon_judge.h"
#include "shared/loyalty/explanation.h"

namespace laurel {
namespace {

using namespace loyalty;

template <class Wanted>
const Wanted* state_of(const States& states, std::string_view aggregate) {
    const State* state = states.find(aggregate);
    return state != nullptr ? std::get_if<Wanted>(state) : nullptr;
}

Value instant_or_null(std::int64_t instant_ms) {
    return instant_ms == 0 || instant_ms == instant_ms_max ? Value() : Value(write_instant(instant_ms));
}

// The first main lot stands for the order where a reader wants one date.
const OrderLot* main_lot(const std::vector<OrderLot>& lots) {
    const auto found =
        std::find_if(lots.begin(), lots.end(), [](const OrderLot& lot) { return lot.point_kind == main_point_kind; });
    return found == lots.end() ? nullptr : &*found;
}

struct Answers {
    const States& states;

    Value operator()(const PlaceOrder& command) const {
        const auto* order = state_of<OrderState>(states, command.order);
        if (order == nullptr) return {};
        const OrderLot* lot = main_lot(order->lots);
        return Object{{"available_at", lot != nullptr ? instant_or_null(lot->available_at_ms) : Value()},
                      {"currency", order->currency},
                      {"earned", earned_to_value(order->grants, order->lots, order->program_version)},
                      {"expires_at", lot != nullptr ? instant_or_null(lot->expires_at_ms) : Value()},
                      {"placed_at", write_instant(order->placed_at_ms)},
                      {"points_earned", order->points_earned()},
                      {"total_minor", order->total_minor}};
    }
    Value operator()(const RefundOrder& command) const {
        const auto* order = state_of<OrderState>(states, command.order);
        if (order == nullptr) return {};
        for (const Refund& refund : order->refunds) {
            if (refund.id != command.refund_id) continue;
            Object reply{{"amount_minor", refund.amount_minor},
                         {"currency", order->currency},
                         {"points_clawed_back", refund.points_clawed_back}};
            if (const auto* given = state_of<OrderDiscountsState>(states, discounts_of_order(command.order)))
                reply.set("discount_returned_minor", returned_by(*given, refund.id));
            return reply;
        }
        return {};
    }
    Value operator()(const ReachMilestone& command) const { return Object{{"milestone", command.milestone}}; }
    Value operator()(const RecordAction& command) const {
        const auto* action = state_of<ActionState>(states, command.action);
        if (action == nullptr) return {};
        return Object{{"acted_at", write_instant(action->acted_at_ms)},
                      {"earned", earned_to_value(action->grants, action->lots, action->program_version)},
                      {"name", action->name}};
    }
    Value operator()(const RevokeAction&) const { return Object{{"revoked", true}}; }
    Value operator()(const OpenAccount& command) const {
        const auto* member = state_of<MemberState>(states, command.member);
        if (member == nullptr) return {};
        return Object{{"joined_at", write_instant(member->joined_at_ms)}, {"source", command.source}};
    }
    Value operator()(const HoldPoints& command) const { return held(command.redemption); }
    Value operator()(const RedeemReward& command) const { return held(command.redemption); }
    Value operator()(const ResolveHold& command) const { return resolved(command.redemption); }
    Value operator()(const CancelRedemption& command) const { return resolved(command.redemption); }
    Value operator()(const AdjustPoints& command) const {
        return Object{{"point_kind", command.point_kind}, {"points", command.points}};
    }
    Value operator()(const ExtendExpiry& command) const {
        return Object{{"expires_at", write_instant(command.expires_at_ms)}, {"point_kind", command.point_kind}};
    }
    Value operator()(const GiveFacts&) const { return Object{{"kept", true}}; }
    Value operator()(const UseBenefit& command) const {
        const auto* action = state_of<ActionState>(states, command.action);
        if (action == nullptr || action->grants.empty()) return {};
        const std::int64_t left = action->grants.front().limit;
        return Object{{"benefit", command.benefit},
                      {"left", left == integer_max ? Value() : Value(left - 1)},
                      {"used_at", write_instant(action->acted_at_ms)}};
    }
    Value operator()(const InviteTier& command) const {
        return Object{{"tier", command.tier}, {"until", instant_or_null(command.until_ms)}};
    }
    Value operator()(const WithdrawTier&) const { return Object{{"withdrawn", true}}; }
    Value operator()(const EraseMember&) const { return Object{{"erased", true}}; }
    Value operator()(const IssueCoupon& command) const { return coupon(command.coupon); }
    Value operator()(const VoidCoupon& command) const { return coupon(command.coupon); }
    Value operator()(const ReserveCoupons& command) const { return checkout(command.checkout); }
    Value operator()(const CommitCoupons& command) const { return checkout(command.checkout); }
    Value operator()(const ReleaseCoupons&) const { return Object{{"status", "released"}}; }

   private:
    Value held(const std::string& name) const {
        const auto* redemption = state_of<RedemptionState>(states, name);
        if (redemption == nullptr) return {};
        Object value{{"held_at", write_instant(redemption->held_at_ms)},
                     {"point_kind", redemption->point_kind},
                     {"points", redemption->points},
                     {"status", "held"},
                     {"times_out_at", write_instant(redemption->times_out_at_ms)}};
        set_reward(value, *redemption);
        return value;
    }
    static std::int64_t returned_by(const OrderDiscountsState& given, std::string_view refund) {
        const auto found = std::find_if(given.returns.begin(), given.returns.end(),
                                        [&](const DiscountReturn& done) { return done.refund == refund; });
        return found == given.returns.end() ? 0 : found->amount_minor;
    }
    Value coupon(const std::string& name) const {
        const auto* coupon = state_of<CouponState>(states, name);
        if (coupon == nullptr) return {};
        return Object{{"campaign", coupon->campaign},
                      {"expires_at", instant_or_null(coupon->expires_at_ms)},
                      {"issued_at", write_instant(coupon->issued_at_ms)},
                      {"status", coupon_status_names[static_cast<std::size_t>(coupon->status)]}};
    }
    Value checkout(const std::string& name) const {
        const auto* checkout = state_of<CheckoutState>(states, name);
        if (checkout == nullptr) return {};
        Object reply = discounts_answer(checkout->discounts);
        reply.set("reserved_at", write_instant(checkout->reserved_at_ms));
        reply.set("status", checkout_status_names[static_cast<std::size_t>(checkout->status)]);
        reply.set("times_out_at", write_instant(checkout->times_out_at_ms));
        return reply;
    }
    Value resolved(const std::string& name) const {
        const auto* redemption = state_of<RedemptionState>(states, name);
        if (redemption == nullptr) return {};
        Object value{{"point_kind", redemption->point_kind},
                     {"points", redemption->points},
                     {"resolved_at", write_instant(redemption->resolved_at_ms)},
                     {"status", redemption_status_names[static_cast<std::size_t>(redemption->status)]}};
        set_reward(value, *redemption);
        return value;
    }
    static void set_reward(Object& value, const RedemptionState& redemption) {
        if (!redemption.reward) return;
        value.set("benefit", write_benefit(redemption.reward->benefit));
        value.set("reward", redemption.reward->id);
    }
};

}  // namespace

Value answer(const Command& command, const States& states) { return std::visit(Answers{states}, command); }

}  // namespace laurel
