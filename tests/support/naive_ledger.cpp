#include "tests/support/naive_ledger.h"

#include <tuple>

namespace laurel::naive {
namespace {

constexpr std::int64_t a_day_ms = 24 * 3600 * 1000;
constexpr std::int64_t never_ms = 253402300799999;

struct Day {
    int year = 1970;
    int month = 1;
    int day = 1;
};

int length_of(int year, int month) {
    switch (month) {
        case 4:
        case 6:
        case 9:
        case 11:
            return 30;
        case 2:
            return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
        default:
            return 31;
    }
}

void step(Day& day) {
    if (++day.day <= length_of(day.year, day.month)) return;
    day.day = 1;
    if (++day.month <= 12) return;
    day.month = 1;
    ++day.year;
}

bool same(const Day& a, const Day& b) { return a.year == b.year && a.month == b.month && a.day == b.day; }

}  // namespace

std::int64_t earned_by(const Rules& rules, std::int64_t amount_minor) {
    std::int64_t whole = 0;
    while ((whole + 1) * rules.per_minor <= amount_minor * rules.points) ++whole;
    const std::int64_t rest = amount_minor * rules.points - whole * rules.per_minor;
    if (rest == 0 || rules.rounding == Rounding::down) return whole;
    if (rules.rounding == Rounding::up || 2 * rest > rules.per_minor) return whole + 1;
    if (2 * rest < rules.per_minor) return whole;
    return rules.rounding == Rounding::half_up || whole % 2 == 1 ? whole + 1 : whole;
}

std::int64_t gone_at(const Rules& rules, std::int64_t earned_at_ms) {
    if (rules.expiry_months == 0) return never_ms;
    Day day;
    std::int64_t midnight_ms = 0;  // in the shop's own time
    while (midnight_ms + a_day_ms <= earned_at_ms + rules.zone_offset_ms) {
        step(day);
        midnight_ms += a_day_ms;
    }
    Day last = day;
    for (std::int64_t month = 0; month < rules.expiry_months; ++month) {
        if (++last.month <= 12) continue;
        last.month = 1;
        ++last.year;
    }
    if (last.day > length_of(last.year, last.month)) last.day = length_of(last.year, last.month);
    while (!same(day, last)) {
        step(day);
        midnight_ms += a_day_ms;
    }
    return midnight_ms + a_day_ms - rules.zone_offset_ms;
}

void Ledger::wait_until(std::int64_t instant_ms) {
    while (now_ms < instant_ms) {
        now_ms += tick_ms;
        settle();
    }
}

// What time does at this tick: holds time out, debts are settled, points expire.
void Ledger::settle() {
    for (auto& [id, hold] : holds) {
        if (!hold.outcome.empty() || hold.times_out_at_ms > now_ms) continue;
        hold.outcome = "timed out";
        for (Point& point : points_) {
            if (point.where == Where::held && point.hold == id) point.where = Where::free;
        }
    }
    while (owed > 0) {
        Point* point = next_to_drain(true);
        if (point == nullptr) break;
        point->where = Where::taken;
        --owed;
    }
    for (Point& point : points_) {
        if (point.where != Where::free || point.gone_at_ms > now_ms) continue;
        point.where = Where::expired;
        ++expired;
    }
}

Point* Ledger::next_to_drain(bool past_its_date) {
    Point* next = nullptr;
    for (Point& point : points_) {
        if (point.where != Where::free || point.available_at_ms > now_ms) continue;
        // Past its date only because a hold kept it or a late order brought it; never when it could not be spent
        // before.
        if (point.gone_at_ms <= (past_its_date ? point.available_at_ms : now_ms)) continue;
        auto rank = [](const Point& p) { return std::tuple(p.gone_at_ms, p.earned_at_ms, p.lot); };
        if (next == nullptr || rank(point) < rank(*next)) next = &point;
    }
    return next;
}

std::int64_t Ledger::spendable() const { return totals().available; }

void Ledger::add_lot(const Rules& rules, std::int64_t points, std::int64_t earned_at_ms, std::int64_t pending_days) {
    Point point;
    point.lot = lots_++;
    point.earned_at_ms = earned_at_ms;
    point.available_at_ms = earned_at_ms + pending_days * a_day_ms;
    point.gone_at_ms = gone_at(rules, earned_at_ms);
    for (std::int64_t count = 0; count < points; ++count) points_.push_back(point);
}

std::string Ledger::place(const Rules& rules, const std::string& id, std::vector<Line> lines,
                          std::int64_t placed_at_ms) {
    Order order;
    order.rules = rules;
    order.placed_at_ms = placed_at_ms;
    for (const Line& line : lines) order.total_minor += line.amount_minor;
    order.lines = std::move(lines);
    const std::int64_t points = earned_by(rules, order.total_minor);
    if (points > 0) {
        order.lot = lots_;
        add_lot(rules, points, placed_at_ms, rules.pending_days);
        earned += points;
    }
    orders[id] = order;
    joined_ = true;
    settle();
    return "";
}

std::string Ledger::refund(const std::string& id, std::int64_t amount_minor, std::int64_t refunded_at_ms) {
    Order& order = orders.at(id);
    if (refunded_at_ms < order.placed_at_ms) return "value_not_allowed";
    if (amount_minor < 1 || amount_minor > order.total_minor - order.refunded_minor) return "refund_exceeds_order";
    take_back(order, amount_minor);
    return "";
}

std::string Ledger::refund_items(const std::string& id, const std::vector<Item>& items, std::int64_t refunded_at_ms) {
    Order order = orders.at(id);
    if (refunded_at_ms < order.placed_at_ms) return "value_not_allowed";
    // A line's first so many pieces are worth their part of it, rounded half up.
    auto worth = [](const Line& line) {
        return (2 * line.amount_minor * line.refunded + line.quantity) / (2 * line.quantity);
    };
    std::int64_t amount_minor = 0;
    for (const Item& item : items) {
        Line& line = order.lines.at(static_cast<std::size_t>(item.line));
        if (item.quantity > line.quantity - line.refunded) return "refund_exceeds_order";
        const std::int64_t before = worth(line);
        line.refunded += item.quantity;
        amount_minor += worth(line) - before;
    }
    if (amount_minor > order.total_minor - order.refunded_minor) return "refund_exceeds_order";
    take_back(order, amount_minor);
    orders[id] = order;
    return "";
}

// What the order no longer earns comes from its own points, those that expired unused among them, then from others.
void Ledger::take_back(Order& order, std::int64_t amount_minor) {
    order.refunded_minor += amount_minor;
    std::int64_t points = earned_by(order.rules, order.total_minor) - order.taken_back -
                          earned_by(order.rules, order.total_minor - order.refunded_minor);
    order.taken_back += points;
    taken_back += points;
    for (const Where from : {Where::free, Where::expired}) {
        for (Point& point : points_) {
            if (points == 0 || point.lot != order.lot || point.where != from) continue;
            if (from == Where::expired) --expired;
            point.where = Where::taken;
            --points;
        }
    }
    owed += points;
    settle();
}

std::string Ledger::hold(const Rules& rules, const std::string& id, std::int64_t points) {
    if (holds.count(id) > 0) return holds.at(id).points == points ? "" : "redemption_id_reused";
    if (!joined_) return "insufficient_points";
    if (points < rules.minimum_points) return "below_minimum_redemption";
    if (points > spendable()) return "insufficient_points";
    holds[id] = {now_ms + rules.hold_ms, points, ""};
    for (std::int64_t count = 0; count < points; ++count) {
        Point* point = next_to_drain();
        point->where = Where::held;
        point->hold = id;
    }
    return "";
}

std::string Ledger::resolve(const std::string& id, bool capture) {
    if (holds.count(id) == 0) return "redemption_unknown";
    Hold& hold = holds.at(id);
    const std::string wanted = capture ? "captured" : "voided";
    if (hold.outcome == wanted) return "";
    if (hold.outcome == "timed out") return "redemption_timed_out";
    if (!hold.outcome.empty()) return "redemption_already_" + hold.outcome;
    hold.outcome = wanted;
    for (Point& point : points_) {
        if (point.where != Where::held || point.hold != id) continue;
        point.where = capture ? Where::taken : Where::free;
        if (capture) ++spent;
    }
    settle();
    return "";
}

std::string Ledger::adjust(const Rules& rules, std::int64_t points) {
    if (!joined_) return "member_unknown";
    if (points == 0) return "value_not_allowed";
    if (-points > 0 && -points > spendable()) return "insufficient_points";
    if (points > 0) add_lot(rules, points, now_ms, 0);
    for (std::int64_t count = 0; count < -points; ++count) next_to_drain()->where = Where::taken;
    adjusted += points;
    settle();
    return "";
}

Totals Ledger::totals() const {
    Totals totals;
    totals.available = -owed;
    for (const Point& point : points_) {
        if (point.where == Where::held) ++totals.reserved;
        if (point.where != Where::free) continue;
        ++(point.available_at_ms > now_ms ? totals.pending : totals.available);
    }
    return totals;
}

std::int64_t Ledger::count(std::int64_t lot, Where where) const {
    std::int64_t count = 0;
    for (const Point& point : points_) {
        if (point.lot == lot && point.where == where) ++count;
    }
    return count;
}

}  // namespace laurel::naive
