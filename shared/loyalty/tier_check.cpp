// What the shapes of tiers can't say.
#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/tier.h"

namespace laurel::loyalty {
namespace {

std::vector<std::string> level_ids(const Value& tiers) {
    std::vector<std::string> ids;
    for (const Value& level : tiers.array_at("levels")) ids.emplace_back(level.string_at("id"));
    return ids;
}

class Checker {
   public:
    Checker(const Value& tiers, const TierPlan& plan, Errors& errors) : tiers_(tiers), plan_(plan), errors_(errors) {}

    void run() {
        check_window();
        check_validity();
        const Array& levels = tiers_.array_at("levels");
        check_unique(levels, "/tiers/levels");
        for (std::size_t index = 0; index < levels.size(); ++index)
            check_level(levels[index], index, child_path("/tiers/levels", index));
    }

   private:
    void add(ErrorCode code, std::string path, std::string found, std::string allowed) {
        errors_.push_back({code, std::move(path), std::move(found), std::move(allowed)});
    }

    void check_window() {
        const bool is_rolling = plan_.window == TierWindow::rolling;
        const Value* days = tiers_.find("rolling_days");
        const std::int64_t days_max = totals_days_kept - plan_.grace_days;
        if (is_rolling && days == nullptr)
            add(ErrorCode::missing_field, "/tiers/rolling_days", "",
                "an integer from 1 to " + std::to_string(days_max));
        if (!is_rolling && days != nullptr)
            add(ErrorCode::unknown_field, "/tiers/rolling_days", describe(*days), "this only with the window rolling");
        if (is_rolling && days != nullptr && plan_.rolling_days > days_max) {
            add(ErrorCode::value_not_allowed, "/tiers/rolling_days", describe(*days),
                "at most " + std::to_string(days_max) + ": days are kept for " + std::to_string(totals_days_kept) +
                    ", the grace days among them");
        }
        if (plan_.window == TierWindow::since_tier_start && plan_.refund_downgrades)
            add(ErrorCode::value_not_allowed, "/tiers/refund_downgrades", "true",
                "false: what came before the present tier is not counted one by one");
    }

    void check_validity() {
        const bool is_given = !plan_.valid.is_for_ever();
        if (is_given && plan_.window == TierWindow::lifetime)
            add(ErrorCode::value_not_allowed, "/tiers/valid", write_json(tiers_.value_at("valid")),
                "nothing: what was counted for a lifetime does not run out");
        if (is_given && plan_.downgrade == TierDowngrade::never)
            add(ErrorCode::value_not_allowed, "/tiers/valid", write_json(tiers_.value_at("valid")),
                "nothing: a tier that is never lost needs no review");
        if (is_given && plan_.window == TierWindow::period && !plan_.valid.periods)
            add(ErrorCode::value_not_allowed, "/tiers/valid", write_json(tiers_.value_at("valid")),
                "periods: a review within a period would count a part of it");
        if (!is_given && plan_.grace_days > 0)
            add(ErrorCode::value_not_allowed, "/tiers/grace_days", std::to_string(plan_.grace_days),
                "0: without valid no tier ends");
    }

    void check_unique(const Array& list, const std::string& path) {
        std::vector<std::string_view> known;
        for (std::size_t index = 0; index < list.size(); ++index) {
            const std::string_view id = list[index].string_at("id");
            if (std::find(known.begin(), known.end(), id) != known.end())
                add(ErrorCode::duplicate_identifier, child_path(path, index) + "/id", std::string(id), "an id once");
            known.push_back(id);
        }
    }

    void check_level(const Value& level, std::size_t index, const std::string& path) {
        const bool asks = plan_.levels[index].thresholds.least != TierCounts();
        if (plan_.levels[index].invitation_only && asks)
            add(ErrorCode::unknown_field, path + "/thresholds", "", "no thresholds: it is by invitation only");
        if (!plan_.levels[index].invitation_only && !asks)
            add(ErrorCode::missing_field, path + "/thresholds", "",
                "at least one of qualifying_points, spend_minor and orders, or invitation_only");
        check_rising(index, path + "/thresholds");
        const Array& benefits = level.array_at("benefits");
        check_unique(benefits, path + "/benefits");
        for (std::size_t each = 0; each < benefits.size(); ++each)
            check_benefit_of(benefits[each], child_path(path + "/benefits", each));
    }

    // None asks for less than a lower one, and no two ask for the same.
    void check_rising(std::size_t index, const std::string& path) {
        const TierCounts& own = plan_.levels[index].thresholds.least;
        for (std::size_t lower = 0; lower < index && own != TierCounts(); ++lower) {
            const TierCounts& least = plan_.levels[lower].thresholds.least;
            for (std::size_t at = 0; at < std::size(tier_measures); ++at) {
                const auto measure = tier_measures[at];
                if (own.*measure == 0 || own.*measure >= least.*measure) continue;
                add(ErrorCode::value_not_allowed, child_path(path, tier_measure_names[at]),
                    std::to_string(own.*measure),
                    "at least " + std::to_string(least.*measure) + ", as the lower tier " + plan_.levels[lower].id);
            }
            if (own == least)
                add(ErrorCode::value_not_allowed, path, "the same as of " + plan_.levels[lower].id,
                    "more than a lower tier asks for");
        }
    }

    void check_benefit_of(const Value& benefit, const std::string& path) {
        if (const Value* gives = benefit.find("gives")) check_benefit(*gives, path + "/gives", errors_);
        const Array& caps = benefit.array_at("caps");
        for (std::size_t index = 0; index < caps.size(); ++index) {
            const std::string place = child_path(path + "/caps", index);
            check_period(caps[index].value_at("per"), place + "/per", errors_);
            if (read_period(caps[index].value_at("per")).unit == PeriodUnit::order)
                add(ErrorCode::value_not_allowed, place + "/per/unit", "order", "a span of time, such as year");
            if (caps[index].find("times") == nullptr)
                add(ErrorCode::missing_field, place + "/times", "", "how often it may be used");
            if (caps[index].find("points") != nullptr)
                add(ErrorCode::unknown_field, place + "/points", "", "times: a benefit is used, it gives no points");
        }
    }

    const Value& tiers_;
    const TierPlan& plan_;
    Errors& errors_;
};

}  // namespace

void check_tiers(const Value& program, Errors& errors) {
    const auto plan = read_tiers(program);
    if (plan != nullptr) Checker(*program.find("tiers"), *plan, errors).run();
}

void check_tier_ids(const Value& program, const Value& ids, const std::string& path, Errors& errors) {
    if (ids.array() == nullptr) return;
    const std::vector<std::string> known = level_ids(program.value_at("tiers"));
    for (std::size_t index = 0; index < ids.array()->size(); ++index) {
        const Value& id = (*ids.array())[index];
        if (id.string() == nullptr || std::find(known.begin(), known.end(), *id.string()) != known.end()) continue;
        std::string names;
        for (const std::string& each : known) names += (names.empty() ? "" : ", ") + each;
        errors.push_back({ErrorCode::value_not_allowed, child_path(path, index), *id.string(),
                          known.empty() ? "nothing: the programme has no tiers" : "one of the tiers: " + names});
    }
}

}  // namespace laurel::loyalty
