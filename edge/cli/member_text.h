#pragma once
// A member's points in words, for the merchant's eyes.
#include <cstdint>
#include <string>
#include <string_view>

#include "edge/service.h"

namespace laurel::cli {

// As of an instant at or after the record's. program may be nullptr: dates are in UTC then.
std::string member_text(Service& service, std::string_view member_id, const MemberRecord& record,
                        const PublishedProgram* program, std::int64_t instant_ms);

}  // namespace laurel::cli
