// Judgements and discounts as answers say them.
#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/coupon_judge.h"

namespace laurel::loyalty {
namespace {

Value discount_answer(const Discount& discount) {
    Array shares;
    for (const DiscountShare& share : discount.shares) {
        shares.push_back(Object{{"amount_minor", share.amount_minor},
                                {"line", share.line},
                                {"quantity", share.quantity},
                                {"sku", share.sku}});
    }
    return Object{{"benefit", discount.benefit},
                  {"campaign", discount.campaign},
                  {"shares", std::move(shares)},
                  {"total_minor", discount.total_minor()}};
}

// By place or name, each once, in order.
template <class Key>
void add_to(std::map<Key, std::int64_t>& sums, const Key& key, std::int64_t more) {
    sums[key] = std::min(sums[key] + more, integer_max);
}

}  // namespace

Object discounts_answer(const std::vector<Discount>& discounts) {
    Array each;
    std::map<std::int64_t, std::int64_t> by_line;
    std::map<std::string, std::int64_t> gifts;
    std::map<std::string, std::int64_t> services;
    std::int64_t total_minor = 0;
    std::int64_t cash_back_minor = 0;
    for (const Discount& discount : discounts) {
        each.push_back(discount_answer(discount));
        total_minor = std::min(total_minor + discount.total_minor(), integer_max);
        for (const DiscountShare& share : discount.shares) add_to(by_line, share.line, share.amount_minor);
        const Benefit benefit = read_benefit(discount.benefit);
        if (const auto* gift = std::get_if<GiftProduct>(&benefit.gives)) add_to(gifts, gift->sku, gift->quantity);
        if (const auto* service = std::get_if<ServiceBenefit>(&benefit.gives))
            add_to(services, service->service, std::int64_t{1});
        if (const auto* cash_back = std::get_if<CashBack>(&benefit.gives))
            cash_back_minor = std::min(cash_back_minor + cash_back->amount_minor, integer_max);
    }
    Array lines;
    for (const auto& [line, minor] : by_line) lines.push_back(Object{{"discount_minor", minor}, {"line", line}});
    Array given;
    for (const auto& [sku, quantity] : gifts) given.push_back(Object{{"quantity", quantity}, {"sku", sku}});
    Array named;
    for (const auto& [service, times] : services) named.push_back(service);
    return {{"cash_back_minor", cash_back_minor}, {"discounts", std::move(each)}, {"gifts", std::move(given)},
            {"lines", std::move(lines)},          {"services", std::move(named)}, {"total_minor", total_minor}};
}

Value judgement_to_value(const CouponJudgement& judgement, const std::vector<Discount>& discounts) {
    Array codes;
    for (const CodeOutcome& outcome : judgement.codes) {
        Object code{{"reason", outcome.reason_name()}, {"total_minor", outcome.offer.total_minor}};
        if (outcome.campaign != nullptr) code.set("campaign", outcome.campaign->id);
        if (!outcome.detail.empty()) code.set("detail", outcome.detail);
        codes.push_back(std::move(code));
    }
    Object value = discounts_answer(discounts);
    value.set("codes", std::move(codes));
    return value;
}

}  // namespace laurel::loyalty
