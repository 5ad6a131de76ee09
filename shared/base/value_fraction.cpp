#include "shared/base/number.h"
#include "shared/base/value.h"

namespace laurel {
namespace {

void append_double(std::string& out, double number) { out += write_double(number); }

}  // namespace

Value Value::of_number(double number) {
    constexpr auto limit = static_cast<double>(integer_max);
    Value value;
    if (number >= -limit && number <= limit && static_cast<double>(static_cast<std::int64_t>(number)) == number) {
        value.content_ = static_cast<std::int64_t>(number);
    } else {
        value.content_ = Fraction{number, append_double};
    }
    return value;
}

const char* read_fraction(std::string_view numeral, Value& value) {
    const auto number = read_double(numeral);
    if (!number) return "a number that a double can hold";
    value = Value::of_number(*number);
    return nullptr;
}

}  // namespace laurel
