#pragma once
// How often a member may still use the benefits of a tier. The uses are counted with the caps of her state.
#include <string>
#include <vector>

#include "shared/loyalty/settings.h"
#include "shared/loyalty/tier.h"

namespace laurel::loyalty {

// What a benefit's uses are counted under: "benefit/gift_wrap".
std::string cap_name_of(std::string_view benefit);

struct BenefitRoom {
    std::int64_t left = integer_max;  // integer_max: as often as she likes
    std::size_t narrowest = 0;        // the index of the cap that leaves so little
    std::vector<CapUse> uses;         // of the caps' periods, still without times
};

BenefitRoom room_of(const Settings& settings, const TierBenefit& benefit, const MemberState& member,
                    std::int64_t instant_ms);

}  // namespace laurel::loyalty
