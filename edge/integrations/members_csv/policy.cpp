#include "edge/integrations/members_csv/policy.h"

namespace laurel::members_csv {
namespace {

constexpr std::string_view until = "expires_on:";

}  // namespace

Result<OpeningLots> OpeningLots::read(std::string_view name) {
    OpeningLots policy;
    policy.name_ = name;
    if (name == "one_lot_now" || name == "one_lot_last_activity" || name == "no_expiry") return policy;
    if (name.starts_with(until)) {
        const auto instant = read_instant(std::string(name.substr(until.size())) + "T00:00:00Z");
        if (instant) {
            policy.expires_on_ = civil_from_days(*instant / day_ms);
            return policy;
        }
    }
    return Error{ErrorCode::value_not_allowed, "/opening_lots", quoted(name), std::string(opening_lots_names)};
}

OpeningLots::Dates OpeningLots::dates(std::int64_t now_ms, std::optional<std::int64_t> last_activity_at_ms,
                                      const Zone& zone, const ExpiryOf& expiry_of) const {
    if (expires_on_) {
        const Date next = civil_from_days(days_from_civil(*expires_on_) + 1);
        return {now_ms, start_of_day_ms(zone, next)};
    }
    if (name_ == "no_expiry") return {now_ms, instant_ms_max};
    const bool is_by_activity = name_ == "one_lot_last_activity" && last_activity_at_ms;
    const std::int64_t earned_at_ms = is_by_activity ? *last_activity_at_ms : now_ms;
    return {earned_at_ms, expiry_of ? expiry_of(earned_at_ms) : instant_ms_max};
}

}  // namespace laurel::members_csv
