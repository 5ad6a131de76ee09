#include "edge/program_words.h"

#include <algorithm>

#include "shared/view/messages.h"

namespace laurel {
namespace {

constexpr std::string_view english_months[] = {"January", "February", "March",     "April",   "May",      "June",
                                               "July",    "August",   "September", "October", "November", "December"};

std::string number(std::int64_t value) { return view::format_integer(view::Locale::en, value); }

std::string money(std::int64_t amount_minor, std::string_view currency) {
    return view::format_money(view::Locale::en, amount_minor, currency);
}

// "1 day", "14 days"
std::string counted(std::int64_t count, std::string_view one) {
    return number(count) + ' ' + std::string(one) + (count == 1 ? "" : "s");
}

std::string unit_of(std::string_view name) {
    for (const std::string_view unit : {"day", "month", "minute", "point"}) {
        const std::string many = std::string(unit) + 's';
        if (name == many || name.ends_with('_' + many)) return std::string(unit);
    }
    return "";
}

std::string words_of_integer(std::int64_t value, std::string_view name, std::string_view currency) {
    if (name.ends_with("_minor")) return money(value, currency);
    const std::string unit = unit_of(name);
    return unit.empty() ? number(value) : counted(value, unit);
}

std::string words_of_object(const Object& object, const Shape& shape, std::string_view currency) {
    std::string text;
    for (const auto& member : object) {
        const std::string& name = member.first;
        const Value& value = member.second;
        const auto field = std::find_if(shape.fields.begin(), shape.fields.end(),
                                        [&](const Field& each) { return each.name == name; });
        static constexpr Shape any{.kind = ShapeKind::any};
        const Shape& inner = field != shape.fields.end()           ? *field->shape
                             : shape.kind == ShapeKind::dictionary ? *shape.items
                                                                   : any;
        text += (text.empty() ? "" : "; ") + words_of_name(name) + ": " + words_of_value(value, inner, name, currency);
    }
    return text.empty() ? "as it is" : text;
}

std::string words_of_rate(const Value& rule, std::string_view currency) {
    const Value& multiplier = rule.value_at("multiplier");
    const std::int64_t points = rule.integer_at("points");
    std::string text;
    if (!multiplier.is_null()) {
        const std::int64_t denominator = multiplier.integer_at("denominator", 1);
        text = number(multiplier.integer_at("numerator")) + (denominator == 1 ? "" : "/" + number(denominator)) +
               " times the points of other rules";
    } else if (const std::int64_t per_minor = rule.integer_at("per_minor"); per_minor > 0) {
        text = counted(points, "point") + " for each " + money(per_minor, currency);
    } else if (const std::int64_t pieces = rule.integer_at("per_quantity"); pieces > 0) {
        text = counted(points, "point") + " for each " + (pieces == 1 ? "piece" : counted(pieces, "piece"));
    } else {
        text = counted(points, "point");
    }
    const std::string_view kind = rule.string_at("point_kind");
    return kind.empty() ? text : text + " of the kind \"" + std::string(kind) + '"';
}

std::string words_of_pending(std::int64_t days, std::string_view milestone) {
    if (milestone.empty()) return days == 0 ? "at once" : counted(days, "day") + " after they were earned";
    const std::string event = "the order's \"" + std::string(milestone) + '"';
    return days == 0 ? "from " + event + " on" : counted(days, "day") + " after " + event;
}

std::string words_of_kinds_pending(const Value& kind, std::string_view) {
    return words_of_pending(kind.integer_at("pending_days"), kind.string_at("pending_milestone"));
}

std::string words_of_rules_pending(const Value& rule, std::string_view) {
    const Value& pending = rule.value_at("pending");
    return pending.is_null() ? "as all points of its kind"
                             : words_of_pending(pending.integer_at("days"), pending.string_at("milestone"));
}

std::string words_of_expiry(const Value& kind, std::string_view) {
    const Value& expiry = kind.value_at("expiry");
    const std::string months = counted(expiry.integer_at("months"), "month");
    const std::string_view policy = expiry.string_at("policy", "rolling");
    if (expiry.is_null() || policy == "none") return "good for ever";
    if (policy == "inactivity") return "good until " + months + " without earning or spending";
    if (policy == "rolling") return "good for " + months;
    const Value& date = expiry.value_at("date");
    const auto month = static_cast<std::size_t>(std::clamp<std::int64_t>(date.integer_at("month", 12), 1, 12));
    return "good through " + number(date.integer_at("day", 31)) + ' ' + std::string(english_months[month - 1]) +
           (expiry.integer_at("months") > 0 ? ", for at least " + months : "");
}

constexpr std::string_view rate_members[] = {"points", "per_minor", "per_quantity", "multiplier", "point_kind"};
constexpr std::string_view rules_pending_members[] = {"pending"};
constexpr std::string_view pending_members[] = {"pending_days", "pending_milestone"};
constexpr std::string_view expiry_members[] = {"expiry"};
constexpr std::string_view pending_sentence =
    "{0} earned from now on can be spent {2} (were: {1}); what is earned already keeps its date.";
constexpr std::string_view expiry_sentence =
    "{0} earned from now on are {2} (were: {1}); what is earned already keeps its dates.";

constexpr Phrase all_phrases[] = {
    {"earning_rule", rate_members, words_of_rate, "{0}: {1} -> {2}."},
    {"earning_rule", rules_pending_members, words_of_rules_pending, "{0}: can be spent {1} -> {2}."},
    {"points", pending_members, words_of_kinds_pending, pending_sentence},
    {"points", expiry_members, words_of_expiry, expiry_sentence},
    {"point_kind", pending_members, words_of_kinds_pending, pending_sentence},
    {"point_kind", expiry_members, words_of_expiry, expiry_sentence},
};

}  // namespace

std::span<const Phrase> phrases() { return all_phrases; }

std::string words_of_name(std::string_view name) {
    constexpr std::string_view unit = "_minor";
    if (name.ends_with(unit)) name.remove_suffix(unit.size());
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::string words_of_value(const Value& value, const Shape& shape, std::string_view name, std::string_view currency) {
    if (value.is_null()) return "nothing";
    if (value.boolean() != nullptr) return *value.boolean() ? "yes" : "no";
    if (value.integer() != nullptr) return words_of_integer(*value.integer(), name, currency);
    if (value.string() != nullptr) {
        const bool is_term = !shape.allowed.empty() || shape.kind == ShapeKind::instant ||
                             shape.kind == ShapeKind::date || shape.kind == ShapeKind::time_of_day ||
                             shape.kind == ShapeKind::currency;
        return is_term ? words_of_name(*value.string()) : '"' + *value.string() + '"';
    }
    if (shape.name == "local_text") return '"' + std::string(value.string_at("en")) + '"';
    if (shape.kind == ShapeKind::any) return write_json(value);
    if (value.object() != nullptr) return words_of_object(*value.object(), shape, currency);
    if (value.array() == nullptr || shape.items == nullptr) return write_json(value);
    std::string text;
    for (const Value& item : *value.array()) {
        const bool is_simple = item.object() == nullptr && item.array() == nullptr;
        const std::string words = words_of_value(item, *shape.items, name, currency);
        text += (text.empty() ? "" : ", ") + (is_simple ? words : '(' + words + ')');
    }
    return text;
}

}  // namespace laurel
