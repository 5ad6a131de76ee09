#pragma once
// What a back-test found, for people and for programs.
#include <functional>
#include <string>
#include <string_view>

#include "edge/back_test/back_test.h"

namespace laurel::back_test {

// For --json: amounts as *_minor.
Value report_to_value(const Report& report);
// For people. draft names it.
std::string report_text(const Report& report, std::string_view draft);

// A line for each member and kind of points, as CSV (RFC 4180) under this line of names, or as JSON.
std::string csv_names();
std::string csv_rows(const MemberResult& member);
Value member_to_value(const MemberResult& member);

}  // namespace laurel::back_test
