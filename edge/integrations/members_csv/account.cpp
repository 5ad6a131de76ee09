#include "edge/integrations/members_csv/account.h"

#include <algorithm>

#include "edge/integrations/members_csv/points.h"
#include "edge/integrations/members_csv/replay.h"

namespace laurel::members_csv {
namespace {

std::optional<std::int64_t> last_activity_ms(const Member& member) {
    std::optional<std::int64_t> last;
    if (member.statement) last = member.statement->last_activity_at_ms;
    if (!member.entries.empty()) last = std::max(last.value_or(instant_ms_min), member.entries.back().at_ms);
    return last;
}

// What the member has at the import, and what the stated balance added to it.
Replay replayed(const Member& member, const Options& options, Drafted& drafted) {
    const auto missing =
        options.opening_lots.dates(options.now_ms, last_activity_ms(member), options.zone, options.expiry_of);
    Replay replay;
    for (const PlacedEntry& entry : member.entries) {
        if (entry.units > 0) replay.gain(entry.units, entry.at_ms, entry.expires_at_ms.value_or(missing.expires_at_ms));
        if (entry.units < 0) replay.lose(-entry.units, entry.at_ms);
    }
    const bool is_all = member.entries.empty();
    if (!drafted.stated_units || (!is_all && !options.trusts_balances)) return replay;
    const std::int64_t units = *drafted.stated_units - replay.balance();
    if (!is_all) drafted.topped_units = units;
    const auto expires = member.statement ? member.statement->expires_at_ms : std::nullopt;
    if (units > 0) replay.gain(units, missing.earned_at_ms, expires.value_or(missing.expires_at_ms));
    if (units < 0) replay.lose(-units, options.now_ms);
    return replay;
}

// The lots that are still good, rounded so that they add up to their rounded sum.
void put_lots(const Replay& replay, const Options& options, Drafted& drafted) {
    std::int64_t units = 0;
    std::int64_t points = 0;
    for (const ReplayedLot& lot : replay.lots()) {
        if (lot.expires_at_ms <= options.now_ms) {
            drafted.past_due_units += lot.units;
            continue;
        }
        units += lot.units;
        const std::int64_t points_of_lot = rounded_points(units, options.rounding) - points;
        points += points_of_lot;
        if (points_of_lot == 0) continue;
        const loyalty::OpeningLot opening{
            .points = points_of_lot, .earned_at_ms = lot.earned_at_ms, .expires_at_ms = lot.expires_at_ms};
        std::vector<loyalty::OpeningLot>& lots = drafted.account.lots;
        const bool has_same_dates = !lots.empty() && lots.back().earned_at_ms == opening.earned_at_ms &&
                                    lots.back().expires_at_ms == opening.expires_at_ms;
        if (has_same_dates) {
            lots.back().points += points_of_lot;
        } else {
            lots.push_back(opening);
        }
    }
    drafted.account.deficit = rounded_points(replay.owed(), options.rounding);
    drafted.fraction_units = units - replay.owed() - drafted.points() * units_per_point;
}

void put_reason(std::int64_t replayed_units, Drafted& drafted) {
    const auto add = [&](const std::string& sentence) {
        drafted.reason += (drafted.reason.empty() ? "" : "; ") + sentence;
    };
    if (!drafted.stated_units || drafted.points() * units_per_point == *drafted.stated_units) return;
    if (replayed_units != *drafted.stated_units) add("the history adds up to " + points_text(replayed_units));
    if (drafted.past_due_units != 0) add(points_text(drafted.past_due_units) + " had expired before the import");
    if (drafted.fraction_units != 0) add("rounded by " + points_text(drafted.fraction_units));
}

}  // namespace

std::int64_t Drafted::points() const {
    std::int64_t points = -account.deficit;
    for (const loyalty::OpeningLot& lot : account.lots) points += lot.points;
    return points;
}

Drafted draft_account(const Member& member, const std::string& source, const Options& options) {
    Drafted drafted;
    drafted.account.member_id = member.id;
    drafted.account.source = source;
    if (member.statement) {
        drafted.account.joined_at_ms = member.statement->joined_at_ms;
        drafted.account.tier = member.statement->tier;
        drafted.account.birthday = member.statement->birthday;
        drafted.stated_units = member.statement->units;
        if (!member.entries.empty()) drafted.compared_units = member.statement->units;
    } else {
        drafted.stated_units = member.balance_units;
    }
    const Replay replay = replayed(member, options, drafted);
    drafted.base_units = replay.balance();
    put_lots(replay, options, drafted);
    put_reason(replay.balance(), drafted);
    return drafted;
}

}  // namespace laurel::members_csv
