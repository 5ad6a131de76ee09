#include "shared/loyalty/ledger.h"

#include <algorithm>
#include <optional>

#include "shared/loyalty/events.h"
#include "shared/loyalty/fold.h"
#include "shared/loyalty/post.h"

namespace laurel::loyalty {
namespace {

// What happens next by time alone: the instant, and which of the three it is. Order of the kinds is the order at one
// instant.
enum class DueKind { time_out, settlement, expiry };

struct Due {
    std::int64_t at_ms = 0;
    DueKind kind = DueKind::time_out;
    std::size_t index = 0;  // of the hold or lot

    bool before(const Due& other) const { return at_ms != other.at_ms ? at_ms < other.at_ms : kind < other.kind; }
};

// Points past their date are only there because a hold gave them back or a late order brought them: due to expire now.
bool settles_at(const Lot& lot, std::int64_t instant_ms) {
    return lot.awaits.empty() && lot.available_at_ms <= instant_ms && lot.available_at_ms < lot.expires_at_ms;
}

template <class CanDraw>
std::vector<Draw> draw(const MemberState& state, std::int64_t points, CanDraw can_draw) {
    std::vector<Draw> draws;
    for (const Lot& lot : state.lots) {
        if (points <= 0) break;
        if (lot.free() <= 0 || !can_draw(lot)) continue;
        const std::int64_t drawn = std::min(points, lot.free());
        draws.push_back({lot.id, drawn});
        points -= drawn;
    }
    return draws;
}

std::optional<Due> first_due(const MemberState& state, std::int64_t until_ms) {
    std::optional<Due> first;
    auto keep_first = [&](std::int64_t at_ms, DueKind kind, std::size_t index) {
        const Due due{std::max(at_ms, state.clock_ms), kind, index};
        if (due.at_ms <= until_ms && (!first || due.before(*first))) first = due;
    };
    for (std::size_t index = 0; index < state.holds.size(); ++index) {
        keep_first(state.holds[index].times_out_at_ms, DueKind::time_out, index);
    }
    for (std::size_t index = 0; index < state.lots.size(); ++index) {
        const Lot& lot = state.lots[index];
        if (lot.free() <= 0) continue;
        if (lot.expires_at_ms < instant_ms_max) keep_first(lot.expires_at_ms, DueKind::expiry, index);
        if (state.account(lot.point_kind).deficit > 0 && settles_at(lot, lot.available_at_ms)) {
            keep_first(lot.available_at_ms, DueKind::settlement, index);
        }
    }
    return first;
}

Event event_of(const MemberState& state, const Due& due) {
    switch (due.kind) {
        case DueKind::time_out:
            return post::hold_timed_out(state.holds[due.index]);
        case DueKind::expiry:
            return post::points_expired(state.lots[due.index]);
        case DueKind::settlement:
            break;
    }
    const std::string& kind = state.lots[due.index].point_kind;
    auto settles = [&](const Lot& lot) { return lot.point_kind == kind && settles_at(lot, due.at_ms); };
    return post::deficit_settled(kind, draw(state, state.account(kind).deficit, settles));
}

}  // namespace

std::optional<Event> next_due_event(const MemberState& state, std::int64_t until_ms) {
    const std::optional<Due> due = first_due(state, until_ms);
    if (!due) return std::nullopt;
    Event event = event_of(state, *due);
    event.effective_at_ms = due->at_ms;
    event.version = state.version + 1;
    return event;
}

std::vector<Event> due_events(const MemberState& state, std::int64_t until_ms) {
    std::vector<Event> events;
    std::optional<Event> due = next_due_event(state, until_ms);
    if (!due) return events;
    for (MemberState now = state; due; due = next_due_event(now, until_ms)) {
        now = fold_due(std::move(now), *due);
        events.push_back(std::move(*due));
    }
    return events;
}

MemberState state_at(const MemberState& state, std::int64_t instant_ms) {
    MemberState now = state;
    for (const Event& event : due_events(state, instant_ms)) now = fold_due(std::move(now), event);
    return now;
}

Balance balance_at(const MemberState& state, std::int64_t instant_ms, std::int64_t expiring_soon_ms,
                   std::string_view point_kind) {
    instant_ms = std::max(instant_ms, state.clock_ms);
    // Mostly nothing is due, and a state of many lots is worth not copying.
    if (first_due(state, instant_ms)) {
        return balance_at(state_at(state, instant_ms), instant_ms, expiring_soon_ms, point_kind);
    }
    Balance balance;
    balance.available = -state.account(point_kind).deficit;
    for (const Lot& lot : state.lots) {
        if (lot.point_kind != point_kind) continue;
        balance.reserved += lot.reserved;
        if (lot.free() <= 0) continue;
        if (lot.available_at_ms > instant_ms) {
            balance.pending += lot.free();
            if (!lot.awaits.empty()) continue;
            if (balance.next_available_at_ms == 0 || lot.available_at_ms < balance.next_available_at_ms) {
                balance.next_available_at_ms = lot.available_at_ms;
            }
            continue;
        }
        balance.available += lot.free();
        if (lot.expires_at_ms == instant_ms_max || lot.expires_at_ms - instant_ms > expiring_soon_ms) continue;
        balance.expiring_soon += lot.free();
        if (balance.next_expiry_at_ms == 0) balance.next_expiry_at_ms = lot.expires_at_ms;
    }
    return balance;
}

std::vector<Draw> drain(const MemberState& state, std::string_view point_kind, std::int64_t points,
                        std::int64_t instant_ms) {
    return draw(state, points, [&](const Lot& lot) {
        return lot.point_kind == point_kind && lot.available_at_ms <= instant_ms && lot.expires_at_ms > instant_ms;
    });
}

}  // namespace laurel::loyalty
