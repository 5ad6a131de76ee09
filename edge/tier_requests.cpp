#include "edge/tier_requests.h"

#include "edge/requests.h"
#include "shared/base/limits.h"
#include "shared/base/time.h"

namespace laurel {
namespace {

constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape instant_shape{.kind = ShapeKind::instant};
constexpr Shape reason_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = text_bytes_max};

constexpr Field reason_field{"reason", &reason_shape, true, false, "Kept with the member's personal data."};
constexpr Field invitation_fields[] = {
    {"tier", &identifier_shape, true, false, "The member has it until then, or a higher one of her own."},
    {"until", &instant_shape, false, false, "When the invitation ends. Left out: when it is withdrawn."},
    reason_field,
};
constexpr Field withdrawal_fields[] = {reason_field};
constexpr Field use_fields[] = {
    {"id", &identifier_shape, true, false, "The shop's id of this use: the same again changes nothing, for ever."},
    {"used_at", &instant_shape, false, false, "Now when left out."},
};

}  // namespace

const Shape invitation_shape{.kind = ShapeKind::object, .fields = invitation_fields, .name = "tier_invitation"};
const Shape withdrawal_shape{.kind = ShapeKind::object, .fields = withdrawal_fields, .name = "tier_withdrawal"};
const Shape benefit_use_shape{.kind = ShapeKind::object, .fields = use_fields, .name = "benefit_use"};

InvitationRequest read_invitation(const Value& body) {
    return {.tier = std::string(body.string_at("tier")),
            .until_ms = instant_in(body, "until", instant_ms_max),
            .reason = std::string(body.string_at("reason"))};
}

BenefitUseRequest read_benefit_use(const Value& body, std::string_view benefit, std::int64_t now_ms) {
    return {.id = std::string(body.string_at("id")),
            .benefit = std::string(benefit),
            .used_at_ms = instant_in(body, "used_at", now_ms)};
}

}  // namespace laurel
