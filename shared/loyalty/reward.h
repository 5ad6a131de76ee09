#pragma once
// What a programme gives for points, as its member "rewards" says.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/loyalty/benefit.h"
#include "shared/loyalty/earning_rule.h"
#include "shared/rules/rule.h"

namespace laurel::loyalty {

// How many there are for all members together in a period.
struct Stock {
    std::int64_t times = 0;
    Period per;
};

struct Reward {
    std::string id;
    LocalText name;
    LocalText description;
    bool enabled = true;
    std::int64_t points = 0;  // what it costs; 0 for pay_with_points, where the shopper says how many
    std::string point_kind{main_point_kind};
    Benefit benefit;
    std::optional<Stock> stock;
    std::vector<Cap> per_member;                   // times only
    std::shared_ptr<const rules::Rule> condition;  // over {member, time, cart}; nullptr: none
    Window window;
    std::vector<std::string> tiers;  // empty: any, and none
    std::string lane;
    std::int64_t priority = 0;
    std::int64_t valid_days = 0;   // how long it is held; 0: the programme's hold_minutes
    bool confirm_at_edge = false;  // it has a condition that never leaves the edge
};

extern const Shape rewards_shape;

// From a checked programme, whose other settings were read.
std::shared_ptr<const std::vector<Reward>> read_rewards(const Value& program, const Settings& settings);

// What the shapes can't say of "rewards" and "lanes": ids used once, kinds of points and lanes that exist, a cost where
// the shopper does not choose it, limits by spans of time, conditions that compile, windows that open.
void check_rewards(const Value& program, Errors& errors);

// The budget that counts what all members together took of the reward in the instant's period; "" without a stock.
std::string stock_budget(const Settings& settings, const Reward& reward, std::int64_t instant_ms);

// A use of each of the member's limits in the instant's periods.
std::vector<CapUse> limit_uses(const Settings& settings, const Reward& reward, std::int64_t instant_ms);

}  // namespace laurel::loyalty
