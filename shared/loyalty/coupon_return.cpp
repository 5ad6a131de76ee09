// What refunds give back of an order's discounts.
#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/apportion.h"
#include "shared/loyalty/coupon_log.h"
#include "shared/loyalty/decide_coupon.h"
#include "shared/loyalty/grant.h"

namespace laurel::loyalty {
namespace {

// What was refunded of an order beside items, out of what those left.
struct RefundedByAmount {
    std::int64_t amount_minor = 0;
    std::int64_t of_minor = 0;
};

RefundedByAmount refunded_by_amount(const OrderState& order) {
    std::int64_t by_items_minor = 0;
    for (const OrderLine& line : order.lines) by_items_minor += refunded_of(line, line.amount_minor);
    return {std::max<std::int64_t>(order.refunded_minor - by_items_minor, 0), order.total_minor - by_items_minor};
}

bool is_refunded_in_full(const OrderState& order) {
    if (order.total_minor > 0) return order.refunded_minor >= order.total_minor;
    return std::all_of(order.lines.begin(), order.lines.end(),
                       [](const OrderLine& line) { return line.refunded_quantity >= line.quantity; });
}

const OrderLine* line_of(const DiscountShare& share, const OrderState& order) {
    const bool has_place = share.line >= 0 && share.line < static_cast<std::int64_t>(order.lines.size());
    if (has_place && order.lines[static_cast<std::size_t>(share.line)].sku == share.sku)
        return &order.lines[static_cast<std::size_t>(share.line)];
    const auto found = std::find_if(order.lines.begin(), order.lines.end(),
                                    [&](const OrderLine& line) { return line.sku == share.sku; });
    return found == order.lines.end() ? nullptr : &*found;
}

// Of the whole share, by all refunds so far.
std::int64_t returned_of(const DiscountShare& share, const OrderState& order) {
    if (is_refunded_in_full(order)) return share.amount_minor;
    const OrderLine* line = line_of(share, order);
    if (line == nullptr) return 0;
    const std::int64_t by_items =
        share_of_pieces(share.amount_minor, line->quantity, 0, std::min(line->refunded_quantity, line->quantity));
    const RefundedByAmount by_amount = refunded_by_amount(order);
    if (by_amount.of_minor < 1 || by_amount.amount_minor < 1) return by_items;
    const auto more =
        multiply_rational(share.amount_minor - by_items, std::min(by_amount.amount_minor, by_amount.of_minor),
                          by_amount.of_minor, Rounding::half_up);
    return by_items + (more ? *more : 0);
}

DiscountsReturned returned_by(const OrderState& after, const std::string& refund,
                              const std::vector<Discount>& discounts) {
    DiscountsReturned returned{.refund = refund, .minor = {}, .restored = {}};
    for (const Discount& discount : discounts) {
        std::vector<std::int64_t>& minor = returned.minor.emplace_back();
        for (const DiscountShare& share : discount.shares)
            minor.push_back(std::max<std::int64_t>(returned_of(share, after) - share.returned_minor, 0));
        returned.restored.push_back(discount.restores && !discount.restored && is_refunded_in_full(after));
    }
    return returned;
}

}  // namespace

std::map<std::string, BudgetUse> uses_of(const std::vector<Discount>& discounts) {
    std::map<std::string, BudgetUse> uses;
    for (const Discount& discount : discounts) {
        for (const std::string& name : discount.budgets) {
            BudgetUse& use = uses[name];
            use.times += 1;
            use.amount_minor = std::min(use.amount_minor + discount.total_minor(), integer_max);
        }
    }
    return uses;
}

std::vector<Event> return_discounts(const std::string& order, const OrderState& after, const std::string& refund,
                                    const CouponStates& states, std::int64_t now_ms) {
    if (states.order_discounts == nullptr) return {};
    const OrderDiscountsState& given = *states.order_discounts;
    const DiscountsReturned returned = returned_by(after, refund, given.discounts);
    if (returned.is_nothing()) return {};
    CouponLog log(states, now_ms);
    std::map<std::string, BudgetUse> back;
    for (std::size_t index = 0; index < given.discounts.size(); ++index) {
        const Discount& discount = given.discounts[index];
        for (const std::string& name : discount.budgets) {
            for (const std::int64_t minor : returned.minor[index]) back[name].amount_minor -= minor;
            if (returned.restored[index]) back[name].times -= 1;
        }
        const auto coupon = states.coupons.find(discount.coupon);
        const bool is_its_own = coupon != states.coupons.end() && coupon->second.status == CouponStatus::used &&
                                coupon->second.checkout == given.checkout;
        if (returned.restored[index] && is_its_own) log.add_to_coupon(discount.coupon, post::coupon_restored(order));
    }
    for (const auto& [name, change] : back) {
        if (change != BudgetUse()) log.add_to_budget(name, post::budget_changed(order, change));
    }
    log.add(discounts_of_order(order), given.version + 1, post::discounts_returned(returned));
    return log.take_events();
}

}  // namespace laurel::loyalty
