#pragma once
// Collects the events that a decision adds to one member: what is due first, each folded at once so that the next one
// sees it.
#include <string>
#include <vector>

#include "shared/base/event.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

class MemberLog {
   public:
    // Joins the member when it has no events yet, and posts what is due by the later of the ledger's clock and
    // effective_at.
    MemberLog(std::string aggregate, const MemberState* state, std::int64_t effective_at_ms);

    const MemberState& state() const { return state_; }
    // The ledger never runs backwards: a late event is judged at the clock that the ledger has reached.
    std::int64_t ledger_ms() const { return ledger_ms_; }
    std::int64_t next_version() const { return state_.version + 1; }

    // Posts what the events so far have made due: whoever reckons with the state or the next version asks for it first.
    void catch_up();
    // What is due comes first.
    void add(Event event) { add_at(std::move(event), effective_at_ms_); }
    // For what happened at another time than the rest.
    void add_at(Event event, std::int64_t effective_at_ms);
    std::vector<Event> take_events() { return std::move(events_); }

   private:
    void append(Event event, std::int64_t effective_at_ms);

    std::string aggregate_;
    std::int64_t effective_at_ms_;
    std::int64_t ledger_ms_;
    MemberState state_;
    std::vector<Event> events_;
};

}  // namespace laurel::loyalty
