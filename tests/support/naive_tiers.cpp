#include "tests/support/naive_tiers.h"

#include "shared/base/time.h"

namespace laurel {

std::size_t NaiveTiers::reached(std::int64_t spend_minor) const {
    std::size_t rank = 0;
    for (const std::int64_t threshold : policy_.spend_minor) rank += spend_minor >= threshold ? 1 : 0;
    return rank;
}

std::int64_t NaiveTiers::spent(std::int64_t first, std::int64_t last) const {
    std::int64_t sum = policy_.window == NaivePolicy::Window::since_tier_start ? -lost_ : 0;
    for (const Order& order : orders_) {
        if (policy_.window == NaivePolicy::Window::since_tier_start) {
            sum += order.before_term ? 0 : order.spend_minor;
        } else if (policy_.window == NaivePolicy::Window::lifetime || (order.day >= first && order.day <= last)) {
            sum += order.spend_minor;
        }
    }
    return sum;
}

std::int64_t NaiveTiers::period_of(std::int64_t day) const {
    const Date date = civil_from_days(day);
    return (date.year * 12 + date.month - 1) / policy_.months_in_period;
}

std::int64_t NaiveTiers::first_day_of_period(std::int64_t period) const {
    const std::int64_t months = period * policy_.months_in_period;
    return days_from_civil({static_cast<int>(months / 12), static_cast<int>(months % 12) + 1, 1});
}

std::int64_t NaiveTiers::first_day_of_window(std::int64_t day) const {
    return policy_.window == NaivePolicy::Window::rolling ? day - policy_.rolling_days + 1
                                                          : first_day_of_period(period_of(day));
}

bool NaiveTiers::in_grace(std::int64_t day) const {
    return reviewed_on_ != -1 && day >= reviewed_on_ && day < reviewed_on_ + policy_.grace_days;
}

void NaiveTiers::enter(std::size_t rank, std::int64_t counted_through, std::int64_t starts, std::int64_t counted_from) {
    rank_ = rank;
    term_day_ = starts;
    lost_ = 0;
    counted_from_ = counted_from;
    counted_through_ = counted_through;
    for (Order& order : orders_) order.before_term = true;
    reviewed_on_ = -1;
    if (rank == 0 || policy_.downgrade == NaivePolicy::Downgrade::never) return;
    if (policy_.valid_days > 0) reviewed_on_ = counted_through + policy_.valid_days + 1;
    if (policy_.valid_months > 0) {
        const Date last = add_months(civil_from_days(counted_through), static_cast<int>(policy_.valid_months));
        reviewed_on_ = days_from_civil(last) + 1;
    }
    if (policy_.valid_periods >= 0) reviewed_on_ = first_day_of_period(period_of(starts) + policy_.valid_periods + 1);
}

void NaiveTiers::start(std::int64_t day) {
    if (reviewed_on_ == day) {
        const std::int64_t first = first_day_of_window(day - 1);
        const std::size_t rank = reached(spent(first, day - 1));
        if (rank >= rank_) enter(rank, day - 1, day, first);
    }
    if (reviewed_on_ != -1 && reviewed_on_ + policy_.grace_days == day) {
        const std::int64_t first = first_day_of_window(reviewed_on_ - 1);
        const std::size_t rank = reached(spent(first, day - 1));
        const bool one_step = policy_.downgrade == NaivePolicy::Downgrade::one_step;
        const std::size_t falls_to = one_step && rank + 1 < rank_ ? rank_ - 1 : rank;
        enter(falls_to, day - 1, day, first);
    }
    const bool is_period_start = first_day_of_period(period_of(day)) == day;
    if (policy_.upgrades_at_period_end && is_period_start) {
        const std::int64_t first = first_day_of_window(day - 1);
        const std::size_t rank = reached(spent(first, day - 1));
        if (rank > rank_) enter(rank, day - 1, day, first);
    }
}

void NaiveTiers::begin_day(std::int64_t day) {
    while (day_ < day) start(++day_);
}

void NaiveTiers::reach_now() {
    if (policy_.upgrades_at_period_end) return;
    const bool grace = in_grace(day_);
    const std::int64_t first = first_day_of_window(grace ? reviewed_on_ - 1 : day_);
    const std::size_t rank = reached(spent(first, day_));
    if (rank > rank_ || (grace && rank == rank_)) enter(rank, day_, day_, first);
}

std::size_t NaiveTiers::order(std::int64_t spend_minor) {
    orders_.push_back({day_, spend_minor, false});
    reach_now();
    return orders_.size() - 1;
}

bool NaiveTiers::is_earned() const {
    const std::int64_t first = first_day_of_window(in_grace(day_) ? reviewed_on_ - 1 : day_);
    return reached(spent(counted_from_, counted_through_)) >= rank_ || reached(spent(first, day_)) >= rank_;
}

void NaiveTiers::refund(std::size_t order, std::int64_t spend_minor) {
    const bool was_earned = is_earned();
    orders_[order].spend_minor -= spend_minor;
    if (orders_[order].before_term && orders_[order].day >= term_day_) lost_ += spend_minor;
    if (!policy_.refund_downgrades || rank_ == 0 || !was_earned || is_earned()) return;
    const std::int64_t first = first_day_of_window(in_grace(day_) ? reviewed_on_ - 1 : day_);
    const std::size_t rank = reached(spent(first, day_));
    const bool one_step = policy_.downgrade == NaivePolicy::Downgrade::one_step;
    enter(one_step && rank + 1 < rank_ ? rank_ - 1 : rank, day_, day_, first);
}

}  // namespace laurel
