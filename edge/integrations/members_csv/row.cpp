#include "edge/integrations/members_csv/row.h"

#include "edge/integrations/fields.h"
#include "edge/integrations/members_csv/points.h"
#include "shared/base/limits.h"
#include "shared/base/value.h"

namespace laurel::members_csv {
namespace {

struct ReasonText {
    std::string_view name;
    std::string_view outcome;
    std::string_view sentence;
};

constexpr ReasonText reason_texts[] = {
#define X(name, outcome, sentence) {#name, #outcome, sentence},
    LAUREL_MEMBER_REASONS(X)
#undef X
};

const ReasonText& text_of(Reason reason) { return reason_texts[static_cast<std::size_t>(reason)]; }

constexpr Column date_columns[] = {Column::at, Column::expires_at, Column::joined_at, Column::last_activity_at,
                                   Column::birthday};

}  // namespace

std::string_view name_of(Reason reason) { return text_of(reason).name; }
std::string_view outcome_of(Reason reason) { return text_of(reason).outcome; }
std::string_view sentence_of(Reason reason) { return text_of(reason).sentence; }

std::int64_t end_of_day_ms(const Zone& zone, std::int64_t start_ms) {
    return start_of_day_ms(zone, civil_from_days(days_from_civil(local_date(zone, start_ms)) + 1));
}

std::string_view RowReader::field(const std::vector<std::string>& fields, Column column) const {
    const int position = settings_.layout.position(column);
    return position < 0 ? std::string_view() : trimmed(fields[static_cast<std::size_t>(position)]);
}

// The points as the row has them: what the type makes of them comes later. An empty field is no points.
std::optional<std::int64_t> RowReader::file_units(const std::vector<std::string>& fields) const {
    const auto units_at = [&](Column column) {
        const std::string_view text = field(fields, column);
        return text.empty() ? std::optional<std::int64_t>(0) : read_points(text);
    };
    switch (settings_.layout.family) {
        case Family::balances:
            return units_at(Column::balance);
        case Family::lots:
            return units_at(Column::remaining);
        case Family::activity:
            break;
    }
    const auto gained = units_at(Column::points);
    const auto spent = units_at(Column::spent);
    if (!gained || !spent) return std::nullopt;
    return *gained - (*spent < 0 ? -*spent : *spent);
}

std::optional<Reason> RowReader::read_key(const std::vector<std::string>& fields, Key& key) const {
    key.id = read_identifier(field(fields, Column::id));
    key.email = lower_case(field(fields, Column::email));
    if (key.id.empty() && key.email.empty()) return Reason::member_missing;
    const bool has_wrong =
        (!key.id.empty() && !is_identifier(key.id)) || (!key.email.empty() && !is_identifier(key.email));
    return has_wrong ? std::optional(Reason::member_invalid) : std::nullopt;
}

Effect RowReader::effect_of(std::string_view type) const {
    const auto said = settings_.types.find(lower_case(type));
    if (said != settings_.types.end()) return said->second;
    const Effect effect = effect_of_type(type);
    // Where what takes points away has a minus, signs are meant; a minus of a correction shows nothing of the rest.
    const Survey& survey = settings_.survey;
    const bool has_signs = survey.has_spent_with_minus || survey.has_other_with_minus;
    if (effect == Effect::unknown && (has_signs || type.empty())) return Effect::by_sign;
    if (effect == Effect::increase && survey.has_minus) return Effect::by_sign;
    if (effect == Effect::decrease && survey.has_spent_with_minus) return Effect::by_sign;
    if (effect == Effect::by_sign && !survey.has_minus) return Effect::unknown;
    return effect;
}

void RowReader::survey(const std::vector<std::string>& fields, Survey& survey) const {
    if (fields.size() != settings_.layout.width) return;
    for (const Column column : date_columns) {
        const auto order = order_shown_by(field(fields, column));
        survey.has_month_first = survey.has_month_first || order == DateOrder::month_first;
        survey.has_day_first = survey.has_day_first || order == DateOrder::day_first;
    }
    if (settings_.layout.family != Family::activity) return;
    const auto points = read_points(field(fields, Column::points));
    if (!points || *points >= 0) return;
    const Effect effect = effect_of_type(field(fields, Column::type));
    survey.has_minus = true;
    survey.has_spent_with_minus = survey.has_spent_with_minus || effect == Effect::decrease;
    survey.has_other_with_minus = survey.has_other_with_minus || effect == Effect::unknown;
}

std::optional<Reason> RowReader::read_past(std::string_view text, std::optional<std::int64_t>& instant_ms) const {
    Moment moment;
    switch (read_moment(text, settings_.zone, settings_.date_order, moment)) {
        case DateProblem::absent:
            return std::nullopt;
        case DateProblem::invalid:
            return Reason::date_invalid;
        case DateProblem::ambiguous:
            return Reason::date_ambiguous;
        case DateProblem::skipped:
            return Reason::date_skipped;
        case DateProblem::none:
            break;
    }
    if (moment.instant_ms > settings_.now_ms + clock_skew_ms_max) return Reason::date_in_future;
    instant_ms = moment.instant_ms;
    return std::nullopt;
}

bool RowReader::read_expiry(std::string_view text, std::optional<std::int64_t>& expires_at_ms) const {
    Moment moment;
    const DateProblem problem = read_moment(text, settings_.zone, settings_.date_order, moment);
    if (problem == DateProblem::none) {
        expires_at_ms = moment.is_whole_day ? end_of_day_ms(settings_.zone, moment.instant_ms) : moment.instant_ms;
    }
    const std::string lower = lower_case(trimmed(text));
    if (lower == "never" || lower == "none") expires_at_ms = instant_ms_max;
    return problem == DateProblem::none || problem == DateProblem::absent;
}

// Points come first, so that every row whose points can be read is counted with them, whatever else is wrong.
RowReader::Row RowReader::read(const std::vector<std::string>& fields, std::vector<Reason>& notes) const {
    if (fields.size() != settings_.layout.width) return Rejection{Reason::columns_wrong, ""};
    Key key;
    const auto problem = read_key(fields, key);
    Rejection rejection{.member = problem == Reason::member_invalid ? "" : key.id.empty() ? key.email : key.id};
    const auto rejected = [&rejection](Reason reason) {
        rejection.reason = reason;
        return rejection;
    };
    rejection.units = file_units(fields);
    if (!rejection.units) return rejected(Reason::points_invalid);
    if (problem) return rejected(*problem);
    if (settings_.layout.family == Family::balances) {
        Statement statement;
        statement.key = std::move(key);
        statement.units = *rejection.units;
        return read_statement(fields, std::move(statement), notes);
    }
    Entry entry;
    entry.key = std::move(key);
    entry.units = *rejection.units;
    Row row = read_entry(fields, std::move(entry), notes);
    if (const auto* refused = std::get_if<Rejection>(&row)) return rejected(refused->reason);
    return row;
}

RowReader::Row RowReader::read_statement(const std::vector<std::string>& fields, Statement statement,
                                         std::vector<Reason>& notes) const {
    statement.tier = field(fields, Column::tier);
    if (!statement.tier.empty() && !is_identifier(statement.tier)) {
        statement.tier.clear();
        notes.push_back(Reason::tier_too_long);
    }
    if (read_past(field(fields, Column::joined_at), statement.joined_at_ms)) notes.push_back(Reason::joined_invalid);
    if (read_past(field(fields, Column::last_activity_at), statement.last_activity_at_ms))
        notes.push_back(Reason::activity_invalid);
    if (!read_expiry(field(fields, Column::expires_at), statement.expires_at_ms))
        notes.push_back(Reason::expiry_invalid);
    Birthday birthday;
    const DateProblem problem = read_birthday(field(fields, Column::birthday), settings_.date_order, birthday);
    if (problem == DateProblem::none) statement.birthday = birthday;
    if (problem != DateProblem::none && problem != DateProblem::absent) notes.push_back(Reason::birthday_invalid);
    return statement;
}

RowReader::Row RowReader::read_entry(const std::vector<std::string>& fields, Entry entry,
                                     std::vector<Reason>& notes) const {
    std::optional<std::int64_t> at_ms;
    if (const auto problem = read_past(field(fields, Column::at), at_ms)) return Rejection{*problem, ""};
    if (!at_ms) return Rejection{Reason::date_invalid, ""};
    entry.at_ms = *at_ms;
    if (!read_expiry(field(fields, Column::expires_at), entry.expires_at_ms)) notes.push_back(Reason::expiry_invalid);
    entry.id = field(fields, Column::entry);
    if (const std::string_view balance = field(fields, Column::balance); !balance.empty())
        entry.balance_units = read_points(balance);
    const Effect state = effect_of_state(field(fields, Column::state));
    if (state == Effect::unknown) return Rejection{Reason::state_unknown, ""};
    if (state == Effect::ignored) return Rejection{Reason::not_counted, ""};
    const bool has_type =
        settings_.layout.position(Column::type) >= 0 && settings_.layout.position(Column::points) >= 0;
    const Effect effect = has_type && entry.units != 0 ? effect_of(field(fields, Column::type)) : Effect::by_sign;
    if (effect == Effect::unknown) return Rejection{Reason::type_unknown, ""};
    if (effect == Effect::ignored) return Rejection{Reason::not_counted, ""};
    if (effect == Effect::decrease && entry.units > 0) entry.units = -entry.units;
    return entry;
}

}  // namespace laurel::members_csv
