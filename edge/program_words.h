#pragma once
// What a programme's members say, in plain English: amounts as money, durations with their unit, rates, expiries.
#include <span>
#include <string>
#include <string_view>

#include "shared/base/shape.h"

namespace laurel {

// "pending_days" -> "pending days"; an amount's unit is said by its value: "minimum_minor" -> "minimum".
std::string words_of_name(std::string_view name);

// A value under a name that says its unit ("_minor", "_days"), of a shape; null reads "nothing". Objects read "name:
// value; name: value".
std::string words_of_value(const Value& value, const Shape& shape, std::string_view name, std::string_view currency);

// Members of one object that say one thing together.
struct Phrase {
    std::string_view shape;                     // the object's shape by its name
    std::span<const std::string_view> members;  // that it covers
    // The members of the object in words; null where it has none of them.
    std::string (*words)(const Value& object, std::string_view currency);
    std::string_view sentence;  // {0} the object, {1} before, {2} after
};

// The phrases of a shape's objects.
std::span<const Phrase> phrases();

}  // namespace laurel
