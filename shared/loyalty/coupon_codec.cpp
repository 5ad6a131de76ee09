// The states of coupons as JSON, and their invariants.
#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/coupon_rows.h"
#include "shared/loyalty/events.h"

namespace laurel::loyalty {
namespace {

Error unreadable(std::string path) {
    return {ErrorCode::state_unreadable, std::move(path), "", "a state as this version writes it"};
}

bool is_version(std::int64_t version) { return version >= 1 && version <= integer_max / 2; }

template <class Status, std::size_t count>
std::optional<Status> status_in(const Value& value, const std::string_view (&names)[count]) {
    const auto name = std::find(std::begin(names), std::end(names), value.string_at("status"));
    if (name == std::end(names)) return std::nullopt;
    return static_cast<Status>(name - std::begin(names));
}

bool is_within(const Value& value, std::int64_t minimum, std::int64_t maximum) {
    return value.integer() != nullptr && *value.integer() >= minimum && *value.integer() <= maximum;
}

std::optional<DiscountShare> share_from_value(const Value& value) {
    const Array* row = value.array();
    const bool fits = row != nullptr && row->size() == 5 && is_within((*row)[0], 0, integer_max) &&
                      (*row)[1].string() != nullptr && is_within((*row)[2], 1, integer_max) &&
                      is_within((*row)[3], 0, integer_max) && is_within((*row)[4], 0, *(*row)[3].integer());
    if (!fits) return std::nullopt;
    return DiscountShare{*(*row)[0].integer(), *(*row)[1].string(), *(*row)[2].integer(), *(*row)[3].integer(),
                         *(*row)[4].integer()};
}

Discount discount_from_value(const Value& value) {
    Discount discount{.campaign = std::string(value.string_at("campaign")),
                      .coupon = std::string(value.string_at("coupon")),
                      .benefit = value.find("benefit") != nullptr ? *value.find("benefit") : Value(),
                      .budgets = {},
                      .restores = value.boolean_at("restores"),
                      .restored = value.boolean_at("restored"),
                      .shares = {}};
    for (const Value& budget : value.array_at("budgets")) {
        if (budget.string() != nullptr) discount.budgets.push_back(*budget.string());
    }
    for (const Value& row : value.array_at("shares")) {
        if (auto share = share_from_value(row)) discount.shares.push_back(std::move(*share));
    }
    return discount;
}

Value to_value(const Discount& discount) {
    Array shares;
    for (const DiscountShare& share : discount.shares)
        shares.push_back(Array{share.line, share.sku, share.quantity, share.amount_minor, share.returned_minor});
    Object value{{"benefit", discount.benefit}, {"campaign", discount.campaign}, {"shares", std::move(shares)}};
    if (!discount.coupon.empty()) value.set("coupon", discount.coupon);
    if (!discount.budgets.empty()) value.set("budgets", Array(discount.budgets.begin(), discount.budgets.end()));
    if (discount.restores) value.set("restores", true);
    if (discount.restored) value.set("restored", true);
    return value;
}

// Nothing of a row was left out on reading it.
bool reads_back(const std::vector<Discount>& discounts, const Value& value) {
    return discounts_to_value(discounts) == Value(value.array_at("discounts"));
}

Error broken(ErrorCode code, std::string path, std::string found, std::string allowed) {
    return {code, std::move(path), std::move(found), std::move(allowed)};
}

std::optional<Error> check_sequence(std::int64_t version_before, const Event& event, std::string_view first_kind) {
    if (event.version != version_before + 1) {
        return broken(ErrorCode::state_mismatch, "/version", write_json(Value(event.version)),
                      write_json(Value(version_before + 1)));
    }
    if (event.version > 1 || event.kind == first_kind) return std::nullopt;
    return broken(ErrorCode::state_mismatch, "/kind", event.kind, std::string(first_kind) + " first");
}

Error resolved_twice(const Event& event, std::string allowed) {
    return broken(ErrorCode::hold_resolved_twice, "/kind", event.kind, std::move(allowed));
}

}  // namespace

Value discounts_to_value(const std::vector<Discount>& discounts) {
    Array rows;
    for (const Discount& discount : discounts) rows.push_back(to_value(discount));
    return rows;
}

std::vector<Discount> discounts_from_value(const Array& value) {
    std::vector<Discount> discounts;
    for (const Value& row : value) discounts.push_back(discount_from_value(row));
    return discounts;
}

Value to_value(const CouponState& state) {
    Object value{{"campaign", state.campaign},
                 {"issued_at_ms", state.issued_at_ms},
                 {"status", coupon_status_names[static_cast<std::size_t>(state.status)]},
                 {"version", state.version}};
    if (!state.member.empty()) value.set("member", state.member);
    if (state.expires_at_ms != instant_ms_max) value.set("expires_at_ms", state.expires_at_ms);
    if (!state.checkout.empty()) value.set("checkout", state.checkout);
    if (state.times_out_at_ms != 0) value.set("times_out_at_ms", state.times_out_at_ms);
    return value;
}

Value to_value(const CheckoutState& state) {
    Object value{{"discounts", discounts_to_value(state.discounts)},
                 {"reserved_at_ms", state.reserved_at_ms},
                 {"status", checkout_status_names[static_cast<std::size_t>(state.status)]},
                 {"times_out_at_ms", state.times_out_at_ms},
                 {"version", state.version}};
    if (!state.member.empty()) value.set("member", state.member);
    if (!state.order.empty()) value.set("order", state.order);
    return value;
}

Value to_value(const OrderDiscountsState& state) {
    Array returns;
    for (const DiscountReturn& done : state.returns) returns.push_back(Array{done.refund, done.amount_minor});
    return Object{{"checkout", state.checkout},
                  {"discounts", discounts_to_value(state.discounts)},
                  {"returns", std::move(returns)},
                  {"version", state.version}};
}

Result<CouponState> coupon_from_value(const Value& value) {
    const auto status = status_in<CouponStatus>(value, coupon_status_names);
    if (!status) return unreadable("/status");
    if (!is_version(value.integer_at("version"))) return unreadable("/version");
    return CouponState{.version = value.integer_at("version"),
                       .campaign = std::string(value.string_at("campaign")),
                       .member = std::string(value.string_at("member")),
                       .issued_at_ms = value.integer_at("issued_at_ms"),
                       .expires_at_ms = value.integer_at("expires_at_ms", instant_ms_max),
                       .status = *status,
                       .checkout = std::string(value.string_at("checkout")),
                       .times_out_at_ms = value.integer_at("times_out_at_ms")};
}

Result<CheckoutState> checkout_from_value(const Value& value) {
    const auto status = status_in<CheckoutStatus>(value, checkout_status_names);
    if (!status) return unreadable("/status");
    if (!is_version(value.integer_at("version"))) return unreadable("/version");
    CheckoutState state{.version = value.integer_at("version"),
                        .member = std::string(value.string_at("member")),
                        .status = *status,
                        .reserved_at_ms = value.integer_at("reserved_at_ms"),
                        .times_out_at_ms = value.integer_at("times_out_at_ms"),
                        .order = std::string(value.string_at("order")),
                        .discounts = discounts_from_value(value.array_at("discounts"))};
    if (!reads_back(state.discounts, value)) return unreadable("/discounts");
    return state;
}

Result<OrderDiscountsState> order_discounts_from_value(const Value& value) {
    if (!is_version(value.integer_at("version"))) return unreadable("/version");
    OrderDiscountsState state{.version = value.integer_at("version"),
                              .checkout = std::string(value.string_at("checkout")),
                              .discounts = discounts_from_value(value.array_at("discounts")),
                              .returns = {}};
    for (const Value& row : value.array_at("returns")) {
        const Array* pair = row.array();
        const bool fits = pair != nullptr && pair->size() == 2 && (*pair)[0].string() != nullptr &&
                          is_within((*pair)[1], 0, integer_max);
        if (!fits) return unreadable("/returns");
        state.returns.push_back({*(*pair)[0].string(), *(*pair)[1].integer()});
    }
    if (!reads_back(state.discounts, value)) return unreadable("/discounts");
    return state;
}

std::optional<Error> check_coupon_event(const CouponState& before, const Event& event) {
    if (auto error = check_sequence(before.version, event, coupon_issued)) return error;
    const CouponStatus status = before.status_at(event.effective_at_ms);
    const bool is_own = before.checkout == event.data.string_at("checkout");
    const bool fits = event.kind == coupon_issued     ? before.version == 0
                      : event.kind == coupon_reserved ? status == CouponStatus::free
                      : event.kind == coupon_voided   ? status == CouponStatus::free
                      : event.kind == coupon_restored ? status == CouponStatus::used
                                                      : status == CouponStatus::reserved && is_own;
    if (fits) return std::nullopt;
    return resolved_twice(event,
                          "what can follow " + std::string(coupon_status_names[static_cast<std::size_t>(status)]));
}

std::optional<Error> check_checkout_event(const CheckoutState& before, const Event& event) {
    if (auto error = check_sequence(before.version, event, checkout_reserved)) return error;
    const bool fits = event.kind == checkout_reserved ? before.status != CheckoutStatus::committed
                                                      : before.is_open_at(event.effective_at_ms);
    if (fits) return std::nullopt;
    return resolved_twice(event, "one resolution, before the time-out");
}

std::optional<Error> check_order_discounts_event(const OrderDiscountsState& before, const Event& event,
                                                 const OrderDiscountsState& after) {
    if (auto error = check_sequence(before.version, event, discounts_given)) return error;
    if (event.kind != discounts_returned) return std::nullopt;
    // Fold gives back no more than there is, so the amounts must have come through whole.
    DiscountsReturned returned{.refund = std::string(event.data.string_at("refund")), .minor = {}, .restored = {}};
    for (std::size_t index = 0; index < after.discounts.size(); ++index) {
        const Discount& had = before.discounts[index];
        const Discount& has = after.discounts[index];
        std::vector<std::int64_t>& minor = returned.minor.emplace_back();
        for (std::size_t place = 0; place < has.shares.size(); ++place)
            minor.push_back(has.shares[place].returned_minor - had.shares[place].returned_minor);
        returned.restored.push_back(has.restored && !had.restored);
    }
    if (post::discounts_returned(returned).data == event.data) return std::nullopt;
    return broken(ErrorCode::balance_mismatch, "/data/returned", write_json(event.data),
                  "what the shares still have, each once");
}

}  // namespace laurel::loyalty
