// What the shapes of earning rules can't say.
#include <algorithm>

#include "shared/loyalty/condition.h"
#include "shared/loyalty/earning.h"
#include "shared/loyalty/tier.h"

namespace laurel::loyalty {
namespace {

// What a rule on an action must not look at: no reward may depend on how good a review is.
constexpr std::string_view judging_paths[] = {"/action/attributes/rating", "/action/attributes/score",
                                              "/action/attributes/sentiment", "/action/attributes/stars"};

class Checker {
   public:
    Checker(const Value& program, Errors& errors) : program_(program), errors_(errors) {}

    void run() {
        for (const Value& group : program_.array_at("groups")) groups_.emplace_back(group.string_at("id"));
        check_unique("/groups", groups_);
        std::vector<std::string> ids;
        const Array& rules = program_.array_at("earning");
        for (std::size_t index = 0; index < rules.size(); ++index) {
            ids.emplace_back(rules[index].string_at("id"));
            check_rule(rules[index], child_path("/earning", index));
        }
        check_unique("/earning", ids);
        check_caps(program_.value_at("earning_caps"), "/earning_caps");
        const Value& calendar = program_.value_at("calendar");
        if (!calendar.is_null()) check_calendar(calendar, "/calendar", errors_);
    }

   private:
    void add(ErrorCode code, std::string path, std::string found, std::string allowed) {
        errors_.push_back({code, std::move(path), std::move(found), std::move(allowed)});
    }

    void check_unique(const std::string& path, const std::vector<std::string>& ids) {
        std::vector<std::string> sorted = ids;
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t index = 0; index < ids.size(); ++index) {
            const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), ids[index]);
            const bool is_second =
                last - first > 1 && std::find(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(index),
                                              ids[index]) != ids.begin() + static_cast<std::ptrdiff_t>(index);
            if (is_second)
                add(ErrorCode::duplicate_identifier, child_path(path, index) + "/id", ids[index], "an id once");
        }
    }

    void check_rule(const Value& rule, const std::string& path) {
        check_rate(rule, path);
        check_names(rule, path);
        for (const std::string_view name : {"condition", "private_condition", "item_condition"}) {
            const Value* condition = rule.find(name);
            if (condition != nullptr) check_condition(*condition, rule, child_path(path, name));
        }
        if (rule.find("private_condition") != nullptr && !rule.boolean_at("confirm_at_edge")) {
            add(ErrorCode::missing_field, path + "/confirm_at_edge", "",
                "true, so that pages know that the edge has the last word");
        }
        check_item_filter(rule.value_at("items"), path + "/items", errors_);
        check_tier_ids(program_, rule.value_at("tiers"), path + "/tiers", errors_);
        if (const Value* window = rule.find("window"))
            check_window(*window, program_.value_at("calendar"), path + "/window", errors_);
        check_caps(rule.value_at("caps"), path + "/caps");
        if (const Value* streak = rule.find("streak")) check_span(streak->value_at("every"), path + "/streak/every");
        check_order_only(rule, path);
    }

    void check_rate(const Value& rule, const std::string& path) {
        const bool multiplies = rule.find("multiplier") != nullptr;
        const bool per_minor = rule.find("per_minor") != nullptr;
        const bool per_quantity = rule.find("per_quantity") != nullptr;
        if (per_minor && per_quantity)
            add(ErrorCode::value_not_allowed, path, "per_minor and per_quantity", "one of the two");
        if (multiplies && (per_minor || per_quantity))
            add(ErrorCode::unknown_field, path + (per_minor ? "/per_minor" : "/per_quantity"), "",
                "points, or a multiplier");
        const Value& multiplier = rule.value_at("multiplier");
        if (multiplies && multiplier.integer_at("numerator") <= multiplier.integer_at("denominator")) {
            add(ErrorCode::value_not_allowed, path + "/multiplier", write_json(multiplier),
                "a numerator above the denominator: rules never take points away");
        }
    }

    void check_names(const Value& rule, const std::string& path) {
        const std::string_view group = rule.string_at("group");
        if (!group.empty() && std::find(groups_.begin(), groups_.end(), group) == groups_.end())
            add(ErrorCode::value_not_allowed, path + "/group", std::string(group), "the id of one of the groups");
        const std::string_view kind = rule.string_at("point_kind", main_point_kind);
        if (kind != main_point_kind && program_.value_at("point_kinds").find(kind) == nullptr)
            add(ErrorCode::value_not_allowed, path + "/point_kind", std::string(kind), "points, or one of point_kinds");
    }

    // An action has no lines, so what is said of lines would never hold.
    void check_order_only(const Value& rule, const std::string& path) {
        const std::string_view on = rule.string_at("on", on_order);
        if (on == on_order) return;
        constexpr std::string_view names[] = {"per_minor",     "per_quantity",     "multiplier",    "items",
                                              "minimum_minor", "minimum_quantity", "item_condition"};
        for (const std::string_view name : names) {
            if (rule.find(name) != nullptr)
                add(ErrorCode::unknown_field, child_path(path, name), "", "this only in rules on orders");
        }
    }

    void check_condition(const Value& condition, const Value& rule, const std::string& path) {
        const auto compiled = loyalty::check_condition(condition, path, errors_);
        if (!compiled || rule.string_at("on", on_order) == on_order) return;
        const rules::Reads reads = compiled->reads();
        for (const std::string& read : reads.paths) {
            const bool judges = std::any_of(std::begin(judging_paths), std::end(judging_paths),
                                            [&](std::string_view judging) { return read.starts_with(judging); });
            if (judges) add(ErrorCode::value_not_allowed, path, read, "nothing that says how good a review is");
        }
    }

    void check_span(const Value& period, const std::string& path) {
        check_period(period, path, errors_);
        const PeriodUnit unit = read_period(period).unit;
        if (unit == PeriodUnit::order || unit == PeriodUnit::lifetime)
            add(ErrorCode::value_not_allowed, path + "/unit", std::string(period.string_at("unit")),
                "a span of time, such as day");
    }

    void check_caps(const Value& caps, const std::string& path) {
        if (caps.array() == nullptr) return;
        for (std::size_t index = 0; index < caps.array()->size(); ++index) {
            const Value& cap = (*caps.array())[index];
            const std::string place = child_path(path, index);
            check_period(cap.value_at("per"), place + "/per", errors_);
            if (cap.find("points") == nullptr && cap.find("times") == nullptr)
                add(ErrorCode::missing_field, place, "", "points, times or both");
        }
    }

    const Value& program_;
    Errors& errors_;
    std::vector<std::string> groups_;
};

}  // namespace

void check_earning(const Value& program, Errors& errors) { Checker(program, errors).run(); }

}  // namespace laurel::loyalty
