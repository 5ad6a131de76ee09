#pragma once
// Dates as shops' exports write them.
#include <cstdint>
#include <optional>
#include <string_view>

#include "edge/integrations/members_csv/opening.h"

namespace laurel::members_csv {

// Of dates such as 04/05/2024.
enum class DateOrder { unknown, month_first, day_first };

struct Moment {
    std::int64_t instant_ms = 0;
    bool is_whole_day = false;  // the text has no time: the instant is the start of the day
};

// absent: empty, "never", "null", "N/A", a dash or zeros. ambiguous: the order would decide and is not known.
enum class DateProblem { none, absent, invalid, ambiguous, skipped };

// 2024-04-05 and 2024/4/5, 2024年4月5日, 20240405, 5 Apr 2024, April 5, 2024, 04/05/2024, 5.4.2024 (the day first),
// each alone or with a time (15:10, 3:10:42 pm) and an offset (Z, UTC, GMT, +02:00); or seconds or milliseconds since
// 1970. Without an offset it is the zone's local time.
DateProblem read_moment(std::string_view text, const Zone& zone, DateOrder order, Moment& moment);

// What a text such as 25/12/2024 shows of the order: unknown when both readings exist; nothing for other texts.
std::optional<DateOrder> order_shown_by(std::string_view text);

// Also without a year: 12-25, 12/25, 25 December. The year 1004 stands for none, as Smile writes it, and so does 0.
// absent and invalid as above.
DateProblem read_birthday(std::string_view text, DateOrder order, Birthday& birthday);

}  // namespace laurel::members_csv
