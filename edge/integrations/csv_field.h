#pragma once
#include <string>
#include <string_view>

namespace laurel {

// A text as a field of a comma-separated file. A leading sign or @ would be a formula to a spreadsheet, so a quote goes
// before it.
std::string csv_field(std::string_view text);

}  // namespace laurel
