#include "shared/loyalty/coupon_state.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/coupon_rows.h"
#include "shared/loyalty/events.h"

namespace laurel::loyalty {
namespace {

Event event_of(std::string_view kind, Object data) {
    Event event;
    event.kind = kind;
    event.data = std::move(data);
    return event;
}

// Total: what is not there, or more than the share has left, is not taken.
void fold_returned(OrderDiscountsState& state, const Event& event) {
    DiscountReturn done{.refund = std::string(event.data.string_at("refund"))};
    const Array& rows = event.data.array_at("returned");
    for (std::size_t index = 0; index < std::min(rows.size(), state.discounts.size()); ++index) {
        Discount& discount = state.discounts[index];
        const Array& amounts = rows[index].array_at("minor");
        for (std::size_t place = 0; place < std::min(amounts.size(), discount.shares.size()); ++place) {
            DiscountShare& share = discount.shares[place];
            const std::int64_t more = amounts[place].integer() != nullptr ? *amounts[place].integer() : 0;
            const std::int64_t back = std::clamp<std::int64_t>(more, 0, share.amount_minor - share.returned_minor);
            share.returned_minor += back;
            done.amount_minor = std::min(done.amount_minor + back, integer_max);
        }
        discount.restored = discount.restored || rows[index].boolean_at("restored");
    }
    state.returns.push_back(std::move(done));
}

}  // namespace

CouponStatus CouponState::status_at(std::int64_t instant_ms) const {
    return status == CouponStatus::reserved && times_out_at_ms <= instant_ms ? CouponStatus::free : status;
}

std::int64_t Discount::total_minor() const {
    std::int64_t total = 0;
    for (const DiscountShare& share : shares) total = std::min(total + share.amount_minor, integer_max);
    return total;
}

std::int64_t Discount::returned_minor() const {
    std::int64_t total = 0;
    for (const DiscountShare& share : shares) total = std::min(total + share.returned_minor, integer_max);
    return total;
}

std::string discounts_of_order(std::string_view order) {
    return "order_discounts/" + std::string(order.substr(order.find('/') + 1));
}

bool DiscountsReturned::is_nothing() const {
    const bool gives_back = std::any_of(minor.begin(), minor.end(), [](const std::vector<std::int64_t>& shares) {
        return std::any_of(shares.begin(), shares.end(), [](std::int64_t each) { return each != 0; });
    });
    return !gives_back && std::find(restored.begin(), restored.end(), true) == restored.end();
}

CouponState fold(CouponState state, const Event& event) {
    if (event.kind == coupon_issued) {
        state.campaign = event.data.string_at("campaign");
        state.member = event.data.string_at("member");
        state.issued_at_ms = event.effective_at_ms;
        state.expires_at_ms = event.data.integer_at("expires_at_ms", instant_ms_max);
    } else if (event.kind == coupon_reserved) {
        state.status = CouponStatus::reserved;
        state.checkout = event.data.string_at("checkout");
        state.times_out_at_ms = event.data.integer_at("times_out_at_ms");
    } else if (event.kind == coupon_used) {
        state.status = CouponStatus::used;
        state.times_out_at_ms = 0;
    } else if (event.kind == coupon_released || event.kind == coupon_restored) {
        state.status = CouponStatus::free;
        state.checkout.clear();
        state.times_out_at_ms = 0;
    } else if (event.kind == coupon_voided) {
        state.status = CouponStatus::voided;
        state.checkout.clear();
        state.times_out_at_ms = 0;
    }
    state.version = event.version;
    return state;
}

CheckoutState fold(CheckoutState state, const Event& event) {
    if (event.kind == checkout_reserved) {
        state.member = event.data.string_at("member");
        state.status = CheckoutStatus::reserved;
        state.reserved_at_ms = event.effective_at_ms;
        state.times_out_at_ms = event.data.integer_at("times_out_at_ms");
        state.discounts = discounts_from_value(event.data.array_at("discounts"));
    } else if (event.kind == checkout_committed) {
        state.status = CheckoutStatus::committed;
        state.order = event.data.string_at("order");
    } else if (event.kind == checkout_released) {
        state.status = CheckoutStatus::released;
    }
    state.version = event.version;
    return state;
}

OrderDiscountsState fold(OrderDiscountsState state, const Event& event) {
    if (event.kind == discounts_given) {
        state.checkout = event.data.string_at("checkout");
        state.discounts = discounts_from_value(event.data.array_at("discounts"));
    } else if (event.kind == discounts_returned) {
        fold_returned(state, event);
    }
    state.version = event.version;
    return state;
}

namespace post {

Event coupon_issued(const CouponState& coupon) {
    Object data{{"campaign", coupon.campaign}};
    if (!coupon.member.empty()) data.set("member", coupon.member);
    if (coupon.expires_at_ms != instant_ms_max) data.set("expires_at_ms", coupon.expires_at_ms);
    return event_of(loyalty::coupon_issued, std::move(data));
}

Event coupon_reserved(const std::string& checkout, std::int64_t times_out_at_ms) {
    return event_of(loyalty::coupon_reserved, {{"checkout", checkout}, {"times_out_at_ms", times_out_at_ms}});
}

Event coupon_released(const std::string& checkout) {
    return event_of(loyalty::coupon_released, {{"checkout", checkout}});
}

Event coupon_used(const std::string& checkout, const std::string& order) {
    return event_of(loyalty::coupon_used, {{"checkout", checkout}, {"order", order}});
}

Event coupon_restored(const std::string& order) { return event_of(loyalty::coupon_restored, {{"order", order}}); }
Event coupon_voided() { return event_of(loyalty::coupon_voided, {}); }

Event checkout_reserved(const CheckoutState& checkout) {
    Object data{{"discounts", discounts_to_value(checkout.discounts)}, {"times_out_at_ms", checkout.times_out_at_ms}};
    if (!checkout.member.empty()) data.set("member", checkout.member);
    return event_of(loyalty::checkout_reserved, std::move(data));
}

Event checkout_committed(const std::string& order) { return event_of(loyalty::checkout_committed, {{"order", order}}); }

Event checkout_released() { return event_of(loyalty::checkout_released, {}); }

Event discounts_given(const OrderDiscountsState& given) {
    return event_of(loyalty::discounts_given,
                    {{"checkout", given.checkout}, {"discounts", discounts_to_value(given.discounts)}});
}

Event discounts_returned(const DiscountsReturned& returned) {
    Array rows;
    for (std::size_t index = 0; index < returned.minor.size(); ++index) {
        const std::vector<std::int64_t>& minor = returned.minor[index];
        Object row{{"minor", Array(minor.begin(), minor.end())}};
        if (returned.restored[index]) row.set("restored", true);
        rows.push_back(std::move(row));
    }
    return event_of(loyalty::discounts_returned, {{"refund", returned.refund}, {"returned", std::move(rows)}});
}

}  // namespace post
}  // namespace laurel::loyalty
