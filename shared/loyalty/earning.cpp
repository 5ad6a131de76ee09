#include "shared/loyalty/earning.h"

#include <algorithm>
#include <map>

#include "shared/loyalty/candidates.h"
#include "shared/loyalty/coupon.h"
#include "shared/loyalty/earning_index.h"
#include "shared/loyalty/plain_earning.h"
#include "shared/loyalty/reward.h"
#include "shared/loyalty/tier.h"

namespace laurel::loyalty {
namespace {

// The caps of the whole programme: the earlier rules come first.
void cap_all(const Settings& settings, const EarningOccasion& occasion, std::vector<Candidate>& candidates) {
    std::vector<CapRoom> rooms;
    for (const Cap& cap : settings.earning->caps())
        rooms.push_back(room_of(settings.zone, occasion, "", rooms.size(), cap));
    for (Candidate& candidate : candidates) {
        if (candidate.reason != Reason::gave || candidate.point_kind != main_point_kind) continue;
        for (const CapRoom& room : rooms) candidate.limit_to(room.times > 0 ? room.points : 0);
        if (candidate.grant.points == 0) continue;
        for (CapRoom& room : rooms) {
            room.points -= room.points == integer_max ? 0 : candidate.grant.points;
            if (!room.is_of_one_order) candidate.uses.push_back(room.use);
        }
    }
}

// Adds what a grant uses of a cap. However many grants an occasion has, it counts as one time.
void add_use(std::vector<CapUse>& uses, CapUse& use) {
    const auto known =
        std::find_if(uses.begin(), uses.end(), [&](const CapUse& each) { return is_same_cap(each, use); });
    if (known != uses.end()) {
        known->points += use.points;
        return;
    }
    use.times = 1;
    uses.push_back(use);
}

// Each multiplier's own grants, one for each rule that it multiplies.
Result<std::vector<Candidate>> multiplied(const EarningRule& rule, const Candidate& multiplier,
                                          const std::vector<Candidate>& candidates,
                                          const std::vector<OrderLine>& lines) {
    std::vector<Candidate> grants;
    std::int64_t left = multiplier.grant.limit;
    for (const Candidate& base : candidates) {
        // Never another multiplier's: the order of the rules would matter, and rates have bounds.
        const bool multiplies = base.reason == Reason::gave && base.grant.basis == Grant::Basis::amount &&
                                !base.rule->multiplier && (base.rule->group != rule.group || rule.group.empty());
        if (!multiplies) continue;
        Candidate grant = multiplier;
        grant.point_kind = base.point_kind;
        grant.pending = rule.pending.value_or(base.pending);
        grant.grant.basis = Grant::Basis::amount;
        grant.grant.rate_points = base.grant.rate_points * (rule.multiplier->numerator - rule.multiplier->denominator);
        grant.grant.rate_per = base.grant.rate_per * rule.multiplier->denominator;
        grant.grant.rounding = rule.rounding;
        grant.lines = common_lines(base.lines, multiplier.lines);
        if (grant.lines.is_none()) continue;
        grant.grant.limit = left;
        if (auto error = grant.reckon(lines)) return *error;
        left -= left == integer_max ? 0 : grant.grant.points;
        grants.push_back(std::move(grant));
    }
    return grants;
}

class Judge {
   public:
    Judge(const Settings& settings, const EarningOccasion& occasion, Explain explain)
        : settings_(settings), occasion_(occasion), explain_(explain), plan_(*settings.earning) {}

    std::optional<Error> run(Judgement& judgement) {
        const auto found = plan_.index().occasions.find(occasion_.on);
        if (found == plan_.index().occasions.end()) return std::nullopt;
        judgement.confirm_at_edge = found->second.confirm_at_edge;
        candidates_ = candidates_of(settings_, occasion_, found->second, explain_, judgement.streaks);
        if (auto error = reckon(judgement.outcomes)) return error;
        cap_all(settings_, occasion_, candidates_);
        for (Candidate& candidate : candidates_) {
            if (explain_ == Explain::yes) judgement.outcomes.push_back(candidate.outcome());
            if (candidate.reason == Reason::gave) take(candidate, judgement);
        }
        return std::nullopt;
    }

   private:
    static const std::vector<OrderLine>& no_lines() {
        static const std::vector<OrderLine> none;
        return none;
    }
    const std::vector<OrderLine>& lines() const { return occasion_.lines != nullptr ? *occasion_.lines : no_lines(); }

    // Rules that give points and the choice of their groups; then the multipliers, each on what its turn has left:
    // those of groups with other rules before those of groups of their own, and those that add to everything last.
    std::optional<Error> reckon(std::vector<RuleOutcome>& outcomes) {
        std::vector<Candidate> multipliers;
        for (Candidate& candidate : candidates_) {
            if (candidate.rule->multiplier) multipliers.push_back(candidate);
        }
        std::erase_if(candidates_, [](const Candidate& candidate) { return candidate.rule->multiplier.has_value(); });
        for (Candidate& candidate : candidates_) {
            if (candidate.reason != Reason::gave) continue;
            if (auto error = candidate.reckon(lines())) return error;
        }
        const std::size_t bases = candidates_.size();
        for (const Turn turn : {Turn::without_multipliers, Turn::with_both, Turn::of_multipliers}) {
            for (const Group& group : plan_.groups()) {
                if (turn_of(group, bases, multipliers) != turn) continue;
                if (auto error = multiply(multipliers, group.id, outcomes)) return error;
                if (auto error = choose_in(group, candidates_, lines())) return error;
            }
        }
        if (auto error = multiply(multipliers, "", outcomes)) return error;
        if (!multipliers.empty())
            std::stable_sort(candidates_.begin(), candidates_.end(),
                             [](const Candidate& a, const Candidate& b) { return a.index < b.index; });
        keep_exclusive(candidates_);
        return std::nullopt;
    }

    enum class Turn { without_multipliers, with_both, of_multipliers };

    // The first `bases` candidates are no multipliers.
    Turn turn_of(const Group& group, std::size_t bases, const std::vector<Candidate>& multipliers) const {
        auto is_in = [&](const Candidate& candidate) { return candidate.rule->group == group.id; };
        if (std::none_of(multipliers.begin(), multipliers.end(), is_in)) return Turn::without_multipliers;
        const auto end = candidates_.begin() + static_cast<std::ptrdiff_t>(bases);
        return std::any_of(candidates_.begin(), end, is_in) ? Turn::with_both : Turn::of_multipliers;
    }

    // What the multipliers of a group give, "" for those of none.
    std::optional<Error> multiply(const std::vector<Candidate>& multipliers, std::string_view group,
                                  std::vector<RuleOutcome>& outcomes) {
        for (const Candidate& multiplier : multipliers) {
            if (multiplier.rule->group != group) continue;
            if (multiplier.reason != Reason::gave) {
                if (explain_ == Explain::yes) outcomes.push_back(multiplier.outcome());
                continue;
            }
            auto grants = multiplied(*multiplier.rule, multiplier, candidates_, lines());
            if (!grants) return grants.error();
            if (grants->empty() && explain_ == Explain::yes)
                outcomes.push_back({multiplier.rule->id, Reason::nothing_to_multiply, {}, 0, 0});
            for (Candidate& grant : *grants) candidates_.push_back(std::move(grant));
        }
        return std::nullopt;
    }

    static void take(Candidate& candidate, Judgement& judgement) {
        for (CapUse& use : candidate.uses) {
            use.points = candidate.grant.points;
            add_use(judgement.caps, use);
        }
        candidate.grant.caps = std::move(candidate.uses);
        candidate.grant.lines = candidate.lines.listed();
        judgement.earned.push_back({.grant = std::move(candidate.grant),
                                    .rule = candidate.rule,
                                    .point_kind = candidate.point_kind,
                                    .pending = candidate.pending});
    }

    const Settings& settings_;
    const EarningOccasion& occasion_;
    const Explain explain_;
    const EarningPlan& plan_;
    std::vector<Candidate> candidates_;
};

}  // namespace

EarningPlan::EarningPlan(std::vector<EarningRule> rules, std::vector<Group> groups, EarningBase base,
                         std::vector<Cap> caps)
    : rules_(std::move(rules)),
      groups_(std::move(groups)),
      base_(base),
      caps_(std::move(caps)),
      index_(std::make_unique<const EarningIndex>(rules_)) {}
EarningPlan::EarningPlan(EarningPlan&&) noexcept = default;
EarningPlan::~EarningPlan() = default;

const EarningRule* EarningPlan::rule(std::string_view id) const {
    const auto found =
        std::find_if(rules_.begin(), rules_.end(), [&](const EarningRule& rule) { return rule.id == id; });
    return found == rules_.end() ? nullptr : &*found;
}

std::int64_t qualifying_points_of(const Judgement& judgement) {
    std::int64_t points = 0;
    for (const Earned& earned : judgement.earned) {
        if (!earned.grant.qualifies || earned.point_kind != main_point_kind) continue;
        points = std::min(points + earned.grant.points, integer_max);
    }
    return points;
}

Result<Judgement> judge(const Settings& settings, const EarningOccasion& occasion, Explain explain) {
    Judgement judgement;
    if (settings.earning == nullptr) return judgement;
    if (auto error = Judge(settings, occasion, explain).run(judgement)) return *error;
    return judgement;
}

namespace {

void read_every_rule(const Value& program, Settings& settings) {
    settings.calendar = read_calendar(program.value_at("calendar"));
    std::vector<EarningRule> rules;
    for (const Value& rule : program.array_at("earning")) rules.push_back(read_rule(rule, settings.calendar));
    settings.earning = std::make_shared<const EarningPlan>(std::move(rules), read_groups(program.value_at("groups")),
                                                           read_earning_base(program.value_at("earning_base")),
                                                           read_caps(program.value_at("earning_caps")));
    settings.plain_rate = first_plain_rate(program);
    if (const Value* lanes = program.find("lanes")) settings.lanes = read_lanes(*lanes);
    settings.rewards = read_rewards(program, settings);
    settings.tiers = read_tiers(program);
    settings.coupons = read_coupons(program, settings.calendar, settings.lanes);
}

Result<CartEarning> judged_cart(const Settings& settings, const Cart& cart, const MemberState& buyer,
                                std::int64_t now_ms, const Value& facts, std::string_view point_kind) {
    std::vector<OrderLine> lines = cart.lines;
    std::int64_t total_minor = 0;
    for (const OrderLine& line : lines) {
        const auto sum = add_checked(total_minor, line.amount_minor);
        if (!sum) return sum.error();
        total_minor = *sum;
    }
    fill_base(settings.earning->base(), total_minor, 0, lines);
    const auto judgement = judge(settings, {.instant_ms = now_ms,
                                            .lines = &lines,
                                            .total_minor = total_minor,
                                            .attributes = &cart.attributes,
                                            .member = &buyer,
                                            .birthday = birthday_in(&facts)});
    if (!judgement) return judgement.error();
    CartEarning cart_earning{.qualifying_points = qualifying_points_of(*judgement),
                             .confirm_at_edge = judgement->confirm_at_edge};
    for (const Earned& earned : judgement->earned) {
        if (earned.point_kind != point_kind) continue;
        const auto sum = add_checked(cart_earning.points, earned.grant.points);
        if (!sum) return sum.error();
        cart_earning.points = *sum;
    }
    return cart_earning;
}

}  // namespace

const EarningKit every_rule{read_every_rule, judged_cart};

}  // namespace laurel::loyalty
