#include "edge/reason_text.h"

#include <algorithm>
#include <iterator>

namespace laurel {
namespace {

struct Sentence {
    std::string_view name;
    std::string_view text;                 // {0}: the detail
    std::string_view without_detail = {};  // where there is none; "": the same text
};

constexpr Sentence reasons[] = {
    {"gave", "gives"},
    {"disabled", "switched off"},
    {"window_closed", "closed: {0}"},
    {"not_first_order", "not the member's first order"},
    {"condition_false", "its condition does not hold"},
    {"condition_failed", "its condition can't be judged on what is known"},
    {"no_items", "nothing in the order counts for it"},
    {"below_minimum", "what counts for it comes to less than its minimum"},
    {"too_small", "what counts for it is too little for one point"},
    {"streak_goes_on", "the streak has not come to its length, or counted in this period already"},
    {"cap_reached", "the limit of the {0} is reached", "its limit for the member is reached"},
    {"not_the_best", "in its group, rule {0} comes first", "other rules of its group give more on these lines"},
    {"exclusive_other", "rule {0} gives alone"},
    {"nothing_to_multiply", "no rule gave anything that it could multiply"},
    {"tier_not_met", "only for members of a tier that this one does not have"},
};

constexpr Sentence details[] = {
    {"window_not_begun", "its time has not begun"},
    {"window_over", "its time is over"},
    {"window_hours", "not at this time of day"},
    {"window_dates", "not on this date"},
    {"window_yearly", "not on this day of the year"},
    {"window_weekday", "not on this weekday"},
    {"window_day_of_month", "not on this day of the month"},
    {"window_holiday", "no holiday that it names"},
    {"window_birthday_unknown", "no birthday of the member's is known"},
    {"window_birthday_too_new", "the birthday has not been on record for long enough"},
    {"window_lunar_years_ended", "the published lunar calendar does not reach this day; publish the programme again"},
    {"window_birthday", "not near the member's birthday"},
    {"window_anniversary", "not near the anniversary of joining"},
};

const Sentence* find(std::string_view name, const Sentence* begin, const Sentence* end) {
    const Sentence* found = std::find_if(begin, end, [&](const Sentence& each) { return each.name == name; });
    return found == end ? nullptr : found;
}

}  // namespace

std::string reason_sentence(std::string_view reason, std::string_view detail) {
    const Sentence* sentence = find(reason, std::begin(reasons), std::end(reasons));
    if (sentence == nullptr) return std::string(reason);
    const bool is_bare = detail.empty() && !sentence->without_detail.empty();
    std::string text(is_bare ? sentence->without_detail : sentence->text);
    const Sentence* known = find(detail, std::begin(details), std::end(details));
    if (const std::size_t place = text.find("{0}"); place != std::string::npos)
        text.replace(place, 3, known != nullptr ? known->text : detail);
    return text;
}

Value with_sentences(Value judgement) {
    Object* document = judgement.object();
    Value* outcomes = document != nullptr ? document->find("outcomes") : nullptr;
    if (outcomes == nullptr || outcomes->array() == nullptr) return judgement;
    for (Value& outcome : *outcomes->array()) {
        std::string sentence = reason_sentence(outcome.string_at("reason"), outcome.string_at("detail"));
        outcome.object()->set("sentence", std::move(sentence));
    }
    return judgement;
}

}  // namespace laurel
