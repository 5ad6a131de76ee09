// The naive ledger's actions and what is brought along from elsewhere.
#include <algorithm>

#include "tests/support/naive_conditions.h"
#include "tests/support/naive_ledger.h"

namespace laurel::naive {
namespace {

std::string text_in(const Value& body, std::string_view name) { return std::string(body.string_at(name)); }

}  // namespace

Outcome Ledger::record_action(const Value& body) {
    const std::string id = text_in(body, "action");
    const std::string name = text_in(body, "name");
    const std::int64_t acted_at_ms = body.integer_at("acted_at_ms");
    if (const auto known = actions.find(id); known != actions.end()) {
        const bool same = known->second.name == name && known->second.acted_at_ms == acted_at_ms;
        return {same ? "" : "action_id_reused"};
    }
    if (in_future(body, "acted_at_ms")) return {"instant_in_future"};
    const Value attributes = part_of(body, "attributes");
    for (const char* judging : {"rating", "score", "sentiment", "stars"}) {
        if (attributes.find(judging) != nullptr) return {"value_not_allowed"};
    }
    if (erased) return {"member_erased"};
    start(acted_at_ms);
    join(acted_at_ms);
    Occasion occasion;
    occasion.on = name;
    occasion.instant_ms = acted_at_ms;
    occasion.attributes = attributes;
    Action action;
    action.name = name;
    action.acted_at_ms = acted_at_ms;
    Judged judged = judge(programme_, *calendar_, occasion, buyer);
    action.lots = give(acted_at_ms, std::move(judged), {}, action.given);
    actions[id] = std::move(action);
    return {"", true};
}

Outcome Ledger::revoke_action(const Value& body) {
    const auto found = actions.find(text_in(body, "action"));
    if (found == actions.end()) return {"action_unknown"};
    if (found->second.revoked) return {""};
    start(now_ms_);
    Action& action = found->second;
    action.revoked = true;
    std::vector<std::int64_t> points;
    for (const Given& given : action.given) points.push_back(given.points);
    take_back(action.given, action.lots, points, action.acted_at_ms, now_ms_, {});
    return {"", true};
}

Outcome Ledger::open_account(const Value& body) {
    const std::string id = text_in(body, "action");
    if (const auto known = actions.find(id); known != actions.end())
        return {known->second.name == "account_opened" ? "" : "action_id_reused"};
    if (in_future(body, "joined_at_ms")) return {"instant_in_future"};
    for (const Value& lot : body.array_at("lots")) {
        if (!knows(std::string(lot.string_at("point_kind", "points")))) return {"value_not_allowed"};
        if (in_future(lot, "earned_at_ms")) return {"instant_in_future"};
        if (lot.integer_at("expires_at_ms", never_ms) <= lot.integer_at("earned_at_ms")) return {"value_not_allowed"};
    }
    if (erased) return {"member_erased"};
    const std::int64_t joined_at_ms = body.integer_at("joined_at_ms");
    start(joined_at_ms);
    join(joined_at_ms);
    for (const Value& opening : body.array_at("lots")) {
        const std::int64_t earned_at_ms = opening.integer_at("earned_at_ms");
        wait_until(earned_at_ms);
        const std::string kind(opening.string_at("point_kind", "points"));
        Lot& lot = lots[static_cast<std::size_t>(add_lot(kind, opening.integer_at("points"), earned_at_ms))];
        lot.available_at_ms = earned_at_ms;
        lot.gone_at_ms = opening.integer_at("expires_at_ms", never_ms);
        sums[kind].adjusted += opening.integer_at("points");
        touch(earned_at_ms);
        forget();
    }
    if (const std::int64_t deficit = body.integer_at("deficit"); deficit > 0) {
        wait_until(now_ms_);
        settle();
        sums["points"].owed += deficit;
        sums["points"].adjusted -= deficit;
        touch(now_ms_);
        forget();
    }
    actions[id] = {"account_opened", now_ms_, {}, {}, false};
    return {"", true};
}

}  // namespace laurel::naive
