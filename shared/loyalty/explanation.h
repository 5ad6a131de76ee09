#pragma once
// What an occasion earned and why, and why the other rules gave nothing, as answers say it.
#include "shared/loyalty/earning.h"

namespace laurel::loyalty {

// [{"point_kind", "points", "program_version", "rule"}, ...]: the rule of the version that gave them.
Value earned_to_value(const std::vector<Grant>& grants, const std::vector<OrderLot>& lots,
                      std::int64_t program_version);

// {"confirm_at_edge", "earned", "outcomes": [{"base_minor", "detail", "points", "reason", "rule"}, ...]}. What was
// earned is as above, with the dates that points earned at that instant get: "available_at", or "awaits" (a milestone)
// and "pending_days" from it; "expires_at", null for never or not known yet.
Value judgement_to_value(const Settings& settings, const Judgement& judgement, std::int64_t earned_at_ms,
                         std::int64_t program_version);

}  // namespace laurel::loyalty
