#include "shared/loyalty/ledger.h"

#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/fold.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

constexpr std::int64_t noon_ms = 1'000 * day_ms;

Lot lot(std::int64_t id, std::int64_t points, std::int64_t available_at_ms, std::int64_t expires_at_ms) {
    Lot lot;
    lot.id = id;
    lot.points = lot.remaining = points;
    lot.earned_at_ms = lot.available_at_ms = available_at_ms;
    lot.expires_at_ms = expires_at_ms;
    return lot;
}

MemberState member_with(std::vector<Lot> lots) {
    MemberState member;
    member.version = 9;
    member.clock_ms = noon_ms - day_ms;
    member.lots = std::move(lots);
    return member;
}

void owe(MemberState& member, std::int64_t points) { member.accounts = {{.deficit = points}}; }

Hold hold(std::string_view redemption, std::int64_t times_out_at_ms, Draw draw) {
    Hold hold;
    hold.redemption = redemption;
    hold.points = draw.points;
    hold.times_out_at_ms = times_out_at_ms;
    hold.draws = {draw};
    return hold;
}

std::string kinds_and_days(const std::vector<Event>& events) {
    std::string text;
    for (const Event& event : events) {
        text += event.kind + " " + std::to_string((event.effective_at_ms - noon_ms) / day_ms) + "; ";
    }
    return text;
}

}  // namespace

TEST_CASE("a member without events has nothing") { CHECK(balance_at({}, noon_ms, day_ms) == Balance{}); }

TEST_CASE("points can be spent from their first instant up to, but not at, their last") {
    const MemberState member = member_with({lot(2, 10, noon_ms, noon_ms + day_ms)});
    CHECK(balance_at(member, noon_ms - 1, 0).pending == 10);
    CHECK(balance_at(member, noon_ms - 1, 0).next_available_at_ms == noon_ms);
    CHECK(balance_at(member, noon_ms, 0).available == 10);
    CHECK(balance_at(member, noon_ms + day_ms - 1, 0).available == 10);
    CHECK(balance_at(member, noon_ms + day_ms, 0) == Balance{});
}

TEST_CASE("what expires within the window is counted, the window's last instant included") {
    const MemberState member =
        member_with({lot(2, 1, 0, noon_ms + day_ms), lot(3, 10, 0, noon_ms + 30 * day_ms),
                     lot(4, 100, 0, noon_ms + 30 * day_ms + 1), lot(5, 1000, 0, instant_ms_max)});
    const Balance balance = balance_at(member, noon_ms, 30 * day_ms);
    CHECK(balance.available == 1111);
    CHECK(balance.expiring_soon == 11);
    CHECK(balance.next_expiry_at_ms == noon_ms + day_ms);
    CHECK(balance_at(member, noon_ms, 0).next_expiry_at_ms == 0);
}

TEST_CASE("pending points are no warning, and of several the next date is told") {
    const MemberState member = member_with(
        {lot(2, 1, noon_ms + 2 * day_ms, noon_ms + 3 * day_ms), lot(3, 2, noon_ms + day_ms, instant_ms_max)});
    const Balance balance = balance_at(member, noon_ms, 30 * day_ms);
    CHECK(balance == Balance{.pending = 3, .next_available_at_ms = noon_ms + day_ms});
}

TEST_CASE("at one instant holds time out, then debts are settled, then lots expire") {
    MemberState member = member_with({lot(2, 4, 0, noon_ms), lot(3, 7, noon_ms, noon_ms + day_ms)});
    member.lots[0].reserved = 4;
    member.holds = {hold("redemption/1", noon_ms, {2, 4})};
    owe(member, 3);
    const auto events = due_events(member, noon_ms + day_ms);
    REQUIRE(kinds_and_days(events) == "hold_timed_out 0; deficit_settled 0; points_expired 0; points_expired 1; ");
    CHECK(draws_of(events[1]) == "[[2,3]]");
    CHECK(events[2].data.integer_at("points") == 1);
    CHECK(balance_at(member, noon_ms, 0).available == 7);
}

TEST_CASE("what is due before what counts, however far one looks ahead") {
    MemberState member = member_with({lot(2, 10, 0, noon_ms + 2 * day_ms), lot(3, 10, 0, noon_ms + 4 * day_ms)});
    member.lots[0].reserved = 10;
    member.lots[1].reserved = 1;
    member.holds = {hold("redemption/1", noon_ms + 3 * day_ms, {2, 10}),
                    hold("redemption/2", noon_ms + day_ms, {3, 1})};
    CHECK(due_events(member, noon_ms).empty());
    CHECK(kinds_and_days(due_events(member, noon_ms + 2 * day_ms)) == "hold_timed_out 1; ");
    CHECK(kinds_and_days(due_events(member, noon_ms + 9 * day_ms)) ==
          "hold_timed_out 1; hold_timed_out 3; points_expired 3; points_expired 4; ");
}

TEST_CASE("a debt is settled once, from lots in the order of spending, as soon as they can be spent") {
    MemberState member = member_with({lot(2, 10, noon_ms + day_ms, noon_ms + 9 * day_ms),
                                      lot(3, 10, noon_ms + day_ms, noon_ms + 10 * day_ms),
                                      lot(4, 10, noon_ms + 2 * day_ms, instant_ms_max)});
    owe(member, 25);
    const auto events = due_events(member, noon_ms + 3 * day_ms);
    REQUIRE(kinds_and_days(events) == "deficit_settled 1; deficit_settled 2; ");
    CHECK(draws_of(events[0]) == "[[2,10],[3,10]]");
    CHECK(draws_of(events[1]) == "[[4,5]]");
}

TEST_CASE("points that expire before they can be spent settle nothing") {
    MemberState member = member_with({lot(2, 10, noon_ms + 2 * day_ms, noon_ms + day_ms)});
    owe(member, 5);
    CHECK(kinds_and_days(due_events(member, noon_ms + 3 * day_ms)) == "points_expired 1; ");
    CHECK(balance_at(member, noon_ms + 3 * day_ms, 0).available == -5);
}

TEST_CASE("reading a balance at a later time is the same as posting what is due and reading it then") {
    MemberState member = member_with({lot(2, 10, 0, noon_ms), lot(3, 7, noon_ms, instant_ms_max)});
    owe(member, 5);
    for (std::int64_t day = -1; day < 3; ++day) {
        const std::int64_t instant_ms = noon_ms + day * day_ms;
        MemberState posted = member;
        for (const Event& event : due_events(member, instant_ms)) posted = fold(std::move(posted), event);
        CHECK(due_events(posted, instant_ms).empty());
        CHECK(balance_at(posted, instant_ms, day_ms) == balance_at(member, instant_ms, day_ms));
    }
}

TEST_CASE("drawing takes no more than there is, of lots that can be spent") {
    MemberState member = member_with({lot(2, 10, 0, noon_ms), lot(3, 10, 0, noon_ms + 1),
                                      lot(4, 10, noon_ms, instant_ms_max), lot(5, 10, noon_ms + 1, instant_ms_max)});
    member.lots[1].reserved = 9;
    CHECK(drain(member, main_point_kind, 100, noon_ms) == std::vector<Draw>{{3, 1}, {4, 10}});
    CHECK(drain(member, main_point_kind, 5, noon_ms) == std::vector<Draw>{{3, 1}, {4, 4}});
    CHECK(drain(member, main_point_kind, 0, noon_ms).empty());
}
