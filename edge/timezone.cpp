#include "edge/timezone.h"

#include <date/tz.h>

#include <chrono>
#include <exception>
#include <string>

namespace laurel {

namespace {

// The library throws what the tables or the name are at fault for.
const date::time_zone* find_zone(std::string_view name) {
    try {
        return date::locate_zone(std::string(name));
    } catch (const std::exception&) {
        return nullptr;
    }
}

date::sys_info info_at(const date::time_zone& zone, std::int64_t instant_ms) {
    const date::sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds{instant_ms}};
    return zone.get_info(date::floor<std::chrono::seconds>(instant));
}

}  // namespace

Result<Zone> zone_of(std::string_view name, std::int64_t from_ms, std::int64_t until_ms) {
    const date::time_zone* found = find_zone(name);
    if (found == nullptr) {
        return Error{ErrorCode::value_not_allowed, "", quoted(name), "an IANA time zone such as Europe/London"};
    }
    date::sys_info info = info_at(*found, from_ms);
    Zone zone;
    zone.initial_offset_s = info.offset.count();
    std::int64_t last_offset_s = zone.initial_offset_s;
    for (;;) {
        const std::int64_t end_ms = std::int64_t{info.end.time_since_epoch().count()} * second_ms;
        if (info.end >= date::sys_days(date::year{9999} / 12 / 31) || end_ms >= until_ms) return zone;
        info = info_at(*found, end_ms);
        // A change of name or of the daylight-saving flag alone moves no clock.
        if (info.offset.count() != last_offset_s) zone.transitions.push_back({end_ms, info.offset.count()});
        last_offset_s = info.offset.count();
    }
}

}  // namespace laurel
