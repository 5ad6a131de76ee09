#pragma once
// START HERE. The whole core in four functions over values:
//
//     needs(program, command, states)            -> the aggregates still to read
//     decide(program, states, command, context)  -> Result<events>     the only place where rules run
//     fold(state, event)                         -> state              only adds up
//     view(program, states, query, context)      -> view tree          what a widget shows (view/widget.h)
//
// The core has no clock, randomness, I/O, threads, globals, cryptography or exceptions: time, ids and authors are
// arguments, and input never asserts. The edge and the page call the same functions and get the same bytes.
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/base/event.h"
#include "shared/loyalty/budget.h"
#include "shared/loyalty/commands.h"
#include "shared/loyalty/coupon_state.h"
#include "shared/loyalty/reward_status.h"
#include "shared/loyalty/state.h"
#include "shared/program.h"

namespace laurel {

using State = std::variant<std::monostate, loyalty::MemberState, loyalty::OrderState, loyalty::ActionState,
                           loyalty::RedemptionState, loyalty::BudgetState, loyalty::CouponState, loyalty::CheckoutState,
                           loyalty::OrderDiscountsState>;
using Command = loyalty::Command;

// Raised whenever fold or a state's encoding changes: rows of another version are rebuilt by replay.
inline constexpr std::int64_t fold_version = 4;

// The states that a call has in hand, by aggregate. An aggregate that was read but has no events yet holds monostate.
class States {
   public:
    const State* find(std::string_view aggregate) const;
    void set(std::string_view aggregate, State state);
    const std::vector<std::pair<std::string, State>>& all() const { return rows_; }

   private:
    std::vector<std::pair<std::string, State>> rows_;
};

struct Context {
    std::int64_t now_ms = 0;
    std::string author;
    // What the member of an order or action told about herself ({"birthday": ...}): the personal part of the event that
    // her state's facts_version names. Null where there is none.
    Value facts;
};

// The aggregates that decide will read and that `states` lacks. Asked again after reading them (a refund names its
// order; the order names its member) until it answers with none.
std::vector<std::string> needs(const Program& program, const Command& command, const States& states);

// What happens: numbered events, due expiries and time-outs first, in the order in which they are to be appended. No
// events mean that the command was carried out before with the same content (its natural key says so). An error changes
// nothing; invalid_identifier is one for an aggregate whose name says another kind than the command means.
Result<std::vector<Event>> decide(const Program& program, const States& states, const Command& command,
                                  const Context& context);

// What decide judges of an order, rule by rule, without carrying it out: [{"rule", "reason", "points", ...}, ...] under
// "outcomes", what it would earn under "earned". The same order decided with the same states gives the same.
Result<Value> explain(const Program& program, const States& states, const loyalty::PlaceOrder& command,
                      const Context& context);

// Who asks for rewards, with what in the cart.
struct RewardsQuery {
    std::string member;  // "" or unknown: somebody without points
    std::optional<loyalty::Cart> cart;
};

// The budgets that say how much of the rewards is left and that `states` lacks. Without them rewards with a stock
// answer confirm_at_edge.
std::vector<std::string> needs(const Program& program, const RewardsQuery& query, const States& states,
                               const Context& context);

// All rewards of the programme, in its order: what the member can have now, what it costs and does to the cart, and
// why she can't have the others. Redeeming is refused for the same reasons.
std::vector<loyalty::RewardStatus> rewards_for(const Program& program, const States& states, const RewardsQuery& query,
                                               const Context& context);
// Likewise of codes and a cart, which need no checkout for it: {"codes": [{"campaign", "reason", ...}, ...]} in their
// order and the discounts of those that apply.
Result<Value> explain(const Program& program, const States& states, const loyalty::ReserveCoupons& command,
                      const Context& context);

// The state after the event. Total: an event that does not fit the state leaves it as it is but for version and clock
// (check_event in loyalty/check.h finds such events).
State fold(State state, const Event& event);

// The reply to a command whose events are folded into `states`; the same for its repetition.
Value answer(const Command& command, const States& states);

// States as canonical JSON, as state rows and the page hold them. The kind is that of the aggregate's name.
Value state_to_value(const State& state);
Result<State> state_from_value(std::string_view aggregate, const Value& value);

}  // namespace laurel
