#pragma once
#include <string>
#include <string_view>

namespace laurel {

// A text as a field of a comma-separated file (RFC 4180). A leading sign, @ or tab would be a formula to a spreadsheet,
// so an apostrophe goes before it.
std::string csv_field(std::string_view text);

}  // namespace laurel
