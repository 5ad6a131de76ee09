#include "shared/loyalty/decide_parts.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/grant.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {
namespace {

bool is_same_lot(const OrderLot& lot, const Earned& earned) {
    return lot.point_kind == earned.point_kind && lot.awaits == earned.pending.milestone &&
           lot.pending_days == earned.pending.days;
}

// The grants by the lots that they go to; lots are numbered from 0 until they are added.
Lots sorted_into_lots(std::vector<Earned> earned) {
    Lots sorted;
    for (Earned& each : earned) {
        auto lot = std::find_if(sorted.lots.begin(), sorted.lots.end(),
                                [&](const OrderLot& known) { return is_same_lot(known, each); });
        if (lot == sorted.lots.end()) {
            sorted.lots.push_back(
                {.point_kind = each.point_kind, .awaits = each.pending.milestone, .pending_days = each.pending.days});
            lot = sorted.lots.end() - 1;
        }
        each.grant.lot = lot - sorted.lots.begin();
        sorted.grants.push_back(std::move(each.grant));
    }
    return sorted;
}

std::vector<Grant> grants_of_lot(const std::vector<Grant>& grants, std::int64_t lot) {
    std::vector<Grant> own;
    for (const Grant& grant : grants) {
        if (grant.lot == lot) own.push_back(grant);
    }
    return own;
}

Result<std::int64_t> sum_of_points(const std::vector<Grant>& grants) {
    std::int64_t sum = 0;
    for (const Grant& grant : grants) {
        const auto total = add_checked(sum, grant.points);
        if (!total) return total.error();
        sum = *total;
    }
    return sum;
}

}  // namespace

std::string integer_text(std::int64_t value) { return write_json(Value(value)); }

Error error_of(ErrorCode code, std::string path, std::string found, std::string allowed) {
    return {code, std::move(path), std::move(found), std::move(allowed)};
}

Event stamped(Event event, const std::string& aggregate, std::int64_t version, std::int64_t effective_at_ms) {
    event.aggregate = aggregate;
    event.version = version;
    event.effective_at_ms = effective_at_ms;
    return event;
}

std::vector<Event> joined(std::vector<Event> events, Event last) {
    events.push_back(std::move(last));
    return events;
}

std::optional<Error> unknown_or_erased(const MemberState* member) {
    if (member == nullptr) return error_of(ErrorCode::member_unknown, "/member");
    if (member->erased) return error_of(ErrorCode::member_erased, "/member");
    return std::nullopt;
}

std::optional<Error> not_in_future(std::int64_t instant_ms, std::int64_t now_ms, const char* path) {
    if (instant_ms <= now_ms + clock_skew_ms_max) return std::nullopt;
    return error_of(ErrorCode::instant_in_future, path, write_instant(instant_ms),
                    "at or before " + write_instant(now_ms));
}

std::optional<Error> lot_refused(const MemberState& member, std::string_view point_kind, std::int64_t points,
                                 const char* path) {
    std::int64_t granted = 0;
    for (const Account& account : member.accounts)
        granted += account.earned + std::max<std::int64_t>(account.adjusted, 0);
    const std::int64_t room = std::max<std::int64_t>(integer_max - granted, 0);
    if (points > room) {
        return error_of(ErrorCode::amount_overflow, path, integer_text(points) + " " + std::string(point_kind),
                        "at most " + integer_text(room) + " more points");
    }
    if (member.lots.size() < open_lots_max) return std::nullopt;
    return error_of(ErrorCode::too_many_open_lots, "/member",
                    integer_text(static_cast<std::int64_t>(member.lots.size())),
                    "at most " + integer_text(open_lots_max));
}

Lot dated_lot(const Settings& settings, std::string_view point_kind, const Pending& pending, std::int64_t points,
              std::int64_t earned_at_ms) {
    static const PointKind plain;
    const PointKind* known = settings.kind(point_kind);
    const PointKind& kind = known != nullptr ? *known : plain;
    Lot lot{.point_kind = std::string(point_kind),
            .points = points,
            .available_at_ms = instant_ms_max,
            .awaits = pending.milestone,
            .slides = kind.expiry.policy == ExpiryPolicy::inactivity};
    if (!lot.awaits.empty()) return lot;
    lot.available_at_ms = std::min(earned_at_ms + pending.days * day_ms, instant_ms_max);
    lot.expires_at_ms = expires_at_ms(kind.expiry, settings.zone, earned_at_ms);
    return lot;
}

void slide(const Settings& settings, MemberLog& log, std::int64_t active_at_ms) {
    for (const PointKind& kind : settings.kinds) {
        if (kind.expiry.policy != ExpiryPolicy::inactivity) continue;
        log.catch_up();
        const std::int64_t until_ms = expires_at_ms(kind.expiry, settings.zone, active_at_ms);
        const std::vector<Lot>& lots = log.state().lots;
        const bool gains = std::any_of(lots.begin(), lots.end(), [&](const Lot& lot) {
            return lot.slides && lot.point_kind == kind.id && lot.remaining > 0 && lot.expires_at_ms < until_ms;
        });
        if (gains) log.add(post::expiry_extended(kind.id, until_ms, true));
    }
}

Result<Lots> give(const Settings& settings, const std::string& cause, Judgement judgement, Counts counts,
                  std::int64_t earned_at_ms, MemberLog& log) {
    counts.caps = std::move(judgement.caps);
    counts.streaks = std::move(judgement.streaks);
    counts.qualifying_points += qualifying_points_of(judgement);
    Lots given = sorted_into_lots(std::move(judgement.earned));
    for (std::size_t index = 0; index < given.lots.size(); ++index) {
        OrderLot& kept = given.lots[index];
        const std::vector<Grant> own = grants_of_lot(given.grants, static_cast<std::int64_t>(index));
        const auto points = sum_of_points(own);
        if (!points) return points.error();
        if (auto error = lot_refused(log.state(), kept.point_kind, *points, "/lines")) return *error;
        const Lot lot = dated_lot(settings, kept.point_kind, {kept.awaits, kept.pending_days}, *points, earned_at_ms);
        log.catch_up();
        kept.id = log.next_version();
        if (kept.awaits.empty()) {
            kept.pending_days = 0;
            kept.available_at_ms = lot.available_at_ms;
            kept.expires_at_ms = lot.expires_at_ms;
        }
        log.add(post::points_earned(cause, own, lot, counts));
        counts = {};
    }
    for (Grant& grant : given.grants) grant.lot = given.lots[static_cast<std::size_t>(grant.lot)].id;
    if (!counts.is_nothing()) log.add(post::activity_counted(cause, counts));
    if (!given.lots.empty()) slide(settings, log, earned_at_ms);
    return given;
}

void claw_back(const Settings& settings, const std::string& cause, const std::vector<Grant>& grants,
               const std::vector<OrderLot>& lots, const std::vector<std::int64_t>& points, Counts counts,
               MemberLog& log) {
    const bool watches_tier = settings.tiers != nullptr && settings.tiers->refund_downgrades;
    const bool was_earned = watches_tier && term_is_earned(settings, log.state(), log.ledger_ms());
    for (const OrderLot& lot : lots) {
        ClawbackOf asked{.lot = lot.id, .point_kind = lot.point_kind, .policy = settings.negative_balance};
        for (std::size_t index = 0; index < grants.size(); ++index) {
            if (grants[index].lot == lot.id) asked.points += points[index];
        }
        if (asked.points == 0) continue;
        log.catch_up();
        log.add(post::points_clawed_back(cause, asked, clawback_of(log.state(), asked, log.ledger_ms()), counts));
        counts = {};
    }
    if (!counts.is_nothing()) log.add(post::activity_counted(cause, counts));
    if (was_earned && !term_is_earned(settings, log.state(), log.ledger_ms()))
        log.add_at(post::tier_changed(tier_taken(settings, log.state())), log.state().clock_ms);
}

Counts counts_of_order(const Settings& settings, const OrderState& order, std::int64_t placed_at_ms) {
    Counts counts{.day = local_day(settings.zone, placed_at_ms), .spend_minor = spend_of(order)};
    counts.orders = counts.spend_minor > 0 ? 1 : 0;
    return counts;
}

std::optional<Error> too_many_holds(const MemberState& member) {
    if (member.holds.size() < open_holds_max) return std::nullopt;
    return error_of(ErrorCode::too_many_open_holds, "", integer_text(static_cast<std::int64_t>(member.holds.size())),
                    "at most " + integer_text(open_holds_max));
}

std::int64_t local_day(const Zone& zone, std::int64_t instant_ms) {
    return days_from_civil(local_date(zone, instant_ms));
}

}  // namespace laurel::loyalty
