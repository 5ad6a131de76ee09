#pragma once
// The ledger of one member once more, as plainly as can be: one record a point, time passing hour by hour, commands and
// programmes as JSON, nothing shared with the core. What takes the core a formula takes this a loop. Times are whole
// hours.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/naive_earning.h"

namespace laurel::naive {

inline const std::string member_name = "member/ann";

// gone: expired so long ago that nobody remembers it.
enum class Where { free, held, taken, expired, gone };

struct Point {
    Where where = Where::free;
    int redemption = -1;  // that holds or took it
};

struct Lot {
    std::string kind;
    std::int64_t earned_at_ms = 0;
    std::int64_t available_at_ms = never_ms;
    std::int64_t gone_at_ms = never_ms;
    std::string awaits;
    bool slides = false;
    std::vector<Point> points;

    std::int64_t count(Where where) const;
    // Free or held.
    bool has_any() const { return count(Where::free) + count(Where::held) > 0; }
};

struct Order {
    Value command;  // as it was placed
    bool is_members = false;
    std::int64_t placed_at_ms = 0;
    std::vector<Line> lines;
    std::int64_t total_minor = 0;
    std::int64_t refunded_minor = 0;
    std::vector<Given> given;
    std::vector<int> lots;
    std::map<std::string, Value> refunds;  // as they were asked for
    std::vector<std::string> milestones;
    std::map<int, std::int64_t> waiting_days;  // of lots, once their milestone is reached
};

struct Action {
    std::string name;
    std::int64_t acted_at_ms = 0;
    std::vector<Given> given;
    std::vector<int> lots;
    bool revoked = false;
};

struct Redemption {
    std::string id;
    std::string kind;
    std::int64_t points = 0;
    std::int64_t times_out_at_ms = 0;
    std::string outcome;       // "", "captured", "voided", "cancelled" or "timed out"
    std::map<int, Lot> dates;  // of the lots that it took from, as they were then
};

// Sums of one kind of points, as they ever were.
struct Sums {
    std::int64_t owed = 0;
    std::int64_t earned = 0;
    std::int64_t spent = 0;
    std::int64_t expired = 0;
    std::int64_t taken_back = 0;
    std::int64_t adjusted = 0;

    bool operator==(const Sums&) const = default;
};

struct Balance {
    std::int64_t available = 0;
    std::int64_t pending = 0;
    std::int64_t reserved = 0;

    bool operator==(const Balance&) const = default;
};

struct DayCounts {
    std::int64_t orders = 0;
    std::int64_t spend_minor = 0;
    std::int64_t points = 0;

    bool operator==(const DayCounts&) const = default;
};

// What became of a command: the code of its error, "" when done; whether anything was written.
struct Outcome {
    std::string code;
    bool wrote = false;
};

class Ledger {
   public:
    explicit Ledger(const Value& zone) : calendar_(std::make_shared<const Calendar>(zone)) {}

    // {"place_order": {...}} and so on, at that time under that programme.
    Outcome carry_out(const Value& programme, const Value& command, std::int64_t now_ms);
    // The ledger as time alone leaves it by then.
    Ledger at(std::int64_t instant_ms) const;

    Balance balance(const std::string& kind) const;

    std::vector<Lot> lots;
    std::map<std::string, Order> orders;
    std::map<std::string, Action> actions;
    std::vector<Redemption> redemptions;
    std::map<std::string, Sums> sums;  // by kind of points
    std::map<std::int64_t, DayCounts> days;
    Buyer buyer;
    bool erased = false;

   private:
    using Handler = Outcome (Ledger::*)(const Value& body);
    struct Named;
    static const Named handlers[];

    void wait_until(std::int64_t instant_ms);
    // Where a command that is effective then finds the ledger: never back in time.
    void start(std::int64_t effective_at_ms);
    void settle();
    void touch(std::int64_t instant_ms);
    void forget();
    Point* next_to_drain(const std::string& kind, bool settling);

    const Value& kind_of_points(const std::string& kind) const;
    bool knows(const std::string& kind) const { return !kind_of_points(kind).is_null(); }
    bool in_future(const Value& body, const char* name) const;
    void join(std::int64_t instant_ms);
    int add_lot(const std::string& kind, std::int64_t points, std::int64_t earned_at_ms);
    void date_lot(Lot& lot, std::int64_t days, std::int64_t from_ms) const;
    void slide(std::int64_t active_at_ms);
    // Returns the new lots; the given ones learn theirs.
    std::vector<int> give(std::int64_t happened_at_ms, Judged judged, DayCounts more, std::vector<Given>& given);
    void count(std::int64_t happened_at_ms, const DayCounts& more);
    void count_cap(const CapUse& use);
    // So many points of each of the given.
    void take_back(std::vector<Given>& given, const std::vector<int>& lots, const std::vector<std::int64_t>& points,
                   std::int64_t happened_at_ms, std::int64_t effective_at_ms, DayCounts more);
    void claw(int lot, std::int64_t points);
    std::string order_refused(const Value& body, std::int64_t total_minor) const;
    Outcome refund_of(Order& order, const Value& body);

    // By the command's name.
    Outcome place_order(const Value& body);
    Outcome refund_order(const Value& body);
    Outcome reach_milestone(const Value& body);
    Outcome record_action(const Value& body);
    Outcome revoke_action(const Value& body);
    Outcome open_account(const Value& body);
    Outcome give_facts(const Value& body);
    Outcome extend_expiry(const Value& body);
    Outcome hold_points(const Value& body);
    Outcome resolve_hold(const Value& body);
    Outcome cancel_redemption(const Value& body);
    Outcome adjust_points(const Value& body);
    Outcome erase_member(const Value& body);

    std::shared_ptr<const Calendar> calendar_;
    Value programme_;
    std::int64_t now_ms_ = 0;       // by the clock of who asks
    std::int64_t instant_ms_ = 0;   // where this ledger stands
    std::int64_t happened_ms_ = 0;  // when anything last happened to the member
};

}  // namespace laurel::naive
