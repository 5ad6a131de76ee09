#pragma once
// One member's past asked again of the ledger, under another programme.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "shared/core.h"

namespace laurel::back_test {

// Whether the event is one that a command begins with, and that a replay asks for again.
bool begins_with_command(const Event& event);
// Whether it is one that the ledger makes by itself whenever it is asked for others, or that is nobody's.
bool follows_from_others(const Event& event);

// Who judges what happened at an instant. The programme lives as long as the replay.
using ProgramAt = std::function<const Program&(std::int64_t instant_ms)>;

class Replay {
   public:
    // joined_at_ms: when the member did, which an opening balance does not say.
    Replay(std::string member, std::int64_t joined_at_ms, ProgramAt program_at)
        : member_(std::move(member)), joined_at_ms_(joined_at_ms), program_at_(std::move(program_at)) {}

    // Asks the ledger for what the event, one of a command's, says that somebody asked for. personal is the event's
    // erasable part, null where it is gone. Error: what the ledger says against it now; nothing has changed then.
    Result<bool> repeat(const Event& event, const Value& personal);

    // By aggregate; the member's own is there from the first event on.
    const std::map<std::string, State, std::less<>>& states() const { return states_; }

   private:
    std::string member_;
    std::int64_t joined_at_ms_;
    ProgramAt program_at_;
    std::map<std::string, State, std::less<>> states_;
    Value facts_;  // the newest that the member told
};

}  // namespace laurel::back_test
