#pragma once
// One rule of how points are earned, as it stands in a programme.
#include <optional>
#include <string>
#include <vector>

#include "shared/base/local_text.h"
#include "shared/loyalty/item_filter.h"
#include "shared/loyalty/period.h"
#include "shared/loyalty/settings.h"
#include "shared/loyalty/window.h"

namespace laurel::loyalty {

// What rules say "on" for orders; any other name is an action that the shop reports ("visit", "review").
inline constexpr std::string_view on_order = "order";

// So many points or times in a period; 0: no such limit.
struct Cap {
    Period per;
    std::int64_t points = 0;
    std::int64_t times = 0;
};

// A list has so many caps at most.
inline constexpr std::int64_t caps_max = 8;

// Names a cap in states by its place in its list and its period: with another period it is another cap, whose use
// begins at nothing.
constexpr std::int64_t cap_number(std::size_t place, const Period& per) {
    return static_cast<std::int64_t>(place) + caps_max * period_kind(per);
}
constexpr std::size_t place_of_cap(std::int64_t number) { return static_cast<std::size_t>(number % caps_max); }

// Gives on every `length`th period in a row in which the occasion comes about, or on the first such only.
struct StreakGoal {
    Period every;
    std::int64_t length = 0;
    bool repeats = true;
};

// A multiplier of 3/2 gives half as much again as the rules that it multiplies.
struct Multiplier {
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;
};

struct EarningRule {
    std::string id;
    LocalText name;
    std::string on{on_order};
    bool enabled = true;
    Grant::Basis basis = Grant::Basis::fixed;
    std::int64_t points = 0;  // once, or for each `per` minor units or pieces
    std::int64_t per = 1;
    Rounding rounding = Rounding::down;
    std::optional<Multiplier> multiplier;  // instead of points
    ItemFilter items;
    Value item_condition;  // JsonLogic over one line; null: none
    Value condition;       // JsonLogic over the whole occasion; null: none
    std::int64_t minimum_minor = 0;
    std::int64_t minimum_quantity = 0;
    bool first_order = false;
    std::vector<std::string> tiers;  // of which the member must have one; empty: whatever she has
    Window window;
    std::vector<Cap> caps;
    std::optional<StreakGoal> streak;
    std::string group;  // "" stacks with everything
    std::int64_t priority = 0;
    bool exclusive = false;
    std::optional<Pending> pending;  // nullopt: as its kind of points
    std::string point_kind{main_point_kind};
    bool qualifies = true;         // for tiers
    bool confirm_at_edge = false;  // it has a condition that never leaves the edge
};

// How the rules of one group go together.
enum class Stacking {
    sum,            // all of them
    best,           // the one that gives most
    best_per_line,  // on each line the one with the highest rate
    priority,       // the one with the highest priority
};

struct Group {
    std::string id;
    Stacking how = Stacking::sum;
};

// What of an order counts. A line's tax and the part that was paid with points count in proportion.
struct EarningBase {
    bool shipping = false;
    bool fees = false;
    bool tax = false;
    bool gift_cards = false;
    bool paid_with_points = false;
};

extern const Shape earning_shape;
extern const Shape groups_shape;
extern const Shape earning_base_shape;
extern const Shape caps_shape;

EarningRule read_rule(const Value& rule, const Calendar& calendar);
std::vector<Cap> read_caps(const Value& caps);
std::vector<Group> read_groups(const Value& groups);
EarningBase read_earning_base(const Value& base);

// What the shapes can't say of "earning", "groups" and "earning_base" together: ids used once, groups and kinds of
// points that exist, conditions that compile and that no reward for a review makes depend on its stars, windows that
// open.
void check_earning(const Value& program, Errors& errors);

}  // namespace laurel::loyalty
