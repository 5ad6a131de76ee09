// The naive ledger's orders: what they earn and what refunds take back.
#include <algorithm>

#include "tests/support/naive_conditions.h"
#include "tests/support/naive_ledger.h"

namespace laurel::naive {
namespace {

std::string text_in(const Value& body, std::string_view name) { return std::string(body.string_at(name)); }

// But for what conditions may look at.
Value without_attributes(Value order) {
    order.object()->erase("attributes");
    return order;
}

std::vector<Line> lines_of(const Value& order) {
    std::vector<Line> lines;
    for (const Value& line : order.array_at("lines"))
        lines.push_back({line, line.integer_at("quantity"), line.integer_at("amount_minor"), 0, 0});
    return lines;
}

std::int64_t total_of(const std::vector<Line>& lines) {
    std::int64_t total = 0;
    for (const Line& line : lines) total += line.amount_minor;
    return total;
}

// A line's first so many pieces are worth their part of its money, rounded half up.
std::int64_t worth(const Line& line, std::int64_t amount_minor) {
    return part_rounded(line.refunded, amount_minor, line.quantity, "half_up");
}

// What refunds by amount leave of so much that refunds by pieces have left.
std::int64_t kept_of(const Order& order, std::int64_t amount_minor) {
    std::int64_t by_pieces = 0;
    for (const Line& line : order.lines) by_pieces += worth(line, line.amount_minor);
    const std::int64_t left = order.total_minor - by_pieces;
    const std::int64_t by_amount = order.refunded_minor - by_pieces;
    if (by_amount <= 0 || left <= 0) return amount_minor;
    return amount_minor * std::max<std::int64_t>(left - by_amount, 0) / left;
}

std::int64_t points_kept(const Order& order, const Given& given) {
    std::int64_t base_minor = 0;
    std::int64_t quantity = 0;
    for (const std::size_t index : given.lines) {
        const Line& line = order.lines[index];
        base_minor += line.base_minor - worth(line, line.base_minor);
        quantity += line.quantity - line.refunded;
    }
    return points_for(given, kept_of(order, base_minor), quantity);
}

std::int64_t spend_kept(const Order& order) {
    std::int64_t spend = 0;
    for (const Line& line : order.lines) {
        if (line.document.string_at("kind", "product") == "product")
            spend += line.amount_minor - worth(line, line.amount_minor);
    }
    return kept_of(order, spend);
}

bool is_nothing(const DayCounts& counts) { return counts == DayCounts{}; }

}  // namespace

void Ledger::count(std::int64_t happened_at_ms, const DayCounts& more) {
    buyer.orders += more.orders;
    buyer.spend_minor += more.spend_minor;
    if (is_nothing(more)) return;
    DayCounts& day = days[calendar_->day_at(happened_at_ms).number];
    day.orders += more.orders;
    day.spend_minor += more.spend_minor;
    day.points += more.points;
    std::erase_if(days, [](const auto& each) { return is_nothing(each.second); });
    const std::int64_t newest = days.empty() ? 0 : days.rbegin()->first;
    std::erase_if(days, [&](const auto& each) { return each.first < newest - 800; });
}

void Ledger::count_cap(const CapUse& use) {
    for (CapUse& known : buyer.caps) {
        if (known.key != use.key) continue;
        known.points += use.points;
        known.times += use.times;
        return;
    }
    if (use.points <= 0 && use.times <= 0) return;
    buyer.caps.push_back(use);
    // The newest three periods of each cap are remembered.
    std::vector<std::int64_t> periods;
    for (const CapUse& each : buyer.caps) {
        if (each.key.same_cap(use.key)) periods.push_back(each.key.period);
    }
    if (periods.size() <= 3) return;
    const std::int64_t oldest = *std::min_element(periods.begin(), periods.end());
    std::erase_if(buyer.caps,
                  [&](const CapUse& each) { return each.key.same_cap(use.key) && each.key.period == oldest; });
}

std::vector<int> Ledger::give(std::int64_t happened_at_ms, Judged judged, DayCounts more, std::vector<Given>& given) {
    const std::int64_t effective_at_ms = std::min(happened_at_ms, now_ms_);
    // One lot for each kind of points and way of waiting, numbered as they will come about.
    std::vector<Given> firsts;
    std::vector<int> made;
    std::vector<CapUse> uses;
    for (Given& each : judged.given) {
        if (each.kind == "points" && each.qualifies) more.points += each.points;
        auto same_lot = [&](const Given& other) {
            return other.kind == each.kind && other.awaits == each.awaits && other.pending_days == each.pending_days;
        };
        const auto first = std::find_if(firsts.begin(), firsts.end(), same_lot);
        each.lot = static_cast<int>(lots.size() + static_cast<std::size_t>(first - firsts.begin()));
        if (first == firsts.end()) {
            firsts.push_back(each);
            made.push_back(each.lot);
        }
        for (const CapKey& key : each.caps) {
            auto use = std::find_if(uses.begin(), uses.end(), [&](const CapUse& u) { return u.key == key; });
            if (use == uses.end()) use = uses.insert(uses.end(), {key, 0, 1});
            use->points += each.points;
        }
    }
    for (const Given& first : firsts) {
        std::int64_t points = 0;
        for (const Given& each : judged.given) points += each.lot == first.lot ? each.points : 0;
        Lot& lot = lots[static_cast<std::size_t>(add_lot(first.kind, points, effective_at_ms))];
        if (first.awaits.empty()) date_lot(lot, first.pending_days, happened_at_ms);
        lot.awaits = first.awaits;
        sums[first.kind].earned += points;
        buyer.earned[first.kind] += points;
        touch(effective_at_ms);
        forget();
    }
    count(happened_at_ms, more);
    for (const CapUse& use : uses) count_cap(use);
    for (const auto& [rule, streak] : judged.streaks) buyer.streaks[rule] = streak;
    const bool counted_alone = firsts.empty() && (!is_nothing(more) || !judged.streaks.empty());
    if (counted_alone) touch(effective_at_ms);
    forget();
    if (!firsts.empty()) slide(happened_at_ms);
    given = std::move(judged.given);
    return made;
}

void Ledger::claw(int number, std::int64_t points) {
    settle();
    const std::string_view policy = programme_.find("redemption")->string_at("negative_balance", "owe");
    Lot& own = lots[static_cast<std::size_t>(number)];
    Sums& sum = sums[own.kind];
    const bool spares = policy == "pending_only" && own.available_at_ms <= instant_ms_;
    for (const Where from : {Where::free, Where::expired}) {
        if (from == Where::free && spares) continue;
        for (Point& point : own.points) {
            if (points == 0 || point.where != from) continue;
            if (from == Where::expired) --sum.expired;
            point.where = Where::taken;
            ++sum.taken_back;
            --points;
        }
    }
    if (policy == "pending_only") return;
    for (Point* point = nullptr; points > 0 && (point = next_to_drain(own.kind, false)) != nullptr; --points) {
        point->where = Where::taken;
        ++sum.taken_back;
    }
    if (policy != "owe") return;
    sum.owed += points;
    sum.taken_back += points;
}

void Ledger::take_back(std::vector<Given>& given, const std::vector<int>& of_lots,
                       const std::vector<std::int64_t>& points, std::int64_t happened_at_ms,
                       std::int64_t effective_at_ms, DayCounts more) {
    std::vector<CapUse> uses;
    for (std::size_t index = 0; index < given.size(); ++index) {
        if (points[index] == 0) continue;
        if (given[index].kind == "points" && given[index].qualifies) more.points -= points[index];
        given[index].taken_back += points[index];
        for (const CapKey& key : given[index].caps) uses.push_back({key, -points[index], 0});
    }
    // A time is given back with the last points that counted for it.
    for (std::size_t index = 0; index < uses.size(); ++index) {
        bool any_left = false;
        for (const Given& each : given) {
            const bool counts = std::find(each.caps.begin(), each.caps.end(), uses[index].key) != each.caps.end();
            any_left = any_left || (counts && each.points > each.taken_back);
        }
        bool is_first = true;
        for (std::size_t other = 0; other < index; ++other) is_first = is_first && uses[other].key != uses[index].key;
        if (is_first && !any_left) uses[index].times = -1;
    }
    bool wrote = false;
    for (const int lot : of_lots) {
        std::int64_t of_lot = 0;
        for (std::size_t index = 0; index < given.size(); ++index) {
            if (given[index].lot == lot) of_lot += points[index];
        }
        if (of_lot == 0) continue;
        claw(lot, of_lot);
        touch(effective_at_ms);
        forget();
        wrote = true;
    }
    if (!wrote && is_nothing(more) && uses.empty()) return;
    count(happened_at_ms, more);
    for (const CapUse& use : uses) count_cap(use);
    touch(effective_at_ms);
    forget();
}

std::string Ledger::order_refused(const Value& body, std::int64_t total_minor) const {
    if (in_future(body, "placed_at_ms")) return "instant_in_future";
    if (body.string_at("currency") != programme_.string_at("currency")) return "currency_mismatch";
    for (const Value& line : body.array_at("lines")) {
        if (line.integer_at("tax_minor") > line.integer_at("amount_minor")) return "value_not_allowed";
    }
    if (body.integer_at("paid_with_points_minor") > total_minor) return "value_not_allowed";
    return body.string_at("member") == member_name && erased ? "member_erased" : "";
}

Outcome Ledger::place_order(const Value& body) {
    const std::string id = text_in(body, "order");
    if (const auto known = orders.find(id); known != orders.end()) {
        const bool same = without_attributes(known->second.command) == without_attributes(body);
        return {same ? "" : "order_id_reused"};
    }
    Order order;
    order.command = body;
    order.is_members = body.string_at("member") == member_name;
    order.placed_at_ms = body.integer_at("placed_at_ms");
    order.lines = lines_of(body);
    order.total_minor = total_of(order.lines);
    if (const std::string refused = order_refused(body, order.total_minor); !refused.empty()) return {refused};
    fill_bases(programme_, body.integer_at("paid_with_points_minor"), order.lines);
    if (order.is_members) {
        start(order.placed_at_ms);
        join(order.placed_at_ms);
        Occasion occasion;
        occasion.instant_ms = order.placed_at_ms;
        occasion.lines = order.lines;
        occasion.total_minor = order.total_minor;
        occasion.attributes = part_of(body, "attributes");
        Judged judged = judge(programme_, *calendar_, occasion, buyer);
        const std::int64_t spend = spend_kept(order);
        order.lots = give(order.placed_at_ms, std::move(judged), {spend > 0 ? 1 : 0, spend, 0}, order.given);
        for (const Given& given : order.given) order.waiting_days[given.lot] = given.pending_days;
    }
    orders[id] = std::move(order);
    return {"", true};
}

Outcome Ledger::refund_order(const Value& body) {
    const auto found = orders.find(text_in(body, "order"));
    if (found == orders.end()) return {"order_unknown"};
    Order& order = found->second;
    if (const auto known = order.refunds.find(text_in(body, "refund")); known != order.refunds.end()) {
        const bool same = part_of(known->second, "items") == part_of(body, "items") &&
                          known->second.integer_at("amount_minor") == body.integer_at("amount_minor");
        return {same ? "" : "refund_id_reused"};
    }
    if (in_future(body, "refunded_at_ms")) return {"instant_in_future"};
    if (body.integer_at("refunded_at_ms") < order.placed_at_ms) return {"value_not_allowed"};
    Order after = order;
    Outcome outcome = refund_of(after, body);
    if (!outcome.wrote) return outcome;
    if (order.is_members) {
        const std::int64_t refunded_at_ms = body.integer_at("refunded_at_ms");
        start(refunded_at_ms);
        std::vector<std::int64_t> points;
        for (const Given& given : order.given) {
            const std::int64_t kept = points_kept(after, given);
            points.push_back(given.points - kept - given.taken_back);
        }
        const std::int64_t had = spend_kept(order);
        const std::int64_t has = spend_kept(after);
        take_back(after.given, order.lots, points, order.placed_at_ms, refunded_at_ms,
                  {had > 0 && has == 0 ? -1 : 0, has - had, 0});
    }
    order = std::move(after);
    return outcome;
}

// The money and the pieces.
Outcome Ledger::refund_of(Order& order, const Value& body) {
    std::int64_t amount_minor = body.integer_at("amount_minor");
    for (const Value& item : body.array_at("items")) {
        const std::int64_t number = item.integer_at("line");
        if (number >= static_cast<std::int64_t>(order.lines.size())) return {"line_unknown"};
        Line& line = order.lines[static_cast<std::size_t>(number)];
        if (item.integer_at("quantity") > line.quantity - line.refunded) return {"refund_exceeds_order"};
        const std::int64_t before = worth(line, line.amount_minor);
        line.refunded += item.integer_at("quantity");
        amount_minor += worth(line, line.amount_minor) - before;
    }
    if (amount_minor > order.total_minor - order.refunded_minor) return {"refund_exceeds_order"};
    order.refunded_minor += amount_minor;
    order.refunds[text_in(body, "refund")] = body;
    return {"", true};
}

Outcome Ledger::reach_milestone(const Value& body) {
    const auto found = orders.find(text_in(body, "order"));
    if (found == orders.end()) return {"order_unknown"};
    Order& order = found->second;
    const std::string milestone = text_in(body, "milestone");
    const std::int64_t reached_at_ms = body.integer_at("reached_at_ms");
    if (std::find(order.milestones.begin(), order.milestones.end(), milestone) != order.milestones.end()) return {""};
    if (in_future(body, "reached_at_ms")) return {"instant_in_future"};
    if (reached_at_ms < order.placed_at_ms) return {"value_not_allowed"};
    order.milestones.push_back(milestone);
    if (!order.is_members) return {"", true};
    start(reached_at_ms);
    for (const int number : order.lots) {
        Lot& lot = lots[static_cast<std::size_t>(number)];
        if (lot.awaits != milestone || !lot.has_any()) continue;
        settle();
        date_lot(lot, order.waiting_days.at(number), reached_at_ms);
        touch(reached_at_ms);
        forget();
    }
    return {"", true};
}

}  // namespace laurel::naive
