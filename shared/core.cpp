#include "shared/core.h"

#include <algorithm>
#include <map>
#include <optional>
#include <type_traits>

#include "shared/loyalty/codec.h"
#include "shared/loyalty/decide.h"
#include "shared/loyalty/decide_coupon.h"
#include "shared/loyalty/explanation.h"
#include "shared/loyalty/fold.h"
#include "shared/loyalty/reward.h"

namespace laurel {
namespace {

using namespace loyalty;

template <class Wanted>
const Wanted* state_of(const States& states, std::string_view aggregate) {
    const State* state = states.find(aggregate);
    return state != nullptr ? std::get_if<Wanted>(state) : nullptr;
}

void need(std::vector<std::string>& missing, const States& states, const std::string& aggregate) {
    if (!aggregate.empty() && states.find(aggregate) == nullptr) missing.push_back(aggregate);
}

// A state of another kind would take events that it can't hold.
std::optional<Error> check_name(std::string_view field, std::string_view aggregate) {
    const std::string prefix = std::string(field) + "/";
    if (aggregate.starts_with(prefix)) return std::nullopt;
    return Error{ErrorCode::invalid_identifier, child_path({}, field), quoted(aggregate),
                 "a name that begins with " + prefix};
}

template <class Command>
inline constexpr bool is_about_member_alone =
    std::is_same_v<Command, AdjustPoints> || std::is_same_v<Command, ExtendExpiry> ||
    std::is_same_v<Command, GiveFacts> || std::is_same_v<Command, InviteTier> ||
    std::is_same_v<Command, WithdrawTier> || std::is_same_v<Command, EraseMember>;

struct CheckNames {
    std::optional<Error> operator()(const PlaceOrder& command) const {
        auto error = check_name("order", command.order);
        return error || command.member.empty() ? error : check_name("member", command.member);
    }
    std::optional<Error> operator()(const RefundOrder& command) const { return check_name("order", command.order); }
    std::optional<Error> operator()(const ReachMilestone& command) const { return check_name("order", command.order); }
    std::optional<Error> operator()(const RecordAction& command) const {
        return both("action", command.action, command);
    }
    std::optional<Error> operator()(const OpenAccount& command) const {
        return both("action", command.action, command);
    }
    std::optional<Error> operator()(const UseBenefit& command) const { return both("action", command.action, command); }
    std::optional<Error> operator()(const RevokeAction& command) const { return check_name("action", command.action); }
    std::optional<Error> operator()(const IssueCoupon& command) const {
        auto error = check_name("coupon", command.coupon);
        return error || command.member.empty() ? error : check_name("member", command.member);
    }
    std::optional<Error> operator()(const VoidCoupon& command) const { return check_name("coupon", command.coupon); }
    std::optional<Error> operator()(const ReserveCoupons& command) const {
        auto error = check_name("checkout", command.checkout);
        return error ? error : check_cart(command);
    }
    std::optional<Error> operator()(const CommitCoupons& command) const {
        auto error = check_name("checkout", command.checkout);
        return error ? error : check_name("order", command.order);
    }
    std::optional<Error> operator()(const ReleaseCoupons& command) const {
        return check_name("checkout", command.checkout);
    }
    static std::optional<Error> check_cart(const ReserveCoupons& command) {
        for (const CouponCode& code : command.codes) {
            if (code.coupon.empty()) continue;
            if (auto error = check_name("coupon", code.coupon)) return error;
        }
        return command.member.empty() ? std::nullopt : check_name("member", command.member);
    }
    template <class OfRedemption>
    auto operator()(const OfRedemption& command) const -> decltype(command.redemption, std::optional<Error>()) {
        return both("redemption", command.redemption, command);
    }
    template <class OfMember>
    auto operator()(const OfMember& command) const
        -> std::enable_if_t<is_about_member_alone<OfMember>, std::optional<Error>> {
        return check_name("member", command.member);
    }

   private:
    template <class OfBoth>
    static std::optional<Error> both(std::string_view field, const std::string& aggregate, const OfBoth& command) {
        auto error = check_name(field, aggregate);
        return error ? error : check_name("member", command.member);
    }
};

template <class Wanted>
void collect(const States& states, std::map<std::string, Wanted, std::less<>>& found) {
    for (const auto& [name, state] : states.all()) {
        if (const auto* wanted = std::get_if<Wanted>(&state)) found.emplace(name, *wanted);
    }
}

// What coupons are decided by; the names may be "" or of aggregates without events.
CouponStates coupon_states(const States& states, std::string_view checkout, std::string_view member,
                           std::string_view order) {
    CouponStates found{.member = state_of<MemberState>(states, member),
                       .checkout = state_of<CheckoutState>(states, checkout),
                       .order_discounts = state_of<OrderDiscountsState>(states, discounts_of_order(order))};
    collect(states, found.coupons);
    collect(states, found.budgets);
    return found;
}

struct Needs {
    const Program& program;
    const States& states;
    std::vector<std::string> missing;

    void operator()(const PlaceOrder& command) { both(command.order, command.member); }
    void operator()(const RefundOrder& command) {
        order_and_member(command.order);
        need(missing, states, discounts_of_order(command.order));
        if (const auto* given = state_of<OrderDiscountsState>(states, discounts_of_order(command.order)))
            all(aggregates_of(*given));
    }
    void operator()(const ReachMilestone& command) { order_and_member(command.order); }
    void operator()(const RecordAction& command) { both(command.action, command.member); }
    void operator()(const OpenAccount& command) { both(command.action, command.member); }
    void operator()(const UseBenefit& command) { both(command.action, command.member); }
    void operator()(const RevokeAction& command) {
        need(missing, states, command.action);
        if (const auto* action = state_of<ActionState>(states, command.action)) need(missing, states, action->member);
    }
    void operator()(const RedeemReward& command) {
        both(command.redemption, command.member);
        const Reward* reward = program.loyalty.reward(command.reward);
        if (reward != nullptr) need(missing, states, stock_budget(program.loyalty, *reward, command.redeemed_at_ms));
    }
    void operator()(const IssueCoupon& command) { need(missing, states, command.coupon); }
    void operator()(const VoidCoupon& command) { need(missing, states, command.coupon); }
    void operator()(const ReserveCoupons& command) {
        both(command.checkout, command.member);
        all(aggregates_of(program.loyalty, command, coupon_states(states, command.checkout, command.member, "")));
    }
    void operator()(const CommitCoupons& command) {
        need(missing, states, command.checkout);
        all(aggregates_of(command, coupon_states(states, command.checkout, "", command.order)));
    }
    void operator()(const ReleaseCoupons& command) {
        need(missing, states, command.checkout);
        all(aggregates_of(command, coupon_states(states, command.checkout, "", "")));
    }
    template <class OfRedemption>
    auto operator()(const OfRedemption& command) -> decltype(command.redemption, void()) {
        both(command.redemption, command.member);
        const auto* redemption = state_of<RedemptionState>(states, command.redemption);
        if (redemption != nullptr && redemption->reward) need(missing, states, redemption->reward->stock);
    }
    template <class OfMember>
    auto operator()(const OfMember& command) -> std::enable_if_t<is_about_member_alone<OfMember>> {
        need(missing, states, command.member);
    }

   private:
    void both(const std::string& aggregate, const std::string& member) {
        need(missing, states, aggregate);
        need(missing, states, member);
    }
    void all(const std::vector<std::string>& names) {
        for (const std::string& name : names) need(missing, states, name);
    }
    void order_and_member(const std::string& name) {
        need(missing, states, name);
        if (const auto* order = state_of<OrderState>(states, name)) need(missing, states, order->member);
    }
};

struct Decide {
    const Program& program;
    const States& states;
    const Context& context;

    Decided operator()(const PlaceOrder& command) const {
        return decide(program.loyalty, command, of_order(command.order, command.member), context.now_ms);
    }
    Decided operator()(const RefundOrder& command) const {
        Decided decided = of_placed(command);
        if (!decided || decided->empty()) return decided;
        // The refund is the last event, and the order's own.
        const OrderState after = loyalty::fold(*state_of<OrderState>(states, command.order), decided->back());
        for (Event& event : return_discounts(command.order, after, command.refund_id,
                                             coupon_states(states, "", "", command.order), context.now_ms))
            decided->push_back(std::move(event));
        return decided;
    }
    Decided operator()(const ReachMilestone& command) const { return of_placed(command); }
    Decided operator()(const RecordAction& command) const {
        return decide(program.loyalty, command, of_action(command.action, command.member), context.now_ms);
    }
    Decided operator()(const OpenAccount& command) const {
        return decide(program.loyalty, command, of_action(command.action, command.member), context.now_ms);
    }
    Decided operator()(const RevokeAction& command) const {
        const auto* action = state_of<ActionState>(states, command.action);
        return decide(program.loyalty, command, of_action(command.action, action != nullptr ? action->member : ""),
                      context.now_ms);
    }
    Decided operator()(const HoldPoints& command) const {
        return decide(program.loyalty, command, input_of(command.redemption, command.member), context.now_ms);
    }
    Decided operator()(const RedeemReward& command) const {
        RedemptionInput input = input_of(command.redemption, command.member);
        input.facts = &context.facts;
        if (const Reward* reward = program.loyalty.reward(command.reward)) {
            const std::string stock = stock_budget(program.loyalty, *reward, command.redeemed_at_ms);
            input.stock = state_of<BudgetState>(states, stock);
        }
        return decide(program.loyalty, command, input, context.now_ms);
    }
    Decided operator()(const ResolveHold& command) const {
        return decide(program.loyalty, command, input_of(command.redemption, command.member), context.now_ms);
    }
    Decided operator()(const CancelRedemption& command) const {
        return decide(program.loyalty, command, input_of(command.redemption, command.member), context.now_ms);
    }
    Decided operator()(const AdjustPoints& command) const {
        return decide(program.loyalty, command, state_of<MemberState>(states, command.member), context.now_ms);
    }
    Decided operator()(const ExtendExpiry& command) const {
        return decide(program.loyalty, command, state_of<MemberState>(states, command.member), context.now_ms);
    }
    Decided operator()(const GiveFacts& command) const {
        return decide(program.loyalty, command, state_of<MemberState>(states, command.member), context.now_ms);
    }
    Decided operator()(const UseBenefit& command) const {
        return decide(program.loyalty, command, of_action(command.action, command.member), context.now_ms);
    }
    Decided operator()(const InviteTier& command) const {
        return decide(program.loyalty, command, state_of<MemberState>(states, command.member), context.now_ms);
    }
    Decided operator()(const WithdrawTier& command) const {
        return decide(program.loyalty, command, state_of<MemberState>(states, command.member), context.now_ms);
    }
    Decided operator()(const EraseMember& command) const {
        return decide(program.loyalty, command, state_of<MemberState>(states, command.member), context.now_ms);
    }

    Decided operator()(const IssueCoupon& command) const {
        return decide(program.loyalty, command, coupon_states(states, "", "", ""), context.now_ms);
    }
    Decided operator()(const VoidCoupon& command) const {
        return decide(command, coupon_states(states, "", "", ""), context.now_ms);
    }
    Decided operator()(const ReserveCoupons& command) const {
        return decide(program.loyalty, command, coupon_states(states, command.checkout, command.member, ""),
                      &context.facts, context.now_ms);
    }
    Decided operator()(const CommitCoupons& command) const {
        return decide(command, coupon_states(states, command.checkout, "", command.order), context.now_ms);
    }
    Decided operator()(const ReleaseCoupons& command) const {
        return decide(command, coupon_states(states, command.checkout, "", ""), context.now_ms);
    }

    OrderInput of_order(std::string_view order, std::string_view member) const {
        return {state_of<OrderState>(states, order), state_of<MemberState>(states, member), &context.facts};
    }

   private:
    template <class OfOrder>
    Decided of_placed(const OfOrder& command) const {
        const auto* order = state_of<OrderState>(states, command.order);
        return decide(program.loyalty, command, of_order(command.order, order != nullptr ? order->member : ""),
                      context.now_ms);
    }
    ActionInput of_action(std::string_view action, std::string_view member) const {
        return {state_of<ActionState>(states, action), state_of<MemberState>(states, member), &context.facts};
    }
    RedemptionInput input_of(std::string_view redemption, std::string_view member) const {
        RedemptionInput input{state_of<RedemptionState>(states, redemption), state_of<MemberState>(states, member)};
        if (input.redemption != nullptr && input.redemption->reward)
            input.stock = state_of<BudgetState>(states, input.redemption->reward->stock);
        return input;
    }
};

struct Fold {
    const Event& event;

    template <class Known>
    State operator()(Known state) const {
        return loyalty::fold(std::move(state), event);
    }
    // The first event of an aggregate says by its name what the aggregate is.
    State operator()(std::monostate) const {
        const std::string_view name = event.aggregate;
        if (name.starts_with("member/")) return loyalty::fold(MemberState{}, event);
        if (name.starts_with("order/")) return loyalty::fold(OrderState{}, event);
        if (name.starts_with("action/")) return loyalty::fold(ActionState{}, event);
        if (name.starts_with("redemption/")) return loyalty::fold(RedemptionState{}, event);
        if (name.starts_with("budget/")) return loyalty::fold(BudgetState{}, event);
        if (name.starts_with("coupon/")) return loyalty::fold(CouponState{}, event);
        if (name.starts_with("checkout/")) return loyalty::fold(CheckoutState{}, event);
        if (name.starts_with("order_discounts/")) return loyalty::fold(OrderDiscountsState{}, event);
        return std::monostate{};
    }
};

struct ToValue {
    template <class Known>
    Value operator()(const Known& state) const {
        return to_value(state);
    }
    Value operator()(std::monostate) const { return {}; }
};

template <class Known>
Result<State> widened(Result<Known> state) {
    if (!state) return state.error();
    return State(std::move(*state));
}

}  // namespace

const State* States::find(std::string_view aggregate) const {
    for (const auto& [name, state] : rows_) {
        if (name == aggregate) return &state;
    }
    return nullptr;
}

void States::set(std::string_view aggregate, State state) {
    for (auto& [name, row] : rows_) {
        if (name != aggregate) continue;
        row = std::move(state);
        return;
    }
    rows_.emplace_back(aggregate, std::move(state));
}

std::vector<std::string> needs(const Program& program, const Command& command, const States& states) {
    Needs asked{program, states, {}};
    std::visit(asked, command);
    return std::move(asked.missing);
}

Result<std::vector<Event>> decide(const Program& program, const States& states, const Command& command,
                                  const Context& context) {
    if (auto error = std::visit(CheckNames{}, command)) return *std::move(error);
    Decided decided = std::visit(Decide{program, states, context}, command);
    if (!decided) return decided;
    for (Event& event : *decided) {
        event.recorded_at_ms = context.now_ms;
        event.program_version = program.version;
        event.author = context.author;
    }
    return decided;
}

Result<Value> explain(const Program& program, const States& states, const PlaceOrder& command, const Context& context) {
    const OrderInput input = Decide{program, states, context}.of_order(command.order, command.member);
    auto judgement = loyalty::explain(program.loyalty, command, input, context.now_ms);
    if (!judgement) return judgement.error();
    return judgement_to_value(program.loyalty, *judgement, command.placed_at_ms, program.version);
}

Result<Value> explain(const Program& program, const States& states, const ReserveCoupons& command,
                      const Context& context) {
    if (auto error = CheckNames::check_cart(command)) return *std::move(error);
    return quote(program.loyalty, command, coupon_states(states, command.checkout, command.member, ""), &context.facts);
}

State fold(State state, const Event& event) { return std::visit(Fold{event}, std::move(state)); }

Value state_to_value(const State& state) { return std::visit(ToValue{}, state); }

Result<State> state_from_value(std::string_view aggregate, const Value& value) {
    if (value.is_null()) return State{};
    if (aggregate.starts_with("member/")) return widened(member_from_value(value));
    if (aggregate.starts_with("order/")) return widened(order_from_value(value));
    if (aggregate.starts_with("action/")) return widened(action_from_value(value));
    if (aggregate.starts_with("redemption/")) return widened(redemption_from_value(value));
    if (aggregate.starts_with("budget/")) return widened(budget_from_value(value));
    if (aggregate.starts_with("coupon/")) return widened(coupon_from_value(value));
    if (aggregate.starts_with("checkout/")) return widened(checkout_from_value(value));
    if (aggregate.starts_with("order_discounts/")) return widened(order_discounts_from_value(value));
    return Error{ErrorCode::state_unreadable, "", std::string(aggregate),
                 "member/, order/, action/, redemption/, budget/, coupon/, checkout/ or order_discounts/"};
}

}  // namespace laurel
