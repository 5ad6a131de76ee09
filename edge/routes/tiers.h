#pragma once
// A member's tier as the API shows it.
#include <string_view>

namespace laurel::routes {

// The JSON Schemas that a preview's parts refer to ("tier_name", "tier_goal", "tier_view", "tier_benefits"), by name:
// one JSON object.
extern const std::string_view tier_part_schemas;
// Of GET /v1/me/tier.
extern const std::string_view tier_answer_schema;

}  // namespace laurel::routes
