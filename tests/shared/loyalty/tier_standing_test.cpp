// When tiers are reached, reviewed and lost: every policy by tables that were reckoned by hand.
#include "shared/loyalty/tier_standing.h"

#include <doctest/doctest.h>

#include "tests/support/tiers.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

std::string story(std::string_view policy, std::initializer_list<const char*> steps) {
    Shop shop("2020-01-01T00:00:00Z", document_with_tiers(policy));
    return tier_story(shop, steps);
}

constexpr const char* rolling_year = R"("window": "rolling", "rolling_days": 365, "valid": {"months": 12})";
constexpr const char* calendar_year = R"("window": "period", "valid": {"periods": 0}, "downgrade": "by_balance")";

std::string with(const char* policy, const char* more) { return std::string(policy) + ", " + more; }

}  // namespace

TEST_CASE("what was counted for a lifetime reaches a tier with the order that completes it, for good") {
    CHECK(story(R"("window": "lifetime")",
                {"2026-01-10 order a 60", "2026-02-01 order b 50", "2027-06-01 order c 190", "2030-01-01 look"}) ==
          "2026-02-01 upgrade silver; 2027-06-01 upgrade gold");
}

TEST_CASE("a tier can be passed over") {
    CHECK(story(R"("window": "lifetime")", {"2026-01-10 order a 300"}) == "2026-01-10 upgrade gold");
}

TEST_CASE("a rolling window holds its days, the present one too, and no day more") {
    constexpr const char* policy = R"("window": "rolling", "rolling_days": 30)";
    CHECK(story(policy, {"2026-01-10T23:59 order a 60", "2026-02-08T23:59 order b 40"}) ==
          "2026-02-08T23:59:00Z upgrade silver");
    CHECK(story(policy, {"2026-01-10T23:59 order a 60", "2026-02-09 order b 40"}) == "");
}

TEST_CASE("a term lasts through its last date and is reviewed at the start of the next") {
    CHECK(story(rolling_year, {"2026-01-10T12:00 order a 350", "2027-01-10T23:59 look"}) ==
          "2026-01-10T12:00:00Z upgrade gold until 2027-01-11");
    // 365 days through 10 January begin on 11 January: the order of the 10th is not among them.
    CHECK(story(rolling_year, {"2026-01-10T12:00 order a 350", "2027-01-11 look"}) ==
          "2026-01-10T12:00:00Z upgrade gold until 2027-01-11; 2027-01-11 downgrade silver until 2028-01-11");
}

TEST_CASE("an order at midnight is one of its day: it is not counted for the next term too") {
    CHECK(story(with(rolling_year, R"("downgrade": "by_balance")"), {"2026-01-10 order a 350", "2030-01-01 look"}) ==
          "2026-01-10 upgrade gold until 2027-01-11; 2027-01-11 downgrade none");
}

TEST_CASE("a downgrade goes one step for each term, or to what is reached, or never") {
    constexpr const char* reached = "2026-01-10 upgrade gold until 2027-01-11; ";
    CHECK(story(rolling_year, {"2026-01-10 order a 350", "2030-01-01 look"}) ==
          std::string(reached) + "2027-01-11 downgrade silver until 2028-01-11; 2028-01-11 downgrade none");
    CHECK(story(with(rolling_year, R"("downgrade": "by_balance")"), {"2026-01-10 order a 350", "2030-01-01 look"}) ==
          std::string(reached) + "2027-01-11 downgrade none");
    CHECK(story(with(rolling_year, R"("downgrade": "by_balance")"),
                {"2026-01-10 order a 350", "2026-06-01 order b 120", "2027-02-01 look"}) ==
          std::string(reached) + "2027-01-11 downgrade silver until 2028-01-11");
    CHECK(story(R"("window": "rolling", "rolling_days": 365, "downgrade": "never")",
                {"2026-01-10 order a 350", "2030-01-01 look"}) == "2026-01-10 upgrade gold");
}

TEST_CASE("what is reached again is kept for another term, without a drift of its date") {
    CHECK(story(rolling_year, {"2026-01-10T12:00 order a 350", "2026-06-01 order b 320", "2027-12-01 order c 310",
                               "2028-06-01 look"}) ==
          "2026-01-10T12:00:00Z upgrade gold until 2027-01-11; 2027-01-11 kept gold until 2028-01-11; "
          "2028-01-11 kept gold until 2029-01-11");
}

TEST_CASE("a review may find more than the member has") {
    CHECK(story(R"("window": "rolling", "rolling_days": 365, "valid": {"days": 30}, "upgrade": "period_end")",
                {"2026-01-10 order a 120", "2027-01-20 look"}) == "2027-01-01 upgrade silver until 2027-01-31");
    CHECK(story(R"("window": "rolling", "rolling_days": 365, "valid": {"days": 30}, "upgrade": "period_end")",
                {"2026-01-10 order a 120", "2027-01-05 order b 300", "2027-01-31 look"}) ==
          "2027-01-01 upgrade silver until 2027-01-31; 2027-01-31 upgrade gold until 2027-03-02");
}

TEST_CASE("a calendar year gives the rest of it and the whole next one") {
    CHECK(story(calendar_year, {"2026-05-05 order a 150", "2027-02-01 look", "2028-01-05 look"}) ==
          "2026-05-05 upgrade silver until 2027-01-01; 2027-01-01 kept silver until 2028-01-01; "
          "2028-01-01 downgrade none");
}

TEST_CASE("what was ordered before the period counts no more") {
    CHECK(story(calendar_year, {"2026-12-31 order a 60", "2027-01-01 order b 60"}) == "");
}

TEST_CASE("an upgrade at the period's end comes with the next period, however late anyone looks") {
    constexpr const char* policy =
        R"("window": "period", "period": "quarter", "upgrade": "period_end", "valid": {"periods": 1})";
    CHECK(story(policy, {"2026-02-10 order a 150", "2026-03-31T23:59 look"}) == "");
    CHECK(story(policy, {"2026-02-10 order a 150", "2026-06-02 look"}) == "2026-04-01 upgrade silver until 2026-10-01");
    CHECK(story(policy, {"2026-02-10 order a 150", "2027-06-02 look"}) ==
          "2026-04-01 upgrade silver until 2026-10-01; 2026-10-01 downgrade none");
    CHECK(story(R"("window": "lifetime", "period": "month", "upgrade": "period_end")",
                {"2026-02-10 order a 150", "2026-05-02 look"}) == "2026-03-01 upgrade silver");
}

TEST_CASE("an order of the last moment counts for its period") {
    constexpr const char* policy = R"("window": "period", "period": "month", "upgrade": "period_end")";
    CHECK(story(policy, {"2026-01-31T23:59 order a 100", "2026-02-01 look"}) == "2026-02-01 upgrade silver");
    CHECK(story(policy, {"2026-02-01 order a 100", "2026-02-28T23:59 look"}) == "");
}

TEST_CASE("in grace the window goes on growing, and what reaches the tier again keeps it at once") {
    const std::string policy = with(calendar_year, R"("grace_days": 30)");
    constexpr const char* before =
        "2026-05-05 upgrade silver until 2027-01-01; 2027-01-01 kept silver until 2028-01-01; ";
    CHECK(story(policy, {"2026-05-05 order a 150", "2027-11-01 order b 60", "2028-01-10 order c 50"}) ==
          std::string(before) + "2028-01-10 kept silver until 2029-01-01");
    CHECK(story(policy, {"2026-05-05 order a 150", "2027-11-01 order b 60", "2028-01-30T23:59 look"}) ==
          std::string(before).substr(0, std::string(before).size() - 2));
    CHECK(story(policy, {"2026-05-05 order a 150", "2027-11-01 order b 60", "2028-02-15 look"}) ==
          std::string(before) + "2028-01-31 downgrade none");
}

TEST_CASE("where upgrades wait for the period's end, so does what grace confirms") {
    CHECK(story(with(calendar_year, R"("grace_days": 30, "upgrade": "period_end")"),
                {"2026-05-05 order a 150", "2027-11-01 order b 60", "2028-01-10 order c 50", "2028-02-15 look"}) ==
          "2027-01-01 upgrade silver until 2028-01-01; 2028-01-31 kept silver until 2029-01-01");
}

TEST_CASE("since the tier's start: each term begins to count anew") {
    constexpr const char* policy = R"("window": "since_tier_start", "valid": {"months": 6})";
    CHECK(story(policy, {"2026-01-10 order a 120", "2026-02-01 order b 190", "2026-03-01 order c 120",
                         "2026-09-02 look", "2027-04-01 look"}) ==
          "2026-01-10 upgrade silver until 2026-07-11; 2026-03-01 upgrade gold until 2026-09-02; "
          "2026-09-02 downgrade silver until 2027-03-02; 2027-03-02 downgrade none");
    CHECK(story(policy, {"2026-01-10 order a 120", "2026-05-01 order b 100", "2026-08-01 look", "2027-02-01 look"}) ==
          "2026-01-10 upgrade silver until 2026-07-11; 2026-07-11 kept silver until 2027-01-11; "
          "2027-01-11 downgrade none");
}

TEST_CASE("a late order counts for the day on which it was placed") {
    // Nothing was written since: it is as if it had come in time.
    CHECK(story(calendar_year, {"2027-01-03 order a 150 2026-12-30", "2027-02-01 look"}) ==
          "2026-12-30 upgrade silver until 2027-01-01; 2027-01-01 kept silver until 2028-01-01");
    // The ledger is past the period's end: it gives what it would have given from where the ledger is.
    CHECK(story(calendar_year, {"2026-12-01 look", "2027-01-02 look", "2027-01-03 order a 150 2026-12-30"}) ==
          "2027-01-02 upgrade silver until 2028-01-01");
    CHECK(story(R"("window": "period", "upgrade": "period_end", "valid": {"periods": 0})",
                {"2026-12-01 look", "2027-01-02 look", "2027-01-03 order a 150 2026-12-30"}) ==
          "2027-01-02 upgrade silver until 2028-01-01");
    // Its time would be over.
    CHECK(story(calendar_year, {"2026-12-01 look", "2028-01-02 look", "2028-01-03 order a 150 2026-12-30"}) == "");
    // It brings back what a review took.
    CHECK(story(calendar_year, {"2026-05-05 order a 150", "2028-01-02 look", "2028-01-03 order b 150 2027-12-30"}) ==
          "2026-05-05 upgrade silver until 2027-01-01; 2027-01-01 kept silver until 2028-01-01; "
          "2028-01-01 downgrade none; 2028-01-02 upgrade silver until 2029-01-01");
}

TEST_CASE("a refund takes effect at the review, or at once where the programme says so") {
    const std::string strict = with(rolling_year, R"("refund_downgrades": true)");
    CHECK(story(rolling_year, {"2026-01-10 order a 350", "2026-02-01 refund a 100", "2027-02-01 look"}) ==
          "2026-01-10 upgrade gold until 2027-01-11; 2027-01-11 downgrade silver until 2028-01-11");
    CHECK(story(strict, {"2026-01-10 order a 350", "2026-02-01 refund a 40"}) ==
          "2026-01-10 upgrade gold until 2027-01-11");
    CHECK(story(strict, {"2026-01-10 order a 350", "2026-02-01 refund a 100"}) ==
          "2026-01-10 upgrade gold until 2027-01-11; 2026-02-01 downgrade silver until 2027-02-02");
    // Not what the tier was reached by.
    CHECK(story(strict, {"2026-01-01 order a 20", "2026-02-01 order b 110", "2026-03-01 order c 50",
                         "2026-04-01 refund a 20", "2026-04-02 refund c 50"}) ==
          "2026-02-01 upgrade silver until 2027-02-02");
    // The window has moved on, but the tier was reached by more than what came back.
    CHECK(story(R"("window": "rolling", "rolling_days": 30, "valid": {"months": 12}, "refund_downgrades": true)",
                {"2026-01-10 order a 150", "2026-06-01 refund a 20"}) == "2026-01-10 upgrade silver until 2027-01-11");
    CHECK(story(R"("window": "lifetime", "refund_downgrades": true, "downgrade": "never")",
                {"2026-01-10 order a 350", "2026-06-01 refund a 300"}) ==
          "2026-01-10 upgrade gold; 2026-06-01 downgrade none");
}

TEST_CASE("points and orders count too, any of what is asked or all of it") {
    const auto reached = [](std::string_view thresholds) {
        Value document = document_with_tiers(R"("window": "lifetime")");
        set_at(document, "/tiers/levels",
               R"([{"id": "silver", "name": {"en": "Silver"}, "thresholds": )" + std::string(thresholds) + "}]");
        Shop shop("2026-01-01T00:00:00Z", document);
        return tier_story(shop, {"2026-01-01 order a 50", "2026-01-02 order b 30", "2026-01-03 order c 20"});
    };
    CHECK(reached(R"({"orders": 2})") == "2026-01-02 upgrade silver");
    CHECK(reached(R"({"qualifying_points": 50})") == "2026-01-01 upgrade silver");
    CHECK(reached(R"({"orders": 2, "spend_minor": 10000})") == "2026-01-02 upgrade silver");
    CHECK(reached(R"({"orders": 2, "spend_minor": 10000, "match": "all"})") == "2026-01-03 upgrade silver");
    CHECK(reached(R"({"orders": 4, "spend_minor": 10000, "match": "all"})") == "");
}

TEST_CASE("a programme that gains tiers gives them from the last write on, and one that loses a level maps it") {
    Shop shop("2026-01-01T00:00:00Z");
    REQUIRE(tier_story(shop, {"2026-01-10 order a 350"}) == "");
    shop.publish(document_with_tiers(R"("window": "lifetime")"));
    CHECK(tier_of(shop.program.loyalty, shop.member(), at("2026-03-01T00:00:00Z")) == "gold");
    CHECK(tier_story(shop, {"2026-03-01 look"}) == "2026-01-10 upgrade gold");

    shop.change("/tiers/levels/1/id", "\"diamond\"");
    shop.change("/tiers/levels/1/thresholds/spend_minor", "90000");
    CHECK(tier_of(shop.program.loyalty, shop.member(), shop.now_ms) == "silver");
    CHECK(tier_story(shop, {"2026-04-01 look"}) == "2026-03-01 programme silver");

    shop.change("/tiers", "");
    CHECK(tier_of(shop.program.loyalty, shop.member(), shop.now_ms) == "");
    CHECK(tier_story(shop, {"2026-05-01 look"}) == "");
}

TEST_CASE("terms and periods end where the shop's days do, across changes of the clocks and leap days") {
    struct Case {
        const char* policy;
        const char* ordered_at;
        const char* until;
    };
    constexpr Case cases[] = {
        // New York is 5 hours behind, 4 from 8 March 2026 on and 5 again from 1 November.
        {R"("window": "rolling", "rolling_days": 365, "valid": {"days": 30})", "2026-03-01T12:00",
         "2026-04-01T04:00:00Z"},
        {R"("window": "rolling", "rolling_days": 365, "valid": {"days": 7})", "2026-03-01T04:59",
         "2026-03-08T05:00:00Z"},
        {R"("window": "rolling", "rolling_days": 365, "valid": {"days": 7})", "2026-03-01T05:01",
         "2026-03-09T04:00:00Z"},
        {R"("window": "rolling", "rolling_days": 365, "valid": {"months": 8})", "2026-03-01T12:00",
         "2026-11-02T05:00:00Z"},
        {R"("window": "rolling", "rolling_days": 365, "valid": {"months": 1})", "2026-01-31T12:00",
         "2026-03-01T05:00:00Z"},
        {R"("window": "rolling", "rolling_days": 365, "valid": {"months": 12})", "2028-02-29T12:00",
         "2029-03-01T05:00:00Z"},
        {R"("window": "rolling", "rolling_days": 365, "valid": {"months": 12})", "2027-02-28T12:00",
         "2028-02-29T05:00:00Z"},
        {R"("window": "period", "valid": {"periods": 0})", "2027-01-01T04:59", "2027-01-01T05:00:00Z"},
        {R"("window": "period", "valid": {"periods": 0})", "2027-01-01T05:00", "2028-01-01T05:00:00Z"},
        {R"("window": "period", "period": "quarter", "valid": {"periods": 1})", "2026-02-10T12:00",
         "2026-07-01T04:00:00Z"},
        {R"("window": "period", "period": "month", "valid": {"periods": 2})", "2026-12-10T12:00",
         "2027-03-01T05:00:00Z"},
    };
    for (const Case& each : cases) {
        Value document = document_with_tiers(each.policy);
        set_at(document, "/zone", R"({"initial_offset_s": -18000, "transitions": [
            {"at_s": 1772953200, "offset_s": -14400}, {"at_s": 1793512800, "offset_s": -18000}]})");
        Shop shop("2026-01-01T00:00:00Z", document);
        shop.now_ms = at(std::string(each.ordered_at) + ":00Z");
        REQUIRE(shop.place("a", 100'00).ok());
        const TierStanding standing = standing_at(shop.program.loyalty, shop.member(), shop.now_ms);
        CHECK_MESSAGE(standing.tier == "silver", each.policy, " ", each.ordered_at);
        CHECK_MESSAGE(write_instant(standing.until_ms) == each.until, each.policy, " ", each.ordered_at);
    }
}

TEST_CASE("a tier says what it was counted by") {
    Shop shop("2026-01-10T12:00:00Z", document_with_tiers(rolling_year));
    const auto outcome = shop.place("a", 120'00);
    CHECK(kinds_of(outcome) == "member_joined points_earned tier_changed order_placed");
    CHECK(write_json(event_of(outcome, "tier_changed").data) ==
          R"({"counted":{"orders":1,"qualifying_points":120,"spend_minor":12000},"days":[20099,20463],"from":"",)"
          R"("postings":[],"reason":"upgrade","to":"silver","until_ms":1799625600000})");
}

TEST_CASE("reviews take their place among the expiries that are due") {
    Shop shop("2026-01-10T12:00:00Z", document_with_tiers(rolling_year));
    REQUIRE(shop.place("a", 120'00).ok());
    shop.now_ms = at("2027-06-01T00:00:00Z");
    const auto outcome = shop.place("b", 10'00);
    CHECK(kinds_of(outcome) == "tier_changed points_expired points_earned order_placed");
    CHECK(write_instant(event_of(outcome, "tier_changed").effective_at_ms) == "2027-01-11T00:00:00Z");
}

TEST_CASE("an erased member has no tier") {
    Shop shop("2026-01-10T12:00:00Z", document_with_tiers(R"("window": "lifetime")"));
    REQUIRE(shop.place("a", 120'00).ok());
    REQUIRE(shop.erase().ok());
    CHECK(tier_of(shop.program.loyalty, shop.member(), shop.now_ms) == "");
}
