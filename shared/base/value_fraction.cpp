#include "shared/base/number.h"
#include "shared/base/value.h"

namespace laurel {

Value Value::of_number(double number) {
    constexpr auto limit = static_cast<double>(integer_max);
    Value value;
    if (number >= -limit && number <= limit && static_cast<double>(static_cast<std::int64_t>(number)) == number) {
        value.content_ = static_cast<std::int64_t>(number);
    } else {
        value.content_ = Fraction{number, write_double};
    }
    return value;
}

std::optional<Value> read_fraction(std::string_view numeral) {
    const auto number = read_double(numeral);
    if (!number) return std::nullopt;
    return Value::of_number(*number);
}

}  // namespace laurel
