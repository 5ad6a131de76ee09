#include "edge/routes/tiers.h"

namespace laurel::routes {

const std::string_view tier_part_schemas = R"({
    "tier_name": {
        "type": "object",
        "required": ["id", "name"],
        "additionalProperties": false,
        "properties": {"id": {"type": "string"}, "name": {"$ref": "#/components/schemas/local_text"}}
    },
    "tier_goal": {
        "type": "object",
        "required": ["tier", "measures", "needs_all"],
        "additionalProperties": false,
        "properties": {
            "tier": {"$ref": "#/components/schemas/tier_name"},
            "needs_all": {"type": "boolean", "description": "Every measure is needed; otherwise any is enough."},
            "measures": {"type": "object", "description": "orders, spend_minor, qualifying_points.",
                "additionalProperties": {
                    "type": "object",
                    "required": ["has", "needs", "missing"],
                    "additionalProperties": false,
                    "properties": {
                        "has": {"type": "integer", "minimum": 0},
                        "needs": {"type": "integer", "minimum": 1},
                        "missing": {"type": "integer", "minimum": 0}
                    }
                }}
        }
    },
    "tier_view": {
        "type": "object",
        "required": ["tier", "rank", "since", "until", "grace_until", "invited", "next", "keep", "coming", "coming_at"],
        "additionalProperties": false,
        "properties": {
            "tier": {"anyOf": [{"$ref": "#/components/schemas/tier_name"}, {"type": "null"}]},
            "rank": {"type": "integer", "minimum": 0, "description": "1 for the lowest tier, 0 for none."},
            "since": {"type": ["string", "null"], "format": "date-time"},
            "until": {"type": ["string", "null"], "format": "date-time",
                "description": "When it is reviewed, or the invitation ends; null for good."},
            "grace_until": {"type": ["string", "null"], "format": "date-time",
                "description": "In grace: when it is lost unless it is reached again."},
            "invited": {"type": "boolean", "description": "The shop lends it."},
            "next": {"anyOf": [{"$ref": "#/components/schemas/tier_goal"}, {"type": "null"}]},
            "keep": {"anyOf": [{"$ref": "#/components/schemas/tier_goal"}, {"type": "null"}],
                "description": "What its review asks for; null where there is none."},
            "coming": {"anyOf": [{"$ref": "#/components/schemas/tier_name"}, {"type": "null"}],
                "description": "Reached, and had from the end of the period on."},
            "coming_at": {"type": ["string", "null"], "format": "date-time"}
        }
    },
    "tier_benefits": {"type": "array", "items": {
        "type": "object",
        "required": ["id", "name", "left"],
        "additionalProperties": false,
        "properties": {
            "id": {"type": "string"},
            "name": {"$ref": "#/components/schemas/local_text"},
            "left": {"type": ["integer", "null"], "minimum": 0, "description": "null for as often as the member likes."}
        }
    }}
})";

const std::string_view tier_answer_schema = R"({
    "type": "object",
    "required": ["now_at", "program_hash", "now", "benefits", "with_cart", "confirm_at_edge"],
    "additionalProperties": false,
    "properties": {
        "now_at": {"type": "string", "format": "date-time"},
        "program_hash": {"type": "string"},
        "now": {"$ref": "#/components/schemas/tier_view"},
        "benefits": {"$ref": "#/components/schemas/tier_benefits"},
        "with_cart": {"anyOf": [{"$ref": "#/components/schemas/tier_view"}, {"type": "null"}],
            "description": "As it would be if the cart were ordered now; null without a cart."},
        "confirm_at_edge": {"type": "boolean", "description": "Only the edge can say what points the cart brings."}
    }
})";

}  // namespace laurel::routes
