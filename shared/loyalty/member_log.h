#pragma once
// Collects the events that a decision adds to one member: what is due first, each folded at once so that the next one
// sees it, and the tiers that they bring about last.
#include <string>
#include <vector>

#include "shared/base/event.h"
#include "shared/loyalty/settings.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

class MemberLog {
   public:
    // Joins the member when it has no events yet, and posts what is due by the later of the ledger's clock and
    // effective_at.
    MemberLog(const Settings& settings, std::string aggregate, const MemberState* state, std::int64_t effective_at_ms);

    const MemberState& state() const { return state_; }
    // The ledger never runs backwards: a late event is judged at the clock that the ledger has reached.
    std::int64_t ledger_ms() const { return ledger_ms_; }
    std::int64_t next_version() const { return state_.version + 1; }

    // Posts what the events so far have made due of points: whoever reckons with the state or the next version asks for
    // it first.
    void catch_up();
    // What is due comes first.
    void add(Event event) { add_at(std::move(event), effective_at_ms_); }
    // For what happened at another time than the rest.
    void add_at(Event event, std::int64_t effective_at_ms);
    // With the changes of tier that they made due.
    std::vector<Event> take_events();

   private:
    void append_due();
    void append(Event event, std::int64_t effective_at_ms);

    const Settings& settings_;
    std::string aggregate_;
    std::int64_t effective_at_ms_;
    std::int64_t ledger_ms_;
    MemberState state_;
    std::vector<Event> events_;
};

}  // namespace laurel::loyalty
