#include "tests/support/naive_earning.h"

#include <algorithm>

#include "tests/support/naive_conditions.h"

namespace laurel::naive {
namespace {

// A rule on its way: what it would give, until something is found against it.
struct Trial {
    const Value* rule = nullptr;
    std::size_t place = 0;
    bool gives = true;
    Given given;
};

class Judge {
   public:
    Judge(const Value& programme, const Calendar& calendar, const Occasion& occasion, const Buyer& buyer)
        : programme_(programme),
          calendar_(calendar),
          occasion_(occasion),
          buyer_(buyer),
          data_(data_of(programme, calendar, occasion, buyer)) {}

    Judged run() {
        std::size_t place = 0;
        for (const Value& rule : programme_.array_at("earning")) {
            Trial trial{&rule, place++, true, {}};
            if (rule.string_at("on", "order") != occasion_.on) continue;
            trial.gives = start(trial);
            if (trial.gives && part_of(rule, "multiplier").is_null()) reckon(trial);
            (part_of(rule, "multiplier").is_null() ? trials_ : multipliers_).push_back(std::move(trial));
        }
        let_groups_choose();
        std::stable_sort(trials_.begin(), trials_.end(),
                         [](const Trial& a, const Trial& b) { return a.place < b.place; });
        keep_best([](const Trial& trial) { return trial.rule->boolean_at("exclusive"); },
                  [](const Trial&) { return true; });
        apply_programme_caps();
        for (Trial& trial : trials_) {
            if (trial.gives) judged_.given.push_back(std::move(trial.given));
        }
        return std::move(judged_);
    }

   private:
    // Everything that can be against a rule before points are counted, in the order in which streaks and caps notice.
    bool start(Trial& trial) {
        const Value& rule = *trial.rule;
        Given& given = trial.given;
        given.rule = rule.string_at("id");
        given.basis = !part_of(rule, "per_minor").is_null()      ? "amount"
                      : !part_of(rule, "per_quantity").is_null() ? "quantity"
                                                                 : "once";
        given.rate = rule.integer_at("points");
        given.per = given.basis == "amount" ? rule.integer_at("per_minor") : rule.integer_at("per_quantity", 1);
        given.rounding = rule.string_at("rounding", "down");
        given.minimum_minor = rule.integer_at("minimum_minor");
        given.minimum_quantity = rule.integer_at("minimum_quantity");
        given.qualifies = rule.boolean_at("qualifies", true);
        given.kind = rule.string_at("point_kind", "points");
        wait_as(rule, given);
        if (!rule.boolean_at("enabled", occasion_.on == "order")) return false;
        for (std::size_t line = 0; line < occasion_.lines.size(); ++line) {
            if (concerns(rule, occasion_.lines[line])) given.lines.push_back(line);
        }
        if (occasion_.on == "order" && given.lines.empty()) return false;
        if (!window_open(part_of(rule, "window"), calendar_, occasion_, buyer_)) return false;
        if (rule.boolean_at("first_order") && buyer_.orders > 0) return false;
        for (const char* name : {"condition", "private_condition"}) {
            if (!part_of(rule, name).is_null() && !holds(part_of(rule, name), data_)) return false;
        }
        if (occasion_.on == "order" && below_minimum(given)) return false;
        return streak_lets(rule) && caps_let(rule, given);
    }

    void wait_as(const Value& rule, Given& given) const {
        const Value& kind = given.kind == "points" ? part_of(programme_, "points")
                                                   : part_of(part_of(programme_, "point_kinds"), given.kind);
        const Value& own = part_of(rule, "pending");
        given.awaits = own.is_null() ? kind.string_at("pending_milestone") : own.string_at("milestone");
        given.pending_days = own.is_null() ? kind.integer_at("pending_days") : own.integer_at("days");
    }

    static bool concerns(const Value& rule, const Line& line) {
        if (line.base_minor == 0 || !matches(part_of(rule, "items"), line.document)) return false;
        const Value& condition = part_of(rule, "item_condition");
        return condition.is_null() || holds(condition, Object{{"item", item_of(line)}});
    }

    bool below_minimum(const Given& given) const {
        const auto [base_minor, quantity] = amounts(given);
        return base_minor < given.minimum_minor || quantity < given.minimum_quantity;
    }

    std::pair<std::int64_t, std::int64_t> amounts(const Given& given) const {
        std::pair<std::int64_t, std::int64_t> sums{0, 0};
        for (const std::size_t line : given.lines) {
            sums.first += occasion_.lines[line].base_minor;
            sums.second += occasion_.lines[line].quantity;
        }
        return sums;
    }

    bool streak_lets(const Value& rule) {
        const Value& goal = part_of(rule, "streak");
        if (goal.is_null()) return true;
        const std::string id(rule.string_at("id"));
        const Value& every = part_of(goal, "every");
        const Day& today = calendar_.day_at(occasion_.instant_ms);
        Streak streak{write_json(every), calendar_.first_of_period(every, today).number,
                      calendar_.first_of_next_period(every, today).number, 1};
        const auto known = buyer_.streaks.find(id);
        if (known != buyer_.streaks.end() && known->second.every == streak.every) {
            if (known->second.last_day >= streak.last_day) return false;
            if (known->second.next_day == streak.last_day) streak.length = known->second.length + 1;
        }
        const bool reached = streak.length == goal.integer_at("length");
        if (reached && goal.boolean_at("repeats", true)) streak.length = 0;
        judged_.streaks[id] = streak;
        return reached;
    }

    // The room that a cap has left in points; 0 where it has no more times either.
    std::int64_t room(const CapKey& key, const Value& cap) const {
        std::int64_t points = cap.integer_at("points", never_ms);
        std::int64_t times = cap.integer_at("times", never_ms);
        std::size_t periods = 0;
        bool newer_than_some = false;
        for (const CapUse& use : buyer_.caps) {
            if (!use.key.same_cap(key)) continue;
            ++periods;
            newer_than_some = newer_than_some || use.key.period <= key.period;
            if (use.key.period != key.period) continue;
            if (points != never_ms) points -= use.points;
            if (times != never_ms) times -= use.times;
        }
        // Three periods are remembered; of one before them nobody knows.
        if (periods == 3 && !newer_than_some) return 0;
        return times <= 0 || points < 0 ? 0 : points;
    }

    CapKey key_of(const std::string& rule, std::size_t place, const Value& cap) const {
        const Value& per = part_of(cap, "per");
        const std::string_view unit = per.string_at("unit");
        const bool is_dated = unit != "order" && unit != "lifetime";
        const Day& today = calendar_.day_at(occasion_.instant_ms);
        return {rule, place, write_json(per), is_dated ? calendar_.first_of_period(per, today).number : 0};
    }

    static bool is_of_one_order(const Value& cap) { return part_of(cap, "per").string_at("unit") == "order"; }

    bool caps_let(const Value& rule, Given& given) const {
        const Array& caps = rule.array_at("caps");
        for (std::size_t place = 0; place < caps.size(); ++place) {
            const CapKey key = key_of(given.rule, place, caps[place]);
            const bool of_one = is_of_one_order(caps[place]);
            const std::int64_t left = of_one ? caps[place].integer_at("points", never_ms) : room(key, caps[place]);
            if (left <= 0) return false;
            given.limit = std::min(given.limit, left);
            if (!of_one) given.caps.push_back(key);
        }
        return true;
    }

    void reckon(Trial& trial) const {
        const auto [base_minor, quantity] = amounts(trial.given);
        const bool is_action = occasion_.on != "order";
        trial.given.points = points_for(trial.given, is_action ? 1 : base_minor, is_action ? 1 : quantity);
        if (trial.given.points == 0) trial.gives = false;
    }

    bool has_in(const std::vector<Trial>& trials, const std::string& group) const {
        return std::any_of(trials.begin(), trials.end(),
                           [&](const Trial& trial) { return trial.rule->string_at("group") == group; });
    }

    // Groups without multipliers choose first, then those that have both, then those of multipliers alone; multipliers
    // of no group come last. Each multiplier sees what is left when its turn comes.
    void let_groups_choose() {
        const std::vector<Trial> plain = trials_;
        for (const int turn : {0, 1, 2}) {
            for (const Value& group : programme_.array_at("groups")) {
                const std::string id(group.string_at("id"));
                const int own = !has_in(multipliers_, id) ? 0 : has_in(plain, id) ? 1 : 2;
                if (own != turn) continue;
                multiply(id);
                choose(id, group.string_at("how"));
            }
        }
        multiply("");
    }

    void multiply(const std::string& group) {
        for (const Trial& multiplier : multipliers_) {
            if (multiplier.rule->string_at("group") != group || !multiplier.gives) continue;
            std::int64_t left = multiplier.given.limit;
            const std::size_t bases = trials_.size();
            for (std::size_t index = 0; index < bases; ++index) {
                const Trial& base = trials_[index];
                const bool is_base = base.gives && base.given.basis == "amount" &&
                                     part_of(*base.rule, "multiplier").is_null() &&
                                     (group.empty() || base.rule->string_at("group") != group);
                if (!is_base) continue;
                Trial more = multiplied(multiplier, base.given, left);
                if (more.given.lines.empty()) continue;
                reckon(more);
                if (left != never_ms) left -= more.given.points;
                trials_.push_back(std::move(more));
            }
        }
    }

    static Trial multiplied(const Trial& multiplier, const Given& base, std::int64_t left) {
        Trial more = multiplier;
        const Value& factor = part_of(*multiplier.rule, "multiplier");
        const std::int64_t denominator = factor.integer_at("denominator");
        more.given.basis = "amount";
        more.given.kind = base.kind;
        if (part_of(*multiplier.rule, "pending").is_null()) {
            more.given.awaits = base.awaits;
            more.given.pending_days = base.pending_days;
        }
        more.given.rate = base.rate * (factor.integer_at("numerator") - denominator);
        more.given.per = base.per * denominator;
        more.given.limit = left;
        more.given.lines.clear();
        for (const std::size_t line : multiplier.given.lines) {
            if (std::find(base.lines.begin(), base.lines.end(), line) != base.lines.end())
                more.given.lines.push_back(line);
        }
        return more;
    }

    std::int64_t points_of_rule(std::size_t place) const {
        std::int64_t points = 0;
        for (const Trial& trial : trials_) {
            if (trial.gives && trial.place == place) points += trial.given.points;
        }
        return points;
    }

    void choose(const std::string& group, std::string_view how) {
        auto is_in = [&](const Trial& trial) { return trial.rule->string_at("group") == group; };
        if (how == "best") keep_best(is_in, is_in);
        if (how == "priority") {
            const Trial* winner = nullptr;
            for (const Trial& trial : trials_) {
                if (!trial.gives || !is_in(trial)) continue;
                if (winner == nullptr || comes_before(trial, *winner)) winner = &trial;
            }
            if (winner != nullptr) drop_all_but(winner->place, is_in);
        }
        if (how == "best_per_line") choose_by_line(group);
    }

    static bool comes_before(const Trial& a, const Trial& b) {
        const std::int64_t first = a.rule->integer_at("priority");
        const std::int64_t second = b.rule->integer_at("priority");
        return first != second ? first > second : a.place < b.place;
    }

    template <class Among, class Losers>
    void keep_best(Among among, Losers losers) {
        const Trial* winner = nullptr;
        for (const Trial& trial : trials_) {
            if (!trial.gives || !among(trial)) continue;
            const std::int64_t points = points_of_rule(trial.place);
            const std::int64_t best = winner != nullptr ? points_of_rule(winner->place) : -1;
            if (points > best || (points == best && comes_before(trial, *winner))) winner = &trial;
        }
        if (winner != nullptr) drop_all_but(winner->place, losers);
    }

    template <class Losers>
    void drop_all_but(std::size_t place, Losers losers) {
        for (Trial& trial : trials_) {
            if (trial.place != place && losers(trial)) trial.gives = false;
        }
    }

    void choose_by_line(const std::string& group) {
        std::vector<std::vector<std::size_t>> won(trials_.size());
        auto takes_part = [&](const Trial& trial) {
            return trial.gives && trial.given.basis == "amount" && trial.rule->string_at("group") == group;
        };
        auto pays_more = [](const Trial& a, const Trial& b) {
            const std::int64_t first = a.given.rate * b.given.per;
            const std::int64_t second = b.given.rate * a.given.per;
            return first != second ? first > second : comes_before(a, b);
        };
        for (std::size_t line = 0; line < occasion_.lines.size(); ++line) {
            std::size_t winner = trials_.size();
            for (std::size_t index = 0; index < trials_.size(); ++index) {
                const auto& lines = trials_[index].given.lines;
                if (!takes_part(trials_[index]) || std::find(lines.begin(), lines.end(), line) == lines.end()) continue;
                if (winner == trials_.size() || pays_more(trials_[index], trials_[winner])) winner = index;
            }
            if (winner < trials_.size()) won[winner].push_back(line);
        }
        for (std::size_t index = 0; index < trials_.size(); ++index) {
            if (!takes_part(trials_[index])) continue;
            trials_[index].given.lines = won[index];
            trials_[index].given.points = 0;
            if (won[index].empty()) trials_[index].gives = false;
            if (!won[index].empty()) reckon(trials_[index]);
        }
    }

    void apply_programme_caps() {
        const Array& caps = programme_.array_at("earning_caps");
        std::vector<std::int64_t> left;
        for (std::size_t place = 0; place < caps.size(); ++place) {
            left.push_back(is_of_one_order(caps[place]) ? caps[place].integer_at("points", never_ms)
                                                        : room(key_of("", place, caps[place]), caps[place]));
        }
        for (Trial& trial : trials_) {
            Given& given = trial.given;
            if (!trial.gives || given.kind != "points") continue;
            for (const std::int64_t points : left) given.limit = std::min(given.limit, points);
            given.points = std::min(given.points, given.limit);
            if (given.points == 0) trial.gives = false;
            for (std::size_t place = 0; place < caps.size(); ++place) {
                if (left[place] != never_ms) left[place] -= given.points;
                if (trial.gives && !is_of_one_order(caps[place])) given.caps.push_back(key_of("", place, caps[place]));
            }
        }
    }

    const Value& programme_;
    const Calendar& calendar_;
    const Occasion& occasion_;
    const Buyer& buyer_;
    Value data_;
    std::vector<Trial> trials_;
    std::vector<Trial> multipliers_;
    Judged judged_;
};

}  // namespace

std::int64_t part_rounded(std::int64_t units, std::int64_t rate, std::int64_t per, std::string_view rounding) {
    std::int64_t whole = 0;
    while ((whole + 1) * per <= units * rate) ++whole;
    const std::int64_t rest = units * rate - whole * per;
    if (rest == 0 || rounding == "down") return whole;
    if (rounding == "up" || 2 * rest > per) return whole + 1;
    if (2 * rest < per) return whole;
    return rounding == "half_up" || whole % 2 == 1 ? whole + 1 : whole;
}

std::int64_t points_for(const Given& given, std::int64_t base_minor, std::int64_t quantity) {
    if (base_minor <= 0 || base_minor < given.minimum_minor || quantity < given.minimum_quantity) return 0;
    if (given.basis == "once") return std::min(given.rate, given.limit);
    const std::int64_t units = given.basis == "amount" ? base_minor : quantity;
    return std::min(part_rounded(units, given.rate, given.per, given.rounding), given.limit);
}

void fill_bases(const Value& programme, std::int64_t paid_with_points_minor, std::vector<Line>& lines) {
    const Value& counts = part_of(programme, "earning_base");
    std::int64_t total = 0;
    for (const Line& line : lines) total += line.amount_minor;
    std::int64_t before = 0;
    for (Line& line : lines) {
        const std::string kind = kind_of(line.document);
        const char* flag = kind == "shipping"    ? "shipping"
                           : kind == "tax"       ? "tax"
                           : kind == "gift_card" ? "gift_cards"
                                                 : "fees";
        line.base_minor = kind == "product" || counts.boolean_at(flag) ? line.amount_minor : 0;
        if (!counts.boolean_at("tax"))
            line.base_minor = std::max<std::int64_t>(line.base_minor - line.document.integer_at("tax_minor"), 0);
        if (line.amount_minor > 0 && paid_with_points_minor > 0 && !counts.boolean_at("paid_with_points")) {
            // What points paid of this line, so that all lines' parts add up.
            const std::int64_t paid =
                paid_with_points_minor * (before + line.amount_minor) / total - paid_with_points_minor * before / total;
            line.base_minor = line.base_minor * (line.amount_minor - paid) / line.amount_minor;
        }
        before += line.amount_minor;
    }
}

Judged judge(const Value& programme, const Calendar& calendar, const Occasion& occasion, const Buyer& buyer) {
    return Judge(programme, calendar, occasion, buyer).run();
}

}  // namespace laurel::naive
