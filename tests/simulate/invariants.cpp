#include "tests/simulate/invariants.h"

#include <algorithm>

#include "shared/loyalty/check.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/fold.h"
#include "shared/loyalty/ledger.h"

namespace laurel::simulate {
namespace {

using loyalty::Lot;
using loyalty::MemberState;

std::string number(std::int64_t value) { return std::to_string(value); }

// Compares what has a name, and remembers what differed first.
class Comparison {
   public:
    explicit Comparison(const char* invariant) : invariant_(invariant) {}

    void same(const std::string& name, std::int64_t core, std::int64_t naive) {
        if (core != naive && !broken_)
            broken_ = Broken{invariant_, name + ": " + number(core) + ", naively " + number(naive)};
    }
    void same(const std::string& name, const std::string& core, const std::string& naive) {
        if (core != naive && !broken_) broken_ = Broken{invariant_, name + ": " + core + ", naively " + naive};
    }
    void turn_to(const char* invariant) { invariant_ = invariant; }
    Verdict verdict() const { return broken_; }

   private:
    const char* invariant_;
    Verdict broken_;
};

template <class Known>
const Known* as(const State& state) {
    return std::get_if<Known>(&state);
}

template <class Known>
Known before_of(const State& before) {
    const Known* had = as<Known>(before);
    return had != nullptr ? *had : Known{};
}

// As `laurel verify` holds each event.
std::optional<Error> verified(const State& before, const Event& event, const State& after) {
    if (const auto* member = as<MemberState>(after))
        return check_member_event(before_of<MemberState>(before), event, *member);
    if (const auto* order = as<loyalty::OrderState>(after))
        return check_order_event(before_of<loyalty::OrderState>(before), event, *order);
    if (as<loyalty::ActionState>(after) != nullptr)
        return check_action_event(before_of<loyalty::ActionState>(before), event);
    if (as<loyalty::RedemptionState>(after) != nullptr)
        return check_redemption_event(before_of<loyalty::RedemptionState>(before), event);
    return std::nullopt;
}

std::int64_t version_of(const State& state) {
    return std::visit(
        [](const auto& known) -> std::int64_t {
            if constexpr (std::is_same_v<std::decay_t<decltype(known)>, std::monostate>) {
                return 0;
            } else {
                return known.version;
            }
        },
        state);
}

std::int64_t posted(const Event& event, bool only_owned) {
    std::int64_t sum = 0;
    for (const Value& posting : event.data.array_at("postings")) {
        const std::string& account = *(*posting.array())[0].string();
        if (!only_owned || account == "member" || account == "reserved") sum += *(*posting.array())[1].integer();
    }
    return sum;
}

Verdict check_lives(const MemberState& before, const Event& event, const MemberState& after) {
    for (const Lot& lot : after.lots) {
        const auto had =
            std::find_if(before.lots.begin(), before.lots.end(), [&](const Lot& each) { return each.id == lot.id; });
        if (had == before.lots.end() || had->expires_at_ms == lot.expires_at_ms) continue;
        const bool may = event.kind == loyalty::expiry_extended || event.kind == loyalty::points_released;
        if (!may) return Broken{"7 cancelling", event.kind + " changes the date of lot " + number(lot.id)};
    }
    return std::nullopt;
}

std::int64_t owned_in(const MemberState& member, std::string_view kind) {
    std::int64_t sum = -member.account(kind).deficit;
    for (const Lot& lot : member.lots) sum += lot.point_kind == kind ? lot.remaining : 0;
    return sum;
}

void compare_lots(const MemberState& member, const naive::Ledger& ledger, const std::vector<std::int64_t>& ids,
                  Comparison& comparison) {
    comparison.same("lots ever", static_cast<std::int64_t>(ids.size()), static_cast<std::int64_t>(ledger.lots.size()));
    if (comparison.verdict()) return;
    for (std::size_t nth = 0; nth < ids.size(); ++nth) {
        const naive::Lot& naive = ledger.lots[nth];
        const auto lot =
            std::find_if(member.lots.begin(), member.lots.end(), [&](const Lot& each) { return each.id == ids[nth]; });
        const bool is_there = lot != member.lots.end();
        const std::string name = "lot " + number(ids[nth]);
        using naive::Where;
        comparison.same(name + " free", is_there ? lot->free() : 0, naive.count(Where::free));
        comparison.same(name + " reserved", is_there ? lot->reserved : 0, naive.count(Where::held));
        comparison.same(name + " expired", is_there ? lot->expired : 0, naive.count(Where::expired));
        if (!is_there || lot->remaining == 0) continue;
        comparison.same(name + " kind", lot->point_kind, naive.kind);
        comparison.same(name + " awaits", lot->awaits, naive.awaits);
        comparison.same(name + " expires at", lot->expires_at_ms, naive.gone_at_ms);
        comparison.same(name + " available at", lot->available_at_ms, naive.available_at_ms);
    }
}

// In the order of their periods, which the two name differently.
std::string caps_in_order(std::vector<std::tuple<std::string, std::int64_t, std::int64_t, std::int64_t>> caps) {
    std::sort(caps.begin(), caps.end());
    std::string text;
    for (const auto& [rule, period, points, times] : caps)
        text += rule + " " + number(points) + "x" + number(times) + "; ";
    return text;
}

void compare_counts(const MemberState& member, const naive::Ledger& ledger, Comparison& comparison) {
    comparison.same("orders", member.orders, ledger.buyer.orders);
    comparison.same("spend", member.spend_minor, ledger.buyer.spend_minor);
    std::string days;
    std::string naive_days;
    for (const auto& day : member.days) {
        days += number(day.day) + ": " + number(day.orders) + " " + number(day.spend_minor) + " " +
                number(day.qualifying_points) + "; ";
    }
    for (const auto& [day, counts] : ledger.days) {
        naive_days += number(day) + ": " + number(counts.orders) + " " + number(counts.spend_minor) + " " +
                      number(counts.points) + "; ";
    }
    comparison.same("days", days, naive_days);
    std::vector<std::tuple<std::string, std::int64_t, std::int64_t, std::int64_t>> caps;
    std::vector<std::tuple<std::string, std::int64_t, std::int64_t, std::int64_t>> naive_caps;
    for (const auto& use : member.caps) caps.emplace_back(use.rule, use.period, use.points, use.times);
    for (const auto& use : ledger.buyer.caps)
        naive_caps.emplace_back(use.key.rule, use.key.period, use.points, use.times);
    comparison.same("caps", static_cast<std::int64_t>(caps.size()), static_cast<std::int64_t>(naive_caps.size()));
    for (auto* list : {&caps, &naive_caps}) {
        for (auto& [rule, period, points, times] : *list) period = 0;
    }
    comparison.same("caps", caps_in_order(caps), caps_in_order(naive_caps));
    std::map<std::string, std::int64_t> streaks;
    for (const auto& streak : member.streaks) streaks[streak.rule] = streak.length;
    for (const auto& [rule, streak] : ledger.buyer.streaks)
        comparison.same("streak of " + rule, streaks.count(rule) > 0 ? streaks[rule] : -1, streak.length);
    comparison.same("streaks", static_cast<std::int64_t>(streaks.size()),
                    static_cast<std::int64_t>(ledger.buyer.streaks.size()));
}

std::int64_t clawed(const loyalty::OrderState& order) {
    std::int64_t sum = 0;
    for (const loyalty::Grant& grant : order.grants) sum += grant.points_clawed_back;
    return sum;
}

// The lots without what their points were.
std::string lots_text(const MemberState& member) {
    std::string text;
    for (const Lot& lot : member.lots) {
        if (lot.remaining == 0) continue;
        text += number(lot.id) + ": " + number(lot.remaining) + " " + number(lot.reserved) + " " +
                number(lot.earned_at_ms) + " " + number(lot.available_at_ms) + " " + number(lot.expires_at_ms) + "; ";
    }
    return text;
}

}  // namespace

Verdict check_event(const State& before, const Event& event, const State& after) {
    if (posted(event, false) != 0) return Broken{"2 double entry", event.kind + " does not add up"};
    if (event.version != version_of(before) + 1) return Broken{"2 double entry", event.kind + " leaves a version out"};
    const std::string bytes = event_bytes(event, std::string(64, 'a'));
    const auto again = read_event(bytes);
    if (!again || event_bytes(again->event, again->previous_hash) != bytes)
        return Broken{"3 replay", event.kind + " does not survive writing and reading"};
    if (const auto error = verified(before, event, after))
        return Broken{"2 double entry",
                      event.kind + ": " + std::string(name_of(error->code)) + " " + message_of(*error)};
    const auto* member = as<MemberState>(after);
    return member != nullptr ? check_lives(before_of<MemberState>(before), event, *member) : std::nullopt;
}

void Books::post(const Event& event) {
    owned_[std::string(event.data.string_at("point_kind", "points"))] += posted(event, true);
}

std::int64_t Books::owned(std::string_view kind) const {
    const auto found = owned_.find(kind);
    return found != owned_.end() ? found->second : 0;
}

Verdict check_member(const MemberState& member, std::int64_t instant_ms, const naive::Ledger& ledger,
                     const std::vector<std::int64_t>& lot_ids) {
    const MemberState then = loyalty::state_at(member, instant_ms);
    Comparison comparison("1 balances");
    for (const std::string kind : kinds_told) {
        const loyalty::Balance balance = loyalty::balance_at(member, instant_ms, 0, kind);
        const naive::Balance naive = ledger.balance(kind);
        comparison.same(kind + " available", balance.available, naive.available);
        comparison.same(kind + " pending", balance.pending, naive.pending);
        comparison.same(kind + " reserved", balance.reserved, naive.reserved);
        const loyalty::Account& account = then.account(kind);
        const auto found = ledger.sums.find(kind);
        const naive::Sums sums = found != ledger.sums.end() ? found->second : naive::Sums{};
        comparison.same(kind + " owed", account.deficit, sums.owed);
        comparison.same(kind + " earned", account.earned, sums.earned);
        comparison.same(kind + " spent", account.spent, sums.spent);
        comparison.same(kind + " expired", account.expired, sums.expired);
        comparison.same(kind + " clawed back", account.clawed_back, sums.taken_back);
        comparison.same(kind + " adjusted", account.adjusted, sums.adjusted);
    }
    comparison.turn_to("8 drain order");
    compare_lots(then, ledger, lot_ids, comparison);
    comparison.turn_to("counts");
    compare_counts(then, ledger, comparison);
    return comparison.verdict();
}

Verdict check_books(const MemberState& member, std::int64_t instant_ms, Books books) {
    for (const Event& event : loyalty::due_events(member, instant_ms)) books.post(event);
    const MemberState then = loyalty::state_at(member, instant_ms);
    Comparison comparison("1 balances");
    for (const std::string kind : kinds_told) {
        const loyalty::Balance balance = loyalty::balance_at(member, instant_ms, 0, kind);
        comparison.same(kind + " in lots, against what was posted", owned_in(then, kind), books.owned(kind));
        comparison.same(kind + " shown, against what was posted",
                        balance.available + balance.pending + balance.reserved, books.owned(kind));
    }
    return comparison.verdict();
}

Verdict check_order(const loyalty::OrderState& order, const naive::Order& naive) {
    Comparison comparison("earning");
    comparison.same("grants", static_cast<std::int64_t>(order.grants.size()),
                    static_cast<std::int64_t>(naive.given.size()));
    if (comparison.verdict()) return comparison.verdict();
    for (std::size_t index = 0; index < order.grants.size(); ++index) {
        const loyalty::Grant& grant = order.grants[index];
        const naive::Given& given = naive.given[index];
        comparison.same("grant " + number(static_cast<std::int64_t>(index)), grant.rule, given.rule);
        comparison.same(grant.rule + " points", grant.points, given.points);
        comparison.same(grant.rule + " kind", std::string(order.point_kind_of(grant)), given.kind);
    }
    comparison.turn_to("6 refunds");
    comparison.same("refunded", order.refunded_minor, naive.refunded_minor);
    for (std::size_t index = 0; index < order.grants.size(); ++index) {
        const loyalty::Grant& grant = order.grants[index];
        comparison.same(grant.rule + " clawed back", grant.points_clawed_back, naive.given[index].taken_back);
        const bool in_full = order.total_minor > 0 && order.refunded_minor == order.total_minor;
        if (in_full)
            comparison.same(grant.rule + " of an order refunded in full", grant.points_clawed_back, grant.points);
        if (grant.points_clawed_back > grant.points || grant.points_clawed_back < 0)
            comparison.same(grant.rule + " clawed back beyond what was given", 1, 0);
    }
    return comparison.verdict();
}

Verdict check_redemption(const loyalty::RedemptionState& redemption, const naive::Redemption& naive) {
    Comparison comparison("5 holds");
    const std::string outcome = naive.outcome.empty() || naive.outcome == "timed out" ? "held" : naive.outcome;
    comparison.same(
        "status", std::string(loyalty::redemption_status_names[static_cast<std::size_t>(redemption.status)]), outcome);
    comparison.same("points", redemption.points, naive.points);
    comparison.same("times out", redemption.times_out_at_ms, naive.times_out_at_ms);
    return comparison.verdict();
}

Verdict check_refund_order(const Program& program, const States& states, const std::string& name,
                           const std::vector<Event>& log) {
    const auto* order = as<loyalty::OrderState>(*states.find(name));
    if (order == nullptr || order->refunds.size() < 2 || order->member.empty()) return std::nullopt;
    State placed;
    for (const Event& event : log) {
        if (event.aggregate == name && event.kind == loyalty::order_placed) placed = fold(State{}, event);
    }
    States other = states;
    other.set(name, placed);
    for (auto refund = order->refunds.rbegin(); refund != order->refunds.rend(); ++refund) {
        loyalty::RefundOrder command;
        command.order = name;
        command.refund_id = refund->id;
        command.refunded_at_ms = order->placed_at_ms;
        command.items = refund->items;
        command.amount_minor = refund->items.empty() ? refund->amount_minor : 0;
        const auto events = decide(program, other, command, {.now_ms = instant_ms_max, .author = "simulate"});
        if (!events)
            return Broken{"6 refunds", "refunded the other way round: " + std::string(name_of(events.error().code))};
        for (const Event& event : *events) {
            const State* before = other.find(event.aggregate);
            other.set(event.aggregate, fold(before != nullptr ? *before : State{}, event));
        }
    }
    Comparison comparison("6 refunds");
    comparison.same("clawed back the other way round", clawed(*as<loyalty::OrderState>(*other.find(name))),
                    clawed(*order));
    return comparison.verdict();
}

Verdict check_cancelling(const Program& program, const States& states, const loyalty::ResolveHold& capture,
                         const Context& context) {
    auto after = [&](States from, std::initializer_list<Command> commands) {
        for (const Command& command : commands) {
            const auto events = decide(program, from, command, context);
            if (!events) break;
            for (const Event& event : *events) from.set(event.aggregate, fold(*from.find(event.aggregate), event));
        }
        return from;
    };
    const State* found = states.find(capture.redemption);
    const auto* open = found != nullptr ? as<loyalty::RedemptionState>(*found) : nullptr;
    if (open == nullptr || open->status != loyalty::RedemptionStatus::held) return std::nullopt;
    loyalty::ResolveHold release = capture;
    release.capture = false;
    const loyalty::CancelRedemption cancel{capture.member, capture.redemption};
    const States captured = after(states, {capture});
    const auto* redemption = as<loyalty::RedemptionState>(*captured.find(capture.redemption));
    if (redemption == nullptr || redemption->status != loyalty::RedemptionStatus::captured) return std::nullopt;
    const auto* member = as<MemberState>(*captured.find(capture.member));
    const auto* had = as<MemberState>(*states.find(capture.member));
    // An inactivity policy counts the capture as an activity and moves dates on, in an event of its own.
    const bool slides = std::any_of(had->lots.begin(), had->lots.end(), [](const Lot& lot) { return lot.slides; });
    if (slides || member->erased) return std::nullopt;
    const States cancelled = after(captured, {cancel});
    const States voided = after(states, {release});
    Comparison comparison("7 cancelling");
    comparison.same("lots after capture and cancelling, against a void",
                    lots_text(*as<MemberState>(*cancelled.find(capture.member))),
                    lots_text(*as<MemberState>(*voided.find(capture.member))));
    return comparison.verdict();
}

Verdict check_replay(const std::vector<Event>& log, const States& states) {
    States whole;
    States resumed;
    for (std::size_t index = 0; index < log.size(); ++index) {
        const Event& event = log[index];
        for (States* rows : {&whole, &resumed}) {
            const State* before = rows->find(event.aggregate);
            State after = fold(before != nullptr ? *before : State{}, event);
            // Written and read every now and then, as a snapshot is.
            if (rows == &resumed && index % 7 == 0) {
                auto read = state_from_value(event.aggregate, state_to_value(after));
                if (!read) return Broken{"3 replay", event.aggregate + " can't be read: " + read.error().path};
                after = std::move(*read);
            }
            rows->set(event.aggregate, std::move(after));
        }
    }
    for (const auto& [aggregate, state] : states.all()) {
        if (std::holds_alternative<std::monostate>(state)) continue;
        const std::string bytes = write_json(state_to_value(state));
        for (const States* rows : {&whole, &resumed}) {
            const State* again = rows->find(aggregate);
            if (again == nullptr || write_json(state_to_value(*again)) != bytes)
                return Broken{"3 replay", aggregate + " folds to another state"};
        }
    }
    return std::nullopt;
}

}  // namespace laurel::simulate
