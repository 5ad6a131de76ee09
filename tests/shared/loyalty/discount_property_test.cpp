// What holds for every cart, whatever its offers and lanes.
#include <doctest/doctest.h>

#include <algorithm>

#include "shared/loyalty/discount.h"
#include "tests/property.h"
#include "tests/support/carts.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

constexpr const char* categories[] = {"shoes", "socks", "hats"};

ItemFilter random_filter(PropertyRandom& random) {
    ItemFilter filter;
    if (random.below(3) == 0) filter.categories = {categories[random.below(3)]};
    if (random.below(6) == 0) filter.except_brands = {"zeta"};
    return filter;
}

Gives random_gives(PropertyRandom& random) {
    const std::int64_t cap_minor = random.below(2) == 0 ? unlimited : random.between(1, 3000);
    switch (random.below(9)) {
        case 0:
        case 1:
            return PercentOff{random.between(1, 10'000), cap_minor};
        case 2:
            return FreeShipping{cap_minor};
        case 3:
            return BuyXGetY{random.between(1, 3), random.between(1, 2), random.between(1, 10'000), unlimited,
                            random.below(2) == 0 ? std::nullopt : std::optional(random_filter(random))};
        case 4:
            return PayWithPoints{random.between(1, 100), random.between(1, 100), random.between(1, 10'000)};
        case 5:
            return GiftProduct{"mug", 1};
        case 6:
            return CashBack{random.between(1, 100)};
        default:
            return MoneyOff{random.between(1, 6000)};
    }
}

std::vector<Offer> random_offers(PropertyRandom& random) {
    std::vector<Offer> offers;
    const std::int64_t count = random.between(0, 7);
    for (std::int64_t index = 0; index < count; ++index) {
        offers.push_back({.id = "offer-" + std::to_string(index),
                          .benefit = {.gives = random_gives(random),
                                      .applies_to = random_filter(random),
                                      .minimum_minor = random.below(3) == 0 ? random.between(1, 9000) : 0,
                                      .minimum_quantity = random.below(5) == 0 ? random.between(1, 6) : 0,
                                      .rounding = static_cast<Rounding>(random.below(4))},
                          .lane = std::to_string(random.below(4)),
                          .priority = random.between(0, 2),
                          .points = random.between(0, 9000)});
    }
    return offers;
}

Lanes random_lanes(PropertyRandom& random) {
    Lanes lanes;
    for (std::size_t index = 0; index < 3; ++index) {
        const std::size_t how = random.below(20);
        lanes.push_back({.id = std::to_string(index),
                         .how = how == 0 ? LaneHow::exclusive : static_cast<LaneHow>(how % 4),
                         .base = static_cast<LaneBase>(random.below(2))});
    }
    return lanes;
}

std::vector<CartLine> random_lines(PropertyRandom& random) {
    std::vector<CartLine> lines(random.below(7));
    for (CartLine& line : lines) {
        line = product("sku", random.between(1, 5), random.below(8) == 0 ? 0 : random.between(1, 5000),
                       {categories[random.below(3)]}, random.below(2) == 0 ? "acme" : "zeta");
        if (random.below(3) == 0) line.kind = static_cast<LineKind>(random.below(5));
    }
    return lines;
}

bool may_take(const Benefit& benefit, const CartLine& line) {
    if (std::holds_alternative<FreeShipping>(benefit.gives)) return line.kind == LineKind::shipping;
    const auto* buy_x_get_y = std::get_if<BuyXGetY>(&benefit.gives);
    const bool elsewhere = buy_x_get_y != nullptr && buy_x_get_y->get_from.has_value();
    const ItemFilter& filter = elsewhere ? *buy_x_get_y->get_from : benefit.applies_to;
    return line.kind == LineKind::product && filter.matches(line.sku, line.categories, line.brand);
}

std::int64_t most_of(const Gives& gives) {
    if (const auto* money_off = std::get_if<MoneyOff>(&gives)) return money_off->amount_minor;
    if (const auto* percent_off = std::get_if<PercentOff>(&gives)) return percent_off->cap_minor;
    if (const auto* free_shipping = std::get_if<FreeShipping>(&gives)) return free_shipping->cap_minor;
    const bool takes = std::holds_alternative<BuyXGetY>(gives) || std::holds_alternative<PayWithPoints>(gives);
    return takes ? unlimited : 0;
}

void check_offer(const Offer& offer, const OfferOutcome& outcome, const std::vector<CartLine>& lines) {
    const std::vector<std::int64_t> shares = spread(outcome.shares, lines.size());
    REQUIRE(sum_of(shares) == outcome.total_minor);
    REQUIRE(outcome.total_minor <= most_of(offer.benefit.gives));
    REQUIRE(outcome.points <= offer.points);
    if (outcome.reason != OfferReason::applied) REQUIRE(outcome.shares.empty());
    for (const LineShare& share : outcome.shares) {
        REQUIRE(share.amount_minor > 0);
        REQUIRE(may_take(offer.benefit, lines[share.line]));
    }
}

void check_sums(const std::vector<Offer>& offers, const Outcome& outcome, const std::vector<CartLine>& lines) {
    REQUIRE(outcome.offers.size() == offers.size());
    std::vector<std::int64_t> per_line(lines.size());
    for (std::size_t index = 0; index < offers.size(); ++index) {
        check_offer(offers[index], outcome.offers[index], lines);
        for (const LineShare& share : outcome.offers[index].shares) per_line[share.line] += share.amount_minor;
    }
    REQUIRE(outcome.line_discounts_minor == per_line);
    REQUIRE(outcome.total_minor == sum_of(per_line));
    for (std::size_t line = 0; line < lines.size(); ++line) REQUIRE(per_line[line] <= lines[line].amount_minor);
}

void check_lane(const Lane& lane, const std::vector<Offer>& offers, const Outcome& outcome, std::size_t lines) {
    std::vector<std::int64_t> takers(lines);
    std::int64_t applied = 0;
    for (std::size_t index = 0; index < offers.size(); ++index) {
        if (offers[index].lane != lane.id || outcome.offers[index].reason != OfferReason::applied) continue;
        ++applied;
        for (const LineShare& share : outcome.offers[index].shares) ++takers[share.line];
    }
    if (lane.how == LaneHow::best_per_line) {
        REQUIRE(std::all_of(takers.begin(), takers.end(), [](std::int64_t count) { return count <= 1; }));
    } else if (lane.how != LaneHow::stackable) {
        REQUIRE(applied <= 1);
    }
}

}  // namespace

TEST_CASE("shares add up, no line goes below 0, lanes keep their promise, and the order of the list does not matter") {
    PropertyRandom random("discounts");
    for (int round = 0; round < 20'000; ++round) {
        const Lanes lanes = random_lanes(random);
        std::vector<Offer> offers = random_offers(random);
        const std::vector<CartLine> lines = random_lines(random);
        const auto outcome = apply_offers(lanes, offers, lines);
        REQUIRE(outcome.ok());
        check_sums(offers, *outcome, lines);
        for (const Lane& lane : lanes) check_lane(lane, offers, *outcome, lines.size());

        std::vector<OfferOutcome> by_offer = outcome->offers;
        for (std::size_t index = offers.size(); index > 1; --index) {
            const std::size_t with = random.below(index);
            std::swap(offers[index - 1], offers[with]);
            std::swap(by_offer[index - 1], by_offer[with]);
        }
        Outcome expected = *outcome;
        expected.offers = by_offer;
        REQUIRE(*apply_offers(lanes, offers, lines) == expected);
    }
}

TEST_CASE("on one line, discounts one after the other are what paper and pencil say") {
    PropertyRandom random("discounts on one line");
    for (int round = 0; round < 5000; ++round) {
        const std::int64_t amount = random.between(1, 100'000);
        const bool on_initial = random.below(2) == 0;
        std::vector<Offer> offers;
        std::int64_t left = amount;
        for (std::int64_t priority = 4; priority > 0; --priority) {
            const std::int64_t number = random.between(1, 9000);
            const bool percent = random.below(2) == 0;
            const Gives gives = percent ? Gives(PercentOff{number}) : Gives(MoneyOff{number});
            offers.push_back(
                {.id = std::to_string(priority), .benefit = {.gives = gives}, .lane = "l", .priority = priority});
            const std::int64_t off = percent ? ((on_initial ? amount : left) * number + 5000) / 10'000 : number;
            left -= std::min(off, left);
        }
        std::reverse(offers.begin(), offers.end());
        const Lanes lanes = {{.id = "l", .base = on_initial ? LaneBase::initial : LaneBase::discounted}};
        REQUIRE(apply_offers(lanes, offers, products({amount}))->total_minor == amount - left);
    }
}
