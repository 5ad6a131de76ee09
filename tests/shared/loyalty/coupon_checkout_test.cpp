// Codes from their issue to their use: reservations, commits, releases, and what refunds give back.
#include <doctest/doctest.h>

#include "tests/support/coupon_shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

constexpr std::string_view campaigns = R"([
    {"id": "five", "benefit": {"money_off": {"amount_minor": 500}}, "lane": "codes",
     "total": [{"per": {"unit": "lifetime"}, "times": 2}]},
    {"id": "kept", "benefit": {"money_off": {"amount_minor": 500}}, "lane": "codes", "restore_on_cancel": false,
     "total": [{"per": {"unit": "lifetime"}, "times": 2}]},
    {"id": "rich", "benefit": {"percent_off": {"basis_points": 5000}}, "lane": "codes", "shared_codes": ["HALF"],
     "budget": [{"per": {"unit": "lifetime"}, "amount_minor": 1000}]},
    {"id": "daily", "benefit": {"money_off": {"amount_minor": 100}}, "lane": "codes", "shared_codes": ["DAILY"],
     "per_member": [{"per": {"unit": "day"}, "times": 1}]},
    {"id": "first", "benefit": {"money_off": {"amount_minor": 100}}, "lane": "codes", "shared_codes": ["FIRST"],
     "first_order": true}])";

CommitCoupons commit(std::string_view checkout, std::string_view order) {
    return {"checkout/" + std::string(checkout), "order/" + std::string(order)};
}

ReleaseCoupons release(std::string_view checkout) { return {"checkout/" + std::string(checkout)}; }

// The order of a cart, as it was paid.
PlaceOrder order_of(const CouponShop& shop, std::string_view id, const ReserveCoupons& cart,
                    const std::vector<std::int64_t>& paid_minor) {
    PlaceOrder order{.order = "order/" + std::string(id),
                     .member = cart.member,
                     .placed_at_ms = shop.now_ms,
                     .currency = "GBP",
                     .lines = cart.lines,
                     .attributes = {},
                     .personal = {}};
    for (std::size_t index = 0; index < paid_minor.size(); ++index) order.lines[index].amount_minor = paid_minor[index];
    return order;
}

RefundOrder refund_of(const CouponShop& shop, std::string_view order, std::string_view id, std::int64_t line,
                      std::int64_t quantity) {
    return {.order = "order/" + std::string(order),
            .refund_id = std::string(id),
            .refunded_at_ms = shop.now_ms,
            .items = {{line, quantity}}};
}

}  // namespace

TEST_CASE("a code is issued once, for a campaign that there is, until a time to come") {
    CouponShop shop(campaigns);
    CHECK(shop.issue("a", "five") == "");
    CHECK(shop.issue("a", "five") == "coupon_id_reused a code that was issued before");
    CHECK(shop.issue("b", "none") == "campaign_unknown \"none\"");
    CHECK(shop.trouble(IssueCoupon{"coupon/c", "five", "", shop.now_ms}).starts_with("value_not_allowed"));
    CHECK(shop.trouble(IssueCoupon{"order/c", "five", ""}) == "invalid_identifier \"order/c\"");
}

TEST_CASE("a code that one checkout has reserved is no other's until it times out, is released or used") {
    CouponShop shop(campaigns);
    REQUIRE(shop.issue("a", "five") == "");
    REQUIRE(shop.trouble(shop.cart("one", {900}, {"a"})) == "");
    CHECK(shop.reasons(shop.cart("two", {900}, {"a"})) == "reserved_elsewhere");
    CHECK(shop.trouble(shop.cart("two", {900}, {"a"})) == "coupon_not_applicable reserved_elsewhere");
    CHECK(shop.reasons(shop.cart("one", {900}, {"a"})) == "applied");
    SUBCASE("until it times out") {
        shop.now_ms += 30 * minute_ms;
        CHECK(shop.trouble(shop.cart("two", {900}, {"a"})) == "");
        CHECK(shop.trouble(commit("one", "1")).starts_with("checkout_timed_out"));
        CHECK(shop.trouble(commit("two", "2")) == "");
        CHECK(shop.reasons(shop.cart("three", {900}, {"a"})) == "used");
    }
    SUBCASE("until it is released") {
        CHECK(shop.trouble(release("one")) == "");
        CHECK(shop.trouble(release("one")) == "");
        CHECK(shop.trouble(commit("one", "1")) == "checkout_already_released");
        CHECK(shop.trouble(shop.cart("two", {900}, {"a"})) == "");
    }
    SUBCASE("until another cart of the same checkout does without it") {
        REQUIRE(shop.issue("b", "five") == "");
        CHECK(shop.trouble(shop.cart("one", {900}, {"b"})) == "");
        CHECK(shop.trouble(shop.cart("two", {900}, {"a"})) == "");
        CHECK(shop.used("five") == BudgetUse{2, 1000});
    }
    SUBCASE("and never void meanwhile") {
        CHECK(shop.trouble(VoidCoupon{"coupon/a", ""}).starts_with("coupon_in_use"));
        CHECK(shop.trouble(VoidCoupon{"coupon/none", ""}) == "coupon_unknown");
        REQUIRE(shop.trouble(commit("one", "1")) == "");
        CHECK(shop.trouble(VoidCoupon{"coupon/a", ""}) == "coupon_already_used");
    }
}

TEST_CASE("what is sent again changes nothing") {
    CouponShop shop(campaigns);
    REQUIRE(shop.issue("a", "five") == "");
    const ReserveCoupons cart = shop.cart("one", {900}, {"a"});
    const auto reserved = shop.run(cart);
    REQUIRE(reserved.ok());
    CHECK(reserved->string_at("status") == "reserved");
    CHECK(reserved->string_at("times_out_at") == "2026-01-01T00:30:00Z");
    CHECK(reserved->integer_at("total_minor") == 500);
    const std::size_t events = shop.events;
    CHECK(shop.run(cart)->operator==(*reserved));
    CHECK(shop.events == events);
    const auto committed = shop.run(commit("one", "1"));
    REQUIRE(committed.ok());
    CHECK(shop.run(commit("one", "1"))->operator==(*committed));
    CHECK(shop.trouble(commit("one", "2")).starts_with("checkout_already_committed"));
    CHECK(shop.trouble(release("one")).starts_with("checkout_already_committed"));
    CHECK(shop.trouble(cart).starts_with("checkout_already_committed"));
    CHECK(shop.trouble(commit("none", "1")) == "checkout_unknown");
    CHECK(shop.trouble(release("none")) == "checkout_unknown");
}

TEST_CASE("limits count what is reserved, and give it back with the reservation") {
    CouponShop shop(campaigns);
    for (const char* code : {"a", "b", "c"}) REQUIRE(shop.issue(code, "five") == "");
    CHECK(shop.trouble(shop.cart("one", {900}, {"a"})) == "");
    CHECK(shop.trouble(shop.cart("two", {900}, {"b"})) == "");
    CHECK(shop.trouble(shop.cart("three", {900}, {"c"})) == "coupon_not_applicable total_limit_reached");
    CHECK(shop.trouble(commit("one", "1")) == "");
    shop.now_ms += 30 * minute_ms;
    CHECK(shop.trouble(shop.cart("three", {900}, {"c"})) == "");
    CHECK(shop.trouble(shop.cart("two", {900}, {"b"})) == "coupon_not_applicable total_limit_reached");
}

TEST_CASE("a budget of money takes a discount that fits and refuses one that does not") {
    CouponShop shop(campaigns);
    CHECK(shop.trouble(shop.cart("one", {1200}, {"HALF"})) == "");
    CHECK(shop.trouble(shop.cart("two", {802}, {"HALF"})) == "coupon_not_applicable budget_exhausted");
    CHECK(shop.trouble(shop.cart("two", {800}, {"HALF"})) == "");
    CHECK(shop.used("rich") == BudgetUse{2, 1000});
    CHECK(shop.trouble(shop.cart("one", {1000}, {"HALF"})) == "");
    CHECK(shop.trouble(shop.cart("three", {200}, {"HALF"})) == "");
    CHECK(shop.used("rich") == BudgetUse{3, 1000});
}

TEST_CASE("a member's limits are the member's own, begin again with the period, and hold for parallel first orders") {
    CouponShop shop(campaigns);
    CHECK(shop.trouble(shop.cart("guest", {900}, {"DAILY"})) == "coupon_not_applicable member_required");
    CHECK(shop.trouble(shop.cart("one", {900}, {"DAILY"}, "member/ann")) == "");
    CHECK(shop.state<MemberState>("member/ann").version == 1);
    CHECK(shop.trouble(shop.cart("two", {900}, {"DAILY"}, "member/ann")) ==
          "coupon_not_applicable member_limit_reached");
    CHECK(shop.trouble(shop.cart("three", {900}, {"DAILY"}, "member/bob")) == "");
    CHECK(shop.trouble(commit("one", "1")) == "");
    shop.now_ms += day_ms;
    CHECK(shop.trouble(shop.cart("two", {900}, {"DAILY"}, "member/ann")) == "");
    CHECK(shop.trouble(shop.cart("four", {900}, {"FIRST"}, "member/ann")) == "");
    CHECK(shop.trouble(shop.cart("five", {900}, {"FIRST"}, "member/ann")) ==
          "coupon_not_applicable member_limit_reached");
}

TEST_CASE("an erased member reserves nothing") {
    CouponShop shop(campaigns);
    REQUIRE(shop.trouble(shop.cart("one", {900}, {"DAILY"}, "member/ann")) == "");
    REQUIRE(shop.trouble(EraseMember{"member/ann"}) == "");
    CHECK(shop.trouble(shop.cart("two", {900}, {"DAILY"}, "member/ann")) == "member_erased");
}

TEST_CASE("a reservation is made now, not at some other time") {
    CouponShop shop(campaigns);
    ReserveCoupons cart = shop.cart("one", {900}, {"HALF"});
    cart.at_ms += day_ms;
    CHECK(shop.trouble(cart).starts_with("instant_in_future"));
    cart.at_ms -= 2 * day_ms;
    CHECK(shop.trouble(cart).starts_with("value_not_allowed"));
}

TEST_CASE("a refund of one line gives back its own share; the last one gives the rest and the code") {
    CouponShop shop(campaigns);
    REQUIRE(shop.issue("a", "five") == "");
    ReserveCoupons cart = shop.cart("one", {1000, 500, 500}, {"a"});
    cart.lines[0].quantity = 3;
    REQUIRE(shop.trouble(cart) == "");
    REQUIRE(shop.trouble(commit("one", "1")) == "");
    REQUIRE(shop.trouble(order_of(shop, "1", cart, {750, 375, 375})) == "");
    const auto piece = shop.run(refund_of(shop, "1", "r1", 0, 1));
    REQUIRE(piece.ok());
    CHECK(piece->integer_at("amount_minor") == 250);
    CHECK(piece->integer_at("discount_returned_minor") == 83);
    CHECK(shop.used("five") == BudgetUse{1, 417});
    CHECK(shop.run(refund_of(shop, "1", "r2", 1, 1))->integer_at("discount_returned_minor") == 125);
    CHECK(shop.run(refund_of(shop, "1", "r3", 0, 2))->integer_at("discount_returned_minor") == 167);
    CHECK(shop.run(refund_of(shop, "1", "r1", 0, 1))->integer_at("discount_returned_minor") == 83);
    CHECK(shop.reasons(shop.cart("two", {900}, {"a"})) == "used");
    CHECK(shop.run(refund_of(shop, "1", "r4", 2, 1))->integer_at("discount_returned_minor") == 125);
    CHECK(shop.used("five") == BudgetUse{0, 0});
    CHECK(shop.reasons(shop.cart("two", {900}, {"a"})) == "applied");
}

TEST_CASE("a campaign that does not restore keeps code and use of a cancelled order, not its money") {
    CouponShop shop(campaigns);
    REQUIRE(shop.issue("a", "kept") == "");
    const ReserveCoupons cart = shop.cart("one", {1000}, {"a"});
    REQUIRE(shop.trouble(cart) == "");
    REQUIRE(shop.trouble(order_of(shop, "1", cart, {500})) == "");
    REQUIRE(shop.trouble(commit("one", "1")) == "");
    REQUIRE(shop.trouble(refund_of(shop, "1", "r1", 0, 1)) == "");
    CHECK(shop.used("kept") == BudgetUse{1, 0});
    CHECK(shop.reasons(shop.cart("two", {900}, {"a"})) == "used");
}

TEST_CASE("refunds by amount take the same part of every line, and catch up with what was refunded before a commit") {
    CouponShop shop(campaigns);
    const ReserveCoupons cart = shop.cart("one", {800, 400}, {"HALF"});
    REQUIRE(shop.trouble(cart) == "");
    REQUIRE(shop.trouble(order_of(shop, "1", cart, {400, 200})) == "");
    const RefundOrder half{
        .order = "order/1", .refund_id = "r1", .refunded_at_ms = shop.now_ms, .amount_minor = 300, .items = {}};
    REQUIRE(shop.trouble(half) == "");
    REQUIRE(shop.trouble(commit("one", "1")) == "");
    CHECK(shop.used("rich") == BudgetUse{1, 600});
    const auto rest = shop.run(refund_of(shop, "1", "r2", 1, 1));
    REQUIRE(rest.ok());
    // 200 with its line, and of the other line's 400 the part 300 of 400.
    CHECK(rest->integer_at("discount_returned_minor") == 500);
}

TEST_CASE("an order's discounts are found by SKU where its lines stand otherwise than the cart's") {
    CouponShop shop(campaigns);
    const ReserveCoupons cart = shop.cart("one", {800, 400}, {"HALF"});
    REQUIRE(shop.trouble(cart) == "");
    REQUIRE(shop.trouble(commit("one", "1")) == "");
    PlaceOrder order = order_of(shop, "1", cart, {400, 200});
    std::swap(order.lines[0], order.lines[1]);
    REQUIRE(shop.trouble(order) == "");
    CHECK(shop.run(refund_of(shop, "1", "r1", 0, 1))->integer_at("discount_returned_minor") == 200);
}

TEST_CASE("one order has the discounts of one checkout") {
    CouponShop shop(campaigns);
    REQUIRE(shop.trouble(shop.cart("one", {200}, {"HALF"})) == "");
    REQUIRE(shop.trouble(shop.cart("two", {200}, {"HALF"})) == "");
    REQUIRE(shop.trouble(commit("one", "1")) == "");
    CHECK(shop.trouble(commit("two", "1")).starts_with("order_id_reused"));
    CHECK(shop.trouble(commit("two", "2")) == "");
}
