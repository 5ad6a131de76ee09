#include "shared/core.h"

#include <algorithm>
#include <optional>
#include <type_traits>

#include "shared/loyalty/codec.h"
#include "shared/loyalty/decide.h"
#include "shared/loyalty/explanation.h"
#include "shared/loyalty/fold.h"

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

struct Needs {
    const States& states;
    std::vector<std::string> missing;

    void operator()(const PlaceOrder& command) { both(command.order, command.member); }
    void operator()(const RefundOrder& command) { order_and_member(command.order); }
    void operator()(const ReachMilestone& command) { order_and_member(command.order); }
    void operator()(const RecordAction& command) { both(command.action, command.member); }
    void operator()(const OpenAccount& command) { both(command.action, command.member); }
    void operator()(const UseBenefit& command) { both(command.action, command.member); }
    void operator()(const RevokeAction& command) {
        need(missing, states, command.action);
        if (const auto* action = state_of<ActionState>(states, command.action)) need(missing, states, action->member);
    }
    template <class OfRedemption>
    auto operator()(const OfRedemption& command) -> decltype(command.redemption, void()) {
        both(command.redemption, command.member);
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
    Decided operator()(const RefundOrder& command) const { return of_placed(command); }
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
        return {state_of<RedemptionState>(states, redemption), state_of<MemberState>(states, member)};
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

std::vector<std::string> needs(const Program&, const Command& command, const States& states) {
    Needs asked{states, {}};
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
    return judgement_to_value(*judgement, program.version);
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
    return Error{ErrorCode::state_unreadable, "", std::string(aggregate),
                 "member/, order/, action/, redemption/ or budget/"};
}

}  // namespace laurel
