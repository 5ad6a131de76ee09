#include "edge/lunar_calendar.h"

#include <algorithm>
#include <iterator>

#include "shared/base/time.h"

namespace laurel {
namespace {

struct TableYear {
    std::int64_t first_day;
    int leap_month;
    std::uint32_t long_months;  // bit n: the month at place n has 30 days, not 29
};

// Written by lunar_years.mjs.
constexpr TableYear table[] = {
#include "lunar_years.inc"
};
constexpr int table_first_year = 1970;

constexpr int years_before = 2;
constexpr int years_after = 30;

loyalty::LunarYear lunar_year(const TableYear& row) {
    loyalty::LunarYear year{.first_day = row.first_day, .leap_month = row.leap_month};
    const int months = row.leap_month != 0 ? 13 : 12;
    for (int place = 0; place < months; ++place)
        year.month_days.push_back((row.long_months >> place & 1) != 0 ? 30 : 29);
    return year;
}

Value year_to_value(const loyalty::LunarYear& year) {
    Array month_days(year.month_days.begin(), year.month_days.end());
    Object written{{"first_day", write_date(civil_from_days(year.first_day))}, {"month_days", std::move(month_days)}};
    if (year.leap_month != 0) written.set("leap_month", year.leap_month);
    return written;
}

bool needs_lunar_years(const Value& calendar) {
    const Array& holidays = calendar.array_at("holidays");
    return calendar.boolean_at("lunar") || std::any_of(holidays.begin(), holidays.end(), [](const Value& holiday) {
               return holiday.find("lunar") != nullptr;
           });
}

}  // namespace

std::vector<loyalty::LunarYear> lunar_years(int first_year, int last_year) {
    const int table_last_year = table_first_year + static_cast<int>(std::size(table)) - 1;
    std::vector<loyalty::LunarYear> years;
    for (int year = std::max(first_year, table_first_year); year <= std::min(last_year, table_last_year); ++year) {
        years.push_back(lunar_year(table[year - table_first_year]));
    }
    return years;
}

Value with_lunar_years(Value program, std::int64_t instant_ms) {
    Object* document = program.object();
    Value* calendar = document != nullptr ? document->find("calendar") : nullptr;
    if (calendar == nullptr || calendar->object() == nullptr || !needs_lunar_years(*calendar)) return program;
    const int year = local_date({}, instant_ms).year;
    Array written;
    for (const loyalty::LunarYear& lunar : lunar_years(year - years_before, year + years_after)) {
        written.push_back(year_to_value(lunar));
    }
    calendar->object()->set("lunar_years", std::move(written));
    return program;
}

}  // namespace laurel
