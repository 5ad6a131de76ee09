#pragma once
// The groups of routes, one file each. A new group is a line here and a line in all_groups (groups.cpp).
#include <span>

#include "edge/routes/route.h"

namespace laurel::routes {

std::span<const Route> activity_routes();
std::span<const Route> console_routes();
std::span<const Route> checkout_routes();
std::span<const Route> coupon_routes();
std::span<const Route> decide_routes();
std::span<const Route> file_routes();
std::span<const Route> fragment_routes();
std::span<const Route> health_routes();
std::span<const Route> me_routes();
std::span<const Route> member_routes();
std::span<const Route> metrics_routes();
std::span<const Route> openapi_routes();
std::span<const Route> order_routes();
std::span<const Route> program_routes();
std::span<const Route> program_version_routes();
std::span<const Route> redemption_routes();
std::span<const Route> reward_routes();
std::span<const Route> tier_routes();

std::span<const std::span<const Route>> all_groups();

}  // namespace laurel::routes
