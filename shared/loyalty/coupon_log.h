#pragma once
// Collects the events of a decision on coupons, each folded at once so that the next one sees it. Part of
// decide_coupon.cpp and coupon_return.cpp.
#include "shared/loyalty/coupon_judge.h"
#include "shared/loyalty/decide_parts.h"

namespace laurel::loyalty {

class CouponLog {
   public:
    CouponLog(CouponStates states, std::int64_t effective_at_ms)
        : states_(std::move(states)), effective_at_ms_(effective_at_ms) {}

    const CouponStates& states() const { return states_; }
    std::int64_t effective_at_ms() const { return effective_at_ms_; }

    void add_to_coupon(const std::string& name, Event event) { add_to(states_.coupons[name], name, std::move(event)); }
    void add_to_budget(const std::string& name, Event event) { add_to(states_.budgets[name], name, std::move(event)); }
    // Of an aggregate that nothing else in the decision reads.
    void add(const std::string& name, std::int64_t version, Event event) {
        events_.push_back(stamped(std::move(event), name, version, effective_at_ms_));
    }
    std::vector<Event> take_events() { return std::move(events_); }

   private:
    template <class Known>
    void add_to(Known& state, const std::string& name, Event event) {
        events_.push_back(stamped(std::move(event), name, state.version + 1, effective_at_ms_));
        state = fold(std::move(state), events_.back());
    }

    CouponStates states_;
    std::int64_t effective_at_ms_;
    std::vector<Event> events_;
};

// What discounts draw on each budget, by its name.
std::map<std::string, BudgetUse> uses_of(const std::vector<Discount>& discounts);

}  // namespace laurel::loyalty
