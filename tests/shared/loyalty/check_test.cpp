#include "shared/loyalty/check.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "shared/loyalty/events.h"
#include "shared/loyalty/fold.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

// A history with every kind of event, each of which Shop has held against the invariants.
Shop eventful_shop() {
    Shop shop("2026-01-10T00:00:00Z");
    REQUIRE(
        shop.place_lines("1", {line("mug", 2, 60'00), line("tea", 1, 40'00)}).ok());  // lot 2: 100, until 2027-01-11
    REQUIRE(shop.hold("spent", 60).ok());
    REQUIRE(shop.capture("spent").ok());
    REQUIRE(shop.hold("voided", 20).ok());
    REQUIRE(shop.give_back("voided").ok());
    REQUIRE(shop.hold("late", 10).ok());
    shop.now_ms = at("2027-02-01T00:00:00Z");
    REQUIRE(shop.place("2", 30'00).ok());                                     // late times out, lot 2 expires
    REQUIRE(shop.refund_items("1", "r", {{.line = 0, .quantity = 2}}).ok());  // 40 expired, 20 from the new lot
    REQUIRE(shop.refund("1", "s", 40'00).ok());                               // 10 more, 30 owed
    shop.now_ms = at("2027-02-02T00:00:00Z");
    REQUIRE(shop.place("3", 50'00).ok());
    REQUIRE(shop.adjust(25).ok());  // settles what is owed
    REQUIRE(shop.adjust(-5).ok());
    REQUIRE(shop.hold("cancelled", 20).ok());
    REQUIRE(shop.capture("cancelled").ok());
    REQUIRE(shop.cancel("cancelled").ok());
    REQUIRE(shop.open("old", {{.points = 40, .earned_at_ms = shop.now_ms - day_ms}}, 5).ok());
    shop.change("/points/pending_milestone", "\"delivered\"");
    REQUIRE(shop.place("4", 60'00).ok());
    REQUIRE(shop.place("5", 99).ok());
    REQUIRE(shop.reach("4", "delivered").ok());
    REQUIRE(shop.extend("2030-01-01T00:00:00Z").ok());
    REQUIRE(shop.give_facts(R"({"birthday": {"month": 5, "day": 1}})").ok());
    REQUIRE(shop.erase().ok());
    return shop;
}

std::string code_or_fine(const std::optional<Error>& error) {
    return error ? std::string(name_of(error->code)) : "fine";
}

// What the checks say of the log when the nth event of a kind is changed first.
std::string verdict(const Shop& shop, std::string_view kind, int nth, void (*change)(Event& event)) {
    MemberState member;
    for (Event event : shop.log) {
        if (event.aggregate != Shop::ann) continue;
        if (event.kind == kind && nth-- == 0) {
            change(event);
            return code_or_fine(check_member_event(member, event, fold(member, event)));
        }
        member = fold(std::move(member), event);
    }
    return "no such event";
}

void set(Event& event, std::string_view name, Value value) { event.data.object()->set(name, std::move(value)); }
void add(Event& event, std::string_view name, std::int64_t points) {
    set(event, name, event.data.integer_at(name) + points);
}
// Adds so much to one posting and takes it from another, so that the sum stays.
void shift_posting(Event& event, std::size_t to, std::size_t from, std::int64_t points) {
    Array& postings = *event.data.object()->find("postings")->array();
    Value& added = (*postings.at(to).array())[1];
    added = *added.integer() + points;
    Value& taken = (*postings.at(from).array())[1];
    taken = *taken.integer() - points;
}
void post_more(Event& event, std::int64_t points) {
    event.data.object()->find("postings")->array()->push_back(Array{account_member, points});
}
void draw(Event& event, const char* json) { set(event, "draws", *read_json(json)); }

struct Tampering {
    std::string what;
    std::string_view kind;
    int nth;
    std::string verdict;
    void (*change)(Event& event);
};

}  // namespace

TEST_CASE("the eventful shop has every kind of a member's event") {
    const Shop shop = eventful_shop();
    for (const std::string_view kind :
         {member_joined, member_erased, points_earned, points_expired, points_clawed_back, points_adjusted, points_held,
          points_spent, hold_voided, hold_timed_out, deficit_settled, points_restored, points_opened, points_released,
          expiry_extended, activity_counted, facts_given}) {
        CAPTURE(kind);
        CHECK(verdict(shop, kind, 0, [](Event&) {}) == "fine");
    }
}

TEST_CASE("a member's event that was tampered with is found, whatever its kind") {
    const Shop shop = eventful_shop();
    const Tampering table[] = {
        {"a version left out", points_spent, 0, "state_mismatch", [](Event& e) { e.version += 1; }},
        {"a member who joins twice", points_earned, 0, "state_mismatch", [](Event& e) { e.kind = member_joined; }},
        {"a member who never joined", member_joined, 0, "state_mismatch", [](Event& e) { e.kind = points_earned; }},
        {"earned for nothing", points_earned, 0, "postings_unbalanced", [](Event& e) { post_more(e, 1); }},
        {"a posting that is none", points_earned, 0, "postings_unbalanced",
         [](Event& e) { e.data.object()->find("postings")->array()->push_back("x"); }},
        {"a posting beyond every number", points_earned, 0, "postings_unbalanced",
         [](Event& e) {
             post_more(e, 9007199254740991);
             post_more(e, 9007199254740991);
         }},
        {"a larger lot than was posted", points_earned, 0, "balance_mismatch", [](Event& e) { add(e, "points", 1); }},
        {"more posted than the lot has", points_earned, 0, "balance_mismatch",
         [](Event& e) { shift_posting(e, 1, 0, 1); }},
        {"a lot of less than nothing", points_earned, 0, "balance_mismatch", [](Event& e) { set(e, "points", -1); }},
        {"granted after what was due, which is left out", points_adjusted, 0, "state_mismatch",
         [](Event& e) { e.effective_at_ms += 800 * day_ms; }},
        {"held from another lot", points_held, 0, "drain_order_broken", [](Event& e) { draw(e, "[[1,60]]"); }},
        {"held twice over", points_held, 0, "drain_order_broken", [](Event& e) { draw(e, "[[2,60],[2,60]]"); }},
        {"more held than drawn", points_held, 0, "drain_order_broken", [](Event& e) { add(e, "points", 1); }},
        {"held under another hold's name", points_held, 2, "fine",
         [](Event& e) { set(e, "redemption", "redemption/other"); }},
        {"held, but posted as spent at once", points_held, 0, "balance_mismatch",
         [](Event& e) { (*(*e.data.object()->find("postings")->array())[1].array())[0] = account_spent; }},
        {"spent without a hold", points_spent, 0, "hold_resolved_twice",
         [](Event& e) { set(e, "redemption", "redemption/none"); }},
        {"more spent than held", points_spent, 0, "hold_resolved_twice", [](Event& e) { add(e, "points", 1); }},
        {"spent after its time-out", points_spent, 0, "state_mismatch",
         [](Event& e) { e.effective_at_ms += 30 * minute_ms; }},
        {"given back to nobody", hold_voided, 0, "balance_mismatch",
         [](Event& e) { (*(*e.data.object()->find("postings")->array())[1].array())[0] = account_expired; }},
        {"timed out before its time", hold_timed_out, 0, "state_mismatch", [](Event& e) { e.effective_at_ms -= 1; }},
        {"timed out after its time", hold_timed_out, 0, "state_mismatch", [](Event& e) { e.effective_at_ms += 1; }},
        {"expired a day early", points_expired, 0, "state_mismatch", [](Event& e) { e.effective_at_ms -= day_ms; }},
        {"more expired than was left", points_expired, 0, "state_mismatch",
         [](Event& e) {
             add(e, "points", 1);
             shift_posting(e, 1, 0, 1);
         }},
        {"another lot expired", points_expired, 0, "state_mismatch", [](Event& e) { set(e, "lot", 9); }},
        {"taken back from another lot", points_clawed_back, 0, "drain_order_broken",
         [](Event& e) { draw(e, "[[3,20]]"); }},
        {"expired points taken twice", points_clawed_back, 0, "drain_order_broken",
         [](Event& e) { set(e, "from_expired", 0); }},
        {"a debt left out", points_clawed_back, 1, "drain_order_broken", [](Event& e) { set(e, "deficit", 0); }},
        {"a debt made up", points_clawed_back, 0, "drain_order_broken", [](Event& e) { set(e, "deficit", 5); }},
        {"more taken back than posted", points_clawed_back, 1, "balance_mismatch",
         [](Event& e) { shift_posting(e, 0, 1, 1); }},
        {"a debt settled from another lot", deficit_settled, 0, "state_mismatch",
         [](Event& e) { draw(e, "[[2,30]]"); }},
        {"a debt settled too late", deficit_settled, 0, "state_mismatch", [](Event& e) { e.effective_at_ms += 1; }},
        {"more granted than posted", points_adjusted, 0, "balance_mismatch", [](Event& e) { add(e, "points", 1); }},
        {"more withdrawn than drawn", points_adjusted, 1, "drain_order_broken", [](Event& e) { add(e, "points", -1); }},
        {"more restored than posted", points_restored, 0, "balance_mismatch",
         [](Event& e) { shift_posting(e, 0, 1, 1); }},
        {"more brought along than posted", points_opened, 0, "balance_mismatch", [](Event& e) { add(e, "points", 1); }},
        {"a debt brought along that was not posted", points_opened, 1, "balance_mismatch",
         [](Event& e) { add(e, "points", -1); }},
        {"released, though it never waited", points_released, 0, "state_mismatch", [](Event& e) { set(e, "lot", 3); }},
        {"points of another kind earned than posted", points_earned, 0, "fine",
         [](Event& e) { set(e, "point_kind", "stars"); }},
        {"points of another kind spent", points_held, 0, "drain_order_broken",
         [](Event& e) { set(e, "point_kind", "stars"); }},
        {"a reason to forgive that no programme has", points_clawed_back, 0, "drain_order_broken",
         [](Event& e) { set(e, "policy", "kindness"); }},
        {"a debt forgiven by a policy that forgives none", points_clawed_back, 1, "drain_order_broken",
         [](Event& e) {
             set(e, "forgiven", e.data.integer_at("deficit"));
             set(e, "deficit", 0);
         }},
        {"an erasure that takes points", member_erased, 0, "balance_mismatch",
         [](Event& e) {
             post_more(e, -5);
             e.data.object()->find("postings")->array()->push_back(Array{account_expired, 5});
         }},
    };
    for (const Tampering& row : table) {
        CAPTURE(row.what);
        CHECK(verdict(shop, row.kind, row.nth, row.change) == row.verdict);
    }
}

TEST_CASE("an order's event that was tampered with is found") {
    const Shop shop = eventful_shop();
    struct Row {
        std::string what;
        std::size_t nth;
        std::string verdict;
        void (*change)(Event& event);
    };
    const Row table[] = {
        {"as it was", 0, "fine", [](Event&) {}},
        {"as it was", 1, "fine", [](Event&) {}},
        {"refunded before it was placed", 0, "state_mismatch", [](Event& e) { e.kind = order_refunded; }},
        {"placed twice", 1, "state_mismatch", [](Event& e) { e.kind = order_placed; }},
        {"a refund left out", 2, "state_mismatch", [](Event& e) { e.version += 1; }},
        {"another total", 0, "balance_mismatch", [](Event& e) { add(e, "total_minor", 1); }},
        {"more points than the rule gives", 0, "clawback_mismatch",
         [](Event& e) { set_at(e.data, "/grants/0/points", "101"); }},
        {"another rule", 0, "clawback_mismatch", [](Event& e) { set_at(e.data, "/grants/0/rate", "2"); }},
        {"a guest who earns", 0, "clawback_mismatch", [](Event& e) { e.data.object()->erase("member"); }},
        {"less taken back than the rule takes", 1, "clawback_mismatch",
         [](Event& e) { set_at(e.data, "/clawed_back/0", "59"); }},
        {"more money back than was paid", 2, "balance_mismatch", [](Event& e) { add(e, "amount_minor", 1); }},
        {"money back below nothing", 1, "balance_mismatch", [](Event& e) { set(e, "amount_minor", -1); }},
        {"more pieces back than were bought", 1, "balance_mismatch",
         [](Event& e) { set(e, "items", *read_json("[[0,3]]")); }},
    };
    for (const Row& row : table) {
        CAPTURE(row.what);
        OrderState order;
        std::size_t index = 0;
        for (Event event : shop.log) {
            if (event.aggregate != "order/1") continue;
            if (index++ == row.nth) {
                row.change(event);
                CHECK(code_or_fine(check_order_event(order, event, fold(order, event))) == row.verdict);
            }
            order = fold(std::move(order), event);
        }
    }
}

TEST_CASE("a redemption resolves once, and before its time-out") {
    Event held;
    held.version = 1;
    held.kind = redemption_held;
    held.data = Object{{"member", "member/ann"}, {"points", 5}, {"times_out_at_ms", 100}};
    const RedemptionState open = fold(RedemptionState{}, held);
    CHECK(code_or_fine(check_redemption_event({}, held)) == "fine");
    CHECK(code_or_fine(check_redemption_event(open, held)) == "state_mismatch");
    Event captured;
    captured.version = 2;
    captured.kind = redemption_captured;
    captured.effective_at_ms = 99;
    CHECK(code_or_fine(check_redemption_event(open, captured)) == "fine");
    Event voided = captured;
    voided.version = 3;
    voided.kind = redemption_voided;
    CHECK(code_or_fine(check_redemption_event(fold(open, captured), voided)) == "hold_resolved_twice");
    captured.effective_at_ms = 100;
    CHECK(code_or_fine(check_redemption_event(open, captured)) == "hold_resolved_twice");
    captured.version = 1;
    CHECK(code_or_fine(check_redemption_event({}, captured)) == "state_mismatch");
}
