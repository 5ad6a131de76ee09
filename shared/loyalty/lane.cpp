#include "shared/loyalty/lane.h"

#include <algorithm>

namespace laurel::loyalty {
namespace {

constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape how_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = lane_how_names};
constexpr Shape base_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = lane_base_names};

constexpr Field lane_fields[] = {
    {"id", &identifier_shape, true, false, "Rewards and coupons name their lane by it."},
    {"how", &how_shape, true, false,
     "stackable: all of its offers apply; best: the one that takes most off; best_per_line: for every line the one "
     "that takes most off it; priority: the one of the highest priority; exclusive: one alone, and nothing of any "
     "other lane."},
    {"base", &base_shape, false, false,
     "What percentages reckon on: initial, the amounts before all discounts, or discounted, what is left of them. "
     "Default discounted."},
};
constexpr Shape lane_shape{.kind = ShapeKind::object, .fields = lane_fields, .name = "lane"};

// The position of a name; 0 for a name that is not there.
std::size_t position(std::string_view name, std::span<const std::string_view> names) {
    const auto place = std::find(names.begin(), names.end(), name);
    return place == names.end() ? 0 : static_cast<std::size_t>(place - names.begin());
}

}  // namespace

const Shape lanes_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 20, .items = &lane_shape, .name = "lanes"};

Lanes read_lanes(const Value& lanes) {
    Lanes read;
    if (lanes.array() == nullptr) return read;
    for (const Value& lane : *lanes.array()) {
        read.push_back(
            {.id = std::string(lane.string_at("id")),
             .how = static_cast<LaneHow>(position(lane.string_at("how"), lane_how_names)),
             .base = static_cast<LaneBase>(position(lane.string_at("base", "discounted"), lane_base_names))});
    }
    return read;
}

void check_lanes(const Value& lanes, std::string_view path, Errors& errors) {
    const Lanes read = read_lanes(lanes);
    for (std::size_t index = 0; index < read.size(); ++index) {
        const auto here = read.begin() + static_cast<std::ptrdiff_t>(index);
        const std::string& id = here->id;
        if (std::none_of(read.begin(), here, [&id](const Lane& lane) { return lane.id == id; })) continue;
        errors.push_back({ErrorCode::duplicate_identifier, child_path(path, index) + "/id", quoted(id) + " twice",
                          "an id of its own for each lane"});
    }
}

}  // namespace laurel::loyalty
