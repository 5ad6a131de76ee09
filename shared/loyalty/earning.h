#pragma once
// What an occasion earns by a programme's rules. Pure judgement: decide.h turns it into events.
//
// Each rule rounds once, for itself: points = rate x base of its lines. A multiplier gives (m - 1) times as much again
// of each rule per amount that it multiplies, rounded once for each of them; multipliers add up, none multiplies
// another. Then groups choose, then an exclusive rule, then the caps of the programme take what is above them from the
// later rules.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/loyalty/earning_rule.h"
#include "shared/loyalty/grant.h"
#include "shared/loyalty/order_document.h"

namespace laurel::loyalty {

struct EarningIndex;

// A programme's rules, compiled and indexed by the lines that they name. Immutable.
class EarningPlan {
   public:
    EarningPlan(std::vector<EarningRule> rules, std::vector<Group> groups, EarningBase base, std::vector<Cap> caps);
    EarningPlan(EarningPlan&&) noexcept;
    ~EarningPlan();

    const std::vector<EarningRule>& rules() const { return rules_; }
    const std::vector<Group>& groups() const { return groups_; }
    const EarningBase& base() const { return base_; }
    const std::vector<Cap>& caps() const { return caps_; }
    const EarningIndex& index() const { return *index_; }
    // nullptr when there is none.
    const EarningRule* rule(std::string_view id) const;

   private:
    std::vector<EarningRule> rules_;
    std::vector<Group> groups_;
    EarningBase base_;
    std::vector<Cap> caps_;
    std::unique_ptr<const EarningIndex> index_;
};

// Reads a checked programme's members calendar, earning, groups, earning_base, earning_caps, lanes and rewards.
extern const EarningKit every_rule;

// Why a rule gave nothing; reason_names are for ever, they are in answers.
enum class Reason {
    gave,
    disabled,
    window_closed,
    not_first_order,
    condition_false,
    condition_failed,  // the condition could not be judged
    no_items,
    below_minimum,
    too_small,  // rounds to no point
    streak_goes_on,
    cap_reached,
    not_the_best,
    exclusive_other,
    nothing_to_multiply,
    tier_not_met,
};

inline constexpr std::string_view reason_names[] = {"gave",
                                                    "disabled",
                                                    "window_closed",
                                                    "not_first_order",
                                                    "condition_false",
                                                    "condition_failed",
                                                    "no_items",
                                                    "below_minimum",
                                                    "too_small",
                                                    "streak_goes_on",
                                                    "cap_reached",
                                                    "not_the_best",
                                                    "exclusive_other",
                                                    "nothing_to_multiply",
                                                    "tier_not_met"};

// What one rule did and why; `detail` names the member of the window that is closed, the cap, or the rule that won.
struct RuleOutcome {
    std::string rule;
    Reason reason = Reason::gave;
    std::string detail;
    std::int64_t points = 0;
    std::int64_t base_minor = 0;
};

// An order, or an action, that may earn. Everything is borrowed.
struct EarningOccasion {
    std::string_view on = on_order;
    std::int64_t instant_ms = 0;
    const std::vector<OrderLine>* lines = nullptr;  // with their base_minor; nullptr: an action
    std::int64_t total_minor = 0;
    const Value* attributes = nullptr;
    const MemberState* member = nullptr;
    std::optional<Birthday> birthday;
};

struct Earned {
    Grant grant;
    const EarningRule* rule = nullptr;
    std::string point_kind;
    Pending pending;
};

struct Judgement {
    std::vector<Earned> earned;         // in the programme's order, each of at least one point
    std::vector<CapUse> caps;           // what they add to the member's caps
    std::vector<Streak> streaks;        // as they are from now on
    std::vector<RuleOutcome> outcomes;  // of every rule on this occasion, when asked to explain
    bool confirm_at_edge = false;       // a rule of this occasion has a condition that only the edge knows
};

enum class Explain { no, yes };

// Error: amount_overflow, where an occasion earns more points than there can be.
Result<Judgement> judge(const Settings& settings, const EarningOccasion& occasion, Explain explain = Explain::no);

// Of the main points, those that count for tiers.
std::int64_t qualifying_points_of(const Judgement& judgement);

// Fills in how much of each line's amount counts. paid_with_points_minor is the part of the total that points paid; it
// lies on all lines in proportion.
void fill_base(const EarningBase& base, std::int64_t total_minor, std::int64_t paid_with_points_minor,
               std::vector<OrderLine>& lines);

// What rules' conditions look at: {"order": ...} or {"action": ...}, "member", "time".
Value condition_data(const Settings& settings, const EarningOccasion& occasion);
// {"item": ...}
Value item_data(const OrderLine& line);

}  // namespace laurel::loyalty
