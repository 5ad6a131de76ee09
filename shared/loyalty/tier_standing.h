#pragma once
// Which tier a member has at an instant, and the changes that time alone and what was counted bring about. Like
// expiries they are implied at their instant and posted by the member's next write.
//
// A term is reviewed where it ends: the window as it stood through the day before decides. In the grace days after it
// the window goes on growing from where it began, and a tier that is reached again is confirmed; only then is it lost.
// A late order counts for the day on which it was placed: at the end of that period or at the review it may give the
// tier that it would have given, for what is left of its time, from where the ledger's clock is.
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/event.h"
#include "shared/loyalty/settings.h"
#include "shared/loyalty/tier.h"

namespace laurel::loyalty {

// tier_reason_names are for ever: they are in events.
enum class TierReason {
    upgrade,
    downgrade,
    kept,       // reached again for another term
    programme,  // the programme has no such tier any more
    invited,    // from here on of invitations
    withdrawn,
    lapsed,
};

inline constexpr std::string_view tier_reason_names[] = {"upgrade", "downgrade", "kept",  "programme",
                                                         "invited", "withdrawn", "lapsed"};

// Local days, both included; none where first > last.
struct CountedDays {
    std::int64_t first = 0;
    std::int64_t last = 0;

    bool operator==(const CountedDays&) const = default;
};

struct TierChange {
    bool is_of_invitation = false;
    TierReason reason = TierReason::upgrade;
    std::string from;
    std::string to;
    std::int64_t at_ms = 0;         // when it happens
    std::int64_t term_from_ms = 0;  // from when its time is reckoned; before at_ms for what came late
    std::int64_t until_ms = instant_ms_max;
    CountedDays days;    // as TierTerm has them
    TierCounts counted;  // in them

    bool operator==(const TierChange&) const = default;
};

// The first change that is due by the instant, or by the state's clock where that is later.
std::optional<TierChange> next_tier_change(const Settings& settings, const MemberState& member, std::int64_t until_ms);

// The state's own part of a change; `lifetime` are the member's counts then.
void apply(const TierChange& change, const TierCounts& lifetime, TierTerm& term, TierInvitation& invitation);

struct TierStanding {
    std::string_view tier;  // "" for none; lives as long as the settings
    std::size_t rank = 0;   // 0 for none
    std::int64_t since_ms = 0;
    std::int64_t until_ms = instant_ms_max;  // when it is reviewed, or the invitation ends
    std::int64_t grace_until_ms = 0;         // when it is lost at the latest; 0 unless in grace
    bool is_invited = false;

    bool operator==(const TierStanding&) const = default;
};

// The higher one of the tier of her own and the one lent to her, with every change due by then.
TierStanding standing_at(const Settings& settings, const MemberState& member, std::int64_t instant_ms);
std::string_view tier_of(const Settings& settings, const MemberState& member, std::int64_t instant_ms);
// The parts of a state that tiers are reckoned from, with every change due by then; its clock is at the instant.
MemberState tier_state_at(const Settings& settings, const MemberState& member, std::int64_t instant_ms);

// What the window holds of a member: at a moment of the term, in grace too; and at the review of the present term, so
// far.
TierCounts counted_at(const Settings& settings, const MemberState& member, std::int64_t instant_ms);
TierCounts counted_for_review(const Settings& settings, const MemberState& member);
// When a tier that the period's orders reach is had, where the programme upgrades at the end of periods.
std::int64_t period_end_ms(const Settings& settings, std::int64_t instant_ms);

// Whether the days that the term was given for, or the window at the instant, reach its tier; true where that can't be
// known any more.
bool term_is_earned(const Settings& settings, const MemberState& member, std::int64_t instant_ms);
// What the member falls to at the state's clock when they do not.
TierChange tier_taken(const Settings& settings, const MemberState& member);

TierCounts lifetime_counts(const MemberState& member);

}  // namespace laurel::loyalty
