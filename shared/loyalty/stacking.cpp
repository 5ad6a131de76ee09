// How candidates become grants and how they get along.
#include <algorithm>
#include <iterator>

#include "shared/loyalty/candidates.h"

namespace laurel::loyalty {
namespace {

// Ties go to the higher priority, then to the earlier rule. A multiplier's grants count together.
struct Standing {
    std::size_t index = 0;  // of the rule
    std::int64_t points = 0;
    std::int64_t priority = 0;

    bool gives_more_than(const Standing& other) const {
        return points != other.points ? points > other.points : comes_before(other);
    }
    bool comes_before(const Standing& other) const {
        return priority != other.priority ? priority > other.priority : index < other.index;
    }
};

template <class Belongs>
std::vector<Standing> standings(const std::vector<Candidate>& candidates, Belongs belongs) {
    std::vector<Standing> all;
    for (const Candidate& candidate : candidates) {
        if (candidate.reason != Reason::gave || !belongs(candidate)) continue;
        const auto known =
            std::find_if(all.begin(), all.end(), [&](const Standing& each) { return each.index == candidate.index; });
        if (known != all.end()) {
            known->points += candidate.grant.points;
        } else {
            all.push_back({candidate.index, candidate.grant.points, candidate.rule->priority});
        }
    }
    return all;
}

// Nobody wins where nobody stands.
template <class Better>
void keep_one(std::vector<Candidate>& candidates, const std::vector<Standing>& among, Better better, Reason reason,
              bool (*loses)(const Candidate&, std::string_view group), std::string_view group) {
    if (among.empty()) return;
    const Standing winner = *std::min_element(among.begin(), among.end(), better);
    const auto won = std::find_if(candidates.begin(), candidates.end(),
                                  [&](const Candidate& candidate) { return candidate.index == winner.index; });
    const std::string name = won->rule->id;
    for (Candidate& candidate : candidates) {
        const bool lost =
            candidate.index != winner.index && candidate.reason == Reason::gave && loses(candidate, group);
        if (lost) candidate.refuse(reason, name);
    }
}

bool is_in(const Candidate& candidate, std::string_view group) { return candidate.rule->group == group; }
bool is_any(const Candidate&, std::string_view) { return true; }

// Whether a's rate is above b's: a product of two rates' parts each is below 2^110.
bool has_higher_rate(const Candidate& a, const Candidate& b) {
    __extension__ using Wide = __int128;
    const Wide left = Wide{a.grant.rate_points} * b.grant.rate_per;
    const Wide right = Wide{b.grant.rate_points} * a.grant.rate_per;
    if (left != right) return left > right;
    return a.rule->priority != b.rule->priority ? a.rule->priority > b.rule->priority : a.index < b.index;
}

std::optional<Error> choose_per_line(const Group& group, std::vector<Candidate>& candidates,
                                     const std::vector<OrderLine>& lines) {
    std::vector<Candidate*> members;
    for (Candidate& candidate : candidates) {
        const bool takes_part = candidate.reason == Reason::gave && candidate.rule->group == group.id &&
                                candidate.grant.basis == Grant::Basis::amount;
        if (takes_part) members.push_back(&candidate);
    }
    std::vector<Lines> won(members.size());
    for (std::size_t line = 0; line < lines.size(); ++line) {
        const auto number = static_cast<std::int64_t>(line);
        std::size_t best = members.size();
        for (std::size_t at = 0; at < members.size(); ++at) {
            const Lines& own = members[at]->lines;
            const bool is_its = own.all || std::binary_search(own.some.begin(), own.some.end(), number);
            if (is_its && (best == members.size() || has_higher_rate(*members[at], *members[best]))) best = at;
        }
        if (best < members.size() && lines[line].base_minor > 0) won[best].some.push_back(number);
    }
    for (std::size_t at = 0; at < members.size(); ++at) {
        members[at]->lines = std::move(won[at]);
        if (members[at]->lines.is_none()) {
            members[at]->refuse(Reason::not_the_best);
        } else if (auto error = members[at]->reckon(lines)) {
            return error;
        }
    }
    return std::nullopt;
}

}  // namespace

Lines common_lines(const Lines& a, const Lines& b) {
    if (a.all || b.all) return a.all ? b : a;
    Lines common;
    std::set_intersection(a.some.begin(), a.some.end(), b.some.begin(), b.some.end(), std::back_inserter(common.some));
    return common;
}

Basis basis_of(const Lines& lines, const std::vector<OrderLine>& lines_of_order) {
    Basis basis;
    auto add = [&](const OrderLine& line) {
        if (line.base_minor == 0) return;
        basis.base_minor += line.base_minor;
        basis.quantity += line.quantity;
    };
    if (lines.all) {
        for (const OrderLine& line : lines_of_order) add(line);
    } else {
        for (const std::int64_t line : lines.some) add(lines_of_order[static_cast<std::size_t>(line)]);
    }
    return basis;
}

void Candidate::refuse(Reason why, std::string what) {
    reason = why;
    detail = std::move(what);
    grant.points = 0;
}

std::optional<Error> Candidate::reckon(const std::vector<OrderLine>& lines_of_order) {
    Basis basis = basis_of(lines, lines_of_order);
    base_minor = basis.base_minor;
    // An action has no lines: its points are given once.
    if (lines_of_order.empty()) basis = {1, 1};
    const auto points = points_of(grant, basis);
    if (!points) return points.error();
    grant.points = *points;
    if (*points > 0) return std::nullopt;
    const bool below = basis.base_minor < grant.minimum_minor || basis.quantity < grant.minimum_quantity;
    refuse(basis.base_minor == 0 ? Reason::no_items : below ? Reason::below_minimum : Reason::too_small);
    return std::nullopt;
}

void Candidate::limit_to(std::int64_t points) {
    grant.limit = std::min(grant.limit, std::max<std::int64_t>(points, 0));
    grant.points = std::min(grant.points, grant.limit);
    if (grant.points == 0) refuse(Reason::cap_reached, "programme");
}

RuleOutcome Candidate::outcome() const { return {rule->id, reason, detail, grant.points, base_minor}; }

std::optional<Error> choose_in(const Group& group, std::vector<Candidate>& candidates,
                               const std::vector<OrderLine>& lines) {
    const auto members =
        standings(candidates, [&](const Candidate& candidate) { return candidate.rule->group == group.id; });
    auto gives_more = [](const Standing& a, const Standing& b) { return a.gives_more_than(b); };
    auto comes_first = [](const Standing& a, const Standing& b) { return a.comes_before(b); };
    switch (group.how) {
        case Stacking::sum:
            break;
        case Stacking::best:
            keep_one(candidates, members, gives_more, Reason::not_the_best, is_in, group.id);
            break;
        case Stacking::priority:
            keep_one(candidates, members, comes_first, Reason::not_the_best, is_in, group.id);
            break;
        case Stacking::best_per_line:
            return choose_per_line(group, candidates, lines);
    }
    return std::nullopt;
}

void keep_exclusive(std::vector<Candidate>& candidates) {
    const auto exclusive = standings(candidates, [](const Candidate& candidate) { return candidate.rule->exclusive; });
    keep_one(candidates, exclusive, [](const Standing& a, const Standing& b) { return a.gives_more_than(b); },
             Reason::exclusive_other, is_any, {});
}

}  // namespace laurel::loyalty
