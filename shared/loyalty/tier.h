#pragma once
// The tiers of a programme, as its member "tiers" has them.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/local_text.h"
#include "shared/base/shape.h"
#include "shared/loyalty/benefit.h"
#include "shared/loyalty/earning_rule.h"
#include "shared/loyalty/period.h"

namespace laurel::loyalty {

// What members of a tier may use; each use is recorded (decide.h's UseBenefit).
struct TierBenefit {
    std::string id;
    LocalText name;
    std::optional<Benefit> gives;  // nullopt: what the name says
    std::vector<Cap> caps;         // so many times in a period; all of them hold
};

// The least that is counted; 0: not asked.
struct Thresholds {
    TierCounts least;
    bool all = false;  // every one that is asked, or any

    bool are_reached_by(const TierCounts& counts) const;
};

struct TierLevel {
    std::string id;
    LocalText name;
    Thresholds thresholds;
    std::vector<TierBenefit> benefits;
    bool invitation_only = false;

    // nullptr when it has none such.
    const TierBenefit* benefit(std::string_view benefit_id) const;
};

enum class TierWindow {
    rolling,           // the last rolling_days days by the shop's dates, the present one too
    period,            // the calendar's period that is running
    lifetime,          // all there ever was
    since_tier_start,  // since the term of the present tier began
};

enum class TierUpgrade { at_once, period_end };
enum class TierDowngrade { one_step, by_balance, never };

// How long a reached tier lasts before it is reviewed: one of the three, or (all 0 and no periods) until further
// notice.
struct TierValidity {
    std::int64_t days = 0;
    std::int64_t months = 0;
    std::optional<std::int64_t> periods;  // after the one in which it is reached; 0: to the end of that one

    bool is_for_ever() const { return days == 0 && months == 0 && !periods; }
};

struct TierPlan {
    std::vector<TierLevel> levels;  // the lowest first
    TierWindow window = TierWindow::lifetime;
    std::int64_t rolling_days = 0;
    Period period{PeriodUnit::year};
    TierUpgrade upgrade = TierUpgrade::at_once;
    TierValidity valid;
    std::int64_t grace_days = 0;
    TierDowngrade downgrade = TierDowngrade::one_step;
    bool refund_downgrades = false;  // a refund of what a tier was reached by takes it at once

    // 1 for the lowest level; 0 for none and for ids that there are not.
    std::size_t rank_of(std::string_view id) const;
    // The level of a rank from 1 on; nullptr for 0.
    const TierLevel* level(std::size_t rank) const { return rank == 0 ? nullptr : &levels[rank - 1]; }
    // The rank of the highest level that counts reach by themselves.
    std::size_t reached_by(const TierCounts& counts) const;
};

extern const Shape tiers_shape;
extern const Shape tier_ids_shape;  // as earning rules and the like name tiers

// What the shape can't say of "tiers": ids used once, thresholds that rise, windows that what is kept of a member's
// days can fill, members that go together.
void check_tiers(const Value& program, Errors& errors);
// Ids of levels that the programme does not have, in a list of the document.
void check_tier_ids(const Value& program, const Value& ids, const std::string& path, Errors& errors);

// From a checked document; nullptr when the programme has no tiers.
std::shared_ptr<const TierPlan> read_tiers(const Value& program);
std::vector<std::string> read_tier_ids(const Value& ids);

}  // namespace laurel::loyalty
