// The commands of tiers and their benefits.
#include "shared/base/limits.h"
#include "shared/base/shape.h"
#include "shared/wire/command_reader.h"

namespace laurel::wire {
namespace {

constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape instant_shape{.kind = ShapeKind::integer, .minimum = instant_ms_min, .maximum = instant_ms_max};
constexpr Shape reason_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = text_bytes_max};

constexpr Field use_fields[] = {{"action", &identifier_shape, true},
                                {"member", &identifier_shape, true},
                                {"benefit", &identifier_shape, true},
                                {"used_at_ms", &instant_shape, true}};
constexpr Shape use_shape{.kind = ShapeKind::object, .fields = use_fields};
constexpr Field invite_fields[] = {{"member", &identifier_shape, true},
                                   {"tier", &identifier_shape, true},
                                   {"until_ms", &instant_shape},
                                   {"reason", &reason_shape, true}};
constexpr Shape invite_shape{.kind = ShapeKind::object, .fields = invite_fields};
constexpr Field withdraw_fields[] = {{"member", &identifier_shape, true}, {"reason", &reason_shape, true}};
constexpr Shape withdraw_shape{.kind = ShapeKind::object, .fields = withdraw_fields};

Command use_benefit(const Value& body) {
    return loyalty::UseBenefit{text_in(body, "action"), text_in(body, "member"), text_in(body, "benefit"),
                               body.integer_at("used_at_ms")};
}

Command invite_tier(const Value& body) {
    return loyalty::InviteTier{text_in(body, "member"), text_in(body, "tier"),
                               body.integer_at("until_ms", instant_ms_max), text_in(body, "reason")};
}

Command withdraw_tier(const Value& body) {
    return loyalty::WithdrawTier{text_in(body, "member"), text_in(body, "reason")};
}

constexpr CommandReader readers[] = {
    {"use_benefit", &use_shape, use_benefit},
    {"invite_tier", &invite_shape, invite_tier},
    {"withdraw_tier", &withdraw_shape, withdraw_tier},
};

}  // namespace

std::span<const CommandReader> tier_commands() { return readers; }

}  // namespace laurel::wire
