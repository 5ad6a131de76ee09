#include "edge/integrations/members_csv/dates.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "edge/integrations/fields.h"

namespace laurel::members_csv {
namespace {

constexpr int no_year = -1;

struct Token {
    enum class Type { number, word, sign };
    Type type = Type::sign;
    std::string text;

    bool is_number() const { return type == Type::number; }
    int number() const { return text.size() > 9 ? -1 : std::stoi(text); }
};

struct Parts {
    int year = no_year;
    int month = 0;
    int day = 0;
    bool is_by_order = false;  // month and day are where the order puts them
    bool has_time = false;
    std::int64_t time_ms = 0;
    std::optional<std::int64_t> offset_s{};
};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(char letter) { return (letter >= 'a' && letter <= 'z') || static_cast<unsigned char>(letter) >= 0x80; }

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& letter : lower) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return lower;
}

// Numbers, words in lower case, and single signs; spaces and commas only separate.
std::vector<Token> tokens_of(std::string_view text) {
    const std::string lower = lowered(text.substr(0, text.find('(')));
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < lower.size();) {
        const auto run = [&](bool (*belongs)(char)) {
            const std::size_t from = at;
            while (at < lower.size() && belongs(lower[at])) ++at;
            return lower.substr(from, at - from);
        };
        if (is_digit(lower[at])) {
            tokens.push_back({Token::Type::number, run(is_digit)});
        } else if (is_letter(lower[at])) {
            tokens.push_back({Token::Type::word, run(is_letter)});
        } else {
            if (lower[at] != ' ' && lower[at] != ',') tokens.push_back({Token::Type::sign, lower.substr(at, 1)});
            ++at;
        }
    }
    return tokens;
}

// 1 to 12 by the English name or its first three letters or more; 0 for another word.
int month_of(std::string_view word) {
    constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                         "may",       "june",     "july",     "august",
                                                         "september", "october",  "november", "december"};
    for (std::size_t at = 0; at < months.size(); ++at) {
        if (word.size() >= 3 && months[at].starts_with(word)) return static_cast<int>(at) + 1;
    }
    return word == "sept" ? 9 : 0;
}

bool is_weekday(std::string_view word) {
    constexpr std::array<std::string_view, 7> days = {"monday", "tuesday",  "wednesday", "thursday",
                                                      "friday", "saturday", "sunday"};
    return word.size() >= 3 && std::any_of(days.begin(), days.end(), [&](auto day) { return day.starts_with(word); });
}

bool separates_dates(const Token& token) {
    constexpr std::array<std::string_view, 8> texts = {"-", "/", ".", "年", "月", "日", "st", "th"};
    return std::find(texts.begin(), texts.end(), token.text) != texts.end() || token.text == "nd" || token.text == "rd";
}

class DateParser {
   public:
    DateParser(std::string_view text, DateOrder order, bool may_lack_year)
        : tokens_(tokens_of(text)), order_(order), may_lack_year_(may_lack_year) {}

    std::optional<Parts> parse() {
        if (peek() != nullptr && is_weekday(peek()->text)) ++at_;
        if (!parse_date() || !parse_time() || !parse_offset() || at_ != tokens_.size()) return std::nullopt;
        return parts_;
    }

   private:
    const Token* peek() const { return at_ < tokens_.size() ? &tokens_[at_] : nullptr; }
    bool take(std::string_view text) {
        if (peek() == nullptr || peek()->text != text) return false;
        ++at_;
        return true;
    }
    bool take_number(int& number) {
        if (peek() == nullptr || !peek()->is_number()) return false;
        number = tokens_[at_++].number();
        return true;
    }

    bool parse_date();
    bool parse_time();
    bool parse_offset();
    bool put(const std::vector<Token>& fields, bool has_dots);
    bool put_named_month(const std::vector<Token>& fields, std::size_t named);
    bool put_year(const Token& token);

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    DateOrder order_;
    bool may_lack_year_;
    Parts parts_;
};

// Up to three fields with separators between, the last of which may be followed by one.
bool DateParser::parse_date() {
    std::vector<Token> fields;
    bool has_dots = false;
    while (take("-")) {
    }
    while (peek() != nullptr && fields.size() < 3) {
        const Token token = *peek();
        if (!token.is_number() && month_of(token.text) == 0) break;
        const bool is_time = at_ + 1 < tokens_.size() && tokens_[at_ + 1].text == ":";
        if (is_time) break;
        fields.push_back(token);
        ++at_;
        if (peek() == nullptr || !separates_dates(*peek())) continue;
        has_dots = has_dots || peek()->text == ".";
        ++at_;
    }
    return put(fields, has_dots);
}

bool DateParser::put_year(const Token& token) {
    if (!token.is_number() || (token.text.size() != 4 && token.text.size() != 2)) return false;
    parts_.year = token.text.size() == 2 ? 2000 + token.number() : token.number();
    return true;
}

bool DateParser::put_named_month(const std::vector<Token>& fields, std::size_t named) {
    parts_.month = month_of(fields[named].text);
    if (fields.size() == 3 && fields[0].text.size() == 4) {  // 2024 Apr 5
        parts_.day = fields[2].number();
        return named == 1 && put_year(fields[0]);
    }
    parts_.day = fields[named == 0 ? 1 : 0].number();
    return named < 2 && (fields.size() == 2 ? may_lack_year_ : put_year(fields[2]));
}

bool DateParser::put(const std::vector<Token>& fields, bool has_dots) {
    if (fields.size() == 1 && fields[0].text.size() == 8) {  // 20240405
        const std::string& text = fields[0].text;
        parts_.year = std::stoi(text.substr(0, 4));
        parts_.month = std::stoi(text.substr(4, 2));
        parts_.day = std::stoi(text.substr(6));
        return true;
    }
    if (fields.size() < 2 || (fields.size() == 2 && !may_lack_year_)) return false;
    for (std::size_t named = 0; named < fields.size(); ++named) {
        if (!fields[named].is_number()) return put_named_month(fields, named);
    }
    if (fields.size() == 3 && fields[0].text.size() == 4) {  // 2024-04-05
        parts_.month = fields[1].number();
        parts_.day = fields[2].number();
        return put_year(fields[0]);
    }
    const bool is_iso = fields.size() == 2 && order_ == DateOrder::unknown && tokens_[1].text == "-";  // 12-25
    if (is_iso && fields[0].number() <= 12) order_ = DateOrder::month_first;
    parts_.is_by_order = !has_dots && !is_iso;
    const int first = fields[0].number();
    const int second = fields[1].number();
    const bool is_day_first =
        has_dots || order_ == DateOrder::day_first || (order_ == DateOrder::unknown && first > 12);
    parts_.day = is_day_first ? first : second;
    parts_.month = is_day_first ? second : first;
    return fields.size() == 2 || put_year(fields[2]);
}

bool DateParser::parse_time() {
    if (!take("t")) take("at");
    int hours = 0;
    if (!take_number(hours)) return true;
    int minutes = 0;
    int seconds = 0;
    int milliseconds = 0;
    if (!take(":") || !take_number(minutes)) return false;
    if (take(":") && !take_number(seconds)) return false;
    if (take(".")) {
        if (peek() == nullptr || !peek()->is_number()) return false;
        std::string fraction = tokens_[at_++].text;
        fraction.resize(3, '0');
        milliseconds = std::stoi(fraction);
    }
    const bool is_morning = take("am");
    const bool is_afternoon = !is_morning && take("pm");
    if (is_morning || is_afternoon) {
        if (hours < 1 || hours > 12) return false;
        hours = hours % 12 + (is_afternoon ? 12 : 0);
    }
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return false;
    parts_.has_time = true;
    parts_.time_ms = hours * hour_ms + minutes * minute_ms + seconds * second_ms + milliseconds;
    return true;
}

bool DateParser::parse_offset() {
    const bool is_universal = take("z") || take("utc") || take("gmt");
    if (is_universal) parts_.offset_s = 0;
    const bool is_east = take("+");
    if (!is_east && !take("-")) return true;
    if (peek() == nullptr || !peek()->is_number()) return false;
    std::string digits = tokens_[at_++].text;
    int minutes = 0;
    if (digits.size() == 4) {
        minutes = std::stoi(digits.substr(2));
        digits.resize(2);
    } else if (take(":") && !take_number(minutes)) {
        return false;
    }
    if (digits.size() > 2 || minutes > 59 || std::stoi(digits) > 14) return false;
    const std::int64_t offset_s = (std::stoi(digits) * 60 + minutes) * 60;
    parts_.offset_s = is_east ? offset_s : -offset_s;
    return parts_.has_time;
}

bool exists(int year, int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

bool is_absent(std::string_view text) {
    const std::string lower = lowered(text);
    constexpr std::array<std::string_view, 7> words = {"", "-", "never", "null", "n/a", "none", "nil"};
    if (std::find(words.begin(), words.end(), lower) != words.end()) return true;
    return lower.starts_with("0000-00-00") || lower == "0";
}

bool is_epoch(std::string_view text, std::int64_t& instant_ms) {
    if (!std::all_of(text.begin(), text.end(), is_digit) || (text.size() != 10 && text.size() != 13)) return false;
    instant_ms = std::stoll(std::string(text)) * (text.size() == 10 ? second_ms : 1);
    return true;
}

}  // namespace

std::optional<DateOrder> order_shown_by(std::string_view text) {
    const auto parts = DateParser(trimmed(text), DateOrder::month_first, false).parse();
    if (!parts || !parts->is_by_order) return std::nullopt;
    if (parts->month > 12) return DateOrder::day_first;
    // 04/04 is the same day either way: nothing to know.
    if (parts->day == parts->month) return std::nullopt;
    return parts->day > 12 ? DateOrder::month_first : DateOrder::unknown;
}

DateProblem read_moment(std::string_view text, const Zone& zone, DateOrder order, Moment& moment) {
    text = trimmed(text);
    if (is_absent(text)) return DateProblem::absent;
    moment.is_whole_day = false;
    if (is_epoch(text, moment.instant_ms)) return DateProblem::none;
    const auto parts = DateParser(text, order, false).parse();
    if (!parts) return DateProblem::invalid;
    if (order == DateOrder::unknown && order_shown_by(text) == DateOrder::unknown) return DateProblem::ambiguous;
    if (parts->year < 1900 || !exists(parts->year, parts->month, parts->day)) return DateProblem::invalid;
    const Date date{parts->year, parts->month, parts->day};
    if (!parts->has_time) {
        moment = {start_of_day_ms(zone, date), true};
        return DateProblem::none;
    }
    const std::int64_t local_ms = days_from_civil(date) * day_ms + parts->time_ms;
    const auto instant =
        parts->offset_s ? std::optional(local_ms - *parts->offset_s * second_ms) : instant_of_local(local_ms, zone);
    if (!instant) return DateProblem::skipped;
    moment.instant_ms = *instant;
    return DateProblem::none;
}

DateProblem read_birthday(std::string_view text, DateOrder order, Birthday& birthday) {
    text = trimmed(text);
    if (is_absent(text)) return DateProblem::absent;
    const auto parts = DateParser(text, order, true).parse();
    if (!parts) return DateProblem::invalid;
    if (order == DateOrder::unknown && parts->is_by_order && parts->day != parts->month && parts->day <= 12 &&
        parts->month <= 12) {
        return DateProblem::ambiguous;
    }
    const bool has_year = parts->year != no_year && parts->year != 1004 && parts->year != 0;
    if (!exists(has_year ? parts->year : 2000, parts->month, parts->day)) return DateProblem::invalid;
    if (has_year && parts->year < 1850) return DateProblem::invalid;
    birthday = {has_year ? std::optional(parts->year) : std::nullopt, parts->month, parts->day};
    return DateProblem::none;
}

}  // namespace laurel::members_csv
