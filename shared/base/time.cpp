#include "shared/base/time.h"

#include <algorithm>

namespace laurel {
namespace {

constexpr bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// The first transition after the instant; the offset in force is that of the one before it.
auto next_transition(const Zone& zone, std::int64_t instant_ms) {
    return std::upper_bound(zone.transitions.begin(), zone.transitions.end(), instant_ms,
                            [](std::int64_t at_ms, const Transition& transition) { return at_ms < transition.at_ms; });
}

template <class Iterator>
std::int64_t offset_s_before(const Zone& zone, Iterator next) {
    return next == zone.transitions.begin() ? zone.initial_offset_s : (next - 1)->offset_s;
}

void append_digits(std::string& out, std::int64_t number, std::size_t width) {
    const std::string digits = std::to_string(number);
    if (digits.size() < width) out.append(width - digits.size(), '0');
    out += digits;
}

// The parts of an RFC 3339 date or time, read from left to right; ok stays false after the first that does not fit.
class PartReader {
   public:
    explicit PartReader(std::string_view text) : text_(text) {}

    int number(std::size_t width, int minimum, int maximum) {
        int value = 0;
        for (std::size_t i = 0; i < width; ++i) value = value * 10 + digit();
        if (value < minimum || value > maximum) ok_ = false;
        return value;
    }

    // One of two characters (RFC 3339 lets T and Z be lowercase); false, and nothing is read, when neither is next.
    bool take(char c, char other) {
        if (text_.empty() || (text_.front() != c && text_.front() != other)) return false;
        text_.remove_prefix(1);
        return true;
    }

    void expect(char c, char other) {
        if (!take(c, other)) ok_ = false;
    }

    // The milliseconds of an optional fraction of any length.
    int fraction_ms() {
        if (!take('.', '.')) return 0;
        int milliseconds = digit() * 100;
        for (int scale = 10; next_is_digit(); scale /= 10) milliseconds += digit() * scale;
        return milliseconds;
    }

    Date date() {
        Date date;
        date.year = number(4, 1, 9999);
        expect('-', '-');
        date.month = number(2, 1, 12);
        expect('-', '-');
        date.day = number(2, 1, 31);
        if (ok_ && date.day > days_in_month(date.year, date.month)) ok_ = false;
        return date;
    }

    std::int64_t hours_and_minutes_ms() {
        const std::int64_t hours = number(2, 0, 23);
        expect(':', ':');
        return hours * hour_ms + number(2, 0, 59) * minute_ms;
    }

    std::int64_t offset_ms() {
        if (take('Z', 'z')) return 0;
        const bool west = take('-', '-');
        if (!west) expect('+', '+');
        const std::int64_t ms = hours_and_minutes_ms();
        return west ? -ms : ms;
    }

    bool ok() const { return ok_ && text_.empty(); }

   private:
    bool next_is_digit() const { return !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; }

    int digit() {
        if (!next_is_digit()) {
            ok_ = false;
            return 0;
        }
        const int value = text_.front() - '0';
        text_.remove_prefix(1);
        return value;
    }

    std::string_view text_;
    bool ok_ = true;
};

}  // namespace

// Years are counted from 1 March, so that the leap day is the last of its year; an era is 400 years.
std::int64_t days_from_civil(Date date) {
    const std::int64_t year = std::int64_t{date.year} - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = floor_div(year, 400);
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t month_from_march = (date.month + 9) % 12;
    const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

Date civil_from_days(std::int64_t days) {
    const std::int64_t shifted = days + 719468;
    const std::int64_t era = floor_div(shifted, 146097);
    const std::int64_t day_of_era = shifted - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const auto month = static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    const auto year = static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0));
    return {year, month, static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1)};
}

int days_in_month(int year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

// 1970-01-05 was a Monday.
int weekday_of(std::int64_t days) { return static_cast<int>(days - 4 - floor_div(days - 4, 7) * 7); }

Date add_months(Date date, int months) {
    const std::int64_t count = std::int64_t{date.year} * 12 + date.month - 1 + months;
    const auto year = static_cast<int>(floor_div(count, 12));
    const auto month = static_cast<int>(count - std::int64_t{year} * 12) + 1;
    return {year, month, std::min(date.day, days_in_month(year, month))};
}

std::int64_t offset_s_at(const Zone& zone, std::int64_t instant_ms) {
    return offset_s_before(zone, next_transition(zone, instant_ms));
}

LocalTime local_time(const Zone& zone, std::int64_t instant_ms) {
    const std::int64_t local_ms = instant_ms + offset_s_at(zone, instant_ms) * second_ms;
    const std::int64_t days = floor_div(local_ms, day_ms);
    return {days, local_ms - days * day_ms};
}

Date local_date(const Zone& zone, std::int64_t instant_ms) {
    return civil_from_days(local_time(zone, instant_ms).days);
}

std::int64_t start_of_day_ms(const Zone& zone, Date date) {
    const std::int64_t midnight_ms = days_from_civil(date) * day_ms;
    // No offset reaches two days, so the local time there is still before this midnight.
    auto next = next_transition(zone, midnight_ms - 2 * day_ms);
    std::int64_t start_ms = midnight_ms - offset_s_before(zone, next) * second_ms;
    // Local midnight by this offset comes only after the offset has changed: the day starts under a later one, at the
    // change itself where the clocks were put past midnight.
    for (; next != zone.transitions.end() && start_ms >= next->at_ms; ++next) {
        start_ms = std::max(next->at_ms, midnight_ms - next->offset_s * second_ms);
    }
    return start_ms;
}

Result<std::int64_t> read_instant(std::string_view text, std::string_view path) {
    PartReader reader(text);
    const Date date = reader.date();
    reader.expect('T', 't');
    const std::int64_t minutes_ms = reader.hours_and_minutes_ms();
    reader.expect(':', ':');
    const std::int64_t seconds = reader.number(2, 0, 59);
    const std::int64_t fraction_ms = reader.fraction_ms();
    const std::int64_t offset_ms = reader.offset_ms();
    if (reader.ok()) {
        const std::int64_t instant_ms =
            days_from_civil(date) * day_ms + minutes_ms + seconds * second_ms + fraction_ms - offset_ms;
        if (instant_ms >= instant_ms_min && instant_ms <= instant_ms_max) return instant_ms;
    }
    return Error{ErrorCode::invalid_instant, std::string(path), quoted(text),
                 "a date and time with an offset, such as 2026-11-22T08:00:00Z"};
}

std::optional<Date> read_date(std::string_view text) {
    PartReader reader(text);
    const Date date = reader.date();
    return reader.ok() ? std::optional(date) : std::nullopt;
}

std::optional<std::int64_t> read_time_of_day(std::string_view text) {
    PartReader reader(text);
    const std::int64_t time_ms = reader.hours_and_minutes_ms();
    return reader.ok() ? std::optional(time_ms) : std::nullopt;
}

std::string write_date(Date date) {
    std::string out;
    append_digits(out, date.year, 4);
    out += '-';
    append_digits(out, date.month, 2);
    out += '-';
    append_digits(out, date.day, 2);
    return out;
}

std::string write_instant(std::int64_t instant_ms) {
    const std::int64_t days = floor_div(instant_ms, day_ms);
    const std::int64_t time_ms = instant_ms - days * day_ms;
    std::string out = write_date(civil_from_days(days));
    out += 'T';
    append_digits(out, time_ms / hour_ms, 2);
    out += ':';
    append_digits(out, time_ms / minute_ms % 60, 2);
    out += ':';
    append_digits(out, time_ms / second_ms % 60, 2);
    if (time_ms % second_ms != 0) {
        out += '.';
        append_digits(out, time_ms % second_ms, 3);
    }
    out += 'Z';
    return out;
}

}  // namespace laurel
