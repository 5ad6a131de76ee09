#pragma once
// Programmes with tiers, and what becomes of a member in them.
#include <initializer_list>
#include <string>
#include <string_view>

#include "tests/support/shop.h"

namespace laurel {

// The programme for tests with tiers silver (100 pounds), gold (300) and vip (by invitation only), and so much more of
// the member "tiers" as JSON: "\"window\": \"lifetime\"".
Value document_with_tiers(std::string_view policy);

// "2026-01-31" for the start of that day in UTC, else the whole instant.
std::string date_text(std::int64_t instant_ms);

// "2026-03-01 upgrade silver until 2027-03-02; ...": every change of tier in the events.
std::string tier_changes(const std::vector<Event>& events);

// Carries out what each line says on the day that it begins with, at its start or at the time given, and answers with
// the changes of tier. Before each, the tier that time implies must be the one that the write then posts.
//     2026-01-31 order ID POUNDS [PLACED]    2026-01-31T12:00 refund ID POUNDS    2026-01-31 look
std::string tier_story(Shop& shop, std::initializer_list<const char*> steps);

}  // namespace laurel
