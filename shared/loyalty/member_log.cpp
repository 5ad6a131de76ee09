#include "shared/loyalty/member_log.h"

#include <algorithm>

#include "shared/loyalty/fold.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/post.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {

MemberLog::MemberLog(const Settings& settings, std::string aggregate, const MemberState* state,
                     std::int64_t effective_at_ms)
    : settings_(settings),
      aggregate_(std::move(aggregate)),
      effective_at_ms_(effective_at_ms),
      ledger_ms_(effective_at_ms),
      state_(state != nullptr ? *state : MemberState{}) {
    if (state_.version == 0) {
        append(post::member_joined(), effective_at_ms);
        return;
    }
    ledger_ms_ = std::max(effective_at_ms, state_.clock_ms);
    append_due();
}

void MemberLog::catch_up() {
    for (Event& due : due_events(state_, ledger_ms_)) {
        const std::int64_t due_at_ms = due.effective_at_ms;
        append(std::move(due), due_at_ms);
    }
}

void MemberLog::add_at(Event event, std::int64_t effective_at_ms) {
    ledger_ms_ = std::max(ledger_ms_, effective_at_ms);
    catch_up();
    append(std::move(event), effective_at_ms);
}

std::vector<Event> MemberLog::take_events() {
    if (next_tier_change(settings_, state_, ledger_ms_)) append_due();
    return std::move(events_);
}

// In the order of time. At a later instant tiers come before points, so that a review is one of the day before; what is
// due from the clock on comes after the points.
void MemberLog::append_due() {
    for (;;) {
        auto points = next_due_event(state_, ledger_ms_);
        const auto tier = next_tier_change(settings_, state_, ledger_ms_);
        const bool is_first = tier && (!points || tier->at_ms < points->effective_at_ms ||
                                       (tier->at_ms == points->effective_at_ms && tier->at_ms > state_.clock_ms));
        if (is_first) {
            append(post::tier_changed(*tier), tier->at_ms);
        } else if (points) {
            const std::int64_t at_ms = points->effective_at_ms;
            append(std::move(*points), at_ms);
        } else {
            return;
        }
    }
}

void MemberLog::append(Event event, std::int64_t effective_at_ms) {
    event.aggregate = aggregate_;
    event.version = next_version();
    event.effective_at_ms = effective_at_ms;
    state_ = fold(std::move(state_), event);
    events_.push_back(std::move(event));
}

}  // namespace laurel::loyalty
