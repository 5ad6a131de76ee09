#include "shared/loyalty/discount.h"

#include <doctest/doctest.h>

#include "tests/support/carts.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

using Numbers = std::vector<std::int64_t>;
using enum OfferReason;

constexpr const char* ten_off = R"({"money_off":{"amount_minor":1000}})";
constexpr const char* ten_percent = R"({"percent_off":{"basis_points":1000}})";
constexpr const char* twenty_percent = R"({"percent_off":{"basis_points":2000}})";

Offer offer(std::string id, const char* benefit, std::string lane, std::int64_t priority = 0, std::int64_t points = 0) {
    return {.id = std::move(id),
            .benefit = benefit_of(benefit),
            .lane = std::move(lane),
            .priority = priority,
            .points = points};
}

Outcome outcome_of(const Lanes& lanes, const std::vector<Offer>& offers, const std::vector<CartLine>& lines) {
    auto outcome = apply_offers(lanes, offers, lines);
    REQUIRE(outcome.ok());
    return std::move(outcome).value();
}

std::vector<OfferReason> reasons_of(const Outcome& outcome) {
    std::vector<OfferReason> reasons;
    for (const OfferOutcome& offer : outcome.offers) reasons.push_back(offer.reason);
    return reasons;
}

const Lanes stackable = {{.id = "all"}};
const Lanes parallel = {{.id = "all", .base = LaneBase::initial}};

}  // namespace

TEST_CASE("stackable offers apply by priority: 10 off and 20% off 100 leave 72, the other way round 70") {
    const auto lines = products({10'000});
    CHECK(outcome_of(stackable, {offer("a", ten_off, "all", 5), offer("b", twenty_percent, "all", 2)}, lines)
              .total_minor == 2800);
    CHECK(outcome_of(stackable, {offer("a", ten_off, "all", 2), offer("b", twenty_percent, "all", 5)}, lines)
              .total_minor == 3000);
}

TEST_CASE("percentages reckon on initial or discounted amounts: 10% and 20% off 25.00 are 7.50 or 7.00") {
    const auto lines = products({2500});
    const std::vector<Offer> offers = {offer("a", ten_percent, "all"), offer("b", twenty_percent, "all")};
    CHECK(outcome_of(parallel, offers, lines).total_minor == 750);
    CHECK(outcome_of(stackable, offers, lines).total_minor == 700);
}

TEST_CASE("a percentage of initial amounts takes at most what is left of a line") {
    constexpr const char* sixty = R"({"percent_off":{"basis_points":6000}})";
    const Outcome outcome = outcome_of(
        parallel, {offer("a", sixty, "all"), offer("b", sixty, "all"), offer("c", sixty, "all")}, products({1000}));
    CHECK(outcome.offers[0].total_minor == 600);
    CHECK(outcome.offers[1].total_minor == 400);
    CHECK(outcome.offers[2].reason == nothing_left_to_discount);
    CHECK(outcome.line_discounts_minor == Numbers{1000});
}

TEST_CASE("among equal priorities the id decides, not the order of the list") {
    const auto lines = products({10'000});
    const Offer off = offer("a", ten_off, "all");
    const Offer percent = offer("b", twenty_percent, "all");
    CHECK(outcome_of(stackable, {off, percent}, lines).total_minor == 2800);
    CHECK(outcome_of(stackable, {percent, off}, lines).total_minor == 2800);
}

TEST_CASE("an exclusive offer applies alone, whatever the others' priority or worth") {
    const Lanes lanes = {{.id = "all"}, {.id = "only", .how = LaneHow::exclusive}};
    const auto lines = products({10'000});
    const Outcome outcome =
        outcome_of(lanes,
                   {offer("a", ten_off, "all", 5), offer("b", twenty_percent, "only", 2),
                    offer("c", R"({"money_off":{"amount_minor":9000}})", "all", 9), offer("d", ten_percent, "only", 7),
                    offer("e", R"({"money_off":{"amount_minor":1},"minimum_minor":10001})", "all"),
                    offer("f", R"({"service":{"id":"gift_wrap"}})", "all")},
                   lines);
    CHECK(outcome.total_minor == 2000);
    CHECK(reasons_of(outcome) ==
          std::vector{lost_to_exclusive, applied, lost_to_exclusive, lost_to_better, below_minimum, lost_to_exclusive});
    CHECK(outcome.offers[0].shares.empty());
    CHECK(outcome.services.empty());
}

TEST_CASE("an exclusive offer that can't apply leaves the cart to the other lanes") {
    const Lanes lanes = {{.id = "only", .how = LaneHow::exclusive}, {.id = "all"}};
    const Outcome outcome =
        outcome_of(lanes,
                   {offer("a", R"({"percent_off":{"basis_points":2000},"minimum_minor":10001})", "only"),
                    offer("b", ten_off, "all")},
                   products({10'000}));
    CHECK(reasons_of(outcome) == std::vector{below_minimum, applied});
    CHECK(outcome.total_minor == 1000);
}

TEST_CASE("of a lane of the best the offer applies that takes most off this cart") {
    const Lanes lanes = {{.id = "deals", .how = LaneHow::best}};
    const std::vector<Offer> offers = {offer("a", ten_off, "deals", 9), offer("b", twenty_percent, "deals"),
                                       offer("c", R"({"free_shipping":{}})", "deals")};
    const Outcome large = outcome_of(lanes, offers, products({10'000}));
    CHECK(reasons_of(large) == std::vector{lost_to_better, applied, no_matching_item});
    CHECK(large.total_minor == 2000);
    const Outcome small = outcome_of(lanes, offers, products({3000}));
    CHECK(reasons_of(small) == std::vector{applied, lost_to_better, no_matching_item});
    CHECK(small.total_minor == 1000);
}

TEST_CASE("equally good deals are decided by priority, then by id") {
    const Lanes lanes = {{.id = "deals", .how = LaneHow::best}};
    const auto lines = products({5000});
    CHECK(reasons_of(outcome_of(lanes, {offer("b", twenty_percent, "deals"), offer("a", ten_off, "deals")}, lines)) ==
          std::vector{lost_to_better, applied});
    CHECK(reasons_of(outcome_of(lanes, {offer("b", twenty_percent, "deals", 1), offer("a", ten_off, "deals")},
                                lines)) == std::vector{applied, lost_to_better});
}

TEST_CASE("of a lane of priority the first offer that can applies") {
    const Lanes lanes = {{.id = "queue", .how = LaneHow::priority}};
    const Outcome outcome =
        outcome_of(lanes,
                   {offer("a", twenty_percent, "queue", 1),
                    offer("b", R"({"money_off":{"amount_minor":500},"minimum_minor":10001})", "queue", 3),
                    offer("c", ten_percent, "queue", 2)},
                   products({10'000}));
    CHECK(reasons_of(outcome) == std::vector{lost_to_priority, below_minimum, applied});
    CHECK(outcome.total_minor == 1000);
}

TEST_CASE("where each line has one winner, an offer gives its shares of the lines it won") {
    const Lanes lanes = {{.id = "lines", .how = LaneHow::best_per_line}};
    const std::vector<CartLine> lines = {product("boot", 1, 10'000, {"shoes"}), product("sock", 1, 2000, {"socks"})};
    const Outcome outcome = outcome_of(
        lanes,
        {offer("a", ten_percent, "lines"),
         offer("b", R"({"percent_off":{"basis_points":3000},"applies_to":{"categories":["socks"]}})", "lines"),
         offer("c", R"({"money_off":{"amount_minor":600}})", "lines"),
         offer("d", R"({"gift_product":{"sku":"mug"}})", "lines")},
        lines);
    CHECK(reasons_of(outcome) == std::vector{applied, applied, lost_to_better, applied});
    CHECK(outcome.offers[0].shares == std::vector<LineShare>{{0, 1000}});
    CHECK(outcome.offers[1].shares == std::vector<LineShare>{{1, 600}});
    CHECK(outcome.offers[2].total_minor == 0);
    CHECK(outcome.line_discounts_minor == Numbers{1000, 600});
    CHECK(outcome.gifts == std::vector<Gift>{{"mug", 1}});
}

TEST_CASE("a line that two offers would lower alike goes to the first of them") {
    const Lanes lanes = {{.id = "lines", .how = LaneHow::best_per_line}};
    const std::vector<Offer> offers = {offer("b", ten_off, "lines"), offer("a", twenty_percent, "lines")};
    CHECK(reasons_of(outcome_of(lanes, offers, products({5000}))) == std::vector{lost_to_better, applied});
}

TEST_CASE("lanes are applied one after the other, each to what those before have left") {
    const std::vector<Offer> offers = {
        offer("points", R"({"pay_with_points":{"points":2,"pay_minor":1}})", "pay", 0, 9999),
        offer("coupon", ten_off, "coupons"), offer("tier", twenty_percent, "tiers")};
    const auto lines = products({4000, 6000});
    const Lanes coupons_first = {{.id = "coupons"}, {.id = "tiers"}, {.id = "pay"}};
    const Outcome outcome = outcome_of(coupons_first, offers, lines);
    CHECK(outcome.offers[1].shares == std::vector<LineShare>{{0, 400}, {1, 600}});
    CHECK(outcome.offers[2].shares == std::vector<LineShare>{{0, 720}, {1, 1080}});
    // 4,999 minor units over 2,880 and 4,320: 1,999.6 and 2,999.4.
    CHECK(outcome.offers[0].shares == std::vector<LineShare>{{0, 2000}, {1, 2999}});
    CHECK(outcome.offers[0].points == 9998);
    CHECK(outcome.total_minor == 1000 + 1800 + 4999);
    const Lanes tiers_first = {{.id = "tiers"}, {.id = "coupons"}, {.id = "pay"}};
    CHECK(outcome_of(tiers_first, offers, lines).offers[2].total_minor == 2000);
}

TEST_CASE("whether a minimum is reached does not hang on the other offers") {
    const Outcome outcome =
        outcome_of(stackable,
                   {offer("a", R"({"percent_off":{"basis_points":9000}})", "all", 1),
                    offer("b", R"({"money_off":{"amount_minor":100},"minimum_minor":5000})", "all")},
                   products({5000}));
    CHECK(outcome.total_minor == 4600);
}

TEST_CASE("offers that find nothing left, and offers of a lane that is not there, say so") {
    const Outcome outcome = outcome_of(stackable,
                                       {offer("a", R"({"money_off":{"amount_minor":5000}})", "all", 1),
                                        offer("b", ten_percent, "all"), offer("c", ten_percent, "gone")},
                                       products({4000}));
    CHECK(reasons_of(outcome) == std::vector{applied, nothing_left_to_discount, lane_unknown});
    CHECK(outcome.offers[0].total_minor == 4000);
    CHECK(outcome.total_minor == 4000);
    CHECK(reasons_of(outcome_of({}, {offer("a", ten_off, "all")}, products({1}))) == std::vector{lane_unknown});
}

TEST_CASE("gifts, services and cash-back add up") {
    const Outcome outcome = outcome_of(
        stackable,
        {offer("a", R"({"gift_product":{"sku":"mug","quantity":2}})", "all"),
         offer("b", R"({"gift_product":{"sku":"cap"}})", "all"), offer("c", R"({"gift_product":{"sku":"mug"}})", "all"),
         offer("d", R"({"service":{"id":"gift_wrap"}})", "all"), offer("e", R"({"service":{"id":"adviser"}})", "all"),
         offer("f", R"({"service":{"id":"gift_wrap"}})", "all"),
         offer("g", R"({"cash_back":{"amount_minor":5}})", "all"),
         offer("h", R"({"cash_back":{"amount_minor":7}})", "all"),
         offer("i", R"({"partner":{"id":"cinema","text_id":"tickets"}})", "all")},
        products({100}));
    CHECK(outcome.gifts == std::vector<Gift>{{"cap", 1}, {"mug", 3}});
    CHECK(outcome.services == std::vector<std::string>{"adviser", "gift_wrap"});
    CHECK(outcome.cash_back_minor == 12);
    CHECK(outcome.total_minor == 0);
    CHECK(outcome.offers[8].reason == applied);
}

TEST_CASE("carts and offers that can't be are refused at their place") {
    const auto error = [](const std::vector<Offer>& offers, const std::vector<CartLine>& lines) {
        const auto outcome = apply_offers(stackable, offers, lines);
        REQUIRE_FALSE(outcome.ok());
        return std::string(name_of(outcome.error().code)) + " " + outcome.error().path;
    };
    const Offer a = offer("a", ten_off, "all");
    CHECK(error({offer("b", ten_off, "all"), a, a}, products({1})) == "duplicate_identifier /offers/2/id");
    CHECK(error({a}, {product("x", 0, 100)}) == "number_out_of_range /lines/0/quantity");
    CHECK(error({a}, products({5, -1})) == "number_out_of_range /lines/1/amount_minor");
    CHECK(error({a}, products({integer_max, 1})) == "amount_overflow /lines/1/amount_minor");
    CHECK(error({a}, {product("x", integer_max, 1), product("y", 1, 1)}) == "amount_overflow /lines/1/quantity");
    const std::string all = R"({"cash_back":{"amount_minor":)" + std::to_string(integer_max) + "}}";
    CHECK(error({offer("b", all.c_str(), "all"), offer("c", all.c_str(), "all")}, {}) == "amount_overflow /offers/1");
}

TEST_CASE("lanes are read in their order and may not share an id") {
    const auto document = read_json(
        R"([{"id":"a","how":"best","base":"initial"},{"id":"b","how":"best_per_line"},{"id":"a","how":"exclusive"}])");
    REQUIRE(document.ok());
    CHECK(check(*document, lanes_shape).empty());
    CHECK(read_lanes(*document) == Lanes{{"a", LaneHow::best, LaneBase::initial},
                                         {"b", LaneHow::best_per_line, LaneBase::discounted},
                                         {"a", LaneHow::exclusive, LaneBase::discounted}});
    Errors errors;
    check_lanes(*document, "/lanes", errors);
    REQUIRE(errors.size() == 1);
    CHECK(errors[0] ==
          Error{ErrorCode::duplicate_identifier, "/lanes/2/id", "\"a\" twice", "an id of its own for each lane"});
    CHECK(read_lanes(Value()).empty());
}
