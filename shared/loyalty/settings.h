#pragma once
// The loyalty part of a programme.
#include <string>

#include "shared/base/shape.h"
#include "shared/loyalty/state.h"

namespace laurel::loyalty {

struct Settings {
    std::string currency;
    Zone zone;
    EarningRule earning;
    std::int64_t pending_days = 0;   // of 24 hours
    std::int64_t expiry_months = 0;  // rolling, in the shop's calendar; 0: points do not expire
    std::int64_t expiring_soon_days = 30;
    std::int64_t minimum_points = 1;  // of a redemption
    std::int64_t hold_minutes = 30;

    bool operator==(const Settings&) const = default;
};

// The shapes of the programme's members "points", "earning" and "redemption".
extern const Shape points_shape;
extern const Shape earning_shape;
extern const Shape redemption_shape;

// A rule as it stands in the programme and, as the snapshot, in an order's events.
EarningRule read_rule(const Value& rule);
Value write_rule(const EarningRule& rule);

// Reads the three members from a programme document that fits the shapes.
Settings read_settings(const Value& program, Zone zone);

// The first instant at which points earned at `earned_at_ms` can't be spent any more: the start, in the shop's zone, of
// the day after the date `expiry_months` later (clamped to that month's end). Points earned on 31 January for one month
// are good through the last day of February. instant_ms_max when they do not expire.
std::int64_t expires_at_ms(const Settings& settings, std::int64_t earned_at_ms);

}  // namespace laurel::loyalty
