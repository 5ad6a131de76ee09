#include "edge/routes/groups.h"

namespace laurel::routes {

std::span<const std::span<const Route>> all_groups() {
    static const std::span<const Route> groups[] = {
        me_routes(),       activity_routes(),        redemption_routes(), reward_routes(), coupon_routes(),
        checkout_routes(), decide_routes(),          fragment_routes(),   order_routes(),  member_routes(),
        program_routes(),  console_routes(),         openapi_routes(),    health_routes(), metrics_routes(),
        file_routes(),     program_version_routes(), tier_routes(),
    };
    return groups;
}

}  // namespace laurel::routes
