// Random checkouts beside one another, held against a model that only counts: no limit and no budget is ever exceeded,
// shares add up, and what refunds give back adds up to the discount in whatever order.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/property.h"
#include "tests/support/coupon_shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

constexpr std::string_view campaigns = R"([
    {"id": "single", "benefit": {"money_off": {"amount_minor": 700}}, "lane": "codes", "codes_per_order": 3,
     "total": [{"per": {"unit": "lifetime"}, "times": 4}]},
    {"id": "shared", "benefit": {"percent_off": {"basis_points": 1500}}, "lane": "codes", "shared_codes": ["SHARED"],
     "per_member": [{"per": {"unit": "lifetime"}, "times": 2}],
     "budget": [{"per": {"unit": "lifetime"}, "amount_minor": 4000}]},
    {"id": "best", "benefit": {"percent_off": {"basis_points": 3000, "cap_minor": 900}}, "lane": "best",
     "shared_codes": ["BEST"], "restore_on_cancel": false,
     "total": [{"per": {"unit": "lifetime"}, "times": 5}],
     "budget": [{"per": {"unit": "lifetime"}, "amount_minor": 3000}]}])";
constexpr std::string_view lanes = R"([{"id": "best", "how": "best"}, {"id": "codes", "how": "stackable"}])";

struct Limits {
    std::int64_t times;
    std::int64_t amount_minor;
};
const std::map<std::string, Limits> limits{
    {"single", {4, integer_max}}, {"shared", {integer_max, 4000}}, {"best", {5, 3000}}};

// What one checkout holds or has used, by its discounts.
struct Kept {
    std::string member;
    std::int64_t until_ms = 0;  // integer_max once paid
    std::vector<Discount> discounts;
    std::string order;
};

class Model {
   public:
    explicit Model(PropertyRandom& random) : random_(random) {
        for (int index = 0; index < 8; ++index) REQUIRE(shop_.issue("S" + std::to_string(index), "single") == "");
    }

    void step() {
        shop_.now_ms += random_.between(0, 4 * minute_ms);
        const std::string id = std::to_string(random_.below(12));
        switch (random_.below(7)) {
            case 0:
                return commit(id);
            case 1:
                return release(id);
            case 2:
                return refund();
            default:
                return reserve(id);
        }
    }

    // Counts everything anew.
    void check() {
        std::map<std::string, BudgetUse> used;
        std::map<std::string, std::int64_t> of_member;
        std::set<std::string> coupons;
        for (const auto& [id, kept] : kept_) {
            if (kept.until_ms <= shop_.now_ms) continue;
            const auto& order = shop_.state<OrderDiscountsState>("order_discounts/" + kept.order);
            const auto& discounts = kept.order.empty() ? kept.discounts : order.discounts;
            for (const Discount& discount : discounts) {
                BudgetUse& use = used[discount.campaign];
                use.times += discount.restored ? 0 : 1;
                use.amount_minor += discount.total_minor() - discount.returned_minor();
                if (discount.campaign == "shared" && !discount.restored) ++of_member[kept.member];
                const bool is_free = discount.coupon.empty() || discount.restored;
                if (!is_free) CHECK(coupons.insert(discount.coupon).second);
            }
        }
        for (const auto& each : limits) {
            const std::string campaign(each.first);
            const auto& limit = each.second;
            CAPTURE(campaign);
            CHECK(used[campaign].times <= limit.times);
            CHECK(used[campaign].amount_minor <= limit.amount_minor);
            CHECK(shop_.used(campaign) == used[campaign]);
        }
        for (const auto& [member, times] : of_member) CHECK(times <= 2);
    }

   private:
    void reserve(const std::string& id) {
        std::vector<std::int64_t> amounts(1 + random_.below(4));
        for (std::int64_t& amount : amounts) amount = random_.between(0, 3000);
        std::vector<std::string> codes;
        for (const char* code : {"SHARED", "BEST"}) {
            if (random_.below(3) == 0) codes.emplace_back(code);
        }
        while (codes.empty() || random_.below(2) == 0) codes.push_back("S" + std::to_string(random_.below(8)));
        const std::string member = random_.below(4) == 0 ? "" : "member/" + std::to_string(random_.below(3));
        ReserveCoupons cart = shop_.cart(id, amounts, codes, member);
        for (OrderLine& line : cart.lines) line.quantity = random_.between(1, 5);
        const bool applies = all_apply(shop_.reasons(cart), codes.size());
        const auto& before = shop_.state<CheckoutState>("checkout/" + id);
        const bool is_paid = before.status == CheckoutStatus::committed;
        const bool reserved = shop_.trouble(cart) == "";
        CHECK(reserved == (applies && !is_paid));
        if (!reserved) return;
        const auto& checkout = shop_.state<CheckoutState>("checkout/" + id);
        kept_[id] = {member, checkout.times_out_at_ms, checkout.discounts, ""};
        carts_[id] = cart;
        check_shares(cart, checkout.discounts);
    }

    static bool all_apply(std::string_view reasons, std::size_t codes) {
        std::string wanted;
        for (std::size_t index = 0; index < codes; ++index) wanted += index == 0 ? "applied" : " applied";
        return reasons == wanted;
    }

    static void check_shares(const ReserveCoupons& cart, const std::vector<Discount>& discounts) {
        std::vector<std::int64_t> off(cart.lines.size());
        for (const Discount& discount : discounts) {
            for (const DiscountShare& share : discount.shares)
                off[static_cast<std::size_t>(share.line)] += share.amount_minor;
        }
        for (std::size_t line = 0; line < off.size(); ++line) CHECK(off[line] <= cart.lines[line].amount_minor);
    }

    void commit(const std::string& id) {
        const bool is_open = kept_.contains(id) && kept_[id].order.empty() && kept_[id].until_ms > shop_.now_ms;
        const std::string order = std::to_string(++orders_);
        const bool committed = shop_.trouble(CommitCoupons{"checkout/" + id, "order/" + order}) == "";
        CHECK(committed == is_open);
        if (!committed) return;
        Kept& kept = kept_[id];
        kept.until_ms = integer_max;
        kept.order = order;
        PlaceOrder placed{.order = "order/" + order,
                          .member = kept.member,
                          .placed_at_ms = shop_.now_ms,
                          .currency = "GBP",
                          .lines = carts_[id].lines,
                          .attributes = {},
                          .personal = {}};
        for (const Discount& discount : kept.discounts) {
            for (const DiscountShare& share : discount.shares)
                placed.lines[static_cast<std::size_t>(share.line)].amount_minor -= share.amount_minor;
        }
        CHECK(shop_.trouble(placed) == "");
        paid_.push_back(id);
    }

    void release(const std::string& id) {
        const bool is_paid = kept_.contains(id) && !kept_[id].order.empty();
        const bool released = shop_.trouble(ReleaseCoupons{"checkout/" + id}) == "";
        CHECK(released == (kept_.contains(id) && !is_paid));
        if (released) kept_[id].until_ms = 0;
    }

    // Some pieces of a line, or an amount.
    void refund() {
        if (paid_.empty()) return;
        const std::string order = "order/" + kept_[paid_[random_.below(paid_.size())]].order;
        const OrderState state = shop_.state<OrderState>(order);
        const auto line = static_cast<std::int64_t>(random_.below(state.lines.size()));
        const OrderLine& lined = state.lines[static_cast<std::size_t>(line)];
        RefundOrder refund{.order = order,
                           .refund_id = std::to_string(++refunds_),
                           .refunded_at_ms = shop_.now_ms,
                           .amount_minor = 0,
                           .items = {}};
        if (random_.below(3) == 0) {
            refund.amount_minor =
                random_.between(1, std::max<std::int64_t>(state.total_minor - state.refunded_minor, 1));
        } else {
            refund.items.push_back(
                {line, random_.between(1, std::max<std::int64_t>(lined.quantity - lined.refunded_quantity, 1))});
        }
        shop_.trouble(refund);
        const OrderState& after = shop_.state<OrderState>(order);
        if (after.total_minor == 0 || after.refunded_minor < after.total_minor) return;
        for (const Discount& discount :
             shop_.state<OrderDiscountsState>("order_discounts/" + order.substr(6)).discounts) {
            CHECK(discount.returned_minor() == discount.total_minor());
            CHECK(discount.restored == discount.restores);
        }
    }

    PropertyRandom& random_;
    CouponShop shop_{campaigns, lanes};
    std::map<std::string, Kept> kept_;
    std::map<std::string, ReserveCoupons> carts_;
    std::vector<std::string> paid_;
    int orders_ = 0;
    int refunds_ = 0;
};

}  // namespace

TEST_CASE("limits, budgets and codes hold whatever checkouts do beside one another") {
    PropertyRandom random("coupons");
    for (int round = 0; round < 40; ++round) {
        Model model(random);
        for (int step = 0; step < 120; ++step) {
            model.step();
            model.check();
        }
    }
}

TEST_CASE("the pieces of an order, refunded in any order, give back its discounts exactly") {
    PropertyRandom random("coupon refunds");
    for (int round = 0; round < 200; ++round) {
        CouponShop shop(
            R"([{"id": "off", "benefit": {"percent_off": {"basis_points": 3333}}, "lane": "codes", "shared_codes": ["OFF"],
                 "total": [{"per": {"unit": "lifetime"}, "times": 1}]}])");
        std::vector<std::int64_t> amounts(1 + random.below(5));
        for (std::int64_t& amount : amounts) amount = random.between(3, 999);
        ReserveCoupons cart = shop.cart("one", amounts, {"OFF"});
        for (OrderLine& line : cart.lines) line.quantity = random.between(1, 4);
        REQUIRE(shop.trouble(cart) == "");
        REQUIRE(shop.trouble(CommitCoupons{"checkout/one", "order/1"}) == "");
        PlaceOrder order{.order = "order/1",
                         .member = "",
                         .placed_at_ms = shop.now_ms,
                         .currency = "GBP",
                         .lines = cart.lines,
                         .attributes = {},
                         .personal = {}};
        REQUIRE(shop.trouble(order) == "");
        std::vector<std::int64_t> pieces;
        for (std::size_t line = 0; line < cart.lines.size(); ++line)
            pieces.insert(pieces.end(), static_cast<std::size_t>(cart.lines[line].quantity),
                          static_cast<std::int64_t>(line));
        std::vector<std::int64_t> returned(cart.lines.size());
        const std::vector<DiscountShare> shares =
            shop.state<OrderDiscountsState>("order_discounts/1").discounts[0].shares;
        for (std::size_t left = pieces.size(); left > 0; --left) {
            std::swap(pieces[random.below(left)], pieces[left - 1]);
            const RefundOrder refund{.order = "order/1",
                                     .refund_id = std::to_string(left),
                                     .refunded_at_ms = shop.now_ms,
                                     .amount_minor = 0,
                                     .items = {{pieces[left - 1], 1}}};
            const auto reply = shop.run(refund);
            REQUIRE(reply.ok());
            returned[static_cast<std::size_t>(pieces[left - 1])] += reply->integer_at("discount_returned_minor");
        }
        for (const DiscountShare& share : shares)
            CHECK(returned[static_cast<std::size_t>(share.line)] == share.amount_minor);
        CHECK(shop.used("off") == BudgetUse{0, 0});
    }
}
