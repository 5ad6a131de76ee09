#include "shared/loyalty/candidates.h"

#include <algorithm>

#include "shared/loyalty/tier_standing.h"

namespace laurel::loyalty {
namespace {

// The lines of an order by what a condition looks at: lines of one class are alike to it.
class LineClasses {
   public:
    LineClasses(const std::vector<OrderLine>& lines, const EarningIndex& index)
        : lines_(lines), index_(index), classes_(index.reads.size()) {}

    // Whether the condition holds for the line; one that can't be judged does not.
    bool holds(std::size_t rule, std::size_t line) {
        const ItemTest& test = index_.tests[rule].front();
        Classes& classes = classes_[test.reads];
        if (classes.of_line.empty()) classify(index_.reads[test.reads], classes);
        const std::size_t known = classes.of_line[line];
        if (rule != judged_rule_) {
            judged_rule_ = rule;
            verdicts_.assign(classes.data.size(), Verdict::unknown);
        }
        if (verdicts_[known] == Verdict::unknown) {
            const auto given = rules::run(test.condition, classes.data[known]);
            const bool yes = given && given->boolean() != nullptr && *given->boolean();
            verdicts_[known] = yes ? Verdict::yes : Verdict::no;
        }
        return verdicts_[known] == Verdict::yes;
    }

   private:
    enum class Verdict : char { unknown, yes, no };
    struct Classes {
        std::vector<std::size_t> of_line;
        std::vector<Value> data;  // one line of each class
    };

    static void append_at(const Value& data, std::string_view pointer, std::string& key) {
        const Value* at = &data;
        while (!pointer.empty() && at != nullptr) {
            pointer.remove_prefix(1);
            const std::size_t end = std::min(pointer.find('/'), pointer.size());
            at = at->find(pointer.substr(0, end));
            pointer.remove_prefix(end);
        }
        key += at != nullptr ? write_json(*at) : std::string("-");
        key += '\n';
    }

    void classify(const std::vector<std::string>& paths, Classes& classes) {
        std::vector<std::pair<std::string, std::size_t>> known;  // by key
        for (const OrderLine& line : lines_) {
            Value data = item_data(line);
            std::string key;
            if (paths.empty()) key = write_json(data);
            for (const std::string& path : paths) append_at(data, path, key);
            const auto place = std::lower_bound(known.begin(), known.end(), key,
                                                [](const auto& each, const std::string& k) { return each.first < k; });
            if (place != known.end() && place->first == key) {
                classes.of_line.push_back(place->second);
                continue;
            }
            classes.of_line.push_back(classes.data.size());
            known.insert(place, {std::move(key), classes.data.size()});
            classes.data.push_back(std::move(data));
        }
    }

    const std::vector<OrderLine>& lines_;
    const EarningIndex& index_;
    std::vector<Classes> classes_;
    std::size_t judged_rule_ = static_cast<std::size_t>(-1);
    std::vector<Verdict> verdicts_;
};

// The lines of each rule, by what it names.
std::vector<Lines> named_lines(const EarningPlan& plan, const std::vector<OrderLine>& lines) {
    const EarningIndex& index = plan.index();
    std::vector<Lines> named(plan.rules().size());
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const OrderLine& line = lines[at];
        if (line.base_minor == 0) continue;
        const auto number = static_cast<std::int64_t>(at);
        auto offer = [&](std::size_t rule) {
            std::vector<std::int64_t>& some = named[rule].some;
            const bool is_there = !some.empty() && some.back() == number;
            if (!is_there && plan.rules()[rule].items.matches(line.sku, line.categories, line.brand))
                some.push_back(number);
        };
        index.by_sku.visit(line.sku, offer);
        index.by_brand.visit(line.brand, offer);
        for (const std::string& category : line.categories) index.by_category.visit(category, offer);
        for (const std::size_t rule : index.unnamed) {
            if (!plan.rules()[rule].items.matches_all()) offer(rule);
        }
    }
    const bool any = std::any_of(lines.begin(), lines.end(), [](const OrderLine& line) { return line.base_minor > 0; });
    for (const std::size_t rule : index.unnamed) named[rule].all = any && plan.rules()[rule].items.matches_all();
    return named;
}

void keep_tested(std::size_t rule, const std::vector<OrderLine>& order, LineClasses& classes, Lines& lines) {
    std::vector<std::int64_t> kept;
    auto keep = [&](std::int64_t line) {
        if (classes.holds(rule, static_cast<std::size_t>(line))) kept.push_back(line);
    };
    if (lines.all) {
        for (std::size_t line = 0; line < order.size(); ++line) {
            if (order[line].base_minor > 0) keep(static_cast<std::int64_t>(line));
        }
    } else {
        for (const std::int64_t line : lines.some) keep(line);
    }
    lines = {false, std::move(kept)};
}

// What the rules' conditions over the whole occasion say, by the place of the rule in the programme.
struct Conditions {
    std::vector<Reason> failed;  // gave where there is nothing against it

    Conditions(const Settings& settings, const EarningOccasion& occasion, const OccasionIndex& index)
        : failed(settings.earning->rules().size(), Reason::gave) {
        if (index.conditions.empty()) return;
        const auto given = rules::run_all(index.conditions.front(), condition_data(settings, occasion));
        for (std::size_t at = 0; at < given.size(); ++at) {
            Reason& reason = failed[index.conditioned[at]];
            if (!given[at]) {
                reason = Reason::condition_failed;
            } else if (given[at]->boolean() == nullptr || !*given[at]->boolean()) {
                reason = Reason::condition_false;
            }
        }
    }
};

class Screening {
   public:
    Screening(const Settings& settings, const EarningOccasion& occasion, std::vector<Streak>& streaks)
        : settings_(settings), occasion_(occasion), streaks_(streaks) {
        if (occasion.member != nullptr) tier_ = tier_of(settings, *occasion.member, occasion.instant_ms);
    }

    // The reason, if any, why the rule gives nothing now.
    void screen(Candidate& candidate, Reason condition) {
        const EarningRule& rule = *candidate.rule;
        if (!rule.enabled) return candidate.refuse(Reason::disabled);
        if (occasion_.lines != nullptr && candidate.lines.is_none()) return candidate.refuse(Reason::no_items);
        if (const auto closed = closed_by(rule)) return candidate.refuse(Reason::window_closed, *closed);
        if (rule.first_order && occasion_.member != nullptr && occasion_.member->orders > 0)
            return candidate.refuse(Reason::not_first_order);
        if (!rule.tiers.empty() && std::find(rule.tiers.begin(), rule.tiers.end(), tier_) == rule.tiers.end())
            return candidate.refuse(Reason::tier_not_met);
        if (condition != Reason::gave) return candidate.refuse(condition);
        if (is_below_minimum(candidate)) return candidate.refuse(Reason::below_minimum);
        if (rule.streak && !streak_reached(rule)) return candidate.refuse(Reason::streak_goes_on);
        apply_caps(candidate);
    }

   private:
    // Before streaks: what is too small for the rule is no occasion of it.
    bool is_below_minimum(Candidate& candidate) const {
        const EarningRule& rule = *candidate.rule;
        if (rule.minimum_minor == 0 && rule.minimum_quantity == 0) return false;
        const Basis basis = basis_of(candidate.lines, *occasion_.lines);
        candidate.base_minor = basis.base_minor;
        return basis.base_minor < rule.minimum_minor || basis.quantity < rule.minimum_quantity;
    }

    std::optional<std::string> closed_by(const EarningRule& rule) const {
        const Opening opening =
            open_at(rule.window, settings_.calendar, settings_.zone,
                    {.instant_ms = occasion_.instant_ms,
                     .birthday = occasion_.birthday,
                     .birthday_given_at_ms = occasion_.member != nullptr ? occasion_.member->facts_given_at_ms : 0,
                     .joined_at_ms = joined_at_ms()});
        if (opening == Opening::open) return std::nullopt;
        return std::string(name_of(opening));
    }

    std::optional<std::int64_t> joined_at_ms() const {
        const bool known = occasion_.member != nullptr && occasion_.member->version > 0;
        return known ? std::optional(occasion_.member->joined_at_ms) : std::nullopt;
    }

    bool streak_reached(const EarningRule& rule) {
        Streak streak{rule.id, period_index(rule.streak->every, settings_.zone, occasion_.instant_ms), 1,
                      period_kind(rule.streak->every)};
        if (occasion_.member != nullptr) {
            for (const Streak& known : occasion_.member->streaks) {
                if (known.rule != rule.id || known.every != streak.every) continue;
                if (known.period >= streak.period) return false;
                if (known.period == streak.period - 1) streak.length = known.length + 1;
            }
        }
        const bool reached = streak.length == rule.streak->length;
        // From here it begins anew, or never comes back to its length.
        if (reached && rule.streak->repeats) streak.length = 0;
        streaks_.push_back(std::move(streak));
        return reached;
    }

    void apply_caps(Candidate& candidate) const {
        const std::vector<Cap>& caps = candidate.rule->caps;
        for (std::size_t index = 0; index < caps.size(); ++index) {
            CapRoom room = room_of(settings_.zone, occasion_, candidate.rule->id, index, caps[index]);
            if (room.points <= 0 || room.times <= 0) return candidate.refuse(Reason::cap_reached);
            candidate.grant.limit = std::min(candidate.grant.limit, room.points);
            if (!room.is_of_one_order) candidate.uses.push_back(std::move(room.use));
        }
    }

    const Settings& settings_;
    const EarningOccasion& occasion_;
    std::vector<Streak>& streaks_;
    std::string_view tier_;
};

Candidate candidate_of(const Settings& settings, std::size_t index) {
    const EarningRule& rule = settings.earning->rules()[index];
    const PointKind* kind = settings.kind(rule.point_kind);
    return {.rule = &rule,
            .index = index,
            .detail = {},
            .lines = {},
            .grant = {.rule = rule.id,
                      .basis = rule.basis,
                      .rate_points = rule.points,
                      .rate_per = rule.per,
                      .rounding = rule.rounding,
                      .minimum_minor = rule.minimum_minor,
                      .minimum_quantity = rule.minimum_quantity,
                      .qualifies = rule.qualifies,
                      .lines = {},
                      .caps = {}},
            .point_kind = rule.point_kind,
            .pending = rule.pending.value_or(kind != nullptr ? kind->pending : Pending()),
            .uses = {}};
}

}  // namespace

CapRoom room_of(const Zone& zone, const EarningOccasion& occasion, std::string_view rule, std::size_t index,
                const Cap& cap) {
    CapRoom room{.points = cap.points > 0 ? cap.points : integer_max,
                 .times = cap.times > 0 ? cap.times : integer_max,
                 .is_of_one_order = cap.per.unit == PeriodUnit::order,
                 .use = {std::string(rule), cap_number(index, cap.per), 0, 0, 0}};
    if (room.is_of_one_order) return room;
    room.use.period = period_index(cap.per, zone, occasion.instant_ms);
    if (occasion.member == nullptr) return room;
    std::size_t kept = 0;
    bool is_newer_than_some = false;
    for (const CapUse& use : occasion.member->caps) {
        if (use.rule != rule || use.cap != room.use.cap) continue;
        ++kept;
        is_newer_than_some = is_newer_than_some || use.period <= room.use.period;
        if (use.period != room.use.period) continue;
        room.points -= room.points == integer_max ? 0 : use.points;
        room.times -= room.times == integer_max ? 0 : use.times;
    }
    // What a period used that is no longer remembered can't be known: nothing more is given for it.
    if (kept == cap_periods_kept && !is_newer_than_some) room.points = 0;
    return room;
}

std::vector<Candidate> candidates_of(const Settings& settings, const EarningOccasion& occasion,
                                     const OccasionIndex& index, Explain explain, std::vector<Streak>& streaks) {
    static const std::vector<OrderLine> no_lines;
    const std::vector<OrderLine>& lines = occasion.lines != nullptr ? *occasion.lines : no_lines;
    std::vector<Lines> named = named_lines(*settings.earning, lines);
    const Conditions conditions(settings, occasion, index);
    LineClasses classes(lines, settings.earning->index());
    Screening screening(settings, occasion, streaks);
    std::vector<Candidate> candidates;
    for (const std::size_t rule : index.rules) {
        // Of many rules most find no line.
        if (explain == Explain::no && occasion.lines != nullptr && named[rule].is_none()) continue;
        Candidate& candidate = candidates.emplace_back(candidate_of(settings, rule));
        candidate.lines = std::move(named[rule]);
        if (!settings.earning->index().tests[rule].empty()) keep_tested(rule, lines, classes, candidate.lines);
        screening.screen(candidate, conditions.failed[rule]);
        if (explain == Explain::no && candidate.reason != Reason::gave) candidates.pop_back();
    }
    return candidates;
}

}  // namespace laurel::loyalty
