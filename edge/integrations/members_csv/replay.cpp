#include "edge/integrations/members_csv/replay.h"

#include <algorithm>
#include <limits>

namespace laurel::members_csv {

void Replay::gain(std::int64_t units, std::int64_t earned_at_ms, std::int64_t expires_at_ms) {
    const std::int64_t settled = std::min(units, owed_);
    owed_ -= settled;
    if (units > settled) lots_.insert({expires_at_ms, earned_at_ms, ++last_id_, units - settled});
}

void Replay::lose(std::int64_t units, std::int64_t at_ms) {
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
    drain(lots_.upper_bound({at_ms, last, last, 0}), units);
    drain(lots_.begin(), units);
    owed_ += units;
}

void Replay::drain(std::set<ReplayedLot>::iterator from, std::int64_t& units) {
    while (units > 0 && from != lots_.end()) {
        ReplayedLot lot = *from;
        from = lots_.erase(from);
        const std::int64_t drawn = std::min(units, lot.units);
        lot.units -= drawn;
        units -= drawn;
        if (lot.units > 0) from = lots_.insert(lot).first;
    }
}

std::int64_t Replay::balance() const {
    std::int64_t units = -owed_;
    for (const ReplayedLot& lot : lots_) units += lot.units;
    return units;
}

}  // namespace laurel::members_csv
