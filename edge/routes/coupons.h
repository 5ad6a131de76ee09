#pragma once
// What the routes of coupons and of checkouts answer alike.
#include <string_view>

namespace laurel::routes {

inline constexpr std::string_view quote_schema = R"({
    "type": "object",
    "required": ["codes", "discounts", "lines", "total_minor", "gifts", "services", "cash_back_minor"],
    "additionalProperties": false,
    "properties": {
        "codes": {
            "type": "array",
            "description": "In the order in which they were sent.",
            "items": {
                "type": "object",
                "required": ["reason", "total_minor"],
                "additionalProperties": false,
                "properties": {
                    "campaign": {"type": "string"},
                    "detail": {"type": "string"},
                    "reason": {"type": "string", "description": "applied, or why not, such as code_mistyped or used."},
                    "total_minor": {"type": "integer", "minimum": 0}
                }
            }
        },
        "discounts": {"type": "array", "items": {"type": "object"}, "description": "Each with its shares of lines."},
        "lines": {"type": "array", "items": {"type": "object"}, "description": "What each line gets off in all."},
        "total_minor": {"type": "integer", "minimum": 0},
        "gifts": {"type": "array", "items": {"type": "object"}},
        "services": {"type": "array", "items": {"type": "string"}},
        "cash_back_minor": {"type": "integer", "minimum": 0}
    }
})";

}  // namespace laurel::routes
