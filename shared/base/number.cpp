#include "shared/base/number.h"

#include <cstdint>
#include <cstring>

namespace laurel {
namespace {

constexpr std::uint32_t limb_radix = 1'000'000'000;
constexpr int limb_digits = 9;
constexpr int mantissa_bits = 52;
constexpr int exponent_min = -1074;  // of the smallest double, 2^-1074
constexpr int exponent_max = 971;    // of the largest, (2^53 - 1) * 2^971

constexpr std::uint32_t power_of_ten(int exponent) {
    std::uint32_t power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

// A decimal wide enough for every double, every midpoint between two of them, and any of these times a power of two on
// the way to 2^53. What is too small to keep only leaves a mark.
class Decimal {
   public:
    explicit Decimal(std::uint64_t number = 0) {
        for (int weight = 0; number > 0; ++weight, number /= 10) add_digit(static_cast<unsigned>(number % 10), weight);
    }

    // digit * 10^weight; weight is at most 320.
    void add_digit(unsigned digit, int weight) {
        if (digit == 0) return;
        const int limbs_down = (weight < 0 ? weight - limb_digits + 1 : weight) / limb_digits;
        const int index = unit - limbs_down;
        if (index >= limb_count) {
            rest_ = true;
            return;
        }
        limbs_[index] += digit * power_of_ten(weight - limbs_down * limb_digits);
        if (index < first_) first_ = index;
        if (index > last_) last_ = index;
    }

    unsigned digit(int weight) const {
        const int limbs_down = (weight < 0 ? weight - limb_digits + 1 : weight) / limb_digits;
        const int index = unit - limbs_down;
        if (index >= limb_count) return 0;
        return limbs_[index] / power_of_ten(weight - limbs_down * limb_digits) % 10;
    }

    // Of the first digit that is not 0; the number is not 0.
    int leading_weight() const {
        int weight = (unit - first_) * limb_digits;
        for (std::uint32_t limb = limbs_[first_]; limb >= 10; limb /= 10) ++weight;
        return weight;
    }

    // Whether the digits from this weight on take the digit above it up; half goes to the even one.
    bool rounds_up_at(int weight) const {
        if (digit(weight) != 5) return digit(weight) > 5;
        for (int below = weight - 1; below >= (unit - last_) * limb_digits; --below) {
            if (digit(below) != 0) return true;
        }
        return digit(weight + 1) % 2 != 0;
    }

    // Times 2^power.
    void scale(int power) {
        for (int left = power; left > 0; left -= step_max) multiply(left < step_max ? left : step_max);
        for (int left = -power; left > 0; left -= step_max) divide(left < step_max ? left : step_max);
    }

    // The number below the point; anything from 10^18 counts as 2^63.
    std::uint64_t whole() const {
        if (first_ < unit - 1) return std::uint64_t{1} << 63;
        return std::uint64_t{limbs_[unit - 1]} * limb_radix + limbs_[unit];
    }

    // Whether what is right of the point takes a whole number up.
    bool rounds_up(bool whole_is_odd) const {
        constexpr std::uint32_t half = limb_radix / 2;
        if (limbs_[unit + 1] != half) return limbs_[unit + 1] > half;
        for (int i = unit + 2; i <= last_; ++i) {
            if (limbs_[i] != 0) return true;
        }
        return rest_ || whole_is_odd;
    }

    static constexpr int step_max = 29;

   private:
    void multiply(int bits) {
        std::uint64_t carry = 0;
        for (int i = last_; i >= first_; --i) {
            carry += std::uint64_t{limbs_[i]} << bits;
            limbs_[i] = static_cast<std::uint32_t>(carry % limb_radix);
            carry /= limb_radix;
        }
        if (carry > 0) limbs_[--first_] = static_cast<std::uint32_t>(carry);
    }

    void divide(int bits) {
        std::uint64_t remainder = 0;
        const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
        for (int i = first_; i <= last_ || remainder > 0; ++i) {
            if (i == limb_count) {
                rest_ = true;
                break;
            }
            if (i > last_) last_ = i;
            remainder = remainder * limb_radix + limbs_[i];
            limbs_[i] = static_cast<std::uint32_t>(remainder >> bits);
            remainder &= mask;
        }
        while (first_ < last_ && limbs_[first_] == 0) ++first_;
    }

    static constexpr int unit = 36;  // the limb just left of the point
    static constexpr int limb_count = unit + 1 + 120;

    std::uint32_t limbs_[limb_count] = {};
    int first_ = limb_count - 1;
    int last_ = 0;
    bool rest_ = false;
};

// The double nearest to the decimal, which is not 0; nothing when there is none.
std::optional<double> nearest(Decimal& decimal) {
    constexpr std::uint64_t mantissa_end = std::uint64_t{1} << (mantissa_bits + 1);
    int exponent = 0;
    const auto scale = [&](int bits) {
        decimal.scale(bits);
        exponent -= bits;
    };
    // By few bits at a time near the end, so that the last step lands in [2^52, 2^53).
    while (decimal.whole() >= mantissa_end) scale(decimal.whole() >> 63 != 0 ? -6 : -1);
    while (decimal.whole() < mantissa_end / 2 && exponent > exponent_min) {
        const int room = exponent - exponent_min;
        const int bits = decimal.whole() >> 23 != 0 ? 1 : Decimal::step_max;
        scale(bits < room ? bits : room);
    }
    std::uint64_t mantissa = decimal.whole();
    if (decimal.rounds_up((mantissa & 1) != 0)) ++mantissa;
    if (mantissa == mantissa_end) {
        mantissa /= 2;
        ++exponent;
    }
    if (exponent > exponent_max) return std::nullopt;
    // Without its leading bit a mantissa below 2^52 is a subnormal one, whose exponent field is 0.
    std::uint64_t bits = mantissa;
    if (mantissa >= mantissa_end / 2) bits += static_cast<std::uint64_t>(exponent - exponent_min) << mantissa_bits;
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    return number;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The signed exponent after an e, kept within what could matter; false when there is none.
bool read_exponent(std::string_view text, int& exponent) {
    constexpr int limit = 100'000'000;
    const bool negative = !text.empty() && text.front() == '-';
    if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
    if (text.empty()) return false;
    for (const char c : text) {
        if (!is_digit(c)) return false;
        if (exponent < limit) exponent = exponent * 10 + (c - '0');
    }
    if (negative) exponent = -exponent;
    return true;
}

// Digits with at most one point among them.
struct Mantissa {
    std::string_view text;
    int whole_digits = 0;

    bool read() {
        std::size_t point = text.find('.');
        if (point == std::string_view::npos) point = text.size();
        bool any = false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (i == point) continue;
            if (!is_digit(text[i])) return false;
            any = true;
        }
        whole_digits = static_cast<int>(point);
        return any;
    }
};

std::optional<double> magnitude_of(const Mantissa& mantissa, int exponent) {
    constexpr int weight_max = 309;   // of the largest double's first digit, and one more
    constexpr int weight_min = -330;  // below the smallest double's first digit
    Decimal decimal;
    bool is_zero = true;
    int weight = exponent + mantissa.whole_digits;
    for (const char c : mantissa.text) {
        if (c == '.') continue;
        --weight;
        if (c == '0') continue;
        if (is_zero && weight > weight_max) return std::nullopt;
        if (is_zero && weight < weight_min) return 0.0;
        is_zero = false;
        decimal.add_digit(static_cast<unsigned>(c - '0'), weight);
    }
    if (is_zero) return 0.0;
    return nearest(decimal);
}

struct Digits {
    std::string text;  // without zeros at the end
    int point = 0;     // how many of them stand before the point, or how many zeros follow it (negative)
};

// The decimal cut to `count` digits, or the next one above.
Digits cut(const Decimal& decimal, int count, bool up) {
    const int leading = decimal.leading_weight();
    std::uint64_t number = 0;
    for (int i = 0; i < count; ++i) number = number * 10 + decimal.digit(leading - i);
    if (up) ++number;
    Digits digits{std::to_string(number), leading + 1};
    digits.point += static_cast<int>(digits.text.size()) - count;
    while (digits.text.back() == '0') digits.text.pop_back();
    return digits;
}

bool reads_as(const Digits& digits, double number) { return magnitude_of({digits.text, 0}, digits.point) == number; }

// The magnitude is not 0.
Digits shortest(double magnitude) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &magnitude, sizeof bits);
    const std::uint64_t field = bits >> mantissa_bits;
    const std::uint64_t fraction = bits & ((std::uint64_t{1} << mantissa_bits) - 1);
    const bool is_subnormal = field == 0;
    Decimal decimal(is_subnormal ? fraction : fraction | std::uint64_t{1} << mantissa_bits);
    decimal.scale(static_cast<int>(field) - (is_subnormal ? 0 : 1) + exponent_min);
    // A decimal of up to 15 digits survives the way through a normal double, so if there is one this short, the number
    // cut to 15 digits is it. 17 digits always suffice.
    for (int count = is_subnormal ? 1 : 15; count < 17; ++count) {
        const bool up = decimal.rounds_up_at(decimal.leading_weight() - count);
        // Below a power of two the doubles lie closer, so the nearer decimal may be outside where the other is inside.
        for (const bool direction : {up, !up}) {
            Digits digits = cut(decimal, count, direction);
            if (reads_as(digits, magnitude)) return digits;
        }
    }
    return cut(decimal, 17, decimal.rounds_up_at(decimal.leading_weight() - 17));
}

// ECMA-262, Number::toString.
std::string layout(const Digits& digits) {
    constexpr int point_max = 21;
    constexpr int point_min = -5;
    const int count = static_cast<int>(digits.text.size());
    std::string text = digits.text;
    if (digits.point >= count && digits.point <= point_max) {
        return text.append(static_cast<std::size_t>(digits.point - count), '0');
    }
    if (digits.point > 0 && digits.point <= point_max)
        return text.insert(static_cast<std::size_t>(digits.point), 1, '.');
    if (digits.point <= 0 && digits.point >= point_min) {
        return "0." + std::string(static_cast<std::size_t>(-digits.point), '0') + text;
    }
    if (count > 1) text.insert(1, 1, '.');
    const int exponent = digits.point - 1;
    return text + (exponent < 0 ? "e-" : "e+") + std::to_string(exponent < 0 ? -exponent : exponent);
}

}  // namespace

std::optional<double> read_double(std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
    const std::size_t mark = text.find_first_of("eE");
    int exponent = 0;
    if (mark != std::string_view::npos && !read_exponent(text.substr(mark + 1), exponent)) return std::nullopt;
    Mantissa mantissa{text.substr(0, mark)};
    if (!mantissa.read()) return std::nullopt;
    const auto magnitude = magnitude_of(mantissa, exponent);
    if (!magnitude) return magnitude;
    return negative ? -*magnitude : *magnitude;
}

std::string write_double(double number) {
    if (number == 0) return "0";
    const std::string text = layout(shortest(number < 0 ? -number : number));
    return number < 0 ? "-" + text : text;
}

}  // namespace laurel
