#include "shared/loyalty/tier_preview.h"

#include <algorithm>

#include "shared/loyalty/decide_parts.h"
#include "shared/loyalty/fold.h"
#include "shared/loyalty/order_document.h"

namespace laurel::loyalty {
namespace {

TierGoal goal_of(const TierLevel& level, const TierCounts& counts) {
    TierGoal goal{.tier = level.id, .needs_all = level.thresholds.all, .measures = {}};
    for (std::size_t at = 0; at < std::size(tier_measures); ++at) {
        const std::int64_t needs = level.thresholds.least.*tier_measures[at];
        if (needs == 0) continue;
        goal.measures.push_back({tier_measure_names[at], std::max<std::int64_t>(counts.*tier_measures[at], 0), needs});
    }
    return goal;
}

// Of a state with everything due in it.
TierView view_of(const Settings& settings, const MemberState& member) {
    const TierPlan& plan = *settings.tiers;
    TierView view{.standing = standing_at(settings, member, member.clock_ms)};
    const TierCounts counts = counted_at(settings, member, member.clock_ms);
    std::size_t reached = plan.rank_of(member.tier_term.tier);
    if (plan.upgrade == TierUpgrade::period_end && plan.reached_by(counts) > reached) {
        reached = plan.reached_by(counts);
        view.coming = plan.level(reached)->id;
        view.coming_at_ms = period_end_ms(settings, member.clock_ms);
    }
    for (std::size_t rank = std::max(reached, view.standing.rank) + 1; rank <= plan.levels.size() && !view.next;
         ++rank) {
        if (!plan.level(rank)->invitation_only) view.next = goal_of(*plan.level(rank), counts);
    }
    const TierLevel* own = plan.level(plan.rank_of(member.tier_term.tier));
    if (own != nullptr && member.tier_term.until_ms != instant_ms_max)
        view.keep = goal_of(*own, counted_for_review(settings, member));
    return view;
}

Result<TierView> view_with(const Settings& settings, const MemberState& member, MemberState state, const Cart& cart,
                           const Value& facts, bool& confirm_at_edge) {
    const auto earning = settings.kit->cart(settings, cart, member, state.clock_ms, facts, main_point_kind);
    if (!earning) return earning.error();
    confirm_at_edge = earning->confirm_at_edge;
    const OrderState order{.lines = cart.lines};
    Counts counts = counts_of_order(settings, order, state.clock_ms);
    counts.qualifying_points = earning->qualifying_points;
    Event ordered =
        stamped(post::activity_counted({}, counts), {}, std::max<std::int64_t>(state.version, 1), state.clock_ms);
    return view_of(settings, tier_state_at(settings, fold(std::move(state), ordered), 0));
}

Value tier_to_value(const Settings& settings, std::string_view id) {
    const TierLevel* level = settings.tiers != nullptr ? settings.tiers->level(settings.tiers->rank_of(id)) : nullptr;
    if (level == nullptr) return {};
    return Object{{"id", level->id}, {"name", write_local_text(level->name)}};
}

Value instant_or_null(std::int64_t instant_ms) {
    return instant_ms == 0 || instant_ms == instant_ms_max ? Value() : Value(write_instant(instant_ms));
}

Value goal_to_value(const Settings& settings, const std::optional<TierGoal>& goal) {
    if (!goal) return {};
    Object measures;
    for (const TierMeasure& measure : goal->measures) {
        measures.set(measure.name,
                     Object{{"has", measure.has}, {"missing", measure.missing()}, {"needs", measure.needs}});
    }
    return Object{{"measures", std::move(measures)},
                  {"needs_all", goal->needs_all},
                  {"tier", tier_to_value(settings, goal->tier)}};
}

Value view_to_value(const Settings& settings, const TierView& view) {
    Value value = standing_to_value(view.standing, settings);
    Object& members = *value.object();
    members.set("coming", tier_to_value(settings, view.coming));
    members.set("coming_at", instant_or_null(view.coming_at_ms));
    members.set("keep", goal_to_value(settings, view.keep));
    members.set("next", goal_to_value(settings, view.next));
    return value;
}

Value benefits_to_value(const TierPreview& preview) {
    Array list;
    for (const BenefitLeft& benefit : preview.benefits) {
        list.push_back(Object{{"id", benefit.benefit->id},
                              {"left", benefit.left == integer_max ? Value() : Value(benefit.left)},
                              {"name", write_local_text(benefit.benefit->name)}});
    }
    return list;
}

}  // namespace

Result<TierPreview> tier_preview(const Settings& settings, const MemberState& member, const std::optional<Cart>& cart,
                                 std::int64_t now_ms, const Value& facts) {
    if (settings.tiers == nullptr) return TierPreview();
    const MemberState state = tier_state_at(settings, member, now_ms);
    TierPreview preview{.now = view_of(settings, state), .benefits = {}, .with_cart = {}};
    if (const TierLevel* level = settings.tiers->level(preview.now.standing.rank)) {
        for (const TierBenefit& benefit : level->benefits)
            preview.benefits.push_back({&benefit, room_of(settings, benefit, state, state.clock_ms).left});
    }
    if (!cart) return preview;
    auto view = view_with(settings, member, state, *cart, facts, preview.confirm_at_edge);
    if (!view) return view.error();
    preview.with_cart = std::move(*view);
    return preview;
}

Value standing_to_value(const TierStanding& standing, const Settings& settings) {
    return Object{
        {"grace_until", instant_or_null(standing.grace_until_ms)}, {"invited", standing.is_invited},
        {"rank", static_cast<std::int64_t>(standing.rank)},        {"since", instant_or_null(standing.since_ms)},
        {"tier", tier_to_value(settings, standing.tier)},          {"until", instant_or_null(standing.until_ms)}};
}

Value to_value(const TierPreview& preview, const Settings& settings) {
    return Object{{"benefits", benefits_to_value(preview)},
                  {"confirm_at_edge", preview.confirm_at_edge},
                  {"now", view_to_value(settings, preview.now)},
                  {"with_cart", preview.with_cart ? view_to_value(settings, *preview.with_cart) : Value()}};
}

}  // namespace laurel::loyalty
