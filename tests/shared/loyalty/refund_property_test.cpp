// Refunds in parts, under programmes of many rules: decide.h's RefundOrder.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/simulate/programmes.h"
#include "tests/simulate/scenario.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

// A part of an order: pieces of one line, or an amount.
struct Part {
    std::string id;
    std::int64_t amount_minor = 0;
    std::vector<RefundItem> items;
};

Shop::Outcome refund(Shop& shop, const Part& part) {
    return part.items.empty() ? shop.refund("1", part.id, part.amount_minor)
                              : shop.refund_items("1", part.id, part.items);
}

// Parts that take the whole order back, in the order in which they were found to fit.
std::vector<Part> random_parts(SeededRandom& random, Shop shop) {
    std::vector<Part> parts;
    for (;;) {
        const OrderState& order = shop.order("1");
        const std::int64_t left = order.total_minor - order.refunded_minor;
        if (left == 0) return parts;
        Part part{.id = "part" + std::to_string(parts.size()), .items = {}};
        const std::size_t index = random.below(order.lines.size());
        const OrderLine& line = order.lines[index];
        const std::int64_t pieces = line.quantity - line.refunded_quantity;
        if (random.percent(50) && pieces > 0) {
            part.items = {{static_cast<std::int64_t>(index), random.between(1, pieces)}};
        } else {
            part.amount_minor = random.percent(10) ? left : random.between(1, std::min<std::int64_t>(left, 700));
        }
        if (refund(shop, part).ok()) parts.push_back(part);
    }
}

std::vector<std::int64_t> clawed(const Shop& shop) {
    std::vector<std::int64_t> points;
    for (const Grant& grant : shop.order("1").grants) points.push_back(grant.points_clawed_back);
    return points;
}

}  // namespace

TEST_CASE("however an order is refunded, in whatever parts and order, the same is taken back by each of its rules") {
    PropertyRandom random("refunds in parts");
    int rewarded = 0;
    for (int run = 0; run < 60; ++run) {
        CAPTURE(run);
        Shop shop("2026-01-09T12:00:00Z", simulate::random_programme(random, simulate::random_zone(random)));
        Array lines;
        for (std::int64_t count = random.between(1, 5); count > 0; --count)
            lines.push_back(simulate::random_line(random));
        const auto placed = shop.place_document("1", write_json(Object{{"lines", lines}}));
        if (!placed) continue;
        rewarded += shop.order("1").grants.empty() ? 0 : 1;
        std::vector<Part> parts = random_parts(random, shop);
        const auto some = parts.begin() + static_cast<std::ptrdiff_t>(random.below(parts.size() + 1));
        Shop other = shop;
        for (auto part = parts.begin(); part != some; ++part) {
            const std::vector<std::int64_t> before = clawed(shop);
            REQUIRE(refund(shop, *part).ok());
            for (std::size_t index = 0; index < before.size(); ++index) CHECK(clawed(shop)[index] >= before[index]);
        }
        for (auto first = parts.begin(); first != some; ++first)
            std::iter_swap(first,
                           first + static_cast<std::ptrdiff_t>(random.below(static_cast<std::size_t>(some - first))));
        for (auto part = parts.begin(); part != some; ++part) REQUIRE(refund(other, *part).ok());
        CHECK(clawed(other) == clawed(shop));
        for (auto part = some; part != parts.end(); ++part) REQUIRE(refund(shop, *part).ok());
        for (const Grant& grant : shop.order("1").grants) CHECK(grant.points_clawed_back == grant.points);
        for (const CapUse& use : shop.member().caps) CHECK((use.points == 0 && use.times == 0));
        CHECK(shop.member().orders == 0);
        CHECK(shop.member().spend_minor == 0);
        CHECK(shop.member().days.empty());
    }
    CHECK(rewarded > 20);
}
