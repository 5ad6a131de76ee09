#include "shared/loyalty/settings.h"

#include <algorithm>

#include "shared/loyalty/reward.h"

namespace laurel::loyalty {
namespace {

constexpr Shape count_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1'000'000'000};
constexpr Shape cost_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = 1'000'000'000};
constexpr Shape days_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = 3650};
constexpr Shape months_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 120};
constexpr Shape month_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 12};
constexpr Shape day_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 31};
constexpr Shape minutes_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 60 * 24 * 30};
constexpr Shape identifier_shape{.kind = ShapeKind::identifier};

constexpr std::string_view expiry_policy_names[] = {"none", "rolling", "fixed_date", "inactivity"};
constexpr Shape policy_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = expiry_policy_names};
constexpr Field date_fields[] = {
    {"month", &month_shape, true, false, "1 to 12."},
    {"day", &day_shape, true, false, "29 February is the last day of February in every year."},
};
constexpr Shape date_shape{.kind = ShapeKind::object, .fields = date_fields, .name = "date_of_year"};
constexpr Field expiry_fields[] = {
    {"policy", &policy_shape, false, false,
     "rolling (the default): so many months after earning; fixed_date: on one date of the year; inactivity: so many "
     "months after the member last earned or spent; none."},
    {"months", &months_shape, false, false,
     "Points are good through the date so many months later, in the shop's time zone. Of fixed_date: the least that "
     "they are good for."},
    {"date", &date_shape, false, false, "Of fixed_date: the last day they are good."},
};
constexpr Shape expiry_shape{.kind = ShapeKind::object, .fields = expiry_fields, .name = "expiry"};

constexpr Field pending_days_field{"pending_days", &days_shape, true, false,
                                   "Days of 24 hours between the order and the moment its points can be spent."};
constexpr Field pending_milestone_field{
    "pending_milestone", &identifier_shape, false, false,
    "The days begin when the shop reports this milestone of the order, such as delivered; until then points wait."};
constexpr Field expiry_field{"expiry", &expiry_shape, false, false, "Left out: points do not expire."};
constexpr Field soon_field{"expiring_soon_days", &days_shape, false, false,
                           "How far ahead the widget warns of an expiry. Default 30."};
constexpr Field cost_field{"cost_per_1000_minor", &cost_shape, false, true,
                           "What 1,000 points cost the merchant, in minor units; never leaves the edge."};

constexpr Field points_fields[] = {pending_days_field, pending_milestone_field, expiry_field, soon_field, cost_field};
constexpr Field kind_fields[] = {
    {"name", &local_text_shape, true, false, "What shoppers call them."},
    pending_days_field,
    pending_milestone_field,
    expiry_field,
    soon_field,
    cost_field,
};
constexpr Shape kind_shape{.kind = ShapeKind::object, .fields = kind_fields, .name = "point_kind"};

constexpr Field pending_fields[] = {
    {"days", &days_shape, true, false, "Of 24 hours, after the order or the milestone."},
    {"milestone", &identifier_shape, false, false, "Such as delivered."},
};

constexpr Shape negative_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = negative_balance_names};
constexpr Field redemption_fields[] = {
    {"minimum_points", &count_shape, true, false, "The smallest redemption of plain points."},
    {"hold_minutes", &minutes_shape, true, false,
     "How long points stay reserved for a checkout before the hold times out."},
    {"negative_balance", &negative_shape, false, false,
     "What a refund may take of points that are spent. owe (the default): all; the next points settle the debt. "
     "within_balance: what the member has. pending_only: what of the order's own points is not spendable yet."},
};

Expiry read_expiry(const Value& expiry) {
    if (expiry.is_null()) return {};
    const Value& date = expiry.value_at("date");
    return {.policy = enum_of(expiry_policy_names, expiry.string_at("policy"), ExpiryPolicy::rolling),
            .months = expiry.integer_at("months"),
            .month = date.integer_at("month", 12),
            .day = date.integer_at("day", 31)};
}

PointKind read_kind(std::string_view id, const Value& kind) {
    return {.id = std::string(id),
            .name = read_local_text(kind.value_at("name")),
            .pending = {std::string(kind.string_at("pending_milestone")), kind.integer_at("pending_days")},
            .expiry = read_expiry(kind.value_at("expiry")),
            .expiring_soon_days = kind.integer_at("expiring_soon_days", 30)};
}

void check_expiry(const Value& document, const std::string& path, Errors& errors) {
    const Value& expiry = document.value_at("expiry");
    if (expiry.is_null()) return;
    const ExpiryPolicy policy = read_expiry(expiry).policy;
    const bool needs_date = policy == ExpiryPolicy::fixed_date;
    const bool needs_months = policy == ExpiryPolicy::rolling || policy == ExpiryPolicy::inactivity;
    if (needs_months && expiry.find("months") == nullptr)
        errors.push_back({ErrorCode::missing_field, path + "/expiry/months", "", "an integer from 1 to 120"});
    if (needs_date != (expiry.find("date") != nullptr)) {
        errors.push_back({needs_date ? ErrorCode::missing_field : ErrorCode::unknown_field, path + "/expiry/date", "",
                          needs_date ? "a month and a day" : "no date, but with the policy fixed_date"});
    }
    const Expiry read = read_expiry(expiry);
    constexpr int leap_year = 2000;
    if (needs_date && read.day > days_in_month(leap_year, static_cast<int>(read.month)))
        errors.push_back({ErrorCode::value_not_allowed, path + "/expiry/date/day", std::to_string(read.day),
                          "a day that the month has"});
}

void check_pending(const Value& document, const std::string& path, Errors& errors) {
    constexpr std::int64_t days_in_month_min = 28;
    const PointKind kind = read_kind("", document);
    const std::int64_t days_max = kind.expiry.months * days_in_month_min - 1;
    const bool counts_from_earning = kind.expiry.policy == ExpiryPolicy::rolling && kind.pending.milestone.empty();
    if (!counts_from_earning || kind.expiry.months == 0 || kind.pending.days <= days_max) return;
    errors.push_back({ErrorCode::value_not_allowed, path + "/pending_days", std::to_string(kind.pending.days),
                      "at most " + std::to_string(days_max) + ", or points expire before they can be spent"});
}

// Through the last such date of the year, from the first one that is late enough.
Date last_good_date(const Expiry& expiry, Date earned) {
    const Date least = add_months(earned, static_cast<int>(expiry.months));
    for (int year = least.year;; ++year) {
        const int month = static_cast<int>(expiry.month);
        const Date date{year, month, std::min(static_cast<int>(expiry.day), days_in_month(year, month))};
        if (days_from_civil(date) >= days_from_civil(least)) return date;
    }
}

}  // namespace

const Shape points_shape{.kind = ShapeKind::object, .fields = points_fields, .name = "points"};
const Shape point_kinds_shape{
    .kind = ShapeKind::dictionary, .minimum = 1, .maximum = 20, .items = &kind_shape, .name = "point_kinds"};
const Shape redemption_shape{.kind = ShapeKind::object, .fields = redemption_fields, .name = "redemption"};
const Shape pending_shape{.kind = ShapeKind::object, .fields = pending_fields, .name = "pending"};

const PointKind* Settings::kind(std::string_view id) const {
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const PointKind& kind) { return kind.id == id; });
    return found == kinds.end() ? nullptr : &*found;
}

const Reward* Settings::reward(std::string_view id) const {
    if (rewards == nullptr) return nullptr;
    const auto found =
        std::find_if(rewards->begin(), rewards->end(), [&](const Reward& reward) { return reward.id == id; });
    return found == rewards->end() ? nullptr : &*found;
}

Pending read_pending(const Value& pending) {
    return {std::string(pending.string_at("milestone")), pending.integer_at("days")};
}

void check_settings(const Value& program, Errors& errors) {
    check_expiry(program.value_at("points"), "/points", errors);
    check_pending(program.value_at("points"), "/points", errors);
    const Object* kinds = program.value_at("point_kinds").object();
    if (kinds == nullptr) return;
    for (const auto& [id, kind] : *kinds) {
        const std::string path = child_path("/point_kinds", id);
        if (id == main_point_kind)
            errors.push_back({ErrorCode::value_not_allowed, path, id, "another name: every programme has points"});
        check_expiry(kind, path, errors);
        check_pending(kind, path, errors);
    }
}

Settings read_settings(const Value& program, Zone zone, const EarningKit& kit) {
    const Value& redemption = program.value_at("redemption");
    Settings settings{.currency = std::string(program.string_at("currency")),
                      .zone = std::move(zone),
                      .calendar = {},
                      .kinds = {read_kind(main_point_kind, program.value_at("points"))},
                      .kit = &kit,
                      .minimum_points = redemption.integer_at("minimum_points", 1),
                      .hold_minutes = redemption.integer_at("hold_minutes", 30),
                      .negative_balance = enum_of(negative_balance_names, redemption.string_at("negative_balance"),
                                                  NegativeBalance::owe)};
    if (const Object* kinds = program.value_at("point_kinds").object()) {
        for (const auto& [id, named] : *kinds) settings.kinds.push_back(read_kind(id, named));
    }
    kit.read(program, settings);
    return settings;
}

std::int64_t expires_at_ms(const Expiry& expiry, const Zone& zone, std::int64_t earned_at_ms) {
    if (expiry.policy == ExpiryPolicy::none) return instant_ms_max;
    const Date earned = local_date(zone, earned_at_ms);
    const Date last = expiry.policy == ExpiryPolicy::fixed_date ? last_good_date(expiry, earned)
                                                                : add_months(earned, static_cast<int>(expiry.months));
    if (last.year > 9998) return instant_ms_max;
    return start_of_day_ms(zone, civil_from_days(days_from_civil(last) + 1));
}

}  // namespace laurel::loyalty
