#include "shared/core.h"

#include <algorithm>
#include <optional>

#include "shared/loyalty/codec.h"
#include "shared/loyalty/decide.h"
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

struct CheckNames {
    std::optional<Error> operator()(const PlaceOrder& command) const {
        auto error = check_name("order", command.order);
        return error || command.member.empty() ? error : check_name("member", command.member);
    }
    std::optional<Error> operator()(const RefundOrder& command) const { return check_name("order", command.order); }
    std::optional<Error> operator()(const HoldPoints& command) const { return of_redemption(command); }
    std::optional<Error> operator()(const ResolveHold& command) const { return of_redemption(command); }
    std::optional<Error> operator()(const AdjustPoints& command) const { return check_name("member", command.member); }
    std::optional<Error> operator()(const EraseMember& command) const { return check_name("member", command.member); }

   private:
    template <class OfRedemption>
    static std::optional<Error> of_redemption(const OfRedemption& command) {
        auto error = check_name("redemption", command.redemption);
        return error ? error : check_name("member", command.member);
    }
};

struct Needs {
    const States& states;
    std::vector<std::string> missing;

    void operator()(const PlaceOrder& command) {
        need(missing, states, command.order);
        need(missing, states, command.member);
    }
    void operator()(const RefundOrder& command) {
        need(missing, states, command.order);
        if (const auto* order = state_of<OrderState>(states, command.order)) need(missing, states, order->member);
    }
    void operator()(const HoldPoints& command) {
        need(missing, states, command.redemption);
        need(missing, states, command.member);
    }
    void operator()(const ResolveHold& command) {
        need(missing, states, command.redemption);
        need(missing, states, command.member);
    }
    void operator()(const AdjustPoints& command) { need(missing, states, command.member); }
    void operator()(const EraseMember& command) { need(missing, states, command.member); }
};

struct Decide {
    const Program& program;
    const States& states;
    const Context& context;

    Decided operator()(const PlaceOrder& command) const {
        return decide(
            program.loyalty, command,
            OrderInput{state_of<OrderState>(states, command.order), state_of<MemberState>(states, command.member)},
            context.now_ms);
    }
    Decided operator()(const RefundOrder& command) const {
        const auto* order = state_of<OrderState>(states, command.order);
        const auto* member = order != nullptr ? state_of<MemberState>(states, order->member) : nullptr;
        return decide(command, OrderInput{order, member}, context.now_ms);
    }
    Decided operator()(const HoldPoints& command) const {
        return decide(program.loyalty, command, input_of(command.redemption, command.member), context.now_ms);
    }
    Decided operator()(const ResolveHold& command) const {
        return decide(command, input_of(command.redemption, command.member), context.now_ms);
    }
    Decided operator()(const AdjustPoints& command) const {
        return decide(program.loyalty, command, state_of<MemberState>(states, command.member), context.now_ms);
    }
    Decided operator()(const EraseMember& command) const {
        return decide(command, state_of<MemberState>(states, command.member), context.now_ms);
    }

   private:
    RedemptionInput input_of(std::string_view redemption, std::string_view member) const {
        return {state_of<RedemptionState>(states, redemption), state_of<MemberState>(states, member)};
    }
};

Value instant_or_null(std::int64_t instant_ms) {
    return instant_ms == 0 || instant_ms == instant_ms_max ? Value() : Value(write_instant(instant_ms));
}

struct Answers {
    const States& states;

    Value operator()(const PlaceOrder& command) const {
        const auto* order = state_of<OrderState>(states, command.order);
        if (order == nullptr) return {};
        return Object{{"available_at", instant_or_null(order->available_at_ms)},
                      {"currency", order->currency},
                      {"expires_at", instant_or_null(order->expires_at_ms)},
                      {"placed_at", write_instant(order->placed_at_ms)},
                      {"points_earned", order->points_earned},
                      {"total_minor", order->total_minor}};
    }
    Value operator()(const RefundOrder& command) const {
        const auto* order = state_of<OrderState>(states, command.order);
        if (order == nullptr) return {};
        for (const Refund& refund : order->refunds) {
            if (refund.id != command.refund_id) continue;
            return Object{{"amount_minor", refund.amount_minor},
                          {"currency", order->currency},
                          {"points_clawed_back", refund.points_clawed_back}};
        }
        return {};
    }
    Value operator()(const HoldPoints& command) const {
        const auto* redemption = state_of<RedemptionState>(states, command.redemption);
        if (redemption == nullptr) return {};
        return Object{{"held_at", write_instant(redemption->held_at_ms)},
                      {"points", redemption->points},
                      {"status", "held"},
                      {"times_out_at", write_instant(redemption->times_out_at_ms)}};
    }
    Value operator()(const ResolveHold& command) const {
        const auto* redemption = state_of<RedemptionState>(states, command.redemption);
        if (redemption == nullptr) return {};
        return Object{{"points", redemption->points},
                      {"resolved_at", write_instant(redemption->resolved_at_ms)},
                      {"status", redemption->status == RedemptionStatus::captured ? "captured" : "voided"}};
    }
    Value operator()(const AdjustPoints& command) const { return Object{{"points", command.points}}; }
    Value operator()(const EraseMember&) const { return Object{{"erased", true}}; }
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
        if (name.starts_with("redemption/")) return loyalty::fold(RedemptionState{}, event);
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

State fold(State state, const Event& event) { return std::visit(Fold{event}, std::move(state)); }

Value answer(const Command& command, const States& states) { return std::visit(Answers{states}, command); }

Value state_to_value(const State& state) { return std::visit(ToValue{}, state); }

Result<State> state_from_value(std::string_view aggregate, const Value& value) {
    if (value.is_null()) return State{};
    if (aggregate.starts_with("member/")) return widened(member_from_value(value));
    if (aggregate.starts_with("order/")) return widened(order_from_value(value));
    if (aggregate.starts_with("redemption/")) return widened(redemption_from_value(value));
    return Error{ErrorCode::state_unreadable, "", std::string(aggregate), "member/, order/ or redemption/"};
}

}  // namespace laurel
