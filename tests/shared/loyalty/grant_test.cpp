#include "shared/loyalty/grant.h"

#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "tests/property.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

Grant grant_of(std::string_view text) { return grant_from_value(json_of(text)); }

// Of two lines: 3 mugs for 10.00 and a tea for 5.00.
OrderState order() {
    OrderState order;
    order.lines = {line("mug", 3, 10'00), line("tea", 1, 5'00)};
    for (OrderLine& each : order.lines) each.base_minor = each.amount_minor;
    order.total_minor = 15'00;
    return order;
}

void refund_pieces(OrderState& order, std::size_t index, std::int64_t quantity) {
    OrderLine& line = order.lines[index];
    const std::int64_t before = refunded_of(line, line.amount_minor);
    line.refunded_quantity += quantity;
    order.refunded_minor += refunded_of(line, line.amount_minor) - before;
}

}  // namespace

TEST_CASE("a grant gives its rate of the basis, rounded once, above its minimums and up to its limit") {
    struct Row {
        const char* grant;
        Basis basis;
        std::int64_t points;
    };
    const Row table[] = {
        {R"({"rate": 1, "per_minor": 100})", {199, 1}, 1},
        {R"({"rate": 1, "per_minor": 100, "rounding": "up"})", {101, 1}, 2},
        {R"({"rate": 1, "per_minor": 100, "rounding": "half_up"})", {150, 1}, 2},
        {R"({"rate": 1, "per_minor": 100, "rounding": "half_even"})", {250, 1}, 2},
        {R"({"rate": 5, "per_quantity": 2})", {1, 5}, 12},
        {R"({"rate": 5, "per_quantity": 2})", {0, 5}, 0},
        {R"({"rate": 7})", {1, 1}, 7},
        {R"({"rate": 7})", {0, 1}, 0},
        {R"({"rate": 7})", {-1, 1}, 0},
        {R"({"rate": 1, "per_minor": 1, "limit": 10})", {11, 1}, 10},
        {R"({"rate": 7, "limit": 5})", {1, 1}, 5},
        {R"({"rate": 7, "limit": 0})", {1, 1}, 0},
        {R"({"rate": 7, "minimum_minor": 100})", {99, 9}, 0},
        {R"({"rate": 7, "minimum_minor": 100})", {100, 9}, 7},
        {R"({"rate": 7, "minimum_quantity": 3})", {100, 2}, 0},
        {R"({"rate": 7, "minimum_quantity": 3})", {100, 3}, 7},
        {R"({"rate": 1, "per_minor": 1})", {integer_max, 1}, integer_max},
    };
    for (const Row& row : table) {
        CAPTURE(row.grant);
        CAPTURE(row.basis.base_minor);
        CHECK(*points_of(grant_of(row.grant), row.basis) == row.points);
    }
    CHECK(points_of(grant_of(R"({"rate": 2, "per_minor": 1})"), {integer_max, 1}).error().code ==
          ErrorCode::amount_overflow);
}

TEST_CASE("what is kept of an order's lines is what refunds by pieces and by amount leave") {
    const Grant all = grant_of("{}");
    const Grant mugs = grant_of(R"({"lines": [0]})");
    OrderState kept = order();
    CHECK(basis_of(all, kept).base_minor == 15'00);
    CHECK(basis_of(all, kept).quantity == 4);
    CHECK(basis_of(mugs, kept).base_minor == 10'00);
    refund_pieces(kept, 0, 1);
    CHECK(kept.refunded_minor == 3'33);
    CHECK(basis_of(all, kept).base_minor == 11'67);
    CHECK(basis_of(mugs, kept).base_minor == 6'67);
    CHECK(basis_of(mugs, kept).quantity == 2);
    // A tenth of the 11.67 that are left, of each line.
    kept.refunded_minor += 1'17;
    CHECK(basis_of(all, kept).base_minor == 10'50);
    CHECK(basis_of(mugs, kept).base_minor == 6'00);
    CHECK(basis_of(mugs, kept).quantity == 2);
    kept.refunded_minor = 15'00;
    CHECK(basis_of(all, kept).base_minor == 0);
}

TEST_CASE("a line that earns nothing is no part of a basis, and a line that earns in part is its part") {
    OrderState kept = order();
    kept.lines[0].base_minor = 0;
    kept.lines[1].base_minor = 4'00;
    CHECK(basis_of(grant_of("{}"), kept).base_minor == 4'00);
    CHECK(basis_of(grant_of("{}"), kept).quantity == 1);
    refund_pieces(kept, 0, 3);
    CHECK(basis_of(grant_of("{}"), kept).base_minor == 4'00);
    refund_pieces(kept, 1, 1);
    CHECK(basis_of(grant_of("{}"), kept).base_minor == 0);
}

TEST_CASE("spend is what is kept of the products") {
    OrderState kept = order();
    kept.lines[1].kind = LineKind::shipping;
    CHECK(spend_of(kept) == 10'00);
    refund_pieces(kept, 0, 1);
    CHECK(spend_of(kept) == 6'67);
    kept.refunded_minor = 15'00;
    CHECK(spend_of(kept) == 0);
}

TEST_CASE("a grant is the same after writing and reading, and says only what is not the default") {
    const char* table[] = {
        R"({"points":7,"rate":7,"rule":"a"})",
        R"({"per_minor":200,"points":7,"rate":3,"rounding":"half_even","rule":"a"})",
        R"({"per_quantity":2,"points":7,"rate":3,"rounding":"down","rule":"a"})",
        (R"({"caps":[["a",0,20454,7,1]],"clawed_back":2,"limit":9,"lines":[0,2],"lot":4,"minimum_minor":5,)"
         R"("minimum_quantity":6,"points":7,"qualifies":false,"rate":7,"rule":"a"})"),
    };
    for (const char* text : table) {
        CAPTURE(text);
        const Grant grant = grant_of(text);
        CHECK(write_json(to_value(grant)) == text);
        CHECK(grant_from_value(to_value(grant)) == grant);
    }
}

TEST_CASE("whatever a grant's JSON says, it divides by at least one and gives no less than nothing") {
    const char* table[] = {"null", "[]", R"({"per_minor": 0, "rate": -5})",
                           R"({"per_quantity": -1, "rate": 3, "limit": -3})",
                           R"({"caps": [1, [], ["a", 1]], "lines": ["x", -4, 99]})"};
    for (const char* text : table) {
        CAPTURE(text);
        const Grant grant = grant_of(text);
        CHECK(grant.rate_per >= 1);
        const auto points = points_of(grant, basis_of(grant, order()));
        CHECK((!points || *points >= 0));
    }
}

TEST_CASE("a grant never gives more for less, whatever the order in which an order shrinks") {
    PropertyRandom random("grants shrink");
    for (int run = 0; run < 300; ++run) {
        Grant grant;
        grant.basis = static_cast<Grant::Basis>(random.below(3));
        grant.rate_points = random.between(1, 5);
        grant.rate_per = random.between(1, 300);
        grant.rounding = static_cast<Rounding>(random.below(4));
        if (random.below(3) == 0) grant.limit = random.between(0, 40);
        if (random.below(3) == 0) grant.minimum_minor = random.between(0, 3000);
        if (random.below(3) == 0) grant.minimum_quantity = random.between(0, 6);
        if (random.below(2) == 0) grant.lines = {random.between(0, 1)};
        OrderState kept = order();
        std::int64_t points = *points_of(grant, basis_of(grant, kept));
        while (kept.refunded_minor < kept.total_minor) {
            const std::size_t index = random.below(2);
            const OrderLine& line = kept.lines[index];
            const std::int64_t left_minor = kept.total_minor - kept.refunded_minor;
            OrderState after = kept;
            if (random.below(2) == 0 && line.refunded_quantity < line.quantity) {
                refund_pieces(after, index, 1);
                if (after.refunded_minor > after.total_minor) continue;
            } else {
                after.refunded_minor += random.between(1, left_minor);
            }
            const std::int64_t now = *points_of(grant, basis_of(grant, after));
            CHECK(now <= points);
            points = now;
            kept = after;
        }
        CHECK(points == 0);
    }
}
