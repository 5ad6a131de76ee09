#include "edge/integrations/members_csv/kinds.h"

#include <algorithm>
#include <array>

namespace laurel::members_csv {
namespace {

// The first row with a word that the type has decides.
struct Words {
    Effect effect;
    std::array<std::string_view, 16> words;
};

constexpr Words type_words[] = {
    {Effect::by_sign,
     {"refund", "cancel", "revers", "reimburs", "restor", "return", "adjust", "correct", "manual", "admin", "import",
      "migrat", "调整", "退", "取消", "更正"}},
    {Effect::decrease,
     {"redeem", "redempt", "spend", "spent", "expir", "deduct", "debit", "burn", "claim", "used", "remove", "lapse",
      "兑换", "过期", "扣", "消耗"}},
    {Effect::decrease, {"失效", "使用", "抵扣", "opt out", "opted out", "opt-out", "purchased reward", "subtract"}},
    {Effect::increase,
     {"earn", "order", "purchas", "sign", "regist", "account", "birthday", "referr", "review", "follow", "shar",
      "bonus", "credit", "award", "visit", "subscri"}},
    {Effect::increase,
     {"reward", "welcome", "gift", "like", "annivers", "add", "grant", "join", "survey", "refer", "获得", "消费", "购",
      "签到", "注册", "生日"}},
    {Effect::increase, {"赠", "评", "奖励", "推荐", "增加", "发放", "login", "creat", "social"}},
};

constexpr Words state_words[] = {
    {Effect::ignored,
     {"pending", "void", "declin", "cancel", "reject", "refus", "fail", "revok", "remov", "delet", "hold", "process",
      "待", "取消", "失败", "unapprov"}},
    {Effect::by_sign,
     {"approv", "complet", "active", "confirm", "succe", "availab", "paid", "grant", "appl", "settl", "done", "issued",
      "已", "成功", "完成", "fulfil"}},
};

template <std::size_t count>
Effect effect_by_words(const Words (&rows)[count], std::string_view text) {
    for (const Words& row : rows) {
        const auto has = [&](std::string_view word) {
            return !word.empty() && text.find(word) != std::string_view::npos;
        };
        if (std::any_of(row.words.begin(), row.words.end(), has)) return row.effect;
    }
    return Effect::unknown;
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& letter : lower) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return lower;
}

Effect effect_of_type(std::string_view type) { return effect_by_words(type_words, lower_case(type)); }

Effect effect_of_state(std::string_view state) {
    const std::string lower = lower_case(state);
    if (lower.empty() || lower == "1" || lower == "true" || lower == "yes") return Effect::by_sign;
    if (lower == "0" || lower == "false" || lower == "no") return Effect::ignored;
    return effect_by_words(state_words, lower);
}

Result<TypeEffects> read_type_effects(const std::vector<std::string>& pairs) {
    TypeEffects effects;
    for (const std::string& pair : pairs) {
        const std::size_t equals = pair.rfind('=');
        const std::string name = equals == std::string::npos ? "" : pair.substr(equals + 1);
        const auto found = std::find(std::begin(effect_names) + 1, std::end(effect_names), name);
        if (found == std::end(effect_names)) {
            return Error{ErrorCode::value_not_allowed, "/type", quoted(pair),
                         "a type of the file, an equals sign and earn, spend, adjust or ignore"};
        }
        effects[lower_case(pair.substr(0, equals))] = static_cast<Effect>(found - std::begin(effect_names));
    }
    return effects;
}

}  // namespace laurel::members_csv
