#pragma once
// What earning rules give, judged once more by plain loops over the programme's document: every rule against every
// line, points counted one at a time. Shares nothing with the core but JSON.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/support/naive_calendar.h"

namespace laurel::naive {

struct Line {
    Value document;  // as the shop sent it
    std::int64_t quantity = 0;
    std::int64_t amount_minor = 0;
    std::int64_t base_minor = 0;  // of the amount, what counts
    std::int64_t refunded = 0;    // pieces
};

// A cap of a rule ("" for the programme's) by its place, and the period by its first day; 0 for a lifetime.
struct CapKey {
    std::string rule;
    std::size_t place = 0;
    std::string per;  // the period as the programme says it: another one is another cap
    std::int64_t period = 0;

    bool same_cap(const CapKey& other) const { return rule == other.rule && place == other.place && per == other.per; }
    bool operator==(const CapKey&) const = default;
};

struct CapUse {
    CapKey key;
    std::int64_t points = 0;
    std::int64_t times = 0;
};

struct Streak {
    std::string every;          // the period as the programme says it
    std::int64_t last_day = 0;  // the first day of the last period
    std::int64_t next_day = 0;  // and of the one after it
    std::int64_t length = 0;
};

// What one rule gave, with all that it takes to say what it gives for less.
struct Given {
    std::string rule;
    std::int64_t points = 0;
    std::string basis;  // "amount", "quantity" or "once"
    std::int64_t rate = 0;
    std::int64_t per = 1;
    std::string rounding;
    std::int64_t minimum_minor = 0;
    std::int64_t minimum_quantity = 0;
    std::int64_t limit = never_ms;
    bool qualifies = true;
    std::vector<std::size_t> lines;
    std::string kind;
    std::string awaits;
    std::int64_t pending_days = 0;
    std::vector<CapKey> caps;
    int lot = -1;
    std::int64_t taken_back = 0;
};

// What a member is known by when rules are judged.
struct Buyer {
    bool joined = false;
    std::int64_t joined_at_ms = 0;
    std::int64_t orders = 0;
    std::int64_t spend_minor = 0;
    std::map<std::string, std::int64_t> earned;  // by kind of points
    std::vector<CapUse> caps;
    std::map<std::string, Streak> streaks;  // by rule
    Value facts;
    std::int64_t facts_given_at_ms = 0;
};

struct Occasion {
    std::string on = "order";
    std::int64_t instant_ms = 0;
    std::vector<Line> lines;  // none: an action
    std::int64_t total_minor = 0;
    Value attributes;
};

struct Judged {
    std::vector<Given> given;
    std::map<std::string, Streak> streaks;  // those that begin or go on
};

// So many points of a whole, by the rounding's name.
std::int64_t part_rounded(std::int64_t units, std::int64_t rate, std::int64_t per, std::string_view rounding);
// What it gives for that much.
std::int64_t points_for(const Given& given, std::int64_t base_minor, std::int64_t quantity);

// Fills in what of each line counts.
void fill_bases(const Value& programme, std::int64_t paid_with_points_minor, std::vector<Line>& lines);

Judged judge(const Value& programme, const Calendar& calendar, const Occasion& occasion, const Buyer& buyer);

}  // namespace laurel::naive
