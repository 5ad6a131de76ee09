#pragma once
// What an entry's type and state mean for the balance. Products name their types as they like and let merchants write
// their own, so words decide; what they do not decide is not guessed.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace laurel::members_csv {

enum class Effect { unknown, increase, decrease, by_sign, ignored };
inline constexpr std::string_view effect_names[] = {"unknown", "earn", "spend", "adjust", "ignore"};

// "Points for purchase" earns, "order-redeem", "Points expired" and "deducted" spend; what is taken back ("refund",
// "cancelled", "reversed") or corrected goes by the sign of its points.
Effect effect_of_type(std::string_view type);

// "approved", "completed" and an empty state count; "pending", "void" and the like are ignored.
Effect effect_of_state(std::string_view state);

// What the merchant said of types, in lower case.
using TypeEffects = std::map<std::string, Effect, std::less<>>;
// "Gift card=spend": earn, spend, adjust or ignore. Error: value_not_allowed at /type.
Result<TypeEffects> read_type_effects(const std::vector<std::string>& pairs);

// ASCII letters in lower case.
std::string lower_case(std::string_view text);

}  // namespace laurel::members_csv
