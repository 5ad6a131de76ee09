#include "tests/simulate/programmes.h"

#include <algorithm>
#include <string>

namespace laurel::simulate {
namespace {

template <std::size_t count>
std::string any_of(SeededRandom& random, const char* const (&names)[count]) {
    return names[random.below(count)];
}

Value parsed(std::string_view text) {
    auto value = read_json(text);
    return value ? std::move(*value) : Value();
}

template <std::size_t count>
Value any_json(SeededRandom& random, const char* const (&texts)[count]) {
    return parsed(texts[random.below(count)]);
}

constexpr const char* kinds[] = {"points", "points", "points", "points", "stars", "stamps"};
constexpr const char* roundings[] = {"down", "half_up", "half_even", "up"};
constexpr const char* stackings[] = {"sum", "best", "best_per_line", "priority"};
constexpr const char* policies[] = {"owe", "owe", "within_balance", "pending_only"};
constexpr const char* groups[] = {"g", "h"};
constexpr const char* actions[] = {"visit", "review"};

constexpr const char* periods[] = {R"({"unit":"day"})",      R"({"unit":"week"})", R"({"unit":"month"})",
                                   R"({"unit":"quarter"})",  R"({"unit":"year"})", R"({"unit":"days","days":10})",
                                   R"({"unit":"lifetime"})", R"({"unit":"order"})"};
constexpr const char* spans[] = {R"({"unit":"day"})", R"({"unit":"week"})", R"({"unit":"month"})",
                                 R"({"unit":"days","days":5})"};

constexpr const char* filters[] = {R"({"categories":["tea"]})",
                                   R"({"categories":["drinks","cups"]})",
                                   R"({"skus":["mug"]})",
                                   R"({"brands":["Fern"]})",
                                   R"({"brands":["Fern"],"except_categories":["tea"]})",
                                   R"({"except_skus":["mug"]})",
                                   R"({"categories":["tea"],"except_brands":["Kettle"]})"};
constexpr const char* item_conditions[] = {
    R"({"in":["tea",{"var":"item.categories"}]})",
    R"({"==":[{"var":"item.brand"},"Fern"]})",
    R"({">":[{"var":"item.quantity"},2]})",
    R"({"and":[{"==":[{"var":"item.kind"},"product"]},{"in":[{"var":"item.sku"},["mug","assam"]]}]})",
    R"({"or":[{"==":[{"var":"item.sku"},"vase"]},{">":[{"var":"item.amount_minor"},500]}]})",
    R"({"<":[{"var":"item.sku"},5]})"};
constexpr const char* conditions[] = {R"({"==":[{"var":"order.attributes.channel"},"app"]})",
                                      R"({"<":[{"var":"order.attributes.channel"},1]})",
                                      R"({">=":[{"var":"order.total_minor"},1500]})",
                                      R"({">":[{"var":"order.quantity"},4]})",
                                      R"({">":[{"var":"order.base_minor"},800]})",
                                      R"({"<":[{"var":"member.orders"},3]})",
                                      R"({">":[{"var":"member.spend_minor"},5000]})",
                                      R"({">":[{"var":"member.joined_days"},30]})",
                                      R"({">":[{"var":"member.points_earned.points"},50]})",
                                      R"({"in":[{"var":"time.weekday"},[1,3,5]]})",
                                      R"({"<":[{"var":"time.hour"},12]})",
                                      R"({"==":[{"var":"time.month"},12]})",
                                      R"({"some":[{"var":"order.items"},{"==":[{"var":"brand"},"Fern"]}]})"};
constexpr const char* action_conditions[] = {R"({"==":[{"var":"action.attributes.kind"},"glass"]})",
                                             R"({"<":[{"var":"member.orders"},5]})",
                                             R"({"in":[{"var":"time.weekday"},[2,4,6,7]]})"};
constexpr const char* windows[] = {R"({"weekdays":["monday","friday","sunday"]})",
                                   R"({"hours":{"from":"08:00","until":"20:00"}})",
                                   R"({"weekdays":["saturday"],"hours":{"from":"00:00","until":"12:00"}})",
                                   R"({"birthday":{}})",
                                   R"({"birthday":{"days_before":3,"days_after":3,"known_days":20}})",
                                   R"({"birthday":{"month":true}})"};

Value random_expiry(SeededRandom& random) {
    constexpr std::int64_t months[] = {1, 1, 2, 3, 6, 12};
    const std::int64_t length = months[random.below(6)];
    switch (random.below(6)) {
        case 0:
            return Value();
        case 1:
            return Object{{"policy", "fixed_date"},
                          {"months", random.between(1, 3)},
                          {"date", Object{{"month", random.between(1, 12)}, {"day", random.between(1, 28)}}}};
        case 2:
            return Object{{"policy", "fixed_date"}, {"date", Object{{"month", 2}, {"day", 29}}}};
        case 3:
            return Object{{"policy", "inactivity"}, {"months", length}};
        default:
            return Object{{"policy", "rolling"}, {"months", length}};
    }
}

Object random_kind(SeededRandom& random) {
    constexpr std::int64_t days[] = {0, 0, 0, 1, 14};
    Object kind{{"pending_days", days[random.below(5)]}};
    if (random.percent(15)) kind.set("pending_milestone", "delivered");
    if (Value expiry = random_expiry(random); !expiry.is_null()) kind.set("expiry", std::move(expiry));
    return kind;
}

Array random_caps(SeededRandom& random) {
    Array caps;
    for (std::int64_t count = random.between(1, 2); count > 0; --count) {
        Object cap{{"per", any_json(random, periods)}};
        const bool by_points = random.percent(60);
        if (by_points) cap.set("points", random.between(1, 40));
        if (!by_points || random.percent(20)) cap.set("times", random.between(1, 4));
        caps.push_back(std::move(cap));
    }
    return caps;
}

void add_rate(SeededRandom& random, Object& rule, bool on_order) {
    if (on_order && random.percent(15)) {
        const std::int64_t denominator = random.between(1, 3);
        rule.set("multiplier", Object{{"numerator", denominator + random.between(1, 4)}, {"denominator", denominator}});
    } else {
        rule.set("points", random.between(1, on_order ? 3 : 9));
        if (on_order && random.percent(60)) rule.set("per_minor", random.between(90, 300));
        if (on_order && rule.find("per_minor") == nullptr && random.percent(50))
            rule.set("per_quantity", random.between(1, 3));
    }
    if (on_order && random.percent(40)) rule.set("rounding", any_of(random, roundings));
}

Value random_rule(SeededRandom& random, std::size_t number) {
    const bool on_order = random.percent(75);
    Object rule{{"id", "rule" + std::to_string(number)}};
    if (!on_order) {
        rule.set("on", any_of(random, actions));
        rule.set("enabled", !random.percent(10));
    }
    add_rate(random, rule, on_order);
    if (on_order && random.percent(30)) rule.set("items", any_json(random, filters));
    if (on_order && random.percent(15)) rule.set("item_condition", any_json(random, item_conditions));
    if (on_order && random.percent(12)) rule.set("minimum_minor", random.between(1, 2500));
    if (on_order && random.percent(8)) rule.set("minimum_quantity", random.between(1, 6));
    if (random.percent(20))
        rule.set("condition", on_order ? any_json(random, conditions) : any_json(random, action_conditions));
    if (random.percent(8)) rule.set("first_order", true);
    if (random.percent(15)) rule.set("window", any_json(random, windows));
    if (random.percent(35)) rule.set("caps", random_caps(random));
    if (random.percent(10)) {
        rule.set("streak", Object{{"every", any_json(random, spans)},
                                  {"length", random.between(2, 4)},
                                  {"repeats", random.percent(70)}});
    }
    if (random.percent(35)) rule.set("group", any_of(random, groups));
    if (random.percent(25)) rule.set("priority", random.between(-2, 2));
    if (random.percent(6)) rule.set("exclusive", true);
    if (random.percent(15)) {
        rule.set("pending", random.percent(50) ? Object{{"days", random.between(0, 20)}}
                                               : Object{{"days", random.between(0, 5)}, {"milestone", "delivered"}});
    }
    if (rule.find("multiplier") == nullptr) rule.set("point_kind", any_of(random, kinds));
    if (random.percent(10)) rule.set("qualifies", false);
    if (random.percent(5)) {
        rule.set("private_condition", on_order ? any_json(random, conditions) : any_json(random, action_conditions));
        rule.set("confirm_at_edge", true);
    }
    return rule;
}

Object random_base(SeededRandom& random) {
    Object base;
    for (const char* name : {"shipping", "fees", "tax", "gift_cards", "paid_with_points"})
        base.set(name, random.percent(30));
    return base;
}

Object random_redemption(SeededRandom& random) {
    return {{"minimum_points", random.percent(25) ? 5 : 1},
            {"hold_minutes", random.between(1, 6) * 60},
            {"negative_balance", any_of(random, policies)}};
}

// The last Sunday of the month, or its nth.
std::int64_t sunday(int year, int month, int nth) {
    static constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    std::int64_t day = 0;
    for (int y = 1970; y < year; ++y) day += (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365;
    for (int m = 1; m < month; ++m) day += lengths[m - 1] + (m == 2 && year % 4 == 0 ? 1 : 0);
    std::int64_t last = 0;
    int found = 0;
    for (int d = 0; d < lengths[month - 1]; ++d) {
        // 1970-01-04 was a Sunday.
        if ((day + d - 3) % 7 != 0) continue;
        last = day + d;
        if (++found == nth) break;
    }
    return last * 86400;
}

Value zone_with_summers(std::int64_t winter_s, int first_month, int first_nth, int last_month, int last_nth,
                        std::int64_t forward_s, std::int64_t back_s) {
    Array transitions;
    for (int year = 2020; year < 2050; ++year) {
        transitions.push_back(
            Object{{"at_s", sunday(year, first_month, first_nth) + forward_s}, {"offset_s", winter_s + 3600}});
        transitions.push_back(Object{{"at_s", sunday(year, last_month, last_nth) + back_s}, {"offset_s", winter_s}});
    }
    return Object{{"initial_offset_s", winter_s}, {"transitions", std::move(transitions)}};
}

}  // namespace

Value random_zone(SeededRandom& random) {
    constexpr int last = 9;
    switch (random.below(4)) {
        case 0:  // London
            return zone_with_summers(0, 3, last, 10, last, 3600, 3600);
        case 1:  // New York
            return zone_with_summers(-5 * 3600, 3, 2, 11, 1, 7 * 3600, 6 * 3600);
        case 2:  // Shanghai
            return Object{{"initial_offset_s", 8 * 3600}, {"transitions", Array{}}};
        default:
            return Object{{"initial_offset_s", 0}, {"transitions", Array{}}};
    }
}

Value random_programme(SeededRandom& random, const Value& zone) {
    Object points = random_kind(random);
    Object stars = random_kind(random);
    Object stamps = random_kind(random);
    stars.set("name", Object{{"en", "stars"}});
    stamps.set("name", Object{{"en", "stamps"}});
    Array rules;
    for (std::size_t count = 1 + random.below(6); count > 0; --count) rules.push_back(random_rule(random, count));
    Object programme{{"format", 1},
                     {"name", "Simulated"},
                     {"currency", "GBP"},
                     {"time_zone", "UTC"},
                     {"points", std::move(points)},
                     {"point_kinds", Object{{"stars", std::move(stars)}, {"stamps", std::move(stamps)}}},
                     {"earning", std::move(rules)},
                     {"groups", Array{Object{{"id", "g"}, {"how", any_of(random, stackings)}},
                                      Object{{"id", "h"}, {"how", any_of(random, stackings)}}}},
                     {"redemption", random_redemption(random)},
                     {"zone", zone}};
    if (random.percent(50)) programme.set("earning_base", random_base(random));
    if (random.percent(20)) programme.set("earning_caps", random_caps(random));
    return programme;
}

Value edited_programme(SeededRandom& random, Value programme) {
    Object& document = *programme.object();
    Array& rules = *document.find("earning")->array();
    // No id is used for another rule, ever; the version would do as well.
    std::size_t fresh = 100;
    for (const Value& rule : rules)
        fresh = std::max(fresh, std::stoul(std::string(rule.string_at("id")).substr(4)) + random.below(9000) + 1);
    switch (random.below(7)) {
        case 0:
            return random_programme(random, *document.find("zone"));
        case 1:
            rules[random.below(rules.size())] = random_rule(random, fresh);
            break;
        case 2:
            rules.push_back(random_rule(random, fresh));
            break;
        case 3:
            if (Object& rule = *rules[random.below(rules.size())].object(); rule.find("points") != nullptr)
                rule.set("points", random.between(1, 5));
            break;
        case 4:
            rules[random.below(rules.size())].object()->set("caps", random_caps(random));
            break;
        case 5:
            document.set("redemption", random_redemption(random));
            break;
        default:
            document.set("points", random_kind(random));
    }
    return programme;
}

}  // namespace laurel::simulate
