#pragma once
// What shoppers are told of their tier: what they have, what the next one takes, and what a cart would change.
#include <optional>
#include <string_view>
#include <vector>

#include "shared/loyalty/earning.h"
#include "shared/loyalty/tier_benefit.h"
#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {

struct TierMeasure {
    std::string_view name;  // one of tier_measure_names
    std::int64_t has = 0;
    std::int64_t needs = 0;

    std::int64_t missing() const { return has < needs ? needs - has : 0; }
    bool operator==(const TierMeasure&) const = default;
};

// A tier that counting can reach or keep.
struct TierGoal {
    std::string_view tier;
    bool needs_all = false;  // of the measures; otherwise any of them is enough
    std::vector<TierMeasure> measures;

    bool operator==(const TierGoal&) const = default;
};

// Everything borrowed lives as long as the settings.
struct TierView {
    TierStanding standing;
    std::optional<TierGoal> next;  // nullopt where no higher one can be reached by counting
    // What confirms the member's own tier at its review; nullopt where it has none.
    std::optional<TierGoal> keep;
    // Reached already, and had from the end of the period on; "" for none.
    std::string_view coming;
    std::int64_t coming_at_ms = 0;

    bool operator==(const TierView&) const = default;
};

struct BenefitLeft {
    const TierBenefit* benefit = nullptr;
    std::int64_t left = integer_max;  // integer_max: as often as she likes
};

struct TierPreview {
    TierView now;
    std::vector<BenefitLeft> benefits;  // of the tier that she has now
    std::optional<TierView> with_cart;  // as it would be if the cart were ordered now
    bool confirm_at_edge = false;       // only the edge can say what points the cart brings
};

// For a member who told these facts. Nothing in it where the programme has no tiers. Error: amount_overflow, of a cart
// that can't be ordered.
Result<TierPreview> tier_preview(const Settings& settings, const MemberState& member, const std::optional<Cart>& cart,
                                 std::int64_t now_ms, const Value& facts = {});

// {"grace_until", "invited", "rank", "since", "tier", "until"}
Value standing_to_value(const TierStanding& standing, const Settings& settings);
// {"benefits": [{"id", "left", "name"}, ...], "confirm_at_edge", "now": {"coming", "coming_at", "grace_until",
// "invited", "keep", "next", "rank", "since", "tier", "until"}, "with_cart": the same or null}. A goal is {"measures":
// {"orders": {"has", "missing", "needs"}, ...}, "needs_all", "tier"}. A tier is {"id", "name"}, null for none.
Value to_value(const TierPreview& preview, const Settings& settings);

}  // namespace laurel::loyalty
