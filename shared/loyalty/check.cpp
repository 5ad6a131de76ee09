#include "shared/loyalty/check.h"

#include <algorithm>

#include "shared/loyalty/events.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/post.h"

namespace laurel::loyalty {
namespace {

Error broken(ErrorCode code, std::string path, std::string found, std::string allowed) {
    return {code, std::move(path), std::move(found), std::move(allowed)};
}

std::string text(std::int64_t value) { return write_json(Value(value)); }

// What the postings add to the accounts that the member owns.
struct Posted {
    std::int64_t all = 0;
    std::int64_t member = 0;
    std::int64_t reserved = 0;
};

Posted posted_by(const Event& event) {
    Posted posted;
    for (const Value& entry : event.data.array_at("postings")) {
        const Array* pair = entry.array();
        if (pair == nullptr || pair->size() != 2) continue;
        const std::string* account = (*pair)[0].string();
        const std::int64_t* points = (*pair)[1].integer();
        if (account == nullptr || points == nullptr) continue;
        posted.all += *points;
        if (*account == account_member) posted.member += *points;
        if (*account == account_reserved) posted.reserved += *points;
    }
    return posted;
}

struct Owned {
    std::int64_t free = 0;  // net of the deficit
    std::int64_t reserved = 0;
};

Owned owned_by(const MemberState& state) {
    Owned owned{.free = -state.deficit};
    for (const Lot& lot : state.lots) {
        owned.free += lot.free();
        owned.reserved += lot.reserved;
    }
    return owned;
}

std::optional<Error> check_postings(const MemberState& before, const Event& event, const MemberState& after) {
    const Posted posted = posted_by(event);
    if (posted.all != 0)
        return broken(ErrorCode::postings_unbalanced, "/data/postings", "a sum of " + text(posted.all), "a sum of 0");
    const Owned had = owned_by(before);
    const Owned has = owned_by(after);
    if (has.free - had.free != posted.member || has.reserved - had.reserved != posted.reserved) {
        return broken(
            ErrorCode::balance_mismatch, "/data/postings",
            text(posted.member) + " to the member and " + text(posted.reserved) + " to reserved",
            text(has.free - had.free) + " and " + text(has.reserved - had.reserved) + ", as the lots changed");
    }
    return std::nullopt;
}

std::optional<Error> check_lots(const MemberState& after) {
    for (const Lot& lot : after.lots) {
        const bool sound = lot.remaining >= 0 && lot.reserved >= 0 && lot.reserved <= lot.remaining &&
                           lot.expired >= 0 && lot.remaining + lot.expired <= lot.points;
        if (!sound)
            return broken(ErrorCode::balance_mismatch, "/data", "lot " + text(lot.id) + " beyond its points",
                          "0 to its points");
    }
    if (after.deficit < 0)
        return broken(ErrorCode::balance_mismatch, "/data", "a deficit of " + text(after.deficit), "0 or more");
    return std::nullopt;
}

// Spending must have drawn just what it would draw again: the order (expires_at, earned_at, id), nothing expired or
// pending.
std::optional<Error> check_draws(const MemberState& before, const Event& event) {
    const std::vector<Draw> drawn = draws_from_value(event.data.array_at("draws"));
    const std::int64_t ledger_ms = std::max(before.clock_ms, event.effective_at_ms);
    if (event.kind == points_clawed_back) {
        const Clawback again =
            clawback_of(before, event.data.integer_at("lot"), event.data.integer_at("points"), ledger_ms);
        const bool same = again.draws == drawn && again.deficit == event.data.integer_at("deficit") &&
                          again.from_expired == event.data.integer_at("from_expired");
        if (same) return std::nullopt;
        return broken(ErrorCode::drain_order_broken, "/data/draws", write_json(draws_to_value(drawn)),
                      write_json(draws_to_value(again.draws)));
    }
    const bool spends = event.kind == points_held || event.kind == deficit_settled ||
                        (event.kind == points_adjusted && event.data.integer_at("points") < 0);
    if (!spends) return std::nullopt;
    const std::int64_t points =
        event.kind == points_adjusted ? -event.data.integer_at("points") : event.data.integer_at("points");
    const std::vector<Draw> again = drain(before, points, ledger_ms);
    if (drawn == again && sum_of(drawn) == points) return std::nullopt;
    return broken(ErrorCode::drain_order_broken, "/data/draws", write_json(draws_to_value(drawn)),
                  write_json(draws_to_value(again)));
}

std::optional<Error> check_hold(const MemberState& before, const Event& event) {
    const bool resolves = event.kind == points_spent || event.kind == hold_voided || event.kind == hold_timed_out;
    if (!resolves && event.kind != points_held) return std::nullopt;
    const std::string_view redemption = event.data.string_at("redemption");
    const bool open = std::any_of(before.holds.begin(), before.holds.end(), [&](const Hold& hold) {
        return hold.redemption == redemption && (!resolves || hold.points == event.data.integer_at("points"));
    });
    if (open == resolves) return std::nullopt;
    return broken(ErrorCode::hold_resolved_twice, "/data/redemption", std::string(redemption),
                  resolves ? "an open hold of that many points" : "a redemption that has no hold yet");
}

}  // namespace

std::optional<Error> check_member_event(const MemberState& before, const Event& event, const MemberState& after) {
    if (auto error = check_hold(before, event)) return error;
    if (auto error = check_draws(before, event)) return error;
    if (auto error = check_postings(before, event, after)) return error;
    return check_lots(after);
}

std::optional<Error> check_order_event(const OrderState& before, const Event& event, const OrderState& after) {
    const bool placed = event.kind == order_placed;
    if (placed == (before.version > 0))
        return broken(ErrorCode::state_mismatch, "/kind", event.kind, "one placement, then refunds");
    const auto kept = after.member.empty() ? Result<std::int64_t>(std::int64_t{0})
                                           : points_for(after.rule, after.total_minor - after.refunded_minor);
    const std::int64_t expected = kept ? *kept : 0;
    const std::int64_t found = after.points_earned - after.points_clawed_back;
    const bool sound = found == expected && after.points_clawed_back <= after.points_earned &&
                       after.refunded_minor <= after.total_minor;
    if (sound) return std::nullopt;
    return broken(ErrorCode::clawback_mismatch, "/data/points", text(found) + " points kept",
                  text(expected) + " points kept");
}

}  // namespace laurel::loyalty
