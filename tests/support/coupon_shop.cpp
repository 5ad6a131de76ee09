#include "tests/support/coupon_shop.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "shared/loyalty/check.h"

namespace laurel {
namespace {

using namespace loyalty;

template <class Known>
Known before(const State& state) {
    const auto* known = std::get_if<Known>(&state);
    return known != nullptr ? *known : Known();
}

std::optional<Error> check_event(const State& had, const Event& event, const State& has) {
    if (const auto* after = std::get_if<BudgetState>(&has))
        return check_budget_event(before<BudgetState>(had), event, *after);
    if (std::get_if<CouponState>(&has) != nullptr) return check_coupon_event(before<CouponState>(had), event);
    if (std::get_if<CheckoutState>(&has) != nullptr) return check_checkout_event(before<CheckoutState>(had), event);
    if (const auto* after = std::get_if<OrderDiscountsState>(&has))
        return check_order_discounts_event(before<OrderDiscountsState>(had), event, *after);
    if (const auto* after = std::get_if<OrderState>(&has))
        return check_order_event(before<OrderState>(had), event, *after);
    if (const auto* after = std::get_if<MemberState>(&has))
        return check_member_event(before<MemberState>(had), event, *after);
    return std::nullopt;
}

}  // namespace

std::string coupon_program(std::string_view coupons, std::string_view lanes) {
    std::string text = R"({"format": 1, "name": "Shop", "currency": "GBP", "time_zone": "UTC",
        "points": {"pending_days": 0}, "earning": [{"id": "spend", "points": 1, "per_minor": 100}],
        "redemption": {"minimum_points": 1, "hold_minutes": 30}, "tiers": {"window": "lifetime", "levels": [
            {"id": "gold", "name": {"en": "Gold"}, "thresholds": {"spend_minor": 1000000}}]}, "lanes": )";
    return text.append(lanes).append(R"(, "coupons": )").append(coupons).append("}");
}

CouponShop::CouponShop(std::string_view coupons, std::string_view lanes) {
    auto document = read_json(coupon_program(coupons, lanes));
    REQUIRE(document.ok());
    auto read = read_program(*document, 1);
    if (!read) FAIL(message_of(read.error()) << " at " << read.error().path);
    program = std::move(*read);
}

void CouponShop::read(const Command& command, States& seen) {
    for (auto missing = needs(program, command, seen); !missing.empty(); missing = needs(program, command, seen)) {
        for (const std::string& aggregate : missing) {
            const State* known = states.find(aggregate);
            seen.set(aggregate, known != nullptr ? *known : State());
        }
    }
}

Result<Value> CouponShop::run(const Command& command) {
    States seen;
    read(command, seen);
    auto decided = decide(program, seen, command, {.now_ms = now_ms, .author = "test", .facts = {}});
    if (!decided) return decided.error();
    for (const Event& event : *decided) {
        // What is written must have been read, or its version would not guard it.
        const bool is_read = seen.find(event.aggregate) != nullptr;
        CHECK(is_read);
        record(event);
    }
    for (const auto& [aggregate, state] : seen.all()) {
        if (const State* now = states.find(aggregate)) seen.set(aggregate, *now);
    }
    return answer(command, seen);
}

void CouponShop::record(const Event& event) {
    const State* known = states.find(event.aggregate);
    const State had = known != nullptr ? *known : State();
    const State has = fold(had, event);
    if (const auto error = check_event(had, event, has)) FAIL(message_of(*error) << " at " << error->path);
    const Value written = state_to_value(has);
    const auto again = state_from_value(event.aggregate, written);
    REQUIRE(again.ok());
    CHECK(*again == has);
    states.set(event.aggregate, has);
    ++events;
}

std::string CouponShop::trouble(const Command& command) {
    const auto reply = run(command);
    if (reply) return "";
    std::string text(name_of(reply.error().code));
    return reply.error().found.empty() ? text : text + " " + reply.error().found;
}

std::string CouponShop::issue(std::string_view code, std::string_view campaign, std::string_view member) {
    return trouble(IssueCoupon{"coupon/" + std::string(code), std::string(campaign), std::string(member)});
}

ReserveCoupons CouponShop::cart(std::string_view checkout, const std::vector<std::int64_t>& amounts_minor,
                                const std::vector<std::string>& codes, std::string_view member) const {
    ReserveCoupons cart{.checkout = "checkout/" + std::string(checkout),
                        .member = std::string(member),
                        .at_ms = now_ms,
                        .lines = {},
                        .attributes = {},
                        .codes = {}};
    for (std::size_t index = 0; index < amounts_minor.size(); ++index) {
        OrderLine line;
        line.sku = "sku-" + std::to_string(index);
        line.quantity = 1;
        line.amount_minor = amounts_minor[index];
        cart.lines.push_back(std::move(line));
    }
    for (const std::string& code : codes) cart.codes.push_back({code, "coupon/" + code, false});
    return cart;
}

Result<Value> CouponShop::quote(const ReserveCoupons& cart) {
    States seen;
    read(cart, seen);
    return explain(program, seen, cart, {.now_ms = now_ms, .author = "test", .facts = {}});
}

std::string CouponShop::reasons(const ReserveCoupons& cart) {
    const auto quoted = quote(cart);
    if (!quoted) return std::string(name_of(quoted.error().code));
    std::string reasons;
    for (const Value& code : quoted->array_at("codes")) {
        reasons.append(reasons.empty() ? "" : " ").append(code.string_at("reason"));
        if (code.find("detail") != nullptr) reasons.append(":").append(code.string_at("detail"));
    }
    return reasons;
}

BudgetUse CouponShop::used(std::string_view campaign) const {
    return used_at(state<BudgetState>("budget/coupon/" + std::string(campaign) + "/lifetime/0"), now_ms);
}

}  // namespace laurel
