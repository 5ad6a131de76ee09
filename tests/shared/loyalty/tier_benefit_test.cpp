// Invitations, benefits and what they are used for, and rules for members of a tier.
#include <doctest/doctest.h>

#include "shared/loyalty/tier_standing.h"
#include "tests/support/tiers.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

constexpr std::string_view benefits = R"([
    {"id": "wrap", "name": {"en": "Gift wrap"}, "caps": [{"per": {"unit": "month"}, "times": 2},
                                                         {"per": {"unit": "year"}, "times": 3}]},
    {"id": "adviser", "name": {"en": "An adviser"}, "gives": {"service": {"id": "adviser"}}}])";

Shop shop_of_gold(std::string_view policy = R"("window": "lifetime")") {
    Value document = document_with_tiers(policy);
    set_at(document, "/tiers/levels/1/benefits", benefits);
    Shop shop("2026-03-10T12:00:00Z", document);
    REQUIRE(shop.place("first", 300'00).ok());
    return shop;
}

Shop::Outcome use(Shop& shop, std::string_view id, std::string_view benefit, std::int64_t used_at_ms) {
    return shop.run(UseBenefit{"action/" + std::string(id), std::string(Shop::ann), std::string(benefit), used_at_ms});
}

Shop::Outcome use(Shop& shop, std::string_view id, std::string_view benefit) {
    return use(shop, id, benefit, shop.now_ms);
}

std::string left_after(Shop& shop, std::string_view id, std::string_view benefit) {
    const auto outcome = use(shop, id, benefit);
    if (!outcome) return code_of(outcome);
    const UseBenefit command{"action/" + std::string(id), std::string(Shop::ann), std::string(benefit), shop.now_ms};
    return write_json(*answer(command, shop.states).find("left"));
}

Shop::Outcome invite(Shop& shop, std::string_view tier, std::int64_t until_ms = instant_ms_max) {
    return shop.run(InviteTier{std::string(Shop::ann), std::string(tier), until_ms, "a good customer"});
}

std::string tier_at(const Shop& shop, std::string_view instant) {
    return std::string(tier_of(shop.program.loyalty, shop.member(), at(instant)));
}

}  // namespace

TEST_CASE("each use of a benefit is recorded once, and says what is left in its period") {
    Shop shop = shop_of_gold();
    CHECK(left_after(shop, "a", "wrap") == "1");
    CHECK(kinds_of(use(shop, "a", "wrap")) == "");
    CHECK(left_after(shop, "b", "wrap") == "0");
    CHECK(left_after(shop, "c", "wrap") == "benefit_used_up");
    shop.now_ms = at("2026-04-01T00:00:00Z");
    CHECK(left_after(shop, "c", "wrap") == "0");
    shop.now_ms = at("2026-05-01T00:00:00Z");
    const auto refused = use(shop, "d", "wrap");
    REQUIRE(code_of(refused) == "benefit_used_up");
    CHECK(refused.error().path == "/benefit");
    CHECK(refused.error().allowed == "3 in its period");
    CHECK(left_after(shop, "e", "adviser") == "null");
    CHECK(shop.action("e").name == "benefit_used");
}

TEST_CASE("the same id for another use is a conflict") {
    Shop shop = shop_of_gold();
    REQUIRE(use(shop, "a", "wrap").ok());
    CHECK(code_of(use(shop, "a", "adviser")) == "action_id_reused");
    CHECK(code_of(use(shop, "a", "wrap", shop.now_ms - 1)) == "action_id_reused");
}

TEST_CASE("a use that is revoked can be used again") {
    Shop shop = shop_of_gold();
    REQUIRE(use(shop, "a", "wrap").ok());
    REQUIRE(use(shop, "b", "wrap").ok());
    REQUIRE(shop.revoke("b").ok());
    CHECK(left_after(shop, "c", "wrap") == "0");
}

TEST_CASE("only a tier's own benefits can be used, by who has the tier then") {
    Shop shop = shop_of_gold();
    const auto other = use(shop, "a", "champagne");
    REQUIRE(code_of(other) == "benefit_not_included");
    CHECK(other.error().allowed == "one of: wrap, adviser in tier gold");
    REQUIRE(invite(shop, "vip").ok());
    CHECK(code_of(use(shop, "b", "wrap")) == "benefit_not_included");
    Shop poor("2026-03-10T12:00:00Z", document_with_tiers(R"("window": "lifetime")"));
    CHECK(code_of(use(poor, "a", "wrap")) == "member_unknown");
    REQUIRE(poor.place("1", 5'00).ok());
    const auto none = use(poor, "a", "wrap");
    REQUIRE(code_of(none) == "benefit_not_included");
    CHECK(none.error().allowed == "nothing: the member has no tier");
    CHECK(code_of(use(poor, "a", "wrap", poor.now_ms + day_ms)) == "instant_in_future");
}

TEST_CASE("an invitation lends a tier beside the member's own, until it ends") {
    Shop shop = shop_of_gold();
    const auto outcome = invite(shop, "vip", at("2026-06-01T00:00:00Z"));
    CHECK(tier_changes(*outcome) == "2026-03-10T12:00:00Z invited vip until 2026-06-01");
    CHECK(outcome->front().data.find("reason")->string()->find("good") == std::string::npos);
    CHECK(write_json(outcome->front().personal) == R"({"reason":"a good customer"})");
    CHECK(tier_at(shop, "2026-05-31T23:59:59Z") == "vip");
    CHECK(tier_at(shop, "2026-06-01T00:00:00Z") == "gold");
    CHECK(tier_story(shop, {"2026-07-01 look"}) == "2026-06-01 lapsed none");
}

TEST_CASE("a lower tier that is lent does not lower the member's own") {
    Shop shop = shop_of_gold();
    REQUIRE(invite(shop, "silver").ok());
    CHECK(tier_at(shop, "2026-04-01T00:00:00Z") == "gold");
}

TEST_CASE("the member's own tier goes on under an invitation, and stands when it is withdrawn") {
    Shop shop = shop_of_gold(R"("window": "rolling", "rolling_days": 30, "valid": {"days": 30})");
    REQUIRE(invite(shop, "vip").ok());
    CHECK(tier_story(shop, {"2026-06-01 look"}) ==
          "2026-04-10 downgrade silver until 2026-05-10; 2026-05-10 downgrade none");
    CHECK(tier_at(shop, "2026-06-01T00:00:00Z") == "vip");
    const auto outcome = shop.run(WithdrawTier{std::string(Shop::ann), "no longer"});
    CHECK(tier_changes(*outcome) == "2026-06-01 withdrawn none");
    CHECK(tier_at(shop, "2026-06-01T00:00:00Z") == "");
}

TEST_CASE("an invitation to what there is not is refused, and to what is no more ends") {
    Shop shop = shop_of_gold();
    const auto unknown = invite(shop, "bronze");
    REQUIRE(code_of(unknown) == "value_not_allowed");
    CHECK(unknown.error().path == "/tier");
    CHECK(unknown.error().allowed == "one of: silver, gold, vip");
    const auto past = invite(shop, "vip", shop.now_ms);
    REQUIRE(code_of(past) == "value_not_allowed");
    CHECK(past.error().path == "/until");
    REQUIRE(invite(shop, "vip").ok());
    shop.change("/tiers/levels/2/id", "\"circle\"");
    CHECK(tier_at(shop, "2026-04-01T00:00:00Z") == "gold");
    CHECK(tier_story(shop, {"2026-04-01 look"}) == "2026-03-10T12:00:00Z programme none");
}

TEST_CASE("a rule may ask for a tier; the order that reaches it is judged by the tier before") {
    Value document = document_with_tiers(R"("window": "lifetime")");
    set_at(document, "/earning", R"([{"id": "spend", "points": 1, "per_minor": 100},
        {"id": "double", "multiplier": {"numerator": 2, "denominator": 1}, "tiers": ["gold", "vip"]},
        {"id": "rank", "points": 7, "condition": {">=": [{"var": "member.tier_rank"}, 1]}},
        {"id": "name", "points": 9, "condition": {"==": [{"var": "member.tier"}, "silver"]}}])");
    Shop shop("2026-03-10T12:00:00Z", document);
    REQUIRE(shop.place("1", 150'00).ok());
    CHECK(shop.order("1").points_earned() == 150);
    CHECK(shop.why(R"({"lines": [{"sku": "mug", "quantity": 1, "amount_minor": 1000}]})") ==
          "double tier_not_met; spend 10; rank 7; name 9");
    REQUIRE(shop.place("2", 200'00).ok());
    CHECK(shop.order("2").points_earned() == 216);
    REQUIRE(shop.place("3", 10'00).ok());
    CHECK(shop.order("3").points_earned() == 27);
}
