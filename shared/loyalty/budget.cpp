#include "shared/loyalty/budget.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/events.h"

namespace laurel::loyalty {
namespace {

void add_to(std::int64_t& sum, std::int64_t more) {
    sum = std::clamp(std::clamp(more, -integer_max, integer_max) + sum, -integer_max, integer_max);
}

Event event_of(std::string_view kind, Object data) {
    Event event;
    event.kind = kind;
    event.data = std::move(data);
    return event;
}

template <class Holds>
auto hold_of(Holds& holds, std::string_view cause) {
    return std::find_if(holds.begin(), holds.end(), [&](const BudgetHold& hold) { return hold.cause == cause; });
}

Error unreadable(std::string path) {
    return {ErrorCode::state_unreadable, std::move(path), "", "a state as this version writes it"};
}

}  // namespace

BudgetUse used_at(const BudgetState& state, std::int64_t instant_ms) {
    BudgetUse used{state.times, state.amount_minor};
    for (const BudgetHold& hold : state.holds) {
        if (hold.times_out_at_ms <= instant_ms) continue;
        add_to(used.times, hold.times);
        add_to(used.amount_minor, hold.amount_minor);
    }
    return used;
}

bool has_room(const BudgetState& state, const BudgetLimit& limit, const BudgetUse& more, std::int64_t instant_ms) {
    const BudgetUse used = used_at(state, instant_ms);
    return (limit.times == 0 || more.times <= limit.times - used.times) &&
           (limit.amount_minor == 0 || more.amount_minor <= limit.amount_minor - used.amount_minor);
}

namespace post {

Event budget_held(const BudgetHold& hold, const BudgetLimit& limit) {
    Object data{{"amount_minor", hold.amount_minor},
                {"cause", hold.cause},
                {"times", hold.times},
                {"times_out_at_ms", hold.times_out_at_ms}};
    if (limit.amount_minor != 0) data.set("limit_amount_minor", limit.amount_minor);
    if (limit.times != 0) data.set("limit_times", limit.times);
    return event_of(loyalty::budget_held, std::move(data));
}

Event budget_used(const std::string& cause) { return event_of(loyalty::budget_used, {{"cause", cause}}); }

Event budget_released(const std::string& cause) { return event_of(loyalty::budget_released, {{"cause", cause}}); }

Event budget_changed(const std::string& cause, const BudgetUse& change) {
    return event_of(loyalty::budget_changed,
                    {{"amount_minor", change.amount_minor}, {"cause", cause}, {"times", change.times}});
}

}  // namespace post

BudgetState fold(BudgetState state, const Event& event) {
    const std::string_view cause = event.data.string_at("cause");
    const BudgetUse change{event.data.integer_at("times"), event.data.integer_at("amount_minor")};
    std::erase_if(state.holds, [&](const BudgetHold& hold) { return hold.times_out_at_ms <= event.effective_at_ms; });
    if (event.kind == budget_held) {
        state.holds.push_back(
            {std::string(cause), change.times, change.amount_minor, event.data.integer_at("times_out_at_ms")});
    } else if (event.kind == budget_changed) {
        add_to(state.times, change.times);
        add_to(state.amount_minor, change.amount_minor);
    } else if (const auto hold = hold_of(state.holds, cause); hold != state.holds.end()) {
        if (event.kind == budget_used) {
            add_to(state.times, hold->times);
            add_to(state.amount_minor, hold->amount_minor);
        }
        state.holds.erase(hold);
    }
    state.version = event.version;
    return state;
}

Value to_value(const BudgetState& state) {
    Array holds;
    for (const BudgetHold& hold : state.holds)
        holds.push_back(Array{hold.cause, hold.times, hold.amount_minor, hold.times_out_at_ms});
    return Object{{"amount_minor", state.amount_minor},
                  {"holds", std::move(holds)},
                  {"times", state.times},
                  {"version", state.version}};
}

Result<BudgetState> budget_from_value(const Value& value) {
    if (value.object() == nullptr) return unreadable("");
    BudgetState state{.version = value.integer_at("version"),
                      .times = value.integer_at("times"),
                      .amount_minor = value.integer_at("amount_minor"),
                      .holds = {}};
    const Array& holds = value.array_at("holds");
    for (std::size_t index = 0; index < holds.size(); ++index) {
        const Array* row = holds[index].array();
        const bool fits = row != nullptr && row->size() == 4 && (*row)[0].string() != nullptr &&
                          (*row)[1].integer() != nullptr && (*row)[2].integer() != nullptr &&
                          (*row)[3].integer() != nullptr;
        if (!fits) return unreadable(child_path("/holds", index));
        state.holds.push_back({*(*row)[0].string(), *(*row)[1].integer(), *(*row)[2].integer(), *(*row)[3].integer()});
    }
    if (state.version < 0 || state.version > integer_max / 2) return unreadable("/version");
    return state;
}

std::optional<Error> check_budget_event(const BudgetState& before, const Event& event, const BudgetState& after) {
    const std::string_view cause = event.data.string_at("cause");
    const auto hold = hold_of(before.holds, cause);
    const bool is_held = hold != before.holds.end() && hold->times_out_at_ms > event.effective_at_ms;
    const bool resolves = event.kind == budget_used || event.kind == budget_released;
    if (event.version != before.version + 1)
        return Error{ErrorCode::state_mismatch, "/version", std::to_string(event.version),
                     std::to_string(before.version + 1)};
    if ((event.kind == budget_held && is_held) || (resolves && !is_held))
        return Error{ErrorCode::hold_resolved_twice, "/data/cause", std::string(cause),
                     resolves ? "an open hold" : "a cause that holds nothing yet"};
    const BudgetLimit limit{event.data.integer_at("limit_times"), event.data.integer_at("limit_amount_minor")};
    if (event.kind == budget_held && !has_room(after, limit, {}, event.effective_at_ms))
        return Error{ErrorCode::balance_mismatch, "/data", "a budget used beyond its limit", "what the limit leaves"};
    if (after.times >= 0 && after.amount_minor >= 0) return std::nullopt;
    return Error{ErrorCode::balance_mismatch, "/data", "a budget used below nothing", "0 or more"};
}

}  // namespace laurel::loyalty
