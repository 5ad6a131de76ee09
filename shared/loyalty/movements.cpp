// The last lines of a member's history, as the member reads them.
#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/fold.h"

namespace laurel::loyalty {
namespace {

// What the member does not feel, or what only counts.
constexpr std::string_view silent_kinds[] = {member_joined,    member_erased, deficit_settled,
                                             activity_counted, facts_given,   points_released,
                                             expiry_extended,  tier_changed,  tier_invitation_changed};

bool is_silent(std::string_view kind) {
    return std::find(std::begin(silent_kinds), std::end(silent_kinds), kind) != std::end(silent_kinds);
}

std::int64_t felt_points(const Event& event) {
    const std::int64_t points = event.data.integer_at("points");
    if (event.kind == points_expired || event.kind == points_held || event.kind == points_spent) return -points;
    if (event.kind == points_clawed_back) return event.data.integer_at("from_expired") - points;
    return points;
}

// A captured hold stays one line of the history: "reserved" becomes "spent".
bool turn_held_into_spent(MemberState& state, const Event& event, std::string_view redemption) {
    if (event.kind != points_spent) return false;
    for (Movement& movement : state.movements) {
        if (movement.kind != points_held || movement.subject != redemption) continue;
        movement.kind = event.kind;
        movement.version = event.version;
        return true;
    }
    return false;
}

// The rule that gave most; of equal ones the first.
std::string reason_of(const Event& event) {
    std::string reason;
    std::int64_t most = 0;
    for (const Value& given : event.data.array_at("rules")) {
        const Array* pair = given.array();
        const bool is_pair =
            pair != nullptr && pair->size() == 2 && (*pair)[0].string() != nullptr && (*pair)[1].integer() != nullptr;
        if (!is_pair || *(*pair)[1].integer() <= most) continue;
        reason = *(*pair)[0].string();
        most = *(*pair)[1].integer();
    }
    return reason.empty() ? std::string(event.data.string_at("reward")) : reason;
}

}  // namespace

void remember_movement(MemberState& state, const Event& event) {
    const std::string_view redemption = event.data.string_at("redemption");
    if (is_silent(event.kind) || turn_held_into_spent(state, event, redemption)) return;
    // What a policy forgave in full is no movement.
    if (event.kind == points_clawed_back && event.data.integer_at("points") == 0) return;
    state.movements.push_back({.version = event.version,
                               .kind = event.kind,
                               .point_kind = std::string(event.data.string_at("point_kind", main_point_kind)),
                               .points = std::clamp(felt_points(event), -integer_max, integer_max),
                               .at_ms = event.effective_at_ms,
                               .subject = std::string(redemption.empty() ? event.data.string_at("cause") : redemption),
                               .reason = reason_of(event)});
    if (state.movements.size() > movements_kept) state.movements.erase(state.movements.begin());
}

}  // namespace laurel::loyalty
