#include "shared/loyalty/tier_standing.h"

#include <algorithm>

#include "shared/base/limits.h"

namespace laurel::loyalty {
namespace {

std::int64_t day_of(const Zone& zone, std::int64_t instant_ms) { return local_time(zone, instant_ms).days; }

// The start of a day; for ever where the calendar ends.
std::int64_t start_of_day(const Zone& zone, std::int64_t day) {
    return day > instant_ms_max / day_ms - 1 ? instant_ms_max : start_of_day_ms(zone, civil_from_days(day));
}

TierCounts counts_in(const std::vector<DayTotals>& days, const CountedDays& span) {
    TierCounts counts;
    const auto first = std::lower_bound(days.begin(), days.end(), span.first,
                                        [](const DayTotals& each, std::int64_t day) { return each.day < day; });
    for (auto day = first; day != days.end() && day->day <= span.last; ++day) {
        counts.orders = std::clamp(counts.orders + day->orders, -integer_max, integer_max);
        counts.spend_minor = std::clamp(counts.spend_minor + day->spend_minor, -integer_max, integer_max);
        counts.qualifying_points =
            std::clamp(counts.qualifying_points + day->qualifying_points, -integer_max, integer_max);
    }
    return counts;
}

bool is_instant(std::int64_t instant_ms) { return instant_ms >= instant_ms_min && instant_ms <= instant_ms_max; }
bool is_day(std::int64_t day) { return day >= instant_ms_min / day_ms - 1 && day <= instant_ms_max / day_ms; }

// Each day once, in order, none older than what is kept.
bool are_sound(const std::vector<DayTotals>& days) {
    for (std::size_t at = 0; at < days.size(); ++at) {
        const bool follows = at == 0 || days[at - 1].day < days[at].day;
        if (!follows || !is_day(days[at].day)) return false;
    }
    return days.empty() || days.front().day >= days.back().day - totals_days_kept;
}

// Whether there is anything to reckon; a state that no decision can have led to has no tier.
bool has_course(const Settings& settings, const MemberState& member) {
    const TierTerm& term = member.tier_term;
    return settings.tiers != nullptr && !member.erased && member.version > 0 && is_instant(member.clock_ms) &&
           is_instant(term.term_from_ms) && is_instant(term.until_ms) && is_day(term.first_day) &&
           is_day(term.last_day) && is_instant(member.tier_invitation.until_ms) && are_sound(member.days);
}

// A member's tiers on their way through time.
class Course {
   public:
    Course(const Settings& settings, const MemberState& member)
        : term(member.tier_term),
          invitation(member.tier_invitation),
          clock_ms(member.clock_ms),
          plan_(*settings.tiers),
          zone_(settings.zone),
          member_(member) {}

    TierTerm term;
    TierInvitation invitation;
    std::int64_t clock_ms;

    std::optional<TierChange> next(std::int64_t until_ms) const {
        std::optional<TierChange> first;
        auto keep_first = [&](std::optional<TierChange> change) {
            if (change && change->at_ms <= until_ms && (!first || change->at_ms < first->at_ms))
                first = std::move(change);
        };
        keep_first(invitation_end());
        if (is_removed()) {
            keep_first(change_to(plan_.reached_by(counts(span_now())), TierReason::programme, clock_ms, span_now()));
            return first;
        }
        keep_first(review());
        keep_first(reached_now());
        keep_first(reached_by_period(until_ms));
        return first;
    }

    void take(const TierChange& change) {
        apply(change, lifetime_counts(member_), term, invitation);
        clock_ms = std::max(clock_ms, change.at_ms);
    }

    // The window at the clock.
    CountedDays span_now() const { return span_at(clock_ms); }
    CountedDays span_at(std::int64_t instant_ms) const {
        return is_in_grace(instant_ms) ? grown_to(day_of(zone_, instant_ms)) : span_of(day_of(zone_, instant_ms));
    }
    CountedDays review_span() const { return span_of(day_of(zone_, term.until_ms - 1)); }

    TierCounts counts(const CountedDays& span) const {
        if (has_days()) return counts_in(member_.days, span);
        TierCounts counts = lifetime_counts(member_);
        if (plan_.window == TierWindow::lifetime) return counts;
        for (const auto measure : tier_measures) counts.*measure -= term.before.*measure;
        return counts;
    }

    // Where a tier that is not reached falls to.
    std::size_t fallen(std::size_t reached, bool may_keep) const {
        std::size_t step = current() - 1;
        while (step > 0 && plan_.level(step)->invitation_only) --step;
        if (plan_.downgrade == TierDowngrade::one_step) return std::max(step, reached);
        return plan_.downgrade == TierDowngrade::never && may_keep ? current() : reached;
    }

    // A term of the tier that begins at an instant, by what was counted through the last of the days.
    TierChange change_to(std::size_t rank, TierReason reason, std::int64_t from_ms, const CountedDays& span) const {
        return {.reason = reason,
                .from = term.tier,
                .to = rank == 0 ? std::string() : plan_.level(rank)->id,
                .at_ms = std::max(from_ms, clock_ms),
                .term_from_ms = from_ms,
                .until_ms = rank == 0 ? instant_ms_max : end_of_term(from_ms, span.last),
                .days = days_of_term(from_ms, span),
                .counted = counts(span)};
    }

    std::size_t current() const { return plan_.rank_of(term.tier); }
    bool has_days() const { return plan_.window == TierWindow::rolling || plan_.window == TierWindow::period; }
    std::int64_t grace_end_ms() const {
        if (term.until_ms == instant_ms_max) return instant_ms_max;
        // Where the shop has moved to another zone, the end of a term may lie within a day.
        return std::max(term.until_ms, start_of_day(zone_, day_of(zone_, term.until_ms) + plan_.grace_days));
    }
    bool is_in_grace(std::int64_t instant_ms) const {
        return term.until_ms <= instant_ms && instant_ms < grace_end_ms();
    }
    std::int64_t period_end(std::int64_t instant_ms) const {
        return period_span(plan_.period, zone_, period_index(plan_.period, zone_, instant_ms)).until_ms;
    }

   private:
    bool is_removed() const { return !term.tier.empty() && current() == 0; }

    // The window as it is on a day.
    CountedDays span_of(std::int64_t day) const {
        if (plan_.window == TierWindow::rolling) return {day - plan_.rolling_days + 1, day};
        if (plan_.window != TierWindow::period) return {day, day};
        const std::int64_t start_ms = start_of_day(zone_, day);
        const auto index = period_index(plan_.period, zone_, start_ms);
        return {day_of(zone_, period_span(plan_.period, zone_, index).from_ms), day};
    }

    // The window of the review, growing through the grace days.
    CountedDays grown_to(std::int64_t day) const { return {has_days() ? review_span().first : day, day}; }

    CountedDays days_of_term(std::int64_t from_ms, const CountedDays& span) const {
        if (plan_.window == TierWindow::lifetime) return {};
        return has_days() ? span : CountedDays{day_of(zone_, from_ms), span.last};
    }

    // Days and months are reckoned from the last day that was counted: the day of the order that reached the tier, or
    // the last of the term before, so that terms do not drift.
    std::int64_t end_of_term(std::int64_t from_ms, std::int64_t day) const {
        const TierValidity& valid = plan_.valid;
        if (valid.is_for_ever() || plan_.downgrade == TierDowngrade::never) return instant_ms_max;
        if (valid.periods) {
            const std::int64_t index = period_index(plan_.period, zone_, from_ms);
            return period_span(plan_.period, zone_, index + *valid.periods).until_ms;
        }
        if (valid.days > 0) return start_of_day(zone_, day + valid.days + 1);
        const Date last = add_months(civil_from_days(day), static_cast<int>(valid.months));
        return start_of_day(zone_, days_from_civil(last) + 1);
    }

    std::optional<TierChange> invitation_end() const {
        if (invitation.tier.empty()) return std::nullopt;
        const bool is_known = plan_.rank_of(invitation.tier) > 0;
        if (is_known && invitation.until_ms == instant_ms_max) return std::nullopt;
        return TierChange{.is_of_invitation = true,
                          .reason = is_known ? TierReason::lapsed : TierReason::programme,
                          .from = invitation.tier,
                          .to = {},
                          .at_ms = is_known ? std::max(invitation.until_ms, clock_ms) : clock_ms};
    }

    // What was counted so far is enough, or has become enough with another programme.
    std::optional<TierChange> reached_now() const {
        if (plan_.upgrade != TierUpgrade::at_once) return std::nullopt;
        const CountedDays span = span_now();
        const std::size_t rank = plan_.reached_by(counts(span));
        if (rank > current()) return change_to(rank, TierReason::upgrade, clock_ms, span);
        if (rank == 0 || rank < current() || !is_in_grace(clock_ms)) return std::nullopt;
        return change_to(rank, TierReason::kept, clock_ms, span);
    }

    std::optional<TierChange> confirmed(std::int64_t from_ms, const CountedDays& span) const {
        const std::size_t rank = plan_.reached_by(counts(span));
        if (rank < current()) return std::nullopt;
        return change_to(rank, rank > current() ? TierReason::upgrade : TierReason::kept, from_ms, span);
    }

    std::optional<TierChange> review() const {
        if (term.tier.empty() || term.until_ms == instant_ms_max) return std::nullopt;
        // Where no days tell what came before the review and what after, a later moment can't be judged as that one.
        const bool is_judged_by_days = has_days() || clock_ms <= term.until_ms;
        if (is_judged_by_days) {
            if (auto change = confirmed(term.until_ms, review_span())) return change;
        }
        const std::int64_t lost_ms = grace_end_ms();
        const CountedDays span = plan_.grace_days > 0 ? grown_to(day_of(zone_, lost_ms - 1)) : review_span();
        if (auto change = confirmed(lost_ms, span)) return change;
        const std::size_t rank = fallen(plan_.reached_by(counts(span)), true);
        return change_to(rank, rank == current() ? TierReason::kept : TierReason::downgrade, lost_ms, span);
    }

    // The end of a period whose orders reach more than the member has. Of periods that are over, only a late order
    // can have changed what they come to.
    std::optional<TierChange> reached_by_period(std::int64_t until_ms) const {
        if (plan_.upgrade == TierUpgrade::at_once && plan_.window != TierWindow::period) return std::nullopt;
        if (!has_days()) return reached_by_end(period_end(clock_ms));
        if (member_.days.empty()) return std::nullopt;
        const std::int64_t last_day =
            member_.days.back().day + (plan_.window == TierWindow::rolling ? plan_.rolling_days : 0);
        const std::int64_t from_ms =
            std::max(start_of_day(zone_, member_.days.front().day), std::max(term.term_from_ms, std::int64_t{1}) - 1);
        for (std::int64_t end_ms = period_end(from_ms); end_ms <= until_ms && end_ms < instant_ms_max;
             end_ms = period_end(end_ms)) {
            auto change = reached_by_end(end_ms);
            if (change) return change;
            if (day_of(zone_, end_ms) > last_day) return std::nullopt;
        }
        return std::nullopt;
    }

    std::optional<TierChange> reached_by_end(std::int64_t end_ms) const {
        if (end_ms == instant_ms_max) return std::nullopt;
        const CountedDays span = span_of(day_of(zone_, end_ms - 1));
        const std::size_t rank = plan_.reached_by(counts(span));
        if (rank <= current()) return std::nullopt;
        TierChange change = change_to(rank, TierReason::upgrade, end_ms, span);
        return change.until_ms > change.at_ms ? std::optional(std::move(change)) : std::nullopt;
    }

    const TierPlan& plan_;
    const Zone& zone_;
    const MemberState& member_;
};

}  // namespace

TierCounts lifetime_counts(const MemberState& member) {
    return {member.orders, member.spend_minor, member.qualifying_points};
}

std::optional<TierChange> next_tier_change(const Settings& settings, const MemberState& member, std::int64_t until_ms) {
    if (!has_course(settings, member)) return std::nullopt;
    return Course(settings, member).next(std::max(until_ms, member.clock_ms));
}

void apply(const TierChange& change, const TierCounts& lifetime, TierTerm& term, TierInvitation& invitation) {
    if (change.is_of_invitation) {
        invitation = change.to.empty() ? TierInvitation() : TierInvitation{change.to, change.at_ms, change.until_ms};
        return;
    }
    if (change.to != term.tier) term.since_ms = change.at_ms;
    term.tier = change.to;
    term.term_from_ms = change.term_from_ms;
    term.until_ms = change.until_ms;
    term.first_day = change.days.first;
    term.last_day = change.days.last;
    term.before = lifetime;
}

MemberState tier_state_at(const Settings& settings, const MemberState& member, std::int64_t instant_ms) {
    MemberState part{.version = member.version,
                     .joined_at_ms = member.joined_at_ms,
                     .erased = member.erased,
                     .clock_ms = std::max(member.clock_ms, instant_ms),
                     .orders = member.orders,
                     .spend_minor = member.spend_minor,
                     .qualifying_points = member.qualifying_points,
                     .days = member.days,
                     .tier_term = member.tier_term,
                     .tier_invitation = member.tier_invitation,
                     .caps = member.caps};
    if (!has_course(settings, member)) return part;
    Course course(settings, member);
    while (const auto change = course.next(part.clock_ms)) course.take(*change);
    part.tier_term = std::move(course.term);
    part.tier_invitation = std::move(course.invitation);
    return part;
}

TierStanding standing_at(const Settings& settings, const MemberState& member, std::int64_t instant_ms) {
    if (!has_course(settings, member)) return {};
    const TierPlan& plan = *settings.tiers;
    instant_ms = std::max(instant_ms, member.clock_ms);
    Course course(settings, member);
    while (const auto change = course.next(instant_ms)) course.take(*change);
    const std::size_t own = course.current();
    const std::size_t lent = plan.rank_of(course.invitation.tier);
    if (lent > own) {
        return {.tier = plan.level(lent)->id,
                .rank = lent,
                .since_ms = course.invitation.since_ms,
                .until_ms = course.invitation.until_ms,
                .is_invited = true};
    }
    if (own == 0) return {};
    return {.tier = plan.level(own)->id,
            .rank = own,
            .since_ms = course.term.since_ms,
            .until_ms = course.term.until_ms,
            .grace_until_ms = course.is_in_grace(instant_ms) ? course.grace_end_ms() : 0};
}

std::string_view tier_of(const Settings& settings, const MemberState& member, std::int64_t instant_ms) {
    return standing_at(settings, member, instant_ms).tier;
}

TierCounts counted_at(const Settings& settings, const MemberState& member, std::int64_t instant_ms) {
    if (!has_course(settings, member)) return {};
    const Course course(settings, member);
    return course.counts(course.span_at(instant_ms));
}

TierCounts counted_for_review(const Settings& settings, const MemberState& member) {
    if (!has_course(settings, member) || member.tier_term.until_ms == instant_ms_max) return {};
    const Course course(settings, member);
    return course.counts(course.is_in_grace(member.clock_ms) ? course.span_now() : course.review_span());
}

std::int64_t period_end_ms(const Settings& settings, std::int64_t instant_ms) {
    if (settings.tiers == nullptr) return instant_ms_max;
    return Course(settings, MemberState()).period_end(instant_ms);
}

bool term_is_earned(const Settings& settings, const MemberState& member, std::int64_t instant_ms) {
    if (!has_course(settings, member)) return true;
    const Course course(settings, member);
    const std::size_t rank = course.current();
    const bool is_countable = course.has_days() || settings.tiers->window == TierWindow::lifetime;
    if (rank == 0 || !is_countable) return true;
    const CountedDays span{member.tier_term.first_day, member.tier_term.last_day};
    const bool forgotten =
        course.has_days() && !member.days.empty() && span.first < member.days.back().day - totals_days_kept;
    const auto reaches = [&](const CountedDays& days) {
        return settings.tiers->reached_by(course.counts(days)) >= rank;
    };
    return forgotten || reaches(span) || reaches(course.span_at(instant_ms));
}

TierChange tier_taken(const Settings& settings, const MemberState& member) {
    const Course course(settings, member);
    const CountedDays span = course.span_now();
    const std::size_t rank = course.fallen(settings.tiers->reached_by(course.counts(span)), false);
    return course.change_to(rank, TierReason::downgrade, course.clock_ms, span);
}

}  // namespace laurel::loyalty
