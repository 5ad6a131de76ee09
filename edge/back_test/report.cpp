#include "edge/back_test/report.h"

#include "edge/csv_field.h"
#include "edge/errors.h"
#include "edge/text_table.h"
#include "shared/base/time.h"
#include "shared/loyalty/events.h"
#include "shared/view/messages.h"

namespace laurel::back_test {
namespace {

using view::Locale;

struct Measure {
    std::string_view name;
    std::string_view words;
    std::int64_t (*of)(const Points& points);
};

constexpr Measure measures[] = {
    {"earned", "earned", [](const Points& points) { return points.earned; }},
    {"taken_back", "taken back by refunds", [](const Points& points) { return points.taken_back; }},
    {"kept", "earned and kept", [](const Points& points) { return points.kept(); }},
    {"spent", "spent", [](const Points& points) { return points.spent; }},
    {"expired", "expired", [](const Points& points) { return points.expired; }},
    {"adjusted", "given or taken by hand", [](const Points& points) { return points.adjusted; }},
    {"outstanding", "outstanding", [](const Points& points) { return points.outstanding; }},
    {"expiring_soon", "of them expiring within a year", [](const Points& points) { return points.expiring_soon; }},
    {"owed", "owed by members", [](const Points& points) { return points.owed; }},
};

std::string number(std::int64_t value) { return view::format_integer(Locale::en, value); }
std::string signed_number(std::int64_t value) { return view::format_signed(Locale::en, value); }
std::string date(std::int64_t instant_ms) { return view::format_date(Locale::en, local_date({}, instant_ms)); }

std::vector<std::string> row(std::string_view words, std::int64_t was, std::int64_t draft) {
    return {std::string(words), number(was), number(draft), signed_number(draft - was)};
}

std::optional<std::int64_t> cost_of(std::int64_t points, std::optional<std::int64_t> cost_per_1000_minor) {
    if (!cost_per_1000_minor || points < 0) return std::nullopt;
    const auto cost = multiply_rational(points, *cost_per_1000_minor, 1000, Rounding::half_up);
    return cost ? std::optional(*cost) : std::nullopt;
}

struct Costs {
    Both<std::optional<std::int64_t>> earned;       // of what was earned and kept
    Both<std::optional<std::int64_t>> outstanding;  // the liability
};

Costs costs_of(const Report& report) {
    const auto found = report.kinds.find(std::string(loyalty::main_point_kind));
    const Both<Points> points = found == report.kinds.end() ? Both<Points>{} : found->second;
    const auto& cost = report.cost_per_1000_minor;
    return {{cost_of(points.was.kept(), cost.was), cost_of(points.draft.kept(), cost.draft)},
            {cost_of(points.was.outstanding, cost.was), cost_of(points.draft.outstanding, cost.draft)}};
}

void add_money(TextTable& table, std::string_view words, const Both<std::optional<std::int64_t>>& cost,
               const std::string& currency) {
    const auto money = [&](std::int64_t minor) { return view::format_money(Locale::en, minor, currency); };
    const auto cell = [&](const std::optional<std::int64_t>& minor) { return minor ? money(*minor) : "not known"; };
    std::string difference;
    if (cost.was && cost.draft) difference = money(*cost.draft - *cost.was);
    table.add({std::string(words), cell(cost.was), cell(cost.draft), difference});
}

std::string kinds_text(const Report& report) {
    std::string text;
    for (const auto& [kind, points] : report.kinds) {
        TextTable table("lrrr");
        table.add({kind, "as it was", "draft", "difference"});
        for (const Measure& measure : measures)
            table.add(row(measure.words, measure.of(points.was), measure.of(points.draft)));
        if (kind == loyalty::main_point_kind) {
            const Costs costs = costs_of(report);
            add_money(table, "cost of what was earned and kept", costs.earned, report.currency);
            add_money(table, "liability: cost of the outstanding", costs.outstanding, report.currency);
        }
        text += '\n' + table.text();
    }
    return text;
}

std::string rules_text(const Report& report) {
    TextTable table("lrrrrr");
    table.add({"rule", "as it was", "draft", "difference", "times", "in the draft"});
    for (const auto& [rule, given] : report.rules) {
        std::vector<std::string> cells = row(rule, given.was.points, given.draft.points);
        cells.push_back(number(given.was.times));
        cells.push_back(number(given.draft.times));
        table.add(std::move(cells));
    }
    return report.rules.empty() ? "" : "\nPoints by rule, less what refunds took back:\n" + table.text();
}

std::string movers_text(std::string_view heading, const std::vector<MemberResult>& movers) {
    if (movers.empty()) return "";
    TextTable table("lrrr");
    table.add({"member", "as it was", "draft", "difference"});
    for (const MemberResult& member : movers) {
        const Both<Points>& points = member.kinds.at(std::string(loyalty::main_point_kind));
        table.add(row(member.id.empty() ? member.aggregate : member.id, points.was.kept(), points.draft.kept()));
    }
    return '\n' + std::string(heading) + '\n' + table.text();
}

std::int64_t repeated(const Report& report, std::string_view kind) {
    const auto found = report.repeated.find(std::string(kind));
    return found == report.repeated.end() ? 0 : found->second;
}

std::string notes_text(const Report& report) {
    std::string text;
    for (const auto& [what, count] : report.refused)
        text += number(count) + " x " + what.kind + " could not have been: " + text_of(what.code).title.data() + ".\n";
    for (const auto& [kind, count] : report.left_out) text += number(count) + " x " + kind + " is not replayed.\n";
    if (report.members_without_facts > 0) {
        text += number(report.members_without_facts) +
                " members told something, such as a birthday, that is erased by now: rules that ask for it gave them "
                "nothing.\n";
    }
    if (!report.cost_per_1000_minor.draft)
        text += "Costs are known where /points/cost_per_1000_minor says what 1,000 points cost.\n";
    return text.empty() ? "" : '\n' + text;
}

Value to_value(const Points& points) {
    Object value;
    for (const Measure& measure : measures) value.set(measure.name, measure.of(points));
    return value;
}

Value kinds_to_value(const std::map<std::string, Both<Points>>& kinds) {
    Object value;
    for (const auto& [kind, points] : kinds)
        value.set(kind, Object{{"draft", to_value(points.draft)}, {"was", to_value(points.was)}});
    return value;
}

Value to_value(const Given& given) { return Object{{"points", given.points}, {"times", given.times}}; }

Value to_value(const std::map<std::string, std::int64_t>& counts) {
    Object value;
    for (const auto& [name, count] : counts) value.set(name, count);
    return value;
}

Value to_value(const std::vector<MemberResult>& members) {
    Array list;
    for (const MemberResult& member : members) list.push_back(member_to_value(member));
    return list;
}

Value to_value(const Both<std::optional<std::int64_t>>& cost) {
    const auto each = [](const std::optional<std::int64_t>& minor) { return minor ? Value(*minor) : Value(); };
    return Object{{"draft", each(cost.draft)}, {"was", each(cost.was)}};
}

Value instant_or_null(std::int64_t instant_ms) {
    return instant_ms <= instant_ms_min || instant_ms >= instant_ms_max ? Value() : Value(write_instant(instant_ms));
}

}  // namespace

Value report_to_value(const Report& report) {
    Object rules;
    for (const auto& [rule, given] : report.rules)
        rules.set(rule, Object{{"draft", to_value(given.draft)}, {"was", to_value(given.was)}});
    Array refused;
    for (const auto& [what, count] : report.refused)
        refused.push_back(Object{{"code", name_of(what.code)}, {"count", count}, {"kind", what.kind}});
    const Costs costs = costs_of(report);
    return Object{{"as_of", write_instant(report.at_ms)},
                  {"cost_minor", to_value(costs.earned)},
                  {"currency", report.currency},
                  {"draft_from", instant_or_null(report.from_ms)},
                  {"first_at", instant_or_null(report.first_at_ms)},
                  {"kinds", kinds_to_value(report.kinds)},
                  {"last_at", instant_or_null(report.last_at_ms)},
                  {"left_out", to_value(report.left_out)},
                  {"liability_minor", to_value(costs.outstanding)},
                  {"members", report.members},
                  {"members_gaining", report.members_gaining},
                  {"members_identical", report.members_identical},
                  {"members_losing", report.members_losing},
                  {"members_without_facts", report.members_without_facts},
                  {"most_gained", to_value(report.most_gained)},
                  {"most_lost", to_value(report.most_lost)},
                  {"refused", std::move(refused)},
                  {"repeated", to_value(report.repeated)},
                  {"rules", std::move(rules)},
                  {"stopped", report.is_stopped}};
}

std::string report_text(const Report& report, std::string_view draft) {
    if (report.members == 0) return "There is nothing to replay: no member has done anything yet.\n";
    std::string text = "Back-test of " + std::string(draft) + ": " + number(repeated(report, loyalty::order_placed)) +
                       " orders, " + number(repeated(report, loyalty::order_refunded)) + " refunds, " +
                       number(repeated(report, loyalty::action_recorded)) + " actions and " +
                       number(repeated(report, loyalty::redemption_held)) + " redemptions of " +
                       number(report.members) + " members, " + date(report.first_at_ms) + " to " +
                       date(report.last_at_ms) + "; balances of " + date(report.at_ms) + ".\n";
    if (report.from_ms > report.first_at_ms)
        text += "The draft judges from " + date(report.from_ms) + " on; before that, what was in force.\n";
    const std::int64_t same = report.members - report.members_gaining - report.members_losing;
    return text + kinds_text(report) + rules_text(report) + '\n' + number(report.members_gaining) +
           " members would have earned and kept more, " + number(report.members_losing) + " less, " + number(same) +
           " the same; " + number(report.members_identical) + " come out exactly as they are, point for point.\n" +
           movers_text("Most gained:", report.most_gained) + movers_text("Most lost:", report.most_lost) +
           notes_text(report);
}

std::string csv_names() {
    std::string line = "member_id,member,point_kind";
    for (const std::string_view side : {"_was", "_draft"}) {
        for (const Measure& measure : measures) line.append(1, ',').append(measure.name).append(side);
    }
    return line + "\r\n";
}

std::string csv_rows(const MemberResult& member) {
    std::string rows;
    for (const auto& [kind, points] : member.kinds) {
        rows += csv_field(member.id) + ',' + member.aggregate + ',' + csv_field(kind);
        for (const Points& side : {points.was, points.draft}) {
            for (const Measure& measure : measures) rows += ',' + std::to_string(measure.of(side));
        }
        rows += "\r\n";
    }
    return rows;
}

Value member_to_value(const MemberResult& member) {
    Object value{{"kinds", kinds_to_value(member.kinds)}, {"member", member.aggregate}};
    if (!member.id.empty()) value.set("id", member.id);
    return value;
}

}  // namespace laurel::back_test
