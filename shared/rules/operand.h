#pragma once
// A value on its way through a rule: numbers and truths by value, texts, lists and objects borrowed from the data, from
// the rule's constants or from what the run has made. 16 bytes, and never an allocation.
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/value.h"

namespace laurel::rules {

struct Operand {
    enum class Kind : std::uint8_t {
        null,
        unresolved,  // in the cache of paths only
        absent,      // nothing there, which is not the same as null
        boolean,
        number,
        text,
        list,
        object,
    };

    // No initial values, so that room for many costs nothing; Operand{} is null.
    Kind kind;
    std::uint32_t size_bytes;  // of a text
    union {
        double number;
        bool boolean;
        const char* text;
        const Value* value;  // a list or an object
    };

    static Operand of(bool truth);
    static Operand of(double number);
    static Operand of(std::string_view text);
    // Borrows: the value must outlive the operand.
    static Operand of(const Value& value);
    static Operand absent();

    std::string_view view() const { return {text, size_bytes}; }
    const Array& items() const { return *value->array(); }
    const Object& members() const { return *value->object(); }
};

// False are null, false, 0, the empty text and the empty list (jsonlogic.com/truthy); an object is always true.
bool is_truthy(const Operand& operand);

// null is 0, a truth 0 or 1, a text the numeral in it, 0 when it is blank. False when it is no number: other texts,
// those over 1000 bytes, lists and objects.
bool to_number(const Operand& operand, double& number);

// What `cat` makes of it, as ECMAScript's String() but for null, which is empty.
std::string to_text(const Operand& operand);

// Equal in kind and content, lists and objects by what they hold. Adds to `steps` what it cost.
bool is_same(const Operand& left, const Operand& right, std::size_t& steps);

enum class Comparison : std::uint8_t { equal, not_equal, same, not_same, less, less_equal, greater, greater_equal };

template <class T>
bool holds_between(Comparison comparison, const T& left, const T& right) {
    switch (comparison) {
        case Comparison::equal:
        case Comparison::same:
            return left == right;
        case Comparison::not_equal:
        case Comparison::not_same:
            return left != right;
        case Comparison::less:
            return left < right;
        case Comparison::less_equal:
            return left <= right;
        case Comparison::greater:
            return left > right;
        case Comparison::greater_equal:
            return left >= right;
    }
    return false;
}

// False when an operand is no number where it must be one: all but texts and nulls are compared as numbers.
bool compare(Comparison comparison, const Operand& left, const Operand& right, bool& holds, std::size_t& steps);

}  // namespace laurel::rules
