#pragma once
// Tiers day by day, as plainly as can be: a day begins (terms end, periods end), then its orders come at noon.
#include <cstdint>
#include <vector>

namespace laurel {

struct NaivePolicy {
    enum class Window { rolling, period, lifetime, since_tier_start };
    Window window = Window::lifetime;
    std::int64_t rolling_days = 0;
    std::int64_t months_in_period = 12;
    bool upgrades_at_period_end = false;
    std::int64_t valid_days = 0;
    std::int64_t valid_months = 0;
    std::int64_t valid_periods = -1;  // -1: not by periods
    std::int64_t grace_days = 0;
    enum class Downgrade { one_step, by_balance, never };
    Downgrade downgrade = Downgrade::one_step;
    bool refund_downgrades = false;
    std::vector<std::int64_t> spend_minor;  // of each level, rising
};

class NaiveTiers {
   public:
    NaiveTiers(NaivePolicy policy, std::int64_t first_day) : policy_(std::move(policy)), day_(first_day) {}

    // What the days up to this one, and its beginning, bring.
    void begin_day(std::int64_t day);
    // At noon of the day that began. Returns the order's number.
    std::size_t order(std::int64_t spend_minor);
    void refund(std::size_t order, std::int64_t spend_minor);

    std::size_t rank() const { return rank_; }
    // The day at whose start the term is reviewed; -1 for never.
    std::int64_t reviewed_on() const { return reviewed_on_; }

   private:
    struct Order {
        std::int64_t day;
        std::int64_t spend_minor;
        bool before_term;
    };

    std::size_t reached(std::int64_t spend_minor) const;
    std::int64_t spent(std::int64_t first, std::int64_t last) const;
    std::int64_t first_day_of_window(std::int64_t day) const;
    std::int64_t period_of(std::int64_t day) const;
    std::int64_t first_day_of_period(std::int64_t period) const;
    void enter(std::size_t rank, std::int64_t counted_through, std::int64_t starts, std::int64_t counted_from);
    bool in_grace(std::int64_t day) const;
    bool is_earned() const;
    void reach_now();
    void start(std::int64_t day);

    NaivePolicy policy_;
    std::int64_t day_;
    std::vector<Order> orders_;
    std::size_t rank_ = 0;
    std::int64_t reviewed_on_ = -1;
    std::int64_t term_day_ = 0;
    std::int64_t lost_ = 0;          // refunded of what was ordered on the term's first day before it began
    std::int64_t counted_from_ = 0;  // the days that gave the present term
    std::int64_t counted_through_ = 0;
};

}  // namespace laurel
