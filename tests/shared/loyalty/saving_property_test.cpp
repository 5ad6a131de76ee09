// Buy-x-get-y against carts whose pieces are laid out one by one.
#include <doctest/doctest.h>

#include <algorithm>

#include "shared/loyalty/saving.h"
#include "tests/property.h"
#include "tests/support/carts.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

struct Piece {
    std::int64_t price_minor;
    std::size_t line;
    bool buys;
    bool gets;
};

bool is_in(const CartLine& line, const char* category) {
    return std::find(line.categories.begin(), line.categories.end(), category) != line.categories.end();
}

// Whole minor units, the dearer pieces last.
std::vector<Piece> pieces_of(const std::vector<CartLine>& lines) {
    std::vector<Piece> pieces;
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const CartLine& line = lines[index];
        if (line.amount_minor == 0) continue;
        for (std::int64_t piece = 0; piece < line.quantity; ++piece) {
            const bool dearer = piece >= line.quantity - line.amount_minor % line.quantity;
            pieces.push_back(
                {line.amount_minor / line.quantity + (dearer ? 1 : 0), index, is_in(line, "buy"), is_in(line, "get")});
        }
    }
    return pieces;
}

std::vector<CartLine> random_lines(PropertyRandom& random, std::int64_t pieces_max, std::int64_t price_max) {
    std::vector<CartLine> lines;
    for (std::int64_t left = random.between(1, pieces_max); left > 0;) {
        const std::int64_t quantity = random.between(1, left);
        const std::size_t kind = random.below(5);
        std::vector<std::string> categories;
        if (kind != 0) categories.push_back("buy");
        if (kind > 1) categories.push_back("get");
        if (kind == 4) categories = {"get"};
        lines.push_back(product("s", quantity, random.between(0, price_max * quantity), categories));
        left -= quantity;
    }
    return lines;
}

Saving saving_on(const Benefit& benefit, const std::vector<CartLine>& lines) {
    std::vector<std::int64_t> amounts(lines.size());
    std::transform(lines.begin(), lines.end(), amounts.begin(), [](const CartLine& line) { return line.amount_minor; });
    return saving_of(benefit, {.lines = lines, .base_minor = amounts, .left_minor = amounts}, 0);
}

// Every way to choose the pieces given: the most groups, and of those ways the least that the pieces cost.
std::int64_t cheapest_by_trying(const std::vector<Piece>& pieces, const BuyXGetY& gives) {
    std::int64_t most_times = 0;
    std::int64_t least_minor = 0;
    for (std::uint32_t chosen = 0; chosen < (1u << pieces.size()); ++chosen) {
        std::int64_t given = 0;
        std::int64_t cost_minor = 0;
        std::int64_t buyable = 0;
        bool possible = true;
        for (std::size_t index = 0; index < pieces.size(); ++index) {
            if ((chosen >> index & 1) == 0) {
                buyable += pieces[index].buys ? 1 : 0;
                continue;
            }
            possible = possible && pieces[index].gets;
            ++given;
            cost_minor += pieces[index].price_minor;
        }
        const std::int64_t times = given / gives.get_quantity;
        possible = possible && given % gives.get_quantity == 0 && times <= gives.times_max &&
                   buyable >= times * gives.buy_quantity;
        if (!possible || times < most_times) continue;
        if (times > most_times || cost_minor < least_minor) least_minor = cost_minor;
        most_times = times;
    }
    return least_minor;
}

}  // namespace

TEST_CASE("the cheapest pieces of a sorted row are given, line by line as laid out one by one") {
    PropertyRandom random("buy-x-get-y in a row");
    for (int round = 0; round < 5000; ++round) {
        std::vector<CartLine> lines = random_lines(random, 60, random.below(2) == 0 ? 3 : 500);
        for (CartLine& line : lines) line.categories = {"buy", "get"};
        const BuyXGetY gives{.buy_quantity = random.between(1, 4), .get_quantity = random.between(1, 3)};
        std::vector<Piece> pieces = pieces_of(lines);
        std::stable_sort(pieces.begin(), pieces.end(),
                         [](const Piece& a, const Piece& b) { return a.price_minor < b.price_minor; });
        const auto count = static_cast<std::int64_t>(pieces.size());
        const std::int64_t given = count / (gives.buy_quantity + gives.get_quantity) * gives.get_quantity;
        std::vector<std::int64_t> expected(lines.size());
        for (std::int64_t index = 0; index < given; ++index) {
            const Piece& piece = pieces[static_cast<std::size_t>(index)];
            expected[piece.line] += piece.price_minor;
        }
        REQUIRE(spread(saving_on({.gives = gives}, lines).shares, lines.size()) == expected);
    }
}

TEST_CASE("where some pieces can only be bought or only be given, none of all the ways gives more or cheaper ones") {
    PropertyRandom random("buy-x-get-y by trying");
    for (int round = 0; round < 1500; ++round) {
        const std::vector<CartLine> lines = random_lines(random, 10, random.below(2) == 0 ? 3 : 500);
        const BuyXGetY gives{.buy_quantity = random.between(1, 3),
                             .get_quantity = random.between(1, 3),
                             .times_max = random.below(3) == 0 ? random.between(1, 2) : unlimited,
                             .get_from = ItemFilter{.categories = {"get"}}};
        const Saving saving = saving_on({.gives = gives, .applies_to = {.categories = {"buy"}}}, lines);
        REQUIRE(saving.total_minor == cheapest_by_trying(pieces_of(lines), gives));
    }
}
