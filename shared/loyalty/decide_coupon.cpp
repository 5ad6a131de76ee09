#include "shared/loyalty/decide_coupon.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/coupon_log.h"
#include "shared/loyalty/post.h"

namespace laurel::loyalty {
namespace {

CouponOccasion occasion_of(const ReserveCoupons& command, const Value* facts) {
    return {.at_ms = command.at_ms,
            .member = command.member,
            .birthday = birthday_in(facts),
            .lines = &command.lines,
            .attributes = &command.attributes,
            .codes = command.codes};
}

bool holds_budget(const BudgetState& budget, const std::string& checkout, std::int64_t instant_ms) {
    return std::any_of(budget.holds.begin(), budget.holds.end(), [&](const BudgetHold& hold) {
        return hold.cause == checkout && hold.times_out_at_ms > instant_ms;
    });
}

bool holds_coupon(const CouponState& coupon, const std::string& checkout, std::int64_t instant_ms) {
    return coupon.checkout == checkout && coupon.status_at(instant_ms) == CouponStatus::reserved;
}

// Gives back what the checkout still holds.
void release(const std::string& checkout, CouponLog& log) {
    if (log.states().checkout == nullptr) return;
    for (const Discount& discount : log.states().checkout->discounts) {
        const auto coupon = log.states().coupons.find(discount.coupon);
        const bool is_held =
            coupon != log.states().coupons.end() && holds_coupon(coupon->second, checkout, log.effective_at_ms());
        if (is_held) log.add_to_coupon(discount.coupon, post::coupon_released(checkout));
        for (const std::string& name : discount.budgets) {
            const auto budget = log.states().budgets.find(name);
            const bool is_counted =
                budget != log.states().budgets.end() && holds_budget(budget->second, checkout, log.effective_at_ms());
            if (is_counted) log.add_to_budget(name, post::budget_released(checkout));
        }
    }
}

std::optional<Error> reservation_refused(const ReserveCoupons& command, const CouponStates& states,
                                         std::int64_t now_ms) {
    if (auto error = not_in_future(command.at_ms, now_ms, "/at")) return error;
    if (command.at_ms < now_ms - clock_skew_ms_max) {
        return error_of(ErrorCode::value_not_allowed, "/at", write_instant(command.at_ms),
                        "now, " + write_instant(now_ms));
    }
    if (is_erased(states.member)) return error_of(ErrorCode::member_erased, "/member");
    if (states.checkout == nullptr || states.checkout->status != CheckoutStatus::committed) return std::nullopt;
    return error_of(ErrorCode::checkout_already_committed, "/checkout", "a checkout that was paid",
                    "an id of its own for each checkout");
}

std::optional<Error> code_refused(const CouponJudgement& judgement) {
    for (std::size_t index = 0; index < judgement.codes.size(); ++index) {
        const CodeOutcome& code = judgement.codes[index];
        if (code.applies()) continue;
        return error_of(ErrorCode::coupon_not_applicable, child_path("/codes", index),
                        std::string(code.reason_name()) + (code.detail.empty() ? "" : ": " + code.detail),
                        "codes that a quote of the same cart says are applied");
    }
    return std::nullopt;
}

void reserve(const std::string& checkout, const CheckoutState& reserved, CouponLog& log) {
    for (const Discount& discount : reserved.discounts) {
        if (!discount.coupon.empty())
            log.add_to_coupon(discount.coupon, post::coupon_reserved(checkout, reserved.times_out_at_ms));
    }
    for (const auto& [name, use] : uses_of(reserved.discounts)) {
        log.add_to_budget(name, post::budget_held({checkout, use.times, use.amount_minor, reserved.times_out_at_ms}));
    }
}

// Everything that the checkout reserved is still its own.
bool is_whole(const std::string& checkout, const CouponStates& states, std::int64_t now_ms) {
    for (const Discount& discount : states.checkout->discounts) {
        const auto coupon = states.coupons.find(discount.coupon);
        const bool has_coupon = discount.coupon.empty() ||
                                (coupon != states.coupons.end() && holds_coupon(coupon->second, checkout, now_ms));
        if (!has_coupon) return false;
        for (const std::string& name : discount.budgets) {
            const auto budget = states.budgets.find(name);
            if (budget == states.budgets.end() || !holds_budget(budget->second, checkout, now_ms)) return false;
        }
    }
    return true;
}

std::optional<Error> commit_refused(const CommitCoupons& command, const CouponStates& states, std::int64_t now_ms) {
    if (states.checkout == nullptr) return error_of(ErrorCode::checkout_unknown, "/checkout");
    const CheckoutState& checkout = *states.checkout;
    if (checkout.status == CheckoutStatus::committed)
        return error_of(ErrorCode::checkout_already_committed, "/order", "another order", "the order of its commit");
    if (checkout.status == CheckoutStatus::released) return error_of(ErrorCode::checkout_already_released, "/checkout");
    if (!checkout.is_open_at(now_ms) || !is_whole(command.checkout, states, now_ms)) {
        return error_of(ErrorCode::checkout_timed_out, "/checkout", write_instant(now_ms),
                        "before " + write_instant(checkout.times_out_at_ms));
    }
    if (states.order_discounts == nullptr) return std::nullopt;
    return error_of(ErrorCode::order_id_reused, "/order", "an order with the discounts of another checkout",
                    "an order of its own for each checkout");
}

void add_names(const std::vector<Discount>& discounts, std::vector<std::string>& names) {
    for (const Discount& discount : discounts) {
        if (!discount.coupon.empty()) names.push_back(discount.coupon);
        names.insert(names.end(), discount.budgets.begin(), discount.budgets.end());
    }
}

std::vector<std::string> once(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace

std::vector<std::string> aggregates_of(const Settings& settings, const ReserveCoupons& command,
                                       const CouponStates& states) {
    std::vector<std::string> names = aggregates_of(settings, occasion_of(command, nullptr), states);
    if (states.checkout != nullptr) add_names(states.checkout->discounts, names);
    return once(std::move(names));
}

std::vector<std::string> aggregates_of(const CommitCoupons& command, const CouponStates& states) {
    std::vector<std::string> names{discounts_of_order(command.order)};
    if (states.checkout != nullptr) add_names(states.checkout->discounts, names);
    return once(std::move(names));
}

std::vector<std::string> aggregates_of(const ReleaseCoupons&, const CouponStates& states) {
    std::vector<std::string> names;
    if (states.checkout != nullptr) add_names(states.checkout->discounts, names);
    return once(std::move(names));
}

std::vector<std::string> aggregates_of(const OrderDiscountsState& discounts) {
    std::vector<std::string> names;
    add_names(discounts.discounts, names);
    return once(std::move(names));
}

Decided decide(const Settings& settings, const IssueCoupon& command, const CouponStates& states, std::int64_t now_ms) {
    if (states.coupons.contains(command.coupon)) {
        return error_of(ErrorCode::coupon_id_reused, "/coupon", "a code that was issued before",
                        "a code of its own for each coupon");
    }
    if (settings.coupons == nullptr || settings.coupons->campaign(command.campaign) == nullptr) {
        return error_of(ErrorCode::campaign_unknown, "/campaign", quoted(command.campaign),
                        "the id of one of the programme's coupons");
    }
    if (command.expires_at_ms <= now_ms) {
        return error_of(ErrorCode::value_not_allowed, "/expires_at", write_instant(command.expires_at_ms),
                        "later than " + write_instant(now_ms));
    }
    const CouponState coupon{
        .campaign = command.campaign, .member = command.member, .expires_at_ms = command.expires_at_ms};
    return std::vector<Event>{stamped(post::coupon_issued(coupon), command.coupon, 1, now_ms)};
}

Decided decide(const VoidCoupon& command, const CouponStates& states, std::int64_t now_ms) {
    const auto found = states.coupons.find(command.coupon);
    if (found == states.coupons.end()) return error_of(ErrorCode::coupon_unknown, "/coupon");
    const CouponState& coupon = found->second;
    switch (coupon.status_at(now_ms)) {
        case CouponStatus::voided:
            return std::vector<Event>{};
        case CouponStatus::used:
            return error_of(ErrorCode::coupon_already_used, "/coupon");
        case CouponStatus::reserved:
            return error_of(ErrorCode::coupon_in_use, "/coupon", "a code that a checkout has reserved",
                            "after " + write_instant(coupon.times_out_at_ms));
        case CouponStatus::free:
            break;
    }
    Event event = post::coupon_voided();
    if (!command.reason.empty()) event.personal = Object{{"reason", command.reason}};
    return std::vector<Event>{stamped(std::move(event), command.coupon, coupon.version + 1, now_ms)};
}

Decided decide(const Settings& settings, const ReserveCoupons& command, const CouponStates& states, const Value* facts,
               std::int64_t now_ms) {
    if (auto error = reservation_refused(command, states, now_ms)) return *error;
    CouponLog log(states, command.at_ms);
    release(command.checkout, log);
    const CouponOccasion occasion = occasion_of(command, facts);
    const auto judgement = judge_coupons(settings, occasion, log.states());
    if (!judgement) return judgement.error();
    if (auto error = code_refused(*judgement)) return *error;
    CheckoutState reserved{.member = command.member,
                           .times_out_at_ms = command.at_ms + settings.hold_minutes * minute_ms,
                           .discounts = discounts_of(settings, occasion, *judgement)};
    const CheckoutState* before = states.checkout;
    const bool is_same = before != nullptr && before->is_open_at(command.at_ms) &&
                         is_whole(command.checkout, states, command.at_ms) && before->member == reserved.member &&
                         before->discounts == reserved.discounts;
    if (is_same) return std::vector<Event>{};
    if (!command.member.empty() && states.member == nullptr) log.add(command.member, 1, post::member_joined());
    reserve(command.checkout, reserved, log);
    log.add(command.checkout, before != nullptr ? before->version + 1 : 1, post::checkout_reserved(reserved));
    return log.take_events();
}

Decided decide(const CommitCoupons& command, const CouponStates& states, std::int64_t now_ms) {
    const CheckoutState* checkout = states.checkout;
    const bool is_done =
        checkout != nullptr && checkout->status == CheckoutStatus::committed && checkout->order == command.order;
    if (is_done) return std::vector<Event>{};
    if (auto error = commit_refused(command, states, now_ms)) return *error;
    CouponLog log(states, now_ms);
    for (const Discount& discount : checkout->discounts) {
        if (!discount.coupon.empty())
            log.add_to_coupon(discount.coupon, post::coupon_used(command.checkout, command.order));
    }
    for (const auto& [name, use] : uses_of(checkout->discounts))
        log.add_to_budget(name, post::budget_used(command.checkout));
    log.add(discounts_of_order(command.order), 1,
            post::discounts_given({.checkout = command.checkout, .discounts = checkout->discounts, .returns = {}}));
    log.add(command.checkout, checkout->version + 1, post::checkout_committed(command.order));
    return log.take_events();
}

Decided decide(const ReleaseCoupons& command, const CouponStates& states, std::int64_t now_ms) {
    if (states.checkout == nullptr) return error_of(ErrorCode::checkout_unknown, "/checkout");
    if (states.checkout->status == CheckoutStatus::committed) {
        return error_of(ErrorCode::checkout_already_committed, "/checkout", "a checkout that was paid",
                        "a refund of its order");
    }
    if (!states.checkout->is_open_at(now_ms)) return std::vector<Event>{};
    CouponLog log(states, now_ms);
    release(command.checkout, log);
    log.add(command.checkout, states.checkout->version + 1, post::checkout_released());
    return log.take_events();
}

Result<Value> quote(const Settings& settings, const ReserveCoupons& command, const CouponStates& states,
                    const Value* facts) {
    CouponLog log(states, command.at_ms);
    release(command.checkout, log);
    const CouponOccasion occasion = occasion_of(command, facts);
    const auto judgement = judge_coupons(settings, occasion, log.states());
    if (!judgement) return judgement.error();
    return judgement_to_value(*judgement, discounts_of(settings, occasion, *judgement));
}

}  // namespace laurel::loyalty
