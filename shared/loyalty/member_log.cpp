#include "shared/loyalty/member_log.h"

#include <algorithm>

#include "shared/loyalty/fold.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/post.h"

namespace laurel::loyalty {

MemberLog::MemberLog(std::string aggregate, const MemberState* state, std::int64_t effective_at_ms)
    : aggregate_(std::move(aggregate)),
      effective_at_ms_(effective_at_ms),
      ledger_ms_(effective_at_ms),
      state_(state != nullptr ? *state : MemberState{}) {
    if (state_.version == 0) {
        append(post::member_joined(), effective_at_ms);
        return;
    }
    ledger_ms_ = std::max(effective_at_ms, state_.clock_ms);
    catch_up();
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

void MemberLog::append(Event event, std::int64_t effective_at_ms) {
    event.aggregate = aggregate_;
    event.version = next_version();
    event.effective_at_ms = effective_at_ms;
    state_ = fold(std::move(state_), event);
    events_.push_back(std::move(event));
}

}  // namespace laurel::loyalty
