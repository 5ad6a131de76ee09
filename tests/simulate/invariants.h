#pragma once
// The comparisons of run.cpp, one sentence for what is broken first.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/core.h"
#include "tests/support/naive_ledger.h"

namespace laurel::simulate {

struct Broken {
    const char* invariant;
    std::string what;
};
using Verdict = std::optional<Broken>;

// The kinds of points that stories know.
inline constexpr const char* kinds_told[] = {"points", "stars", "stamps"};

// Of one event, alone and with the states around it.
Verdict check_event(const State& before, const Event& event, const State& after);

// What the log posted to the member and her reserve, by kind of points.
class Books {
   public:
    void post(const Event& event);
    std::int64_t owned(std::string_view kind) const;

   private:
    std::map<std::string, std::int64_t, std::less<>> owned_;
};

// The member at an instant against the naive ledger at that instant; which of the core's lots is which of its.
Verdict check_member(const loyalty::MemberState& member, std::int64_t instant_ms, const naive::Ledger& ledger,
                     const std::vector<std::int64_t>& lot_ids);
Verdict check_books(const loyalty::MemberState& member, std::int64_t instant_ms, Books books);
Verdict check_order(const loyalty::OrderState& order, const naive::Order& naive);
Verdict check_redemption(const loyalty::RedemptionState& redemption, const naive::Redemption& naive);

// The order's refunds from its last to its first take back the same in all.
Verdict check_refund_order(const Program& program, const States& states, const std::string& name,
                           const std::vector<Event>& log);
// Capturing and cancelling leaves the lots that voiding leaves.
Verdict check_cancelling(const Program& program, const States& states, const loyalty::ResolveHold& capture,
                         const Context& context);
// The log folded again, and its tail on a state that was written and read.
Verdict check_replay(const std::vector<Event>& log, const States& states);

}  // namespace laurel::simulate
