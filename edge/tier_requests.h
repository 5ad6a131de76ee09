#pragma once
// What is asked about tiers, as shops ask for it.
#include <cstdint>
#include <string>

#include "shared/base/shape.h"

namespace laurel {

// A tier that is lent.
struct InvitationRequest {
    std::string tier;
    std::int64_t until_ms = 0;
    std::string reason;
};

struct BenefitUseRequest {
    std::string id;  // the shop's, of this use
    std::string benefit;
    std::int64_t used_at_ms = 0;
};

extern const Shape invitation_shape;   // POST /v1/admin/members/{id}/tier
extern const Shape withdrawal_shape;   // POST /v1/admin/members/{id}/tier/withdraw
extern const Shape benefit_use_shape;  // POST /v1/admin/members/{id}/benefits/{benefit}/uses

// The bodies fit their shapes. A missing until is for good, a missing used_at is now_ms.
InvitationRequest read_invitation(const Value& body);
BenefitUseRequest read_benefit_use(const Value& body, std::string_view benefit, std::int64_t now_ms);

}  // namespace laurel
