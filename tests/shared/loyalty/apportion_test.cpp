#include "shared/loyalty/apportion.h"

#include <doctest/doctest.h>

#include "shared/base/limits.h"
#include "tests/property.h"
#include "tests/support/carts.h"

using namespace laurel;
using namespace laurel::loyalty;

using Numbers = std::vector<std::int64_t>;

TEST_CASE("a total goes over the weights by the largest remainder, the earlier of equal ones first") {
    struct Case {
        const char* what;
        std::int64_t total;
        Numbers weights, shares;
    };
    const Case cases[] = {
        {"161.25, 52.5, 86.25: the half gets the one left over", 300, {4300, 1400, 2300}, {161, 53, 86}},
        {"in full", 8000, {4300, 1400, 2300}, {4300, 1400, 2300}},
        {"more than the weights", 16000, {4300, 1400, 2300}, {8600, 2800, 4600}},
        {"exact quotas", 800, {4300, 1400, 2300}, {430, 140, 230}},
        {"equal remainders, one left over", 1, {5, 5, 5}, {1, 0, 0}},
        {"equal remainders, two left over", 2, {5, 5, 5}, {1, 1, 0}},
        {"3.33 each", 10, {1, 1, 1}, {4, 3, 3}},
        {"0.5 and 0.5 behind 0", 1, {0, 1, 1}, {0, 1, 0}},
        {"what weighs nothing gets nothing", 7, {0, 3, 0, 4, 0}, {0, 3, 0, 4, 0}},
        {"nothing", 0, {4300, 1400}, {0, 0}},
        {"one line", 299, {4300}, {299}},
        {"weights that are all 0 are equal", 5, {0, 0, 0}, {2, 2, 1}},
        {"no lines", 5, {}, {}},
        {"below 0 counts as 0", -5, {1, 2}, {0, 0}},
        {"a weight below 0 counts as 0", 5, {-1, 2}, {0, 5}},
        {"a later remainder that is larger", 10, {100, 101, 102}, {3, 3, 4}},
    };
    for (const Case& c : cases) CHECK_MESSAGE(apportion(c.total, c.weights) == c.shares, c.what);
}

TEST_CASE("the largest amounts are shared out exactly") {
    CHECK(apportion(integer_max, Numbers{integer_max, integer_max}) == Numbers{integer_max / 2 + 1, integer_max / 2});
    CHECK(apportion(integer_max, Numbers{integer_max - 1, 1}) == Numbers{integer_max - 1, 1});
    CHECK(apportion(integer_max - 1, Numbers{1, integer_max - 1}) == Numbers{1, integer_max - 2});
}

TEST_CASE("shares add up, stay within one of their quota and, up to the weights' sum, within their weight") {
    PropertyRandom random("apportion");
    for (int round = 0; round < 20'000; ++round) {
        Numbers weights(static_cast<std::size_t>(random.between(1, 12)));
        const std::int64_t weight_max = random.below(3) == 0 ? 3 : 1'000'000;
        for (std::int64_t& weight : weights) weight = random.below(4) == 0 ? 0 : random.between(0, weight_max);
        const std::int64_t sum = sum_of(weights);
        if (sum == 0) continue;
        const std::int64_t total = random.between(0, sum);
        const Numbers shares = apportion(total, weights);
        REQUIRE(sum_of(shares) == total);
        std::int64_t smallest_raised = sum;
        std::int64_t largest_left = 0;
        for (std::size_t index = 0; index < weights.size(); ++index) {
            const std::int64_t quota = total * weights[index] / sum;
            const std::int64_t remainder = total * weights[index] % sum;
            REQUIRE(shares[index] <= weights[index]);
            REQUIRE((shares[index] == quota || shares[index] == quota + 1));
            if (shares[index] > quota) {
                smallest_raised = std::min(smallest_raised, remainder);
            } else {
                largest_left = std::max(largest_left, remainder);
            }
        }
        REQUIRE(smallest_raised >= largest_left);
    }
}

TEST_CASE("pieces of a line have their share of its discount, in whatever parts they come back") {
    struct Case {
        std::int64_t total, quantity;
        Numbers parts, shares;
    };
    const Case cases[] = {
        {100, 3, {1, 1, 1}, {33, 34, 33}},
        {100, 3, {2, 1}, {67, 33}},
        {100, 3, {1, 2}, {33, 67}},
        {100, 3, {3}, {100}},
        {1, 2, {1, 1}, {1, 0}},
        {5, 10, {1, 1, 8}, {1, 0, 4}},
        {0, 4, {1, 3}, {0, 0}},
        {161, 1, {1}, {161}},
        {7, 2, {0, 2}, {0, 7}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.total);
        CAPTURE(c.quantity);
        Numbers shares;
        std::int64_t before = 0;
        for (const std::int64_t pieces : c.parts) {
            shares.push_back(share_of_pieces(c.total, c.quantity, before, pieces));
            before += pieces;
        }
        CHECK(shares == c.shares);
    }
}

TEST_CASE("shares of pieces that are not there are clamped to those that are") {
    CHECK(share_of_pieces(100, 0, 0, 1) == 0);
    CHECK(share_of_pieces(100, -1, 0, 1) == 0);
    CHECK(share_of_pieces(100, 4, 3, 9) == 25);
    CHECK(share_of_pieces(100, 4, 9, 1) == 0);
    CHECK(share_of_pieces(100, 4, -2, 1) == 25);
    CHECK(share_of_pieces(100, 4, 1, -1) == 0);
    CHECK(share_of_pieces(-100, 4, 0, 4) == 0);
    CHECK(share_of_pieces(integer_max, integer_max, 1, integer_max) == integer_max - 1);
}

TEST_CASE("refunds of a discounted line in any parts give back what was paid and its discount, exactly") {
    PropertyRandom random("refund shares");
    for (int round = 0; round < 20'000; ++round) {
        const std::int64_t quantity = random.between(1, random.below(2) == 0 ? 9 : 6000);
        const std::int64_t amount = random.between(0, 100'000);
        const std::int64_t discount = random.between(0, amount);
        std::int64_t paid_back = 0;
        std::int64_t discount_back = 0;
        for (std::int64_t before = 0; before < quantity;) {
            const std::int64_t pieces = random.between(1, quantity - before);
            const std::int64_t paid = share_of_pieces(amount - discount, quantity, before, pieces);
            REQUIRE(paid >= 0);
            paid_back += paid;
            discount_back += share_of_pieces(amount, quantity, before, pieces) - paid;
            before += pieces;
        }
        REQUIRE(paid_back == amount - discount);
        REQUIRE(discount_back == discount);
    }
}
