#pragma once
// A member as the API shows one, also at the command line.
#include <cstdint>

#include "edge/service.h"

namespace laurel::routes {

// {"member", "version", "now_at", "available", ...}: the answer of GET /v1/me. program may be nullptr. A record of
// nobody gives zeros.
Value member_answer(const MemberRecord& record, const PublishedProgram* program, std::int64_t now_ms);

// How long before their expiry points count as expiring soon.
std::int64_t expiring_soon_ms(const PublishedProgram* program);

// The JSON Schema of that answer.
extern const std::string_view member_answer_schema;

}  // namespace laurel::routes
