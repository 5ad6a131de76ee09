#pragma once
// What the decisions share. Part of decide_*.cpp.
#include <optional>
#include <string>
#include <vector>

#include "shared/base/event.h"
#include "shared/loyalty/earning.h"
#include "shared/loyalty/member_log.h"
#include "shared/loyalty/post.h"

namespace laurel::loyalty {

std::string integer_text(std::int64_t value);
Error error_of(ErrorCode code, std::string path = {}, std::string found = {}, std::string allowed = {});
Event stamped(Event event, const std::string& aggregate, std::int64_t version, std::int64_t effective_at_ms);
std::vector<Event> joined(std::vector<Event> events, Event last);

inline bool is_erased(const MemberState* member) { return member != nullptr && member->erased; }
std::optional<Error> unknown_or_erased(const MemberState* member);

// A shop's clock may run a little ahead of the edge's. Its orders and refunds keep the time it says, but the member's
// ledger takes them at `now`: holds must not time out early because of it.
std::optional<Error> not_in_future(std::int64_t instant_ms, std::int64_t now_ms, const char* path);

// Whether the member can have one more lot of so many points: neither the lots nor any sum of points may outgrow its
// bounds. What was ever earned and granted bounds every other sum.
std::optional<Error> lot_refused(const MemberState& member, std::string_view point_kind, std::int64_t points,
                                 const char* path);

// A lot as the programme dates points of its kind that start now.
Lot dated_lot(const Settings& settings, std::string_view point_kind, const Pending& pending, std::int64_t points,
              std::int64_t earned_at_ms);

// Moves on the expiry of the points that slide, for an activity at that instant. A kind of points at a time, and only
// where it is later than before.
void slide(const Settings& settings, MemberLog& log, std::int64_t active_at_ms);

// What an occasion earned, as the state that keeps it holds it.
struct Lots {
    std::vector<Grant> grants;
    std::vector<OrderLot> lots;
};

// Adds the lots that the judgement gives, one for each kind of points and way of waiting; the first event carries the
// counts, which get an event of their own where nothing is earned.
Result<Lots> give(const Settings& settings, const std::string& cause, Judgement judgement, Counts counts,
                  std::int64_t earned_at_ms, MemberLog& log);

// Takes back so many points of each grant, a lot at a time. The counts go with the first event, as in give.
void claw_back(const Settings& settings, const std::string& cause, const std::vector<Grant>& grants,
               const std::vector<OrderLot>& lots, const std::vector<std::int64_t>& points, Counts counts,
               MemberLog& log);

// How many holds a member may have open.
std::optional<Error> too_many_holds(const MemberState& member);

// What an order of today adds to what tiers count, but for its points.
Counts counts_of_order(const Settings& settings, const OrderState& order, std::int64_t placed_at_ms);

std::int64_t local_day(const Zone& zone, std::int64_t instant_ms);

}  // namespace laurel::loyalty
