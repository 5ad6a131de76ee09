// What a programme may say of tiers, and what it is told where it may not.
#include <doctest/doctest.h>

#include "tests/support/tiers.h"

using namespace laurel;

namespace {

// "path: found X; allowed: Y" of the first error, "" for none.
std::string first_error(const Value& document) {
    const Errors errors = check_program(document);
    return errors.empty() ? "" : errors.front().path + ": " + message_of(errors.front());
}

}  // namespace

TEST_CASE("a policy is told what does not go together") {
    struct Case {
        const char* policy;
        const char* error;
    };
    constexpr Case cases[] = {
        {R"("window": "lifetime")", ""},
        {R"("window": "rolling")", "/tiers/rolling_days: allowed: an integer from 1 to 800"},
        {R"("window": "rolling", "rolling_days": 800)", ""},
        {R"("window": "rolling", "rolling_days": 771, "grace_days": 30, "valid": {"days": 30})",
         "/tiers/rolling_days: found 771; allowed: at most 770: days are kept for 800, the grace days among them"},
        {R"("window": "lifetime", "rolling_days": 5)",
         "/tiers/rolling_days: found 5; allowed: this only with the window rolling"},
        {R"("window": "lifetime", "valid": {"days": 30})",
         R"(/tiers/valid: found {"days":30}; allowed: nothing: what was counted for a lifetime does not run out)"},
        {R"("window": "period", "downgrade": "never", "valid": {"periods": 1})",
         R"(/tiers/valid: found {"periods":1}; allowed: nothing: a tier that is never lost needs no review)"},
        {R"("window": "period", "valid": {"months": 1})",
         R"(/tiers/valid: found {"months":1}; allowed: periods: a review within a period would count a part of it)"},
        {R"("window": "period", "grace_days": 3)",
         "/tiers/grace_days: found 3; allowed: 0: without valid no tier ends"},
        {R"("window": "since_tier_start", "refund_downgrades": true)",
         "/tiers/refund_downgrades: found true; allowed: false: what came before the present tier is not counted one "
         "by one"},
    };
    for (const Case& each : cases)
        CHECK_MESSAGE(first_error(document_with_tiers(each.policy)) == each.error, each.policy);
}

TEST_CASE("levels rise, have ids of their own and say how they are reached") {
    struct Case {
        const char* path;
        const char* text;
        const char* error;
    };
    constexpr Case cases[] = {
        {"/tiers/levels/1/thresholds/spend_minor", "5000",
         "/tiers/levels/1/thresholds/spend_minor: found 5000; allowed: at least 10000, as the lower tier silver"},
        {"/tiers/levels/1/thresholds/spend_minor", "10000",
         "/tiers/levels/1/thresholds: found the same as of silver; allowed: more than a lower tier asks for"},
        {"/tiers/levels/1/thresholds", R"({"orders": 5})", ""},
        {"/tiers/levels/1/thresholds", R"({"match": "all"})",
         "/tiers/levels/1/thresholds: allowed: at least one of qualifying_points, spend_minor and orders, or "
         "invitation_only"},
        {"/tiers/levels/2/thresholds", R"({"orders": 5})",
         "/tiers/levels/2/thresholds: allowed: no thresholds: it is by invitation only"},
        {"/tiers/levels/1/id", "\"silver\"", "/tiers/levels/1/id: found silver; allowed: an id once"},
        {"/tiers/levels/0/benefits",
         R"([{"id": "wrap", "name": {"en": "Wrap"}, "caps": [{"per": {"unit": "year"}, "points": 5}]}])",
         "/tiers/levels/0/benefits/0/caps/0/times: allowed: how often it may be used"},
        {"/tiers/levels/0/benefits",
         R"([{"id": "wrap", "name": {"en": "Wrap"}, "caps": [{"per": {"unit": "order"}, "times": 5}]}])",
         "/tiers/levels/0/benefits/0/caps/0/per/unit: found order; allowed: a span of time, such as year"},
        {"/tiers/levels/0/benefits", R"([{"id": "wrap", "name": {"en": "Wrap"}}, {"id": "wrap", "name": {"en": "W"}}])",
         "/tiers/levels/0/benefits/1/id: found wrap; allowed: an id once"},
        {"/earning/0/tiers", R"(["gold", "vip"])", ""},
        {"/earning/0/tiers", R"(["gold", "bronze"])",
         "/earning/0/tiers/1: found bronze; allowed: one of the tiers: silver, gold, vip"},
    };
    for (const Case& each : cases) {
        Value document = document_with_tiers(R"("window": "lifetime")");
        set_at(document, each.path, each.text);
        CHECK_MESSAGE(first_error(document) == each.error, each.path, " ", each.text);
    }
}

TEST_CASE("a rule that names tiers needs a programme that has some") {
    CHECK(first_error(document_earning(R"([{"id": "a", "points": 1, "per_minor": 100, "tiers": ["gold"]}])")) ==
          "/earning/0/tiers/0: found gold; allowed: nothing: the programme has no tiers");
}
