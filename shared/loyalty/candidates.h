#pragma once
// The rules that may give something on an occasion, on their way from the index to grants. Part of earning.cpp.
#include <optional>
#include <string>
#include <vector>

#include "shared/loyalty/earning.h"
#include "shared/loyalty/earning_index.h"

namespace laurel::loyalty {

// Lines of an order by their index, in order; all of them without listing them.
struct Lines {
    bool all = false;
    std::vector<std::int64_t> some;

    bool is_none() const { return !all && some.empty(); }
    // As a grant keeps them: empty for all.
    std::vector<std::int64_t> listed() const { return all ? std::vector<std::int64_t>() : some; }
};

Lines common_lines(const Lines& a, const Lines& b);
// What the lines come to, of those that count.
Basis basis_of(const Lines& lines, const std::vector<OrderLine>& lines_of_order);

struct Candidate {
    const EarningRule* rule = nullptr;
    std::size_t index = 0;  // of the rule in the programme
    Reason reason = Reason::gave;
    std::string detail;
    Lines lines;
    Grant grant;
    std::int64_t base_minor = 0;
    std::string point_kind;
    Pending pending;
    std::vector<CapUse> uses;  // the caps that it counts towards, still without points

    // Reckons the grant's points on its lines; without any, the reason says why.
    std::optional<Error> reckon(const std::vector<OrderLine>& lines_of_order);
    void limit_to(std::int64_t points);
    void refuse(Reason why, std::string what = {});
    RuleOutcome outcome() const;
};

// What a member's cap has left in the occasion's period.
struct CapRoom {
    std::int64_t points = integer_max;
    std::int64_t times = integer_max;
    bool is_of_one_order = false;  // nothing to remember
    CapUse use;                    // without points and times
};

CapRoom room_of(const Zone& zone, const EarningOccasion& occasion, std::string_view rule, std::size_t index,
                const Cap& cap);

// The rules of the occasion with their lines, and to explain also those that give nothing, with the reason why; nothing
// is reckoned yet. Streaks that go on or begin are added to `streaks`.
std::vector<Candidate> candidates_of(const Settings& settings, const EarningOccasion& occasion,
                                     const OccasionIndex& index, Explain explain, std::vector<Streak>& streaks);

// Lets the group choose among its candidates that give something.
std::optional<Error> choose_in(const Group& group, std::vector<Candidate>& candidates,
                               const std::vector<OrderLine>& lines);
// When an exclusive rule gives anything, the best of these alone gives.
void keep_exclusive(std::vector<Candidate>& candidates);

}  // namespace laurel::loyalty
