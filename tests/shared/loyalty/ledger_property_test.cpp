// The ledger against one that counts point by point (tests/support/naive_ledger.h), after every one of many random
// commands.
#include <doctest/doctest.h>

#include "shared/loyalty/events.h"
#include "shared/loyalty/fold.h"
#include "tests/property.h"
#include "tests/support/naive_ledger.h"
#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

naive::Rules random_rules(PropertyRandom& random, std::int64_t zone_offset_ms) {
    constexpr std::int64_t pending_days[] = {0, 0, 1, 14};
    constexpr std::int64_t expiry_months[] = {0, 1, 1, 2, 3};
    return {.points = random.between(1, 2),
            .per_minor = random.between(90, 250),
            .rounding = static_cast<naive::Rounding>(random.below(4)),
            .pending_days = pending_days[random.below(4)],
            .expiry_months = expiry_months[random.below(5)],
            .hold_ms = naive::tick_ms * random.between(1, 6),
            .minimum_points = random.below(4) == 0 ? 5 : 1,
            .zone_offset_ms = zone_offset_ms};
}

Value document_of(const naive::Rules& rules) {
    Value document = document_for_test();
    value_at(document, "/earning/0") = Object{{"id", "spend"},
                                              {"points", rules.points},
                                              {"per_minor", rules.per_minor},
                                              {"rounding", name_of(static_cast<Rounding>(rules.rounding))}};
    Object points{{"pending_days", rules.pending_days}};
    if (rules.expiry_months > 0) points.set("expiry", Object{{"months", rules.expiry_months}});
    value_at(document, "/points") = std::move(points);
    value_at(document, "/redemption") =
        Object{{"minimum_points", rules.minimum_points}, {"hold_minutes", rules.hold_ms / minute_ms}};
    document.object()->set("zone",
                           Object{{"initial_offset_s", rules.zone_offset_ms / second_ms}, {"transitions", Array{}}});
    return document;
}

// The same commands for both ledgers.
class Twins {
   public:
    explicit Twins(PropertyRandom& random)
        : random_(random),
          shop_("2027-12-01T00:00:00Z"),
          written_(shop_.now_ms),
          naive_(shop_.now_ms),
          zone_offset_ms_(random.between(-1, 1) * naive::tick_ms) {
        change_rules();
    }

    void step() {
        if (random_.below(3) == 0) wait(random_.between(1, 12));
        if (random_.below(40) == 0) wait(60);
        if (random_.below(10) == 0) change_rules();
        switch (random_.below(8)) {
            case 0:
            case 1:
                return place();
            case 2:
                return refund();
            case 3:
            case 4:
                return hold();
            case 5:
            case 6:
                return resolve();
            default:
                return adjust();
        }
    }

    void compare() {
        if (shop_.log.empty()) return;
        const MemberState state = shop_.member();
        check_totals(naive_, state, shop_.now_ms);
        naive::Ledger later = naive_;
        const std::int64_t later_ms = shop_.now_ms + random_.between(0, 100) * naive::tick_ms;
        later.wait_until(later_ms);
        check_totals(later, state, later_ms);
        check_lots(state);
    }

    // A view of any past time adds up, and looking ahead from it ends.
    void look_back() {
        for (int times = 0; times < 20 && !shop_.log.empty(); ++times) {
            const std::int64_t first_ms = shop_.log.front().effective_at_ms;
            const std::int64_t then_ms = random_.between(first_ms - day_ms, shop_.now_ms);
            const MemberState state = shop_.member_as_of(then_ms);
            std::int64_t posted = 0;
            for (const Event& event : shop_.log) {
                if (event.aggregate == Shop::ann && event.effective_at_ms <= then_ms) posted += posted_to_member(event);
            }
            CHECK(owned(state) == posted);
            const std::int64_t ahead_ms = then_ms + random_.between(0, 1000) * naive::tick_ms;
            const Balance balance = balance_at(state, ahead_ms, 0);
            CHECK(balance.available + balance.pending + balance.reserved == owned(advanced(state, ahead_ms)));
            CHECK(state_from_value(Shop::ann, state_to_value(state)).ok());
        }
    }

    int refused = 0;
    int carried_out = 0;

   private:
    static MemberState advanced(MemberState state, std::int64_t until_ms) {
        for (const Event& event : due_events(state, until_ms)) state = fold(std::move(state), event);
        return state;
    }
    static std::int64_t owned(const MemberState& state) {
        std::int64_t sum = -state.account().deficit;
        for (const Lot& lot : state.lots) sum += lot.remaining;
        return sum;
    }
    static std::int64_t posted_to_member(const Event& event) {
        std::int64_t sum = 0;
        for (const Value& posting : event.data.array_at("postings")) {
            const std::string& account = *(*posting.array())[0].string();
            if (account == account_member || account == account_reserved) sum += *(*posting.array())[1].integer();
        }
        return sum;
    }

    void check_totals(const naive::Ledger& ledger, const MemberState& state, std::int64_t instant_ms) {
        const Balance balance = balance_at(state, instant_ms, 0);
        CHECK(balance.available == ledger.totals().available);
        CHECK(balance.pending == ledger.totals().pending);
        CHECK(balance.reserved == ledger.totals().reserved);
        const MemberState then = advanced(state, instant_ms);
        CHECK(balance_at(then, instant_ms, 0) == balance);
        CHECK(then.account().deficit == ledger.owed);
        CHECK(then.account().earned == ledger.earned);
        CHECK(then.account().spent == ledger.spent);
        CHECK(then.account().expired == ledger.expired);
        CHECK(then.account().clawed_back == ledger.taken_back);
        CHECK(then.account().adjusted == ledger.adjusted);
    }

    void check_lots(const MemberState& state) {
        const MemberState now = advanced(state, shop_.now_ms);
        for (std::int64_t nth = 0; nth < naive_.lots(); ++nth) {
            const Lot* lot = nullptr;
            for (const Lot& each : now.lots) {
                if (each.id == lot_ids_.at(static_cast<std::size_t>(nth))) lot = &each;
            }
            CHECK((lot != nullptr ? lot->free() : 0) == naive_.count(nth, naive::Where::free));
            CHECK((lot != nullptr ? lot->reserved : 0) == naive_.count(nth, naive::Where::held));
            CHECK((lot != nullptr ? lot->expired : 0) == naive_.count(nth, naive::Where::expired));
        }
    }

    // Both carry the command out as of its time or, when the ledger has got further, as of its last event; what time
    // does from then to now, it does after that.
    template <class Naive>
    bool run(const Command& command, std::int64_t effective_at_ms, Naive naively) {
        const Shop::Outcome outcome = shop_.run(command);
        naive::Ledger ledger = written_;
        ledger.wait_until(effective_at_ms);
        CHECK(code_of(outcome) == naively(ledger));
        ++(outcome ? carried_out : refused);
        if (!outcome || outcome->empty()) return false;
        for (const Event& event : *outcome) {
            const bool granted = event.kind == points_adjusted && event.data.integer_at("points") > 0;
            if (event.kind == points_earned || granted) lot_ids_.push_back(event.version);
            if (event.aggregate == Shop::ann) clock_ms_ = std::max(clock_ms_, event.effective_at_ms);
        }
        written_ = ledger;
        written_.now_ms = clock_ms_;
        wait(0);
        return true;
    }

    void change_rules() {
        rules_ = random_rules(random_, zone_offset_ms_);
        shop_.publish(document_of(rules_));
    }

    void wait(std::int64_t ticks) {
        shop_.now_ms += ticks * naive::tick_ms;
        naive_ = written_;
        naive_.wait_until(shop_.now_ms);
    }

    // Now, or up to 40 days late.
    std::int64_t some_time_ago() {
        return shop_.now_ms - (random_.below(4) == 0 ? random_.between(0, 80) * naive::tick_ms : 0);
    }

    std::string any_of(const std::vector<std::string>& ids) { return ids.at(random_.below(ids.size())); }

    void place() {
        const std::string id = std::to_string(orders_.size());
        orders_.push_back(id);
        std::vector<OrderLine> lines;
        std::vector<naive::Line> naive_lines;
        for (std::int64_t count = random_.between(1, 3); count > 0; --count) {
            naive_lines.push_back({.quantity = random_.between(1, 5), .amount_minor = random_.between(0, 1500)});
            lines.push_back(line("mug", naive_lines.back().quantity, naive_lines.back().amount_minor));
        }
        const std::int64_t placed_at_ms = some_time_ago();
        const PlaceOrder command{.order = "order/" + id,
                                 .member = std::string(Shop::ann),
                                 .placed_at_ms = placed_at_ms,
                                 .currency = "GBP",
                                 .lines = lines,
                                 .attributes = {},
                                 .personal = {}};
        run(command, placed_at_ms,
            [&](naive::Ledger& ledger) { return ledger.place(rules_, id, naive_lines, placed_at_ms); });
    }

    void refund() {
        if (orders_.empty()) return;
        const std::string id = any_of(orders_);
        const naive::Order& order = naive_.orders.at(id);
        RefundOrder command{.order = "order/" + id,
                            .refund_id = "refund" + std::to_string(++refunds_),
                            .refunded_at_ms = some_time_ago(),
                            .items = {}};
        if (random_.below(2) == 0) {
            const std::int64_t left = order.total_minor - order.refunded_minor;
            command.amount_minor = random_.below(2) == 0 ? left : random_.between(0, left + left / 8 + 1);
            run(command, command.refunded_at_ms,
                [&](naive::Ledger& ledger) { return ledger.refund(id, command.amount_minor, command.refunded_at_ms); });
            return;
        }
        std::vector<naive::Item> items;
        for (std::int64_t count = random_.between(1, 2); count > 0; --count) {
            const auto line = static_cast<std::int64_t>(random_.below(order.lines.size()));
            items.push_back({line, random_.between(1, order.lines[static_cast<std::size_t>(line)].quantity)});
            command.items.push_back({items.back().line, items.back().quantity});
        }
        run(command, command.refunded_at_ms,
            [&](naive::Ledger& ledger) { return ledger.refund_items(id, items, command.refunded_at_ms); });
    }

    // Gives every other new hold back on a copy: the lots must be what they were.
    void hold() {
        const bool again = !redemptions_.empty() && random_.below(12) == 0;
        const std::string id = again ? any_of(redemptions_) : std::to_string(redemptions_.size());
        const std::int64_t points = random_.between(0, 30);
        Shop before = shop_;
        const HoldPoints command{.member = std::string(Shop::ann), .redemption = "redemption/" + id, .points = points};
        const bool written =
            run(command, shop_.now_ms, [&](naive::Ledger& ledger) { return ledger.hold(rules_, id, points); });
        if (again || !written) return;
        redemptions_.push_back(id);
        Shop copy = shop_;
        REQUIRE(copy.give_back(id).ok());
        CHECK(copy.member().lots == advanced(before.member(), shop_.now_ms).lots);
    }

    void resolve() {
        const std::string id = redemptions_.empty() ? "none" : any_of(redemptions_);
        const bool capture = random_.below(2) == 0;
        const ResolveHold command{
            .member = std::string(Shop::ann), .redemption = "redemption/" + id, .capture = capture};
        run(command, shop_.now_ms, [&](naive::Ledger& ledger) { return ledger.resolve(id, capture); });
    }

    void adjust() {
        const std::int64_t points = random_.between(-20, 20);
        const AdjustPoints command{.member = std::string(Shop::ann), .points = points, .reason = "property"};
        run(command, shop_.now_ms, [&](naive::Ledger& ledger) { return ledger.adjust(rules_, points); });
    }

    PropertyRandom& random_;
    Shop shop_;
    naive::Ledger written_;  // as of the last event
    naive::Ledger naive_;    // as of now
    std::int64_t zone_offset_ms_;
    naive::Rules rules_;
    std::vector<std::string> orders_;
    std::vector<std::string> redemptions_;
    std::vector<std::int64_t> lot_ids_;
    std::int64_t clock_ms_ = 0;
    int refunds_ = 0;
};

}  // namespace

TEST_CASE("after any commands in any order the ledger is where counting point by point ends up") {
    PropertyRandom random("ledger against the naive one");
    int refused = 0;
    int carried_out = 0;
    for (int run = 0; run < 25; ++run) {
        Twins twins(random);
        for (int step = 0; step < 100; ++step) {
            CAPTURE(run);
            CAPTURE(step);
            twins.step();
            twins.compare();
        }
        twins.look_back();
        refused += twins.refused;
        carried_out += twins.carried_out;
    }
    // Neither side of the comparison is empty.
    CHECK(refused > 100);
    CHECK(carried_out > 500);
}

TEST_CASE("however an order is refunded, in whatever parts and order, the same is taken back in all") {
    PropertyRandom random("refunds in parts");
    for (int run = 0; run < 60; ++run) {
        const naive::Rules rules = random_rules(random, 0);
        Shop shop;
        shop.publish(document_of(rules));
        const std::int64_t total = random.between(1, 6000);
        REQUIRE(shop.place("1", total).ok());
        std::int64_t left = total;
        while (left > 0) {
            const std::int64_t part = random.between(1, std::min<std::int64_t>(left, 900));
            if (random.below(4) == 0) (void)shop.hold("h" + std::to_string(left), random.between(1, 9));
            if (random.below(4) == 0) shop.now_ms += random.between(0, 20) * day_ms;
            REQUIRE(shop.refund("1", std::to_string(left), part).ok());
            left -= part;
            const std::int64_t kept = naive::earned_by(rules, left);
            CHECK(shop.order("1").points_clawed_back() == naive::earned_by(rules, total) - kept);
        }
        CHECK(shop.order("1").points_clawed_back() == shop.order("1").points_earned());
        shop.now_ms += 30 * day_ms;
        const Balance balance = shop.balance();
        CHECK(balance.available + balance.pending + balance.reserved == 0);
    }
}
