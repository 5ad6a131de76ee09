#include "shared/loyalty/check.h"

#include <algorithm>

#include "shared/loyalty/events.h"
#include "shared/loyalty/grant.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/post.h"
#include "shared/loyalty/tier_state.h"

namespace laurel::loyalty {
namespace {

Error broken(ErrorCode code, std::string path, std::string found, std::string allowed) {
    return {code, std::move(path), std::move(found), std::move(allowed)};
}

std::string text(std::int64_t value) { return write_json(Value(value)); }

// What the postings add to the accounts that the member owns.
struct Posted {
    std::int64_t member = 0;
    std::int64_t reserved = 0;
};

Error unbalanced(std::string found) {
    return broken(ErrorCode::postings_unbalanced, "/data/postings", std::move(found), "a sum of 0");
}

Result<Posted> posted_by(const Event& event) {
    Posted posted;
    std::int64_t sum = 0;
    for (const Value& entry : event.data.array_at("postings")) {
        const Array* pair = entry.array();
        const std::string* account = pair != nullptr && pair->size() == 2 ? (*pair)[0].string() : nullptr;
        const std::int64_t* points = account != nullptr ? (*pair)[1].integer() : nullptr;
        const auto total = add_checked(sum, points != nullptr ? *points : 0);
        if (points == nullptr || !total) return unbalanced(write_json(entry));
        sum = *total;
        if (*account == account_member) posted.member += *points;
        if (*account == account_reserved) posted.reserved += *points;
    }
    if (sum != 0) return unbalanced("a sum of " + text(sum));
    return posted;
}

std::string_view kind_in(const Event& event) { return event.data.string_at("point_kind", main_point_kind); }

struct Owned {
    std::int64_t free = 0;  // net of the deficit
    std::int64_t reserved = 0;
};

// Of the kind, or of all the others.
Owned owned_by(const MemberState& state, std::string_view point_kind, bool of_kind) {
    Owned owned;
    for (const Account& account : state.accounts) {
        if ((account.point_kind == point_kind) == of_kind) owned.free -= account.deficit;
    }
    for (const Lot& lot : state.lots) {
        if ((lot.point_kind == point_kind) != of_kind) continue;
        owned.free += lot.free();
        owned.reserved += lot.reserved;
    }
    return owned;
}

std::optional<Error> check_postings(const MemberState& before, const Event& event, const MemberState& after) {
    const auto posted = posted_by(event);
    if (!posted) return posted.error();
    const std::string_view kind = kind_in(event);
    const Owned had = owned_by(before, kind, true);
    const Owned has = owned_by(after, kind, true);
    if (has.free - had.free != posted->member || has.reserved - had.reserved != posted->reserved) {
        return broken(
            ErrorCode::balance_mismatch, "/data/postings",
            text(posted->member) + " to the member and " + text(posted->reserved) + " to reserved",
            text(has.free - had.free) + " and " + text(has.reserved - had.reserved) + ", as the lots changed");
    }
    const Owned others_had = owned_by(before, kind, false);
    const Owned others_have = owned_by(after, kind, false);
    if (others_had.free == others_have.free && others_had.reserved == others_have.reserved) return std::nullopt;
    return broken(ErrorCode::balance_mismatch, "/data/point_kind", "points of other kinds changed", std::string(kind));
}

std::optional<Error> check_lots(const MemberState& after) {
    for (const Lot& lot : after.lots) {
        const bool sound = lot.remaining >= 0 && lot.reserved >= 0 && lot.reserved <= lot.remaining &&
                           lot.expired >= 0 && lot.remaining + lot.expired <= lot.points;
        if (!sound)
            return broken(ErrorCode::balance_mismatch, "/data", "lot " + text(lot.id) + " beyond its points",
                          "0 to its points");
    }
    for (const Account& account : after.accounts) {
        if (account.deficit < 0)
            return broken(ErrorCode::balance_mismatch, "/data", "a deficit of " + text(account.deficit), "0 or more");
    }
    return std::nullopt;
}

std::optional<Error> check_clawback(const MemberState& before, const Event& event, std::int64_t ledger_ms) {
    const std::int64_t forgiven = event.data.integer_at("forgiven");
    const auto name = std::find(std::begin(negative_balance_names), std::end(negative_balance_names),
                                event.data.string_at("policy", negative_balance_names[0]));
    if (name == std::end(negative_balance_names))
        return broken(ErrorCode::drain_order_broken, "/data/policy", "an unknown policy", "one of the programme's");
    const ClawbackOf asked{.lot = event.data.integer_at("lot"),
                           .point_kind = kind_in(event),
                           .points = event.data.integer_at("points") + forgiven,
                           .policy = static_cast<NegativeBalance>(name - std::begin(negative_balance_names))};
    const Clawback again = clawback_of(before, asked, ledger_ms);
    const std::vector<Draw> drawn = draws_from_value(event.data.array_at("draws"));
    const bool same = again.draws == drawn && again.deficit == event.data.integer_at("deficit") &&
                      again.from_expired == event.data.integer_at("from_expired") && again.forgiven == forgiven;
    if (same) return std::nullopt;
    return broken(ErrorCode::drain_order_broken, "/data/draws", write_json(draws_to_value(drawn)),
                  write_json(draws_to_value(again.draws)));
}

std::optional<Error> check_release(const MemberState& before, const Event& event) {
    if (event.kind != points_released) return std::nullopt;
    const std::int64_t id = event.data.integer_at("lot");
    const bool waits = std::any_of(before.lots.begin(), before.lots.end(),
                                   [&](const Lot& lot) { return lot.id == id && !lot.awaits.empty(); });
    if (waits) return std::nullopt;
    return broken(ErrorCode::state_mismatch, "/data/lot", text(id), "a lot that waits for a milestone");
}

// No lot of the kind may lose time, and none but those extended may gain any.
std::optional<Error> check_dates(const MemberState& before, const Event& event, const MemberState& after) {
    const bool may_set = event.kind == points_released;
    const bool may_extend = event.kind == expiry_extended;
    for (const Lot& lot : after.lots) {
        const auto had =
            std::find_if(before.lots.begin(), before.lots.end(), [&](const Lot& each) { return each.id == lot.id; });
        if (had == before.lots.end() || had->expires_at_ms == lot.expires_at_ms) continue;
        const bool fits = may_set ? !had->awaits.empty() : may_extend && lot.expires_at_ms > had->expires_at_ms;
        if (fits) continue;
        return broken(ErrorCode::state_mismatch, "/data/expires_at_ms", write_instant(lot.expires_at_ms),
                      write_instant(had->expires_at_ms) + ", the date of lot " + text(lot.id));
    }
    return std::nullopt;
}

// Spending must have drawn just what it would draw again: the order (expires_at, earned_at, id), nothing expired or
// pending.
std::optional<Error> check_draws(const MemberState& before, const Event& event) {
    const std::vector<Draw> drawn = draws_from_value(event.data.array_at("draws"));
    const std::int64_t ledger_ms = std::max(before.clock_ms, event.effective_at_ms);
    if (event.kind == points_clawed_back) return check_clawback(before, event, ledger_ms);
    const bool spends =
        event.kind == points_held || (event.kind == points_adjusted && event.data.integer_at("points") < 0);
    if (!spends) return std::nullopt;
    const std::int64_t points =
        event.kind == points_adjusted ? -event.data.integer_at("points") : event.data.integer_at("points");
    const std::vector<Draw> again = drain(before, kind_in(event), points, ledger_ms);
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

// What time alone does must be what was due, and must have been done before anything else is.
std::optional<Error> check_due(const MemberState& before, const Event& event) {
    const bool by_time = event.kind == hold_timed_out || event.kind == points_expired || event.kind == deficit_settled;
    const bool is_of_tiers = event.kind == tier_changed || event.kind == tier_invitation_changed;
    // Of one later instant a tier's change is the first.
    const std::int64_t until_ms = event.effective_at_ms - (is_of_tiers ? 1 : 0);
    const auto due = next_due_event(before, std::max(before.clock_ms, until_ms));
    const bool same =
        due && due->kind == event.kind && due->effective_at_ms == event.effective_at_ms && due->data == event.data;
    if (by_time ? same : !due) return std::nullopt;
    return broken(ErrorCode::state_mismatch, "/kind", event.kind + " at " + write_instant(event.effective_at_ms),
                  due ? due->kind + " at " + write_instant(due->effective_at_ms) + " " + write_json(due->data)
                      : "nothing that time does before");
}

// One event of the first kind, then others, one version after the other.
std::optional<Error> check_sequence(std::int64_t version_before, const Event& event, std::string_view first_kind) {
    if (event.version != version_before + 1) {
        return broken(ErrorCode::state_mismatch, "/version", text(event.version), text(version_before + 1));
    }
    if ((event.kind == first_kind) == (event.version == 1)) return std::nullopt;
    return broken(ErrorCode::state_mismatch, "/kind", event.kind, std::string(first_kind) + ", once and first");
}

std::optional<Error> check_lines(const OrderState& before, const OrderState& after) {
    std::int64_t total = 0;
    for (const OrderLine& line : after.lines) {
        const auto sum = add_checked(total, line.amount_minor);
        const bool sound = sum && line.amount_minor >= 0 && line.refunded_quantity <= line.quantity;
        if (!sound) return broken(ErrorCode::balance_mismatch, "/data", "a line beyond its pieces or its amount", "");
        total = *sum;
    }
    if (total != after.total_minor) {
        return broken(ErrorCode::balance_mismatch, "/data/total_minor", text(after.total_minor), text(total));
    }
    if (after.refunded_minor >= before.refunded_minor && after.refunded_minor <= total) return std::nullopt;
    return broken(ErrorCode::balance_mismatch, "/data/amount_minor", text(after.refunded_minor) + " refunded",
                  text(before.refunded_minor) + " to " + text(total));
}

}  // namespace

std::optional<Error> check_member_event(const MemberState& before, const Event& event, const MemberState& after) {
    if (auto error = check_sequence(before.version, event, member_joined)) return error;
    if (auto error = check_hold(before, event)) return error;
    if (auto error = check_draws(before, event)) return error;
    if (auto error = check_due(before, event)) return error;
    if (auto error = check_postings(before, event, after)) return error;
    if (auto error = check_release(before, event)) return error;
    if (auto error = check_dates(before, event, after)) return error;
    if (auto error = check_tier_event(before, event)) return error;
    return check_lots(after);
}

std::optional<Error> check_action_event(const ActionState& before, const Event& event) {
    if (event.version == before.version + 1) return std::nullopt;
    return broken(ErrorCode::state_mismatch, "/version", text(event.version), text(before.version + 1));
}

std::optional<Error> check_redemption_event(const RedemptionState& before, const Event& event) {
    if (auto error = check_sequence(before.version, event, redemption_held)) return error;
    const bool resolves = event.kind == redemption_captured || event.kind == redemption_voided;
    const bool open = before.status == RedemptionStatus::held && event.effective_at_ms < before.times_out_at_ms;
    const bool fits = event.kind == redemption_cancelled ? before.status == RedemptionStatus::captured : open;
    if (event.kind == redemption_held || (fits && (resolves || event.kind == redemption_cancelled)))
        return std::nullopt;
    return broken(ErrorCode::hold_resolved_twice, "/kind", event.kind, "one resolution, before the time-out");
}

std::optional<Error> check_order_event(const OrderState& before, const Event& event, const OrderState& after) {
    if (auto error = check_sequence(before.version, event, order_placed)) return error;
    if (auto error = check_lines(before, after)) return error;
    if (after.member.empty() && !after.grants.empty())
        return broken(ErrorCode::clawback_mismatch, "/data/grants", "a guest who earns", "nothing without a member");
    for (std::size_t index = 0; index < after.grants.size(); ++index) {
        const Grant& grant = after.grants[index];
        const std::int64_t clawed_before = index < before.grants.size() ? before.grants[index].points_clawed_back : 0;
        const auto kept = points_of(grant, basis_of(grant, after));
        const std::int64_t expected = kept ? *kept : 0;
        const std::int64_t found = grant.points - grant.points_clawed_back;
        const bool sound = found == expected && grant.points_clawed_back >= clawed_before && expected >= 0;
        if (sound) continue;
        return broken(ErrorCode::clawback_mismatch, child_path("/data/clawed_back", index),
                      text(found) + " points kept", text(expected) + " points kept by rule " + grant.rule);
    }
    return std::nullopt;
}

}  // namespace laurel::loyalty
