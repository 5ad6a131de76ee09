#pragma once
// The ledger once more, as plainly as can be: one record a point, time passing tick by tick, nothing shared with the
// core. What takes the core a formula takes this a loop. Times are multiples of tick_ms.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace laurel::naive {

inline constexpr std::int64_t tick_ms = 12 * 3600 * 1000;

enum class Rounding { down, half_up, half_even, up };

struct Rules {
    std::int64_t points = 1;
    std::int64_t per_minor = 100;
    Rounding rounding = Rounding::down;
    std::int64_t pending_days = 0;
    std::int64_t expiry_months = 0;  // 0: never
    std::int64_t hold_ms = tick_ms;
    std::int64_t minimum_points = 1;
    std::int64_t zone_offset_ms = 0;
};

// What the order earns by the rules, counted one point at a time.
std::int64_t earned_by(const Rules& rules, std::int64_t amount_minor);

// The first instant at which points earned then are gone, found by walking the calendar day by day.
std::int64_t gone_at(const Rules& rules, std::int64_t earned_at_ms);

enum class Where { free, held, expired, taken };  // taken: spent, taken back, withdrawn or settled

struct Point {
    std::int64_t lot = 0;  // in the order in which lots came about
    std::int64_t earned_at_ms = 0;
    std::int64_t available_at_ms = 0;
    std::int64_t gone_at_ms = 0;
    Where where = Where::free;
    std::string hold;
};

struct Line {
    std::int64_t quantity = 0;
    std::int64_t amount_minor = 0;
    std::int64_t refunded = 0;
};

struct Order {
    Rules rules;  // of its day
    std::int64_t placed_at_ms = 0;
    std::vector<Line> lines;
    std::int64_t total_minor = 0;
    std::int64_t refunded_minor = 0;
    std::int64_t lot = -1;
    std::int64_t taken_back = 0;
};

struct Item {
    std::int64_t line = 0;
    std::int64_t quantity = 0;
};

struct Hold {
    std::int64_t times_out_at_ms = 0;
    std::int64_t points = 0;
    std::string outcome;  // "", "captured", "voided" or "timed out"
};

struct Totals {
    std::int64_t available = 0;
    std::int64_t pending = 0;
    std::int64_t reserved = 0;

    bool operator==(const Totals&) const = default;
};

// One member's. Commands answer the code of the error, "" when done.
class Ledger {
   public:
    explicit Ledger(std::int64_t started_at_ms) : now_ms(started_at_ms) {}

    std::int64_t now_ms;

    // Time passes, tick by tick.
    void wait_until(std::int64_t instant_ms);

    std::string place(const Rules& rules, const std::string& id, std::vector<Line> lines, std::int64_t placed_at_ms);
    std::string refund(const std::string& id, std::int64_t amount_minor, std::int64_t refunded_at_ms);
    std::string refund_items(const std::string& id, const std::vector<Item>& items, std::int64_t refunded_at_ms);
    std::string hold(const Rules& rules, const std::string& id, std::int64_t points);
    std::string resolve(const std::string& id, bool capture);
    std::string adjust(const Rules& rules, std::int64_t points);

    Totals totals() const;
    // How many points of the nth lot are where.
    std::int64_t count(std::int64_t lot, Where where) const;
    std::int64_t lots() const { return lots_; }

    std::map<std::string, Order> orders;
    std::map<std::string, Hold> holds;
    std::int64_t owed = 0;
    std::int64_t earned = 0;
    std::int64_t spent = 0;
    std::int64_t expired = 0;
    std::int64_t taken_back = 0;
    std::int64_t adjusted = 0;

   private:
    void settle();
    void add_lot(const Rules& rules, std::int64_t points, std::int64_t earned_at_ms, std::int64_t pending_days);
    Point* next_to_drain(bool past_its_date = false);
    std::int64_t spendable() const;
    void take_back(Order& order, std::int64_t amount_minor);

    std::int64_t lots_ = 0;
    bool joined_ = false;
    std::vector<Point> points_;
};

}  // namespace laurel::naive
