#pragma once
// Stacking lanes: which of a cart's offers go together, as the programme's member "lanes" says.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/shape.h"

namespace laurel::loyalty {

// Within a lane, offers stand by priority, the highest first, and equal ones by id.
enum class LaneHow {
    stackable,      // all of them, one after the other
    best,           // the one that takes most off the cart
    best_per_line,  // for every line the one that takes most off it; each gives its shares of the lines it won
    priority,       // the first one that applies
    exclusive,      // the one that takes most off the cart, and nothing else in the whole cart
};

inline constexpr std::string_view lane_how_names[] = {"stackable", "best", "best_per_line", "priority", "exclusive"};

// What percentages reckon on: the cart's amounts before all discounts, or what the discounts so far have left.
enum class LaneBase { initial, discounted };

inline constexpr std::string_view lane_base_names[] = {"initial", "discounted"};

struct Lane {
    std::string id;
    LaneHow how = LaneHow::stackable;
    LaneBase base = LaneBase::discounted;

    bool operator==(const Lane&) const = default;
};

// In the order in which they are applied.
using Lanes = std::vector<Lane>;

extern const Shape lanes_shape;

// From a list that fits the shape.
Lanes read_lanes(const Value& lanes);

// What the shape can't say, added to `errors`: two lanes of one id (duplicate_identifier).
void check_lanes(const Value& lanes, std::string_view path, Errors& errors);

}  // namespace laurel::loyalty
