#pragma once
// What an occasion earned and why, and why the other rules gave nothing, as answers say it.
#include "shared/loyalty/earning.h"

namespace laurel::loyalty {

// [{"point_kind", "points", "program_version", "rule"}, ...]: the rule of the version that gave them.
Value earned_to_value(const std::vector<Grant>& grants, const std::vector<OrderLot>& lots,
                      std::int64_t program_version);

// {"confirm_at_edge", "earned": the same, "outcomes": [{"base_minor", "detail", "points", "reason", "rule"}, ...]}
Value judgement_to_value(const Judgement& judgement, std::int64_t program_version);

}  // namespace laurel::loyalty
