// The ledger against one that counts point by point (tests/support/naive_ledger.h), step by step through random
// stories: a share of what tests/simulate tells, where the invariants are named.
#include <doctest/doctest.h>

#include "shared/loyalty/events.h"
#include "shared/loyalty/fold.h"
#include "shared/loyalty/ledger.h"
#include "tests/simulate/run.h"
#include "tests/simulate/scenario.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

constexpr std::string_view ann = "member/ann";

simulate::Told tell(std::uint64_t seed, int years, simulate::Numbers& numbers) {
    const simulate::Story story = simulate::random_story(seed, years);
    simulate::Told told = simulate::tell(story, numbers);
    if (told.failure) {
        const simulate::Story least = simulate::shortest(story, *told.failure);
        FAIL(told.failure->invariant << ": " << told.failure->what << "\n" << simulate::to_text(least));
    }
    return told;
}

MemberState as_of(const std::vector<Event>& log, std::int64_t instant_ms) {
    MemberState state;
    for (const Event& event : log) {
        if (event.aggregate == ann && event.effective_at_ms <= instant_ms) state = fold(std::move(state), event);
    }
    return state;
}

std::int64_t owned(const MemberState& state) {
    std::int64_t sum = -state.account().deficit;
    for (const Lot& lot : state.lots) sum += lot.point_kind == main_point_kind ? lot.remaining : 0;
    return sum;
}

std::int64_t posted_by(const std::vector<Event>& log, std::int64_t instant_ms) {
    std::int64_t sum = 0;
    for (const Event& event : log) {
        const bool counts = event.aggregate == ann && event.effective_at_ms <= instant_ms &&
                            event.data.string_at("point_kind", main_point_kind) == main_point_kind;
        if (!counts) continue;
        for (const Value& posting : event.data.array_at("postings")) {
            const std::string& account = *(*posting.array())[0].string();
            if (account == account_member || account == account_reserved) sum += *(*posting.array())[1].integer();
        }
    }
    return sum;
}

}  // namespace

TEST_CASE("after any commands in any order the ledger is where counting point by point ends up") {
    PropertyRandom random("ledger against the naive one");
    simulate::Numbers numbers;
    for (int member = 0; member < 20; ++member) {
        const auto seed = static_cast<std::uint64_t>(random.between(0, 1'000'000'000));
        CAPTURE(seed);
        tell(seed, 2, numbers);
    }
    // Neither side of the comparison is empty.
    std::int64_t refused = 0;
    std::int64_t carried_out = 0;
    for (const auto& [code, count] : numbers.refused) refused += count;
    for (const auto& [command, count] : numbers.carried_out) carried_out += count;
    CHECK(refused > 100);
    CHECK(carried_out > 500);
    CHECK(numbers.crashes > 10);
    CHECK(numbers.repeated > 10);
}

TEST_CASE("a view of any past time adds up, and looking ahead from it ends") {
    PropertyRandom random("views of the past");
    simulate::Numbers numbers;
    for (int member = 0; member < 4; ++member) {
        const auto seed = static_cast<std::uint64_t>(random.between(0, 1'000'000'000));
        const simulate::Told told = tell(seed, 1, numbers);
        for (int times = 0; times < 20; ++times) {
            const std::int64_t first_ms = told.log.front().effective_at_ms;
            const std::int64_t then_ms = first_ms + random.between(-10, 8000) * hour_ms;
            CAPTURE(seed);
            CAPTURE(then_ms);
            const MemberState state = as_of(told.log, then_ms);
            CHECK(owned(state) == posted_by(told.log, then_ms));
            const std::int64_t ahead_ms = then_ms + random.between(0, 10'000) * hour_ms;
            const Balance balance = balance_at(state, ahead_ms, 0);
            CHECK(balance.available + balance.pending + balance.reserved == owned(state_at(state, ahead_ms)));
            CHECK(state_from_value(ann, state_to_value(state)).ok());
        }
    }
}
