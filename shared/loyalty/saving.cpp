#include "shared/loyalty/saving.h"

#include <algorithm>
#include <numeric>

#include "shared/loyalty/apportion.h"

namespace laurel::loyalty {
namespace {

using Lines = std::vector<std::size_t>;
using Amounts = std::vector<std::int64_t>;

bool matches(const ItemFilter& filter, const CartLine& line) {
    return line.kind == LineKind::product && filter.matches(line.sku, line.categories, line.brand);
}

template <class Wanted>
Lines lines_where(std::span<const CartLine> lines, Wanted wanted) {
    Lines found;
    for (std::size_t index = 0; index < lines.size(); ++index) {
        if (wanted(lines[index])) found.push_back(index);
    }
    return found;
}

Amounts picked(std::span<const std::int64_t> amounts, const Lines& lines) {
    Amounts found(lines.size());
    std::transform(lines.begin(), lines.end(), found.begin(), [amounts](std::size_t line) { return amounts[line]; });
    return found;
}

std::int64_t sum_of(const Amounts& amounts) { return std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0}); }

// amount * numerator / denominator, at most `most`; what is beyond integer_max is beyond it too, and what is below 0
// counts as 0.
std::int64_t at_most(std::int64_t most, std::int64_t amount, std::int64_t numerator, std::int64_t denominator,
                     Rounding rounding) {
    constexpr std::int64_t zero = 0;
    const auto product =
        multiply_rational(std::max(amount, zero), std::max(numerator, zero), std::max(denominator, zero + 1), rounding);
    return product ? std::min(*product, most) : most;
}

// The total over the lines by their weights, none of them below 0. What a percentage of the initial amount finds no
// longer there to take is not taken elsewhere.
Saving take(const CartAmounts& cart, const Lines& lines, const Amounts& weights, std::int64_t total) {
    Saving saving;
    const Amounts shares = apportion(total, weights);
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const std::int64_t share = std::min(shares[index], cart.left_minor[lines[index]]);
        if (share <= 0) continue;
        saving.shares.push_back({lines[index], share});
        saving.total_minor += share;
    }
    if (lines.empty()) {
        saving.reason = OfferReason::no_matching_item;
    } else if (saving.total_minor == 0) {
        saving.reason = OfferReason::nothing_left_to_discount;
    }
    return saving;
}

// At most `most` of what is left of the lines.
Saving take_left(const CartAmounts& cart, const Lines& lines, std::int64_t most) {
    const Amounts left = picked(cart.left_minor, lines);
    return take(cart, lines, left, std::min(most, sum_of(left)));
}

// Pieces of one line at one price.
struct Pieces {
    std::int64_t price_minor = 0;
    std::size_t line = 0;
    std::int64_t count = 0;
    bool can_be_bought = false;
};

// How many pieces there are to buy only, to give only, and for either, and those to give at their prices.
struct Pool {
    std::int64_t buy_only = 0;
    std::int64_t get_only = 0;
    std::int64_t either = 0;
    std::vector<Pieces> givable;
};

// A line's pieces in whole minor units: the first ones at the price rounded down, the rest at one more.
void add_givable(Pool& pool, std::size_t line, std::int64_t amount_minor, std::int64_t quantity, bool can_be_bought) {
    const std::int64_t price_minor = amount_minor / quantity;
    const std::int64_t dearer = amount_minor % quantity;
    pool.givable.push_back({price_minor, line, quantity - dearer, can_be_bought});
    if (dearer > 0) pool.givable.push_back({price_minor + 1, line, dearer, can_be_bought});
}

// What costs nothing, a gift or a sample, is neither bought nor given.
Pool pool_of(const ItemFilter& buy_from, const ItemFilter& get_from, const CartAmounts& cart) {
    Pool pool;
    for (std::size_t index = 0; index < cart.lines.size(); ++index) {
        const CartLine& line = cart.lines[index];
        const bool buys = matches(buy_from, line);
        const bool gets = matches(get_from, line);
        if (cart.base_minor[index] == 0 || (!buys && !gets)) continue;
        (buys && gets ? pool.either : buys ? pool.buy_only : pool.get_only) += line.quantity;
        if (gets) add_givable(pool, index, cart.base_minor[index], line.quantity, buys);
    }
    std::sort(pool.givable.begin(), pool.givable.end(), [](const Pieces& a, const Pieces& b) {
        return a.price_minor != b.price_minor ? a.price_minor < b.price_minor : a.line < b.line;
    });
    return pool;
}

Saving give_cheapest(const Benefit& benefit, const BuyXGetY& gives, const CartAmounts& cart) {
    const std::int64_t buy = std::clamp(gives.buy_quantity, std::int64_t{1}, integer_max);
    const std::int64_t get = std::clamp(gives.get_quantity, std::int64_t{1}, integer_max);
    const Pool pool = pool_of(benefit.applies_to, gives.get_from ? *gives.get_from : benefit.applies_to, cart);
    if (pool.givable.empty()) return {.reason = OfferReason::no_matching_item};
    const std::int64_t times =
        std::min({gives.times_max, (pool.get_only + pool.either) / get, (pool.buy_only + pool.either) / buy,
                  (pool.buy_only + pool.get_only + pool.either) / (buy + get)});
    if (times <= 0) return {.reason = OfferReason::below_minimum};

    // Of the pieces for either, so many are left to give when the others do not make up what must be bought.
    std::int64_t either = pool.either - std::max(times * buy - pool.buy_only, std::int64_t{0});
    std::int64_t wanted = times * get;
    Amounts given_minor(cart.lines.size());
    for (const Pieces& pieces : pool.givable) {
        const std::int64_t given = std::min({pieces.count, wanted, pieces.can_be_bought ? either : wanted});
        given_minor[pieces.line] += given * pieces.price_minor;
        wanted -= given;
        if (pieces.can_be_bought) either -= given;
    }
    const std::int64_t total = sum_of(given_minor);
    Lines lines(cart.lines.size());
    std::iota(lines.begin(), lines.end(), std::size_t{0});
    return take(cart, lines, given_minor,
                at_most(total, total, gives.basis_points, whole_basis_points, benefit.rounding));
}

struct Saver {
    const Benefit& benefit;
    const CartAmounts& cart;
    const Lines& items;
    std::int64_t points;

    Saving operator()(const MoneyOff& gives) const { return take_left(cart, items, gives.amount_minor); }
    Saving operator()(const PercentOff& gives) const {
        const Amounts base = picked(cart.base_minor, items);
        const std::int64_t total = sum_of(base);
        const std::int64_t off = at_most(total, total, gives.basis_points, whole_basis_points, benefit.rounding);
        return take(cart, items, base, std::min(off, gives.cap_minor));
    }
    Saving operator()(const FreeShipping& gives) const {
        const Lines shipping =
            lines_where(cart.lines, [](const CartLine& line) { return line.kind == LineKind::shipping; });
        return take_left(cart, shipping, gives.cap_minor);
    }
    Saving operator()(const BuyXGetY& gives) const { return give_cheapest(benefit, gives, cart); }
    Saving operator()(const PayWithPoints& gives) const {
        const std::int64_t total = sum_of(picked(cart.base_minor, items));
        const std::int64_t most = at_most(total, total, gives.maximum_basis_points, whole_basis_points, Rounding::down);
        const std::int64_t paid = at_most(most, points, gives.pay_minor, gives.points, Rounding::down);
        if (paid <= 0 && most > 0) return {.reason = OfferReason::not_enough_points};
        return take_left(cart, items, paid);
    }
    Saving operator()(const GiftProduct&) const { return {}; }
    Saving operator()(const ServiceBenefit&) const { return {}; }
    Saving operator()(const PartnerBenefit&) const { return {}; }
    Saving operator()(const CashBack&) const { return {}; }
};

bool is_below_minimum(const Benefit& benefit, const CartAmounts& cart, const Lines& items) {
    std::int64_t amount_minor = 0;
    std::int64_t quantity = 0;
    for (const std::size_t item : items) {
        amount_minor += cart.lines[item].amount_minor;
        quantity += cart.lines[item].quantity;
    }
    return amount_minor < benefit.minimum_minor || quantity < benefit.minimum_quantity;
}

}  // namespace

Saving saving_of(const Benefit& benefit, const CartAmounts& cart, std::int64_t points) {
    const Lines items =
        lines_where(cart.lines, [&](const CartLine& line) { return matches(benefit.applies_to, line); });
    if (items.empty() && !benefit.applies_to.matches_all()) return {.reason = OfferReason::no_matching_item};
    if (is_below_minimum(benefit, cart, items)) return {.reason = OfferReason::below_minimum};
    return std::visit(Saver{benefit, cart, items, points}, benefit.gives);
}

std::int64_t points_to_pay(const PayWithPoints& rate, std::int64_t amount_minor) {
    return at_most(integer_max, amount_minor, rate.points, rate.pay_minor, Rounding::up);
}

}  // namespace laurel::loyalty
