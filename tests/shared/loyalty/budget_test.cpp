// Budgets: what is used and held of them, and what their events must not do.
#include "shared/loyalty/budget.h"

#include <doctest/doctest.h>

using namespace laurel;
using namespace laurel::loyalty;

namespace {

// The code of what the event breaks, "" for nothing; the budget then has it.
std::string add(BudgetState& state, Event event, std::int64_t effective_at_ms) {
    event.version = state.version + 1;
    event.effective_at_ms = effective_at_ms;
    BudgetState after = fold(state, event);
    const auto broken = check_budget_event(state, event, after);
    if (broken) return std::string(name_of(broken->code));
    state = std::move(after);
    return "";
}

BudgetHold one(std::string cause, std::int64_t times_out_at_ms) {
    return {.cause = std::move(cause), .times = 1, .times_out_at_ms = times_out_at_ms};
}

}  // namespace

TEST_CASE("a hold counts until its time-out, and for good once it is used") {
    BudgetState state;
    CHECK(add(state, post::budget_held(one("a", 100)), 0) == "");
    CHECK(add(state, post::budget_held(one("b", 100)), 0) == "");
    CHECK(add(state, post::budget_used("a"), 99) == "");
    CHECK(used_at(state, 99).times == 2);
    CHECK(used_at(state, 100).times == 1);
    CHECK(add(state, post::budget_used("b"), 100) == "hold_resolved_twice");
    CHECK(add(state, post::budget_changed("a", {.times = -1}), 100) == "");
    CHECK(add(state, post::budget_changed("a", {.times = -1}), 100) == "balance_mismatch");
}

TEST_CASE("nothing is resolved twice, or held twice by one cause") {
    BudgetState state;
    CHECK(add(state, post::budget_held(one("a", 100)), 0) == "");
    CHECK(add(state, post::budget_held(one("a", 100)), 0) == "hold_resolved_twice");
    CHECK(add(state, post::budget_released("a"), 1) == "");
    CHECK(add(state, post::budget_released("a"), 1) == "hold_resolved_twice");
    CHECK(used_at(state, 1) == BudgetUse{});
}

TEST_CASE("no hold is made beyond the limit that its event names") {
    constexpr BudgetLimit two{.times = 2};
    BudgetState state;
    CHECK(add(state, post::budget_held(one("a", 100), two), 0) == "");
    CHECK(add(state, post::budget_held(one("b", 200), two), 0) == "");
    CHECK(add(state, post::budget_held(one("c", 200), two), 99) == "balance_mismatch");
    CHECK(add(state, post::budget_held(one("c", 200), two), 100) == "");
    const BudgetHold dear{.cause = "d", .amount_minor = 501, .times_out_at_ms = 200};
    CHECK(add(state, post::budget_held(dear, {.amount_minor = 500}), 100) == "balance_mismatch");
    CHECK(add(state, post::budget_held(dear, {.amount_minor = 501}), 100) == "");
}
