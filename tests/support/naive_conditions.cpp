#include "tests/support/naive_conditions.h"

#include <algorithm>

#include "tests/support/naive_rules.h"
#include "tests/support/naive_values.h"

namespace laurel::naive {
namespace {

bool names(const Value& list, const std::string& name) {
    return list.array() != nullptr &&
           std::any_of(list.array()->begin(), list.array()->end(), [&](const Value& v) { return *v.string() == name; });
}

// Open around the birthday's day, the years before and after too.
bool birthday_open(const Value& window, const Calendar& calendar, const Occasion& occasion, const Buyer& buyer) {
    const Value& birthday = part_of(buyer.facts, "birthday");
    if (birthday.is_null()) return false;
    if (occasion.instant_ms - buyer.facts_given_at_ms < window.integer_at("known_days") * a_day_ms) return false;
    const Day& today = calendar.day_at(occasion.instant_ms);
    const auto month = birthday.integer_at("month");
    if (window.boolean_at("month")) return today.month == month;
    const Day* day = &today;
    for (std::int64_t back = window.integer_at("days_after"); back > 0; --back) --day;
    for (std::int64_t ahead = window.integer_at("days_after") + window.integer_at("days_before"); ahead >= 0; --ahead) {
        if (day->month == month && day->day == birthday.integer_at("day")) return true;
        ++day;
    }
    return false;
}

}  // namespace

const Value& part_of(const Value& from, std::string_view name) {
    static const Value absent;
    const Value* found = from.find(name);
    return found != nullptr ? *found : absent;
}

std::string kind_of(const Value& line) { return std::string(line.string_at("kind", "product")); }

bool holds(const Value& condition, const Value& data) {
    const Value outcome = testing::naive_outcome(condition, data);
    return outcome.find("error") == nullptr && testing::truth(*outcome.find("result"));
}

bool matches(const Value& filter, const Value& line) {
    if (filter.is_null()) return true;
    const std::string sku(line.string_at("sku"));
    const std::string brand(line.string_at("brand"));
    auto in_category = [&](const Value& list) {
        bool any = false;
        for (const Value& category : line.array_at("categories")) any = any || names(list, *category.string());
        return any;
    };
    const Value& skus = part_of(filter, "skus");
    const Value& categories = part_of(filter, "categories");
    const Value& brands = part_of(filter, "brands");
    return (skus.is_null() || names(skus, sku)) && (categories.is_null() || in_category(categories)) &&
           (brands.is_null() || names(brands, brand)) && !names(part_of(filter, "except_skus"), sku) &&
           !in_category(part_of(filter, "except_categories")) && !names(part_of(filter, "except_brands"), brand);
}

Value item_of(const Line& line) {
    const Value& sent = line.document;
    const Value* categories = sent.find("categories");
    return Object{{"amount_minor", line.amount_minor},
                  {"brand", sent.string_at("brand")},
                  {"categories", categories != nullptr ? *categories : Value(Array{})},
                  {"kind", kind_of(sent)},
                  {"quantity", line.quantity},
                  {"sku", sent.string_at("sku")}};
}

bool window_open(const Value& window, const Calendar& calendar, const Occasion& occasion, const Buyer& buyer) {
    static constexpr std::string_view weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                                    "friday", "saturday", "sunday"};
    if (window.is_null()) return true;
    const Day& today = calendar.day_at(occasion.instant_ms);
    const Value& days = part_of(window, "weekdays");
    if (!days.is_null() && !names(days, std::string(weekdays[today.weekday - 1]))) return false;
    if (const Value& hours = part_of(window, "hours"); !hours.is_null()) {
        auto hour_of = [&](std::string_view name) {
            return std::stoi(std::string(hours.string_at(name)).substr(0, 2));
        };
        const int hour = calendar.hour_at(occasion.instant_ms);
        if (hour < hour_of("from") || hour >= hour_of("until")) return false;
    }
    const Value& birthday = part_of(window, "birthday");
    return birthday.is_null() || birthday_open(birthday, calendar, occasion, buyer);
}

Value data_of(const Value& programme, const Calendar& calendar, const Occasion& occasion, const Buyer& buyer) {
    const Day& today = calendar.day_at(occasion.instant_ms);
    const std::string date = std::to_string(today.year) + (today.month < 10 ? "-0" : "-") +
                             std::to_string(today.month) + (today.day < 10 ? "-0" : "-") + std::to_string(today.day);
    Object earned;
    for (const auto& [kind, points] : buyer.earned) earned.set(kind, points);
    const std::int64_t known_ms = buyer.joined ? occasion.instant_ms - buyer.joined_at_ms : 0;
    Object data{{"member", Object{{"joined_days", known_ms < 0 ? 0 : known_ms / a_day_ms},
                                  {"orders", buyer.orders},
                                  {"points_earned", std::move(earned)},
                                  {"spend_minor", buyer.spend_minor}}},
                {"time", Object{{"date", date},
                                {"day", today.day},
                                {"hour", calendar.hour_at(occasion.instant_ms)},
                                {"month", today.month},
                                {"weekday", today.weekday},
                                {"year", today.year}}}};
    Value attributes = occasion.attributes.is_null() ? Value(Object{}) : occasion.attributes;
    if (occasion.on != "order") {
        data.set("action", Object{{"attributes", std::move(attributes)}, {"name", occasion.on}});
        return data;
    }
    Array items;
    std::int64_t base_minor = 0;
    std::int64_t quantity = 0;
    for (const Line& line : occasion.lines) {
        items.push_back(item_of(line));
        base_minor += line.base_minor;
        if (kind_of(line.document) == "product") quantity += line.quantity;
    }
    data.set("order", Object{{"attributes", std::move(attributes)},
                             {"base_minor", base_minor},
                             {"currency", programme.string_at("currency")},
                             {"items", std::move(items)},
                             {"quantity", quantity},
                             {"total_minor", occasion.total_minor}});
    return data;
}

}  // namespace laurel::naive
