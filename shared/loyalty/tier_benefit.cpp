#include "shared/loyalty/tier_benefit.h"

#include "shared/loyalty/candidates.h"

namespace laurel::loyalty {

std::string cap_name_of(std::string_view benefit) { return "benefit/" + std::string(benefit); }

BenefitRoom room_of(const Settings& settings, const TierBenefit& benefit, const MemberState& member,
                    std::int64_t instant_ms) {
    BenefitRoom room;
    const EarningOccasion occasion{.instant_ms = instant_ms, .member = &member, .birthday = {}};
    for (std::size_t index = 0; index < benefit.caps.size(); ++index) {
        CapRoom cap = room_of(settings.zone, occasion, cap_name_of(benefit.id), index, benefit.caps[index]);
        const std::int64_t left = cap.points > 0 ? cap.times : 0;
        if (left < room.left) {
            room.left = left;
            room.narrowest = index;
        }
        room.uses.push_back(std::move(cap.use));
    }
    return room;
}

}  // namespace laurel::loyalty
