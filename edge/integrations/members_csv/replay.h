#pragma once
// A member's points in the former programme, entry by entry.
#include <cstdint>
#include <set>
#include <tuple>
#include <vector>

namespace laurel::members_csv {

// Points from one entry, in units (members_csv/points.h).
struct ReplayedLot {
    std::int64_t expires_at_ms = 0;
    std::int64_t earned_at_ms = 0;
    std::int64_t id = 0;  // the entry's place in the replay
    std::int64_t units = 0;

    // The order in which points are spent.
    bool operator<(const ReplayedLot& other) const {
        return std::tie(expires_at_ms, earned_at_ms, id) < std::tie(other.expires_at_ms, other.earned_at_ms, other.id);
    }
};

class Replay {
   public:
    // In the order of time. Settles what is owed before it makes a lot.
    void gain(std::int64_t units, std::int64_t earned_at_ms, std::int64_t expires_at_ms);
    // Drains the lots that have not expired at the instant, then those that have (the former programme had not yet
    // posted that), each by (expires_at, earned_at, id); what is left is owed.
    void lose(std::int64_t units, std::int64_t at_ms);

    const std::set<ReplayedLot>& lots() const { return lots_; }
    std::int64_t owed() const { return owed_; }
    std::int64_t balance() const;  // of the lots, less what is owed

   private:
    void drain(std::set<ReplayedLot>::iterator from, std::int64_t& units);

    std::set<ReplayedLot> lots_;
    std::int64_t owed_ = 0;
    std::int64_t last_id_ = 0;
};

}  // namespace laurel::members_csv
