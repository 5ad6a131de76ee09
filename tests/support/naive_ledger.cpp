#include "tests/support/naive_ledger.h"

#include <algorithm>
#include <tuple>

namespace laurel::naive {
namespace {

constexpr std::int64_t memory_ms = 730 * a_day_ms;

// Once nobody remembers anything of it.
bool is_forgotten(const Lot& lot) { return !lot.has_any() && lot.count(Where::expired) == 0; }

std::string text_in(const Value& body, std::string_view name) { return std::string(body.string_at(name)); }
std::string kind_in(const Value& body) { return std::string(body.string_at("point_kind", "points")); }

}  // namespace

struct Ledger::Named {
    std::string_view name;
    Handler handler;
};

// Another feature's commands are handled by functions of their own, named here.
const Ledger::Named Ledger::handlers[] = {
    {"place_order", &Ledger::place_order},
    {"refund_order", &Ledger::refund_order},
    {"reach_milestone", &Ledger::reach_milestone},
    {"record_action", &Ledger::record_action},
    {"revoke_action", &Ledger::revoke_action},
    {"open_account", &Ledger::open_account},
    {"give_facts", &Ledger::give_facts},
    {"extend_expiry", &Ledger::extend_expiry},
    {"hold_points", &Ledger::hold_points},
    {"resolve_hold", &Ledger::resolve_hold},
    {"cancel_redemption", &Ledger::cancel_redemption},
    {"adjust_points", &Ledger::adjust_points},
    {"erase_member", &Ledger::erase_member},
};

std::int64_t Lot::count(Where where) const {
    return std::count_if(points.begin(), points.end(), [&](const Point& point) { return point.where == where; });
}

Outcome Ledger::carry_out(const Value& programme, const Value& command, std::int64_t now_ms) {
    Ledger next = *this;
    next.programme_ = programme;
    next.now_ms_ = now_ms;
    const auto& [name, body] = *command.object()->begin();
    for (const Named& each : handlers) {
        if (each.name != name) continue;
        Outcome outcome = (next.*each.handler)(body);
        if (!outcome.wrote) return outcome;
        next.instant_ms_ = next.happened_ms_;
        next.settle();
        *this = std::move(next);
        return outcome;
    }
    return {"a command that the naive ledger does not know", false};
}

Ledger Ledger::at(std::int64_t instant_ms) const {
    Ledger then = *this;
    if (buyer.joined) then.wait_until(instant_ms);
    return then;
}

void Ledger::start(std::int64_t effective_at_ms) {
    if (buyer.joined) {
        wait_until(std::max(effective_at_ms, happened_ms_));
    } else {
        instant_ms_ = effective_at_ms;
    }
}

void Ledger::wait_until(std::int64_t instant_ms) {
    while (instant_ms_ < instant_ms) {
        instant_ms_ += tick_ms;
        settle();
    }
}

// What time does at this hour: holds time out, debts are settled, points expire.
void Ledger::settle() {
    bool happened = false;
    for (std::size_t index = 0; index < redemptions.size(); ++index) {
        Redemption& redemption = redemptions[index];
        if (!redemption.outcome.empty() || redemption.times_out_at_ms > instant_ms_) continue;
        redemption.outcome = "timed out";
        for (Lot& lot : lots) {
            for (Point& point : lot.points) {
                const bool its = point.where == Where::held && point.redemption == static_cast<int>(index);
                if (its) point = {};
            }
        }
        happened = true;
    }
    for (auto& [kind, sum] : sums) {
        while (sum.owed > 0) {
            Point* point = next_to_drain(kind, true);
            if (point == nullptr) break;
            point->where = Where::taken;
            --sum.owed;
            happened = true;
        }
    }
    for (Lot& lot : lots) {
        if (lot.gone_at_ms > instant_ms_) continue;
        for (Point& point : lot.points) {
            if (point.where != Where::free) continue;
            point.where = Where::expired;
            ++sums[lot.kind].expired;
            happened = true;
        }
    }
    if (!happened) return;
    touch(instant_ms_);
    forget();
}

void Ledger::touch(std::int64_t instant_ms) { happened_ms_ = std::max(happened_ms_, instant_ms); }

void Ledger::forget() {
    for (Lot& lot : lots) {
        if (lot.has_any() || lot.gone_at_ms > happened_ms_ - memory_ms) continue;
        for (Point& point : lot.points) {
            if (point.where == Where::expired) point.where = Where::gone;
        }
    }
}

Point* Ledger::next_to_drain(const std::string& kind, bool settling) {
    Lot* next = nullptr;
    for (Lot& lot : lots) {
        if (lot.kind != kind || lot.available_at_ms > instant_ms_ || lot.count(Where::free) == 0) continue;
        // Past its date only because a hold kept it or a late order brought it; never when it could not be spent
        // before.
        if (lot.gone_at_ms <= (settling ? lot.available_at_ms : instant_ms_)) continue;
        auto rank = [&](const Lot& l) { return std::tuple(l.gone_at_ms, l.earned_at_ms, &l - lots.data()); };
        if (next == nullptr || rank(lot) < rank(*next)) next = &lot;
    }
    if (next == nullptr) return nullptr;
    for (Point& point : next->points) {
        if (point.where == Where::free) return &point;
    }
    return nullptr;
}

Balance Ledger::balance(const std::string& kind) const {
    Balance balance;
    const auto sum = sums.find(kind);
    if (sum != sums.end()) balance.available = -sum->second.owed;
    for (const Lot& lot : lots) {
        if (lot.kind != kind) continue;
        (lot.available_at_ms > instant_ms_ ? balance.pending : balance.available) += lot.count(Where::free);
        balance.reserved += lot.count(Where::held);
    }
    return balance;
}

const Value& Ledger::kind_of_points(const std::string& kind) const {
    static const Value absent;
    const Value* of = &programme_;
    if (kind != "points") of = programme_.find("point_kinds");
    const Value* found = of != nullptr ? of->find(kind) : nullptr;
    return found != nullptr ? *found : absent;
}

bool Ledger::in_future(const Value& body, const char* name) const {
    return body.integer_at(name) > now_ms_ + 5 * 60 * 1000;
}

void Ledger::join(std::int64_t instant_ms) {
    if (buyer.joined) return;
    buyer.joined = true;
    buyer.joined_at_ms = instant_ms;
    touch(instant_ms);
}

int Ledger::add_lot(const std::string& kind, std::int64_t points, std::int64_t earned_at_ms) {
    settle();
    Lot& lot = lots.emplace_back();
    lot.kind = kind;
    lot.earned_at_ms = earned_at_ms;
    lot.points.resize(static_cast<std::size_t>(points));
    const Value* expiry = kind_of_points(kind).find("expiry");
    lot.slides = expiry != nullptr && expiry->string_at("policy") == "inactivity";
    return static_cast<int>(lots.size()) - 1;
}

void Ledger::date_lot(Lot& lot, std::int64_t pending_days, std::int64_t from_ms) const {
    const Value* expiry = kind_of_points(lot.kind).find("expiry");
    lot.awaits.clear();
    lot.available_at_ms = from_ms + pending_days * a_day_ms;
    lot.gone_at_ms = calendar_->gone_at(expiry != nullptr ? *expiry : Value(), from_ms);
}

// What slides goes on from an activity, kind by kind, as long as the programme still has such a policy.
void Ledger::slide(std::int64_t active_at_ms) {
    settle();
    std::vector<std::string> kinds{"points"};
    if (const Value* others = programme_.find("point_kinds")) {
        for (const auto& [kind, document] : *others->object()) kinds.push_back(kind);
    }
    for (const std::string& kind : kinds) {
        const Value* expiry = kind_of_points(kind).find("expiry");
        if (expiry == nullptr || expiry->string_at("policy") != "inactivity") continue;
        const std::int64_t until_ms = calendar_->gone_at(*expiry, active_at_ms);
        for (Lot& lot : lots) {
            if (!lot.slides || lot.kind != kind || !lot.has_any() || lot.gone_at_ms >= until_ms) continue;
            lot.gone_at_ms = until_ms;
        }
    }
}

Outcome Ledger::give_facts(const Value& body) {
    if (erased) return {"member_erased"};
    start(now_ms_);
    join(now_ms_);
    buyer.facts = *body.find("facts");
    buyer.facts_given_at_ms = now_ms_;
    touch(now_ms_);
    forget();
    return {"", true};
}

Outcome Ledger::extend_expiry(const Value& body) {
    if (!buyer.joined) return {"member_unknown"};
    if (erased) return {"member_erased"};
    if (!knows(kind_in(body))) return {"value_not_allowed"};
    start(now_ms_);
    const std::int64_t until_ms = body.integer_at("expires_at_ms");
    if (until_ms <= instant_ms_) return {"value_not_allowed"};
    bool gains = false;
    for (Lot& lot : lots) {
        if (lot.kind != kind_in(body) || !lot.has_any() || lot.gone_at_ms >= until_ms) continue;
        lot.gone_at_ms = until_ms;
        gains = true;
    }
    touch(now_ms_);
    forget();
    return {"", gains};
}

Outcome Ledger::hold_points(const Value& body) {
    const std::int64_t points = body.integer_at("points");
    for (const Redemption& known : redemptions) {
        if (known.id != body.string_at("redemption")) continue;
        const bool same =
            known.points == points && known.kind == kind_in(body) && body.string_at("member") == member_name;
        return {same ? "" : "redemption_id_reused"};
    }
    if (!buyer.joined || body.string_at("member") != member_name) return {"insufficient_points"};
    if (erased) return {"member_erased"};
    start(now_ms_);
    const Value& rules = *programme_.find("redemption");
    if (points < rules.integer_at("minimum_points")) return {"below_minimum_redemption"};
    if (points > balance(kind_in(body)).available) return {"insufficient_points"};
    Redemption redemption;
    redemption.id = text_in(body, "redemption");
    redemption.kind = kind_in(body);
    redemption.points = points;
    redemption.times_out_at_ms = instant_ms_ + rules.integer_at("hold_minutes") * 60 * 1000;
    for (std::int64_t count = 0; count < points; ++count) {
        Point* point = next_to_drain(redemption.kind, false);
        *point = {Where::held, static_cast<int>(redemptions.size())};
    }
    redemptions.push_back(std::move(redemption));
    touch(now_ms_);
    forget();
    return {"", true};
}

Outcome Ledger::resolve_hold(const Value& body) {
    std::size_t index = 0;
    while (index < redemptions.size() && redemptions[index].id != body.string_at("redemption")) ++index;
    if (index == redemptions.size() || body.string_at("member") != member_name) return {"redemption_unknown"};
    const std::string wanted = body.boolean_at("capture") ? "captured" : "voided";
    const std::string was = redemptions[index].outcome;
    if (was == wanted) return {""};
    if (!was.empty() && was != "timed out") return {"redemption_already_" + was};
    start(now_ms_);
    Redemption& redemption = redemptions[index];
    if (!redemption.outcome.empty()) return {"redemption_timed_out"};
    redemption.outcome = wanted;
    for (std::size_t lot = 0; lot < lots.size(); ++lot) {
        for (Point& point : lots[lot].points) {
            if (point.where != Where::held || point.redemption != static_cast<int>(index)) continue;
            if (wanted == "voided") {
                point = {};
                continue;
            }
            point.where = Where::taken;
            ++sums[redemption.kind].spent;
            redemption.dates[static_cast<int>(lot)] = lots[lot];
        }
    }
    touch(now_ms_);
    forget();
    if (wanted == "captured") slide(now_ms_);
    return {"", true};
}

Outcome Ledger::cancel_redemption(const Value& body) {
    std::size_t index = 0;
    while (index < redemptions.size() && redemptions[index].id != body.string_at("redemption")) ++index;
    if (index == redemptions.size() || body.string_at("member") != member_name) return {"redemption_unknown"};
    const std::string was = redemptions[index].outcome;
    if (was == "cancelled") return {""};
    if (was.empty() || was == "timed out") return {"redemption_not_captured"};
    if (was == "voided") return {"redemption_already_voided"};
    if (erased) return {"member_erased"};
    start(now_ms_);
    Redemption& redemption = redemptions[index];
    redemption.outcome = "cancelled";
    for (const auto& [number, as_it_was] : redemption.dates) {
        Lot& lot = lots[static_cast<std::size_t>(number)];
        // A lot that is still there has had what happened to it since; one that is not comes back as it was.
        if (is_forgotten(lot)) {
            lot.gone_at_ms = as_it_was.gone_at_ms;
            lot.available_at_ms = as_it_was.available_at_ms;
        }
        for (Point& point : lot.points) {
            if (point.where != Where::taken || point.redemption != static_cast<int>(index)) continue;
            point = {};
            --sums[redemption.kind].spent;
        }
    }
    touch(now_ms_);
    forget();
    return {"", true};
}

Outcome Ledger::adjust_points(const Value& body) {
    const std::string kind = kind_in(body);
    const std::int64_t points = body.integer_at("points");
    if (!buyer.joined) return {"member_unknown"};
    if (erased) return {"member_erased"};
    if (!knows(kind)) return {"value_not_allowed"};
    if (points == 0) return {"value_not_allowed"};
    start(now_ms_);
    if (points > 0) date_lot(lots[static_cast<std::size_t>(add_lot(kind, points, now_ms_))], 0, now_ms_);
    if (points < 0 && -points > balance(kind).available) return {"insufficient_points"};
    for (std::int64_t count = 0; count < -points; ++count) next_to_drain(kind, false)->where = Where::taken;
    sums[kind].adjusted += points;
    touch(now_ms_);
    forget();
    return {"", true};
}

Outcome Ledger::erase_member(const Value&) {
    if (!buyer.joined) return {"member_unknown"};
    if (erased) return {""};
    start(now_ms_);
    erased = true;
    buyer.facts = Value();
    touch(now_ms_);
    forget();
    return {"", true};
}

}  // namespace laurel::naive
