#include "shared/loyalty/reward.h"

#include <algorithm>

#include "shared/loyalty/condition.h"
#include "shared/loyalty/tier.h"

namespace laurel::loyalty {
namespace {

constexpr Shape count_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1'000'000'000};
constexpr Shape cost_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = integer_max};
constexpr Shape days_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 365};
constexpr Shape priority_shape{.kind = ShapeKind::integer, .minimum = -1'000'000, .maximum = 1'000'000};
constexpr Shape flag_shape{.kind = ShapeKind::boolean};
constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape condition_shape{.kind = ShapeKind::any};

const Field stock_fields[] = {
    {"times", &count_shape, true, false, "How often it can be had, by all members together."},
    {"per", &period_shape, false, false, "In each such span, in the shop's time zone. Left out: ever."},
};
const Shape stock_shape{.kind = ShapeKind::object, .fields = stock_fields, .name = "stock"};

const Field limit_fields[] = {
    {"per", &period_shape, true, false, "The span that the limit is for, in the shop's time zone."},
    {"times", &count_shape, true, false, "At most so often."},
};
const Shape limit_shape{.kind = ShapeKind::object, .fields = limit_fields, .name = "member_limit"};
const Shape limits_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 8, .items = &limit_shape};

const Field reward_fields[] = {
    {"id", &identifier_shape, true, false, "Names the reward in events. Never reuse one for another reward."},
    {"name", &local_text_shape, true, false, "What shoppers call it."},
    {"description", &local_text_shape, false, false, "What shoppers read about it."},
    {"enabled", &flag_shape, false, false, "Default true."},
    {"points", &count_shape, false, false, "What it costs. Left out for pay_with_points: the shopper says how many."},
    {"point_kind", &identifier_shape, false, false, "One of point_kinds. Left out: points."},
    {"benefit", &benefit_shape, true, false, "What it gives."},
    {"stock", &stock_shape, false, false, "How many there are. Left out: as many as are asked for."},
    {"per_member", &limits_shape, false, false, "Limits for each member; all of them hold."},
    {"condition", &condition_shape, false, false, "JsonLogic over {member, time, cart}: must be true."},
    {"private_condition", &condition_shape, false, true,
     "The same, but never leaves the edge; the reward then says confirm_at_edge."},
    {"confirm_at_edge", &flag_shape, false, false, "The page says that the edge has the last word on this reward."},
    {"window", &window_shape, false, false, "When it can be had. Left out: always."},
    {"tiers", &tier_ids_shape, false, false, "Members of which tiers can have it. Left out: all members."},
    {"lane", &identifier_shape, false, false, "One of lanes. Left out: the first."},
    {"priority", &priority_shape, false, false, "In its lane, the highest first. Default 0."},
    {"valid_days", &days_shape, false, false,
     "Days of 24 hours in which it can be used after it was redeemed; its points come back when it was not. Left out: "
     "the hold_minutes of redemption."},
    {"cost_minor", &cost_shape, false, true, "What it costs the merchant, in minor units; never leaves the edge."},
};
const Shape reward_shape{.kind = ShapeKind::object, .fields = reward_fields, .name = "reward"};

std::optional<Stock> read_stock(const Value& stock) {
    if (stock.is_null()) return std::nullopt;
    return Stock{stock.integer_at("times"), read_period(stock.value_at("per"))};
}

Reward read_reward(const Value& reward, const Settings& settings) {
    Reward read{.id = std::string(reward.string_at("id")),
                .name = read_local_text(reward.value_at("name")),
                .description = read_local_text(reward.value_at("description")),
                .enabled = reward.boolean_at("enabled", true),
                .points = reward.integer_at("points"),
                .point_kind = std::string(reward.string_at("point_kind", main_point_kind)),
                .benefit = read_benefit(reward.value_at("benefit")),
                .stock = read_stock(reward.value_at("stock")),
                .per_member = read_caps(reward.value_at("per_member")),
                .condition =
                    read_condition(both_conditions(reward.value_at("condition"), reward.value_at("private_condition"))),
                .window = read_window(reward.value_at("window"), settings.calendar),
                .tiers = read_tier_ids(reward.value_at("tiers")),
                .lane = std::string(reward.string_at("lane", settings.lanes.front().id)),
                .priority = reward.integer_at("priority"),
                .valid_days = reward.integer_at("valid_days"),
                .confirm_at_edge = reward.boolean_at("confirm_at_edge")};
    return read;
}

class Checker {
   public:
    Checker(const Value& program, Errors& errors) : program_(program), errors_(errors) {}

    void run() {
        check_lanes(program_.value_at("lanes"), "/lanes", errors_);
        const Array& rewards = program_.array_at("rewards");
        for (std::size_t index = 0; index < rewards.size(); ++index) {
            const std::string path = child_path("/rewards", index);
            const std::string_view id = rewards[index].string_at("id");
            const auto here = rewards.begin() + static_cast<std::ptrdiff_t>(index);
            if (std::any_of(rewards.begin(), here, [&](const Value& each) { return each.string_at("id") == id; }))
                add(ErrorCode::duplicate_identifier, path + "/id", quoted(id) + " twice", "an id of its own");
            check_reward(rewards[index], path);
        }
    }

   private:
    void add(ErrorCode code, std::string path, std::string found, std::string allowed) {
        errors_.push_back({code, std::move(path), std::move(found), std::move(allowed)});
    }

    void check_reward(const Value& reward, const std::string& path) {
        check_benefit(reward.value_at("benefit"), path + "/benefit", errors_);
        check_cost(reward, path);
        check_names(reward, path);
        check_tier_ids(program_, reward.value_at("tiers"), path + "/tiers", errors_);
        check_limits(reward, path);
        for (const std::string_view name : {"condition", "private_condition"}) {
            const Value* condition = reward.find(name);
            if (condition != nullptr) check_condition(*condition, child_path(path, name), errors_);
        }
        if (reward.find("private_condition") != nullptr && !reward.boolean_at("confirm_at_edge")) {
            add(ErrorCode::missing_field, path + "/confirm_at_edge", "",
                "true, so that pages know that the edge has the last word");
        }
        if (const Value* window = reward.find("window"))
            check_window(*window, program_.value_at("calendar"), path + "/window", errors_);
    }

    void check_cost(const Value& reward, const std::string& path) {
        const bool is_chosen = reward.value_at("benefit").find("pay_with_points") != nullptr;
        const bool has_points = reward.find("points") != nullptr;
        if (is_chosen && has_points)
            add(ErrorCode::unknown_field, path + "/points", "",
                "no points: of pay_with_points the shopper says how many");
        if (!is_chosen && !has_points) add(ErrorCode::missing_field, path + "/points", "", "what the reward costs");
    }

    void check_names(const Value& reward, const std::string& path) {
        const std::string_view kind = reward.string_at("point_kind", main_point_kind);
        if (kind != main_point_kind && program_.value_at("point_kinds").find(kind) == nullptr)
            add(ErrorCode::value_not_allowed, path + "/point_kind", quoted(kind), "points, or one of point_kinds");
        const Value* lane = reward.find("lane");
        if (lane == nullptr) return;
        const Array& lanes = program_.array_at("lanes");
        const bool is_there = std::any_of(lanes.begin(), lanes.end(),
                                          [&](const Value& each) { return each.string_at("id") == *lane->string(); });
        if (!is_there)
            add(ErrorCode::value_not_allowed, path + "/lane", quoted(*lane->string()), "the id of one of the lanes");
    }

    void check_limits(const Value& reward, const std::string& path) {
        if (const Value* per = reward.value_at("stock").find("per")) check_span(*per, path + "/stock/per");
        const Array& limits = reward.array_at("per_member");
        for (std::size_t index = 0; index < limits.size(); ++index)
            check_span(limits[index].value_at("per"), child_path(path + "/per_member", index) + "/per");
    }

    void check_span(const Value& period, const std::string& path) {
        check_period(period, path, errors_);
        if (read_period(period).unit == PeriodUnit::order)
            add(ErrorCode::value_not_allowed, path + "/unit", "order", "a span of time, such as day, or lifetime");
    }

    const Value& program_;
    Errors& errors_;
};

}  // namespace

const Shape rewards_shape{
    .kind = ShapeKind::list, .minimum = 1, .maximum = 1000, .items = &reward_shape, .name = "rewards"};

std::shared_ptr<const std::vector<Reward>> read_rewards(const Value& program, const Settings& settings) {
    auto rewards = std::make_shared<std::vector<Reward>>();
    for (const Value& reward : program.array_at("rewards")) rewards->push_back(read_reward(reward, settings));
    return rewards;
}

void check_rewards(const Value& program, Errors& errors) { Checker(program, errors).run(); }

std::string stock_budget(const Settings& settings, const Reward& reward, std::int64_t instant_ms) {
    if (!reward.stock) return {};
    const std::int64_t period = period_index(reward.stock->per, settings.zone, instant_ms);
    return "budget/reward/" + reward.id + "/" + std::to_string(period);
}

std::vector<CapUse> limit_uses(const Settings& settings, const Reward& reward, std::int64_t instant_ms) {
    std::vector<CapUse> uses;
    for (std::size_t index = 0; index < reward.per_member.size(); ++index) {
        uses.push_back({.rule = "reward/" + reward.id,
                        .cap = cap_number(index, reward.per_member[index].per),
                        .period = period_index(reward.per_member[index].per, settings.zone, instant_ms),
                        .times = 1});
    }
    return uses;
}

}  // namespace laurel::loyalty
