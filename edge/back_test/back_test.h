#pragma once
// What a changed programme would have done with a store's real past: every order, refund, action, redemption and
// adjustment of every member is asked again of the ledger, in the order in which the edge learnt of them, and what
// comes of it is set beside what was. Nothing is written. Under the very programme that was in force it comes out as it
// was, point for point.
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "edge/back_test/past.h"
#include "edge/service.h"

namespace laurel::back_test {

// Of one kind of points, of a member or of all.
struct Points {
    std::int64_t earned = 0;  // opening balances too
    std::int64_t taken_back = 0;
    std::int64_t spent = 0;
    std::int64_t expired = 0;
    std::int64_t adjusted = 0;       // signed
    std::int64_t outstanding = 0;    // unspent, pending and reserved ones too
    std::int64_t expiring_soon = 0;  // of them, within a year
    std::int64_t owed = 0;

    std::int64_t kept() const { return earned - taken_back; }
    void add(const Points& more);
    bool operator==(const Points&) const = default;
};

// What one rule gave, less what refunds took back, and on how many orders and actions.
struct Given {
    std::int64_t points = 0;
    std::int64_t times = 0;

    bool operator==(const Given&) const = default;
};

// As it was, and as it would have been.
template <class Each>
struct Both {
    Each was;
    Each draft;
};

struct MemberResult {
    std::string aggregate;
    std::string id;                             // the shop's; "" for an erased one
    std::map<std::string, Both<Points>> kinds;  // by kind of points

    std::int64_t gain() const;  // of main points earned and kept
};

struct Refused {
    std::string kind;  // of the event
    ErrorCode code;

    auto operator<=>(const Refused&) const = default;
};

struct Report {
    std::string currency;
    std::int64_t from_ms = 0;  // from then on the draft judges, before that what was in force
    std::int64_t at_ms = 0;    // the balances' instant
    std::int64_t first_at_ms = 0;
    std::int64_t last_at_ms = 0;
    std::int64_t members = 0;
    std::int64_t members_gaining = 0;  // in main points earned and kept
    std::int64_t members_losing = 0;
    std::int64_t members_identical = 0;            // whose whole ledger comes out as it was
    std::int64_t members_without_facts = 0;        // told something that is erased by now, such as a birthday
    std::map<std::string, std::int64_t> repeated;  // events by kind
    std::map<Refused, std::int64_t> refused;       // what the ledger would not have done then
    std::map<std::string, std::int64_t> left_out;  // events that no replay knows, by kind
    std::map<std::string, Both<Points>> kinds;
    std::map<std::string, Both<Given>> rules;
    Both<std::optional<std::int64_t>> cost_per_1000_minor;  // of main points, where one of the programmes says
    std::vector<MemberResult> most_gained;                  // at most movers_max, the largest first
    std::vector<MemberResult> most_lost;
    bool is_stopped = false;
};

inline constexpr std::size_t movers_max = 10;

struct Options {
    std::int64_t from_ms = instant_ms_min;
    std::optional<std::int64_t> until_ms;  // what happened from then on is left out; nothing: now
    enum class Phase { reading, replaying };
    std::function<void(Phase, std::int64_t done, std::int64_t total)> progress;  // called often; may be empty
    std::function<bool()> stop_requested;                                        // asked often; may be empty
    std::function<void(const MemberResult&)> member;                             // each one; may be empty
};

// document: of the draft. Errors: what publishing it would say, an unreadable event or state. Throws StorageFailure.
Result<Report> back_test(Service& service, const Value& document, const Options& options);

}  // namespace laurel::back_test
