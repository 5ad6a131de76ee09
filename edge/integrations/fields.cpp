#include "edge/integrations/fields.h"

#include <algorithm>
#include <string>

#include "shared/base/limits.h"
#include "shared/base/money.h"
#include "shared/base/value.h"

namespace laurel {
namespace {

constexpr int decimal_digits_max = 12;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    for (; exponent > 0; --exponent) power *= 10;
    return power;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::optional<Decimal> read_decimal(std::string_view text) {
    text = trimmed(text);
    Decimal decimal;
    decimal.is_negative = text.starts_with('-');
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    int digits = 0;
    bool has_point = false;
    for (const char letter : text) {
        if (letter == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (!is_digit(letter) || ++digits > decimal_digits_max) return std::nullopt;
        decimal.mantissa = decimal.mantissa * 10 + (letter - '0');
        if (has_point) ++decimal.scale;
    }
    if (digits == 0 || text.ends_with('.')) return std::nullopt;
    return decimal;
}

std::optional<std::int64_t> read_whole(std::string_view text) {
    const auto decimal = read_decimal(text);
    if (!decimal) return std::nullopt;
    const std::int64_t unit = power_of_ten(decimal->scale);
    if (decimal->mantissa % unit != 0) return std::nullopt;
    return decimal->is_negative ? -decimal->mantissa / unit : decimal->mantissa / unit;
}

std::optional<std::int64_t> amount_minor_of(std::int64_t quantity, const Decimal& price, int digits) {
    const auto amount = multiply_rational(quantity, price.mantissa * power_of_ten(digits), power_of_ten(price.scale),
                                          Rounding::half_up);
    if (!amount) return std::nullopt;
    return *amount;
}

std::string_view read_identifier(std::string_view text) {
    text = trimmed(text);
    if (!text.ends_with(".0")) return text;
    const std::string_view whole = text.substr(0, text.size() - 2);
    return !whole.empty() && std::all_of(whole.begin(), whole.end(), is_digit) ? whole : text;
}

bool is_identifier(std::string_view text) {
    const auto is_control = [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; };
    return !text.empty() && text.size() <= identifier_bytes_max && is_utf8(text) &&
           std::none_of(text.begin(), text.end(), is_control);
}

TimeProblem read_time(std::string_view text, const Zone& zone, std::int64_t& instant_ms) {
    std::string written(trimmed(text));
    if (written.size() > 10 && written[10] == ' ') written[10] = 'T';
    if (written.size() == 16) written += ":00";
    if (const auto instant = read_instant(written)) {
        instant_ms = *instant;
        return TimeProblem::none;
    }
    const auto local = read_instant(written + 'Z');
    if (!local) return TimeProblem::invalid;
    const auto instant = instant_of_local(*local, zone);
    if (!instant) return TimeProblem::skipped;
    instant_ms = *instant;
    return TimeProblem::none;
}

std::optional<std::int64_t> instant_of_local(std::int64_t local_ms, const Zone& zone) {
    // No zone changes its offset twice within two days, so one of the two offsets around is the one.
    for (const std::int64_t near_ms : {local_ms - day_ms, local_ms + day_ms}) {
        const std::int64_t offset_s = offset_s_at(zone, near_ms);
        const std::int64_t instant_ms = local_ms - offset_s * second_ms;
        if (offset_s_at(zone, instant_ms) == offset_s) return instant_ms;
    }
    return std::nullopt;
}

}  // namespace laurel
