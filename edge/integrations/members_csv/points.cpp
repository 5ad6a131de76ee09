#include "edge/integrations/members_csv/points.h"

#include <algorithm>

#include "edge/integrations/fields.h"

namespace laurel::members_csv {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// A minus in any of its spellings, and the accountants' brackets.
bool take_sign(std::string_view& text) {
    for (const std::string_view minus : {"-", "\xE2\x88\x92", "\xEF\xBC\x8D"}) {
        if (!text.starts_with(minus)) continue;
        text = trimmed(text.substr(minus.size()));
        return true;
    }
    if (text.starts_with('(') && text.ends_with(')')) {
        text = trimmed(text.substr(1, text.size() - 2));
        return true;
    }
    if (text.starts_with('+')) text = trimmed(text.substr(1));
    return false;
}

std::string_view without_unit(std::string_view text) {
    for (const std::string_view unit : {"points", "point", "pts", "积分", "分"}) {
        if (text.ends_with(unit)) return trimmed(text.substr(0, text.size() - unit.size()));
    }
    return text;
}

// Whether all groups but the first are three digits long and the first is one to three.
bool is_grouped(std::string_view text, char separator) {
    std::size_t length = 0;
    bool is_first = true;
    for (const char letter : text) {
        if (letter != separator) {
            ++length;
            continue;
        }
        if (is_first ? length == 0 || length > 3 : length != 3) return false;
        is_first = false;
        length = 0;
    }
    return !is_first && length == 3;
}

// Where the decimal sign is; the text's size when there is none. Nothing when the separators make no number.
std::optional<std::size_t> decimal_sign(std::string_view text) {
    const std::size_t last = text.find_last_of(".,");
    if (last == std::string_view::npos) return text.size();
    const char sign = text[last];
    const char other = sign == '.' ? ',' : '.';
    const std::string_view whole = text.substr(0, last);
    if (whole.find(other) != std::string_view::npos) {
        if (!is_grouped(whole, other)) return std::nullopt;
        return last;
    }
    if (is_grouped(text, sign) && (sign == ',' || whole.find(sign) != std::string_view::npos)) return text.size();
    if (whole.find(sign) != std::string_view::npos) return std::nullopt;
    return last;
}

}  // namespace

std::optional<std::int64_t> read_points(std::string_view text) {
    text = trimmed(text);
    const bool is_negative = take_sign(text);
    text = without_unit(text);
    std::string digits(text);
    std::erase(digits, ' ');
    if (digits.size() != text.size() && !is_grouped(text.substr(0, text.find_first_of(".,")), ' ')) return std::nullopt;
    const auto sign = decimal_sign(digits);
    if (!sign || *sign + 1 == digits.size()) return std::nullopt;
    std::string whole = digits.substr(0, *sign);
    std::erase_if(whole, [](char letter) { return letter == '.' || letter == ','; });
    std::string fraction = *sign < digits.size() ? digits.substr(*sign + 1) : "";
    if (whole.size() + fraction.size() == 0 || whole.size() > 10) return std::nullopt;
    if (!std::all_of(whole.begin(), whole.end(), is_digit)) return std::nullopt;
    if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return std::nullopt;
    fraction.resize(6, '0');
    std::int64_t units = 0;
    for (const char digit : whole + fraction) units = units * 10 + (digit - '0');
    if (units > row_points_max * units_per_point) return std::nullopt;
    return is_negative ? -units : units;
}

std::string points_text(std::int64_t units) {
    const std::int64_t magnitude = units < 0 ? -units : units;
    std::string text = std::to_string(magnitude / units_per_point);
    if (magnitude % units_per_point != 0) {
        const std::string fraction = std::to_string(units_per_point + magnitude % units_per_point);
        text += '.' + fraction.substr(1, fraction.find_last_not_of('0'));
    }
    return (units < 0 ? "-" : "") + text;
}

std::int64_t rounded_points(std::int64_t units, Rounding rounding) {
    const auto rounded = multiply_rational(units < 0 ? -units : units, 1, units_per_point, rounding);
    const std::int64_t points = rounded ? *rounded : 0;
    return units < 0 ? -points : points;
}

}  // namespace laurel::members_csv
