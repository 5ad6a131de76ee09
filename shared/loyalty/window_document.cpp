// Windows as they stand in rules.
#include <algorithm>
#include <string>

#include "shared/loyalty/period.h"
#include "shared/loyalty/window.h"

namespace laurel::loyalty {
namespace {

constexpr int days_of_month_max = 31;

constexpr Shape flag_shape{.kind = ShapeKind::boolean};
constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape instant_shape{.kind = ShapeKind::instant};
constexpr Shape date_shape{.kind = ShapeKind::date};
constexpr Shape time_shape{.kind = ShapeKind::time_of_day};
constexpr Shape month_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 12};
constexpr Shape day_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 31};
constexpr Shape length_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = days_around_max};
constexpr Shape around_days_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = days_around_max};
constexpr Shape known_days_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = 3650};

constexpr Field date_span_fields[] = {
    {"from", &date_shape, true, false, "The first day."},
    {"until", &date_shape, true, false, "The last day."},
};
constexpr Shape date_span_shape{.kind = ShapeKind::object, .fields = date_span_fields, .name = "date_span"};
constexpr Shape dates_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 100, .items = &date_span_shape};

constexpr Field yearly_span_fields[] = {
    {"month", &month_shape, true, false, "1 to 12."},
    {"day", &day_shape, true, false, "Of 29 February, the calendar's leap_day says when common years have it."},
    {"days", &length_shape, false, false, "How many days from then on. Default 1."},
};
constexpr Shape yearly_span_shape{.kind = ShapeKind::object, .fields = yearly_span_fields, .name = "yearly_span"};
constexpr Shape yearly_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 100, .items = &yearly_span_shape};

constexpr std::string_view weekday_names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                              "friday", "saturday", "sunday"};
constexpr Shape weekday_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 9, .allowed = weekday_names};
constexpr Shape weekdays_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 7, .items = &weekday_shape};
constexpr Shape day_of_month_shape{
    .kind = ShapeKind::integer, .minimum = -days_of_month_max, .maximum = days_of_month_max};
constexpr Shape days_of_month_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 31, .items = &day_of_month_shape};

constexpr Field hours_fields[] = {
    {"from", &time_shape, true, false, "By the shop's clock."},
    {"until", &time_shape, true, false, "Not included; before `from`, it is the next day's."},
};
constexpr Shape hours_shape{.kind = ShapeKind::object, .fields = hours_fields, .name = "hours"};
constexpr Shape holidays_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = 100, .items = &identifier_shape};

constexpr Field birthday_window_fields[] = {
    {"days_before", &around_days_shape, false, false, "Open so many days before the birthday. Default 0."},
    {"days_after", &around_days_shape, false, false, "Open so many days after the birthday. Default 0."},
    {"month", &flag_shape, false, false, "true: open in the whole month that the birthday falls in."},
    {"known_days", &known_days_shape, false, false,
     "The birthday must have been on record for so many days of 24 hours. Default 0."},
};
constexpr Shape birthday_window_shape{
    .kind = ShapeKind::object, .fields = birthday_window_fields, .name = "birthday_window"};
constexpr Field anniversary_fields[] = {
    {"days_before", &around_days_shape, false, false, "Open so many days before the anniversary. Default 0."},
    {"days_after", &around_days_shape, false, false, "Open so many days after the anniversary. Default 0."},
};
constexpr Shape anniversary_shape{.kind = ShapeKind::object, .fields = anniversary_fields, .name = "anniversary"};

constexpr Field window_fields[] = {
    {"from", &instant_shape, false, false, "The first instant."},
    {"until", &instant_shape, false, false, "The first instant after it."},
    {"dates", &dates_shape, false, false, "On any of these days, by the shop's dates as all that follows."},
    {"yearly", &yearly_shape, false, false, "On any of these days of each year."},
    {"weekdays", &weekdays_shape, false, false, "On any of these."},
    {"days_of_month", &days_of_month_shape, false, false,
     "On any of these; -1 is the last day of the month, -2 the one before it."},
    {"hours", &hours_shape, false, false, "Hours after midnight belong to the day on which they began."},
    {"holidays", &holidays_shape, false, false, "On any of these holidays of the programme's calendar, by their ids."},
    {"birthday", &birthday_window_shape, false, false,
     "Around the member's birthday; closed to who has none on record. {} is the day itself."},
    {"anniversary", &anniversary_shape, false, false,
     "Around the date of joining, from the first year after it on. {} is the day itself."},
};

// The member of the object; null when it has none.
std::int64_t day_of(const Value& span, std::string_view name) {
    return days_from_civil(read_date(span.string_at(name)).value_or(Date{}));
}

DaySpan read_span(const Value& span) { return {day_of(span, "from"), day_of(span, "until")}; }

Hours read_hours(const Value& hours) {
    return {read_time_of_day(hours.string_at("from")).value_or(0),
            read_time_of_day(hours.string_at("until")).value_or(0)};
}

Around read_around(const Value& around) { return {around.integer_at("days_before"), around.integer_at("days_after")}; }

InstantSpan read_instants(const Value& window) {
    InstantSpan span;
    if (const auto from = read_instant(window.string_at("from"))) span.from_ms = *from;
    if (const auto until = read_instant(window.string_at("until"))) span.until_ms = *until;
    return span;
}

class WindowCheck {
   public:
    WindowCheck(std::string_view path, Errors& errors) : path_(path), errors_(errors) {}

    void check(const Value& window, const Value& calendar) {
        const InstantSpan span = read_instants(window);
        if (span.from_ms >= span.until_ms) refuse("until", window.string_at("until"), "later than `from`");
        check_dates(window.array_at("dates"));
        check_yearly(window.array_at("yearly"));
        check_days_of_month(window.array_at("days_of_month"));
        const Value& hours = window.value_at("hours");
        if (!hours.is_null() && hours.string_at("from") == hours.string_at("until")) {
            refuse("hours/until", hours.string_at("until"), "another time than `from`");
        }
        check_holidays(window.array_at("holidays"), calendar.array_at("holidays"));
        check_birthday_window(window.value_at("birthday"));
    }

   private:
    std::string place(std::string_view name, std::size_t index) const {
        return child_path(child_path(path_, name), index);
    }

    // `where` is the rest of the path, of names that need no escapes.
    void refuse(std::string_view where, std::string_view found, std::string allowed) {
        errors_.push_back(
            {ErrorCode::value_not_allowed, path_ + '/' + std::string(where), quoted(found), std::move(allowed)});
    }

    void check_dates(const Array& dates) {
        for (std::size_t index = 0; index < dates.size(); ++index) {
            const DaySpan span = read_span(dates[index]);
            if (span.first_day <= span.last_day) continue;
            errors_.push_back({ErrorCode::value_not_allowed, place("dates", index) + "/until",
                               quoted(dates[index].string_at("until")), "the date of `from` or a later one"});
        }
    }

    void check_yearly(const Array& yearly) {
        for (std::size_t index = 0; index < yearly.size(); ++index) {
            check_yearly_date(yearly[index], place("yearly", index), errors_);
        }
    }

    void check_days_of_month(const Array& days) {
        for (std::size_t index = 0; index < days.size(); ++index) {
            if (days[index] != Value(0)) continue;
            errors_.push_back({ErrorCode::value_not_allowed, place("days_of_month", index), "0",
                               "1 to 31, or -1 for the last day of the month to -31"});
        }
    }

    void check_holidays(const Array& ids, const Array& holidays) {
        for (std::size_t index = 0; index < ids.size(); ++index) {
            const std::string* id = ids[index].string();
            const bool is_known =
                id != nullptr && std::any_of(holidays.begin(), holidays.end(),
                                             [id](const Value& known) { return known.string_at("id") == *id; });
            if (is_known) continue;
            errors_.push_back({ErrorCode::value_not_allowed, place("holidays", index), describe(ids[index]),
                               allowed_holidays(holidays)});
        }
    }

    static std::string allowed_holidays(const Array& holidays) {
        std::string allowed;
        for (const Value& holiday : holidays) {
            allowed += allowed.empty() ? "a holiday of /calendar/holidays: " : ", ";
            allowed += holiday.string_at("id");
        }
        return allowed.empty() ? "none: the programme has no /calendar/holidays" : allowed;
    }

    void check_birthday_window(const Value& birthday) {
        if (!birthday.boolean_at("month")) return;
        for (const std::string_view name : {"days_before", "days_after"}) {
            if (const Value* days = birthday.find(name)) {
                errors_.push_back({ErrorCode::value_not_allowed, path_ + "/birthday/" + std::string(name),
                                   describe(*days), "nothing beside the whole month"});
            }
        }
    }

    std::string path_;
    Errors& errors_;
};

std::uint32_t weekdays_of(const Array& names) {
    std::uint32_t weekdays = 0;
    for (std::size_t weekday = 0; weekday < std::size(weekday_names); ++weekday) {
        const bool is_named = std::any_of(names.begin(), names.end(), [weekday](const Value& name) {
            return name.string() != nullptr && *name.string() == weekday_names[weekday];
        });
        if (is_named) weekdays |= 1U << weekday;
    }
    return weekdays;
}

void read_days_of_month(const Array& days, Window& window) {
    for (const Value& value : days) {
        const std::int64_t day = value.integer() != nullptr ? *value.integer() : 0;
        if (day >= 1 && day <= days_of_month_max) window.days_of_month |= 1U << day;
        if (day <= -1 && day >= -days_of_month_max) window.days_to_end |= 1U << -day;
    }
}

std::vector<Holiday> holidays_of(const Array& ids, const Calendar& calendar) {
    std::vector<Holiday> holidays;
    for (const Value& id : ids) {
        const Holiday* holiday = id.string() != nullptr ? calendar.holiday(*id.string()) : nullptr;
        if (holiday != nullptr) holidays.push_back(*holiday);
    }
    return holidays;
}

}  // namespace

const Shape window_shape{.kind = ShapeKind::object, .fields = window_fields, .name = "window"};

void check_window(const Value& window, const Value& calendar, std::string_view path, Errors& errors) {
    WindowCheck(path, errors).check(window, calendar);
}

Window read_window(const Value& window, const Calendar& calendar) {
    const InstantSpan span = read_instants(window);
    Window read{
        .from_ms = span.from_ms, .until_ms = span.until_ms, .weekdays = weekdays_of(window.array_at("weekdays"))};
    for (const Value& dates : window.array_at("dates")) read.dates.push_back(read_span(dates));
    for (const Value& yearly : window.array_at("yearly")) {
        read.yearly.push_back({read_yearly_date(yearly), yearly.integer_at("days", 1)});
    }
    read_days_of_month(window.array_at("days_of_month"), read);
    if (const Value* hours = window.find("hours")) read.hours = read_hours(*hours);
    if (window.find("holidays") != nullptr) read.holidays = holidays_of(window.array_at("holidays"), calendar);
    if (const Value* birthday = window.find("birthday")) {
        read.birthday =
            BirthdayWindow{read_around(*birthday), birthday->boolean_at("month"), birthday->integer_at("known_days")};
    }
    if (const Value* anniversary = window.find("anniversary")) read.anniversary = read_around(*anniversary);
    return read;
}

}  // namespace laurel::loyalty
