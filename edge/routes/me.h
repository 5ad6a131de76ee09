#pragma once
// A member as the API shows one, also at the command line.
#include <cstdint>
#include <vector>

#include "edge/service.h"
#include "shared/loyalty/ledger.h"

namespace laurel::routes {

struct MemberAnswer {
    loyalty::Balance balance;
    std::int64_t version = 0;
    std::int64_t program_version = 0;  // 0 without a programme
    // All that the body says but now_at and what the two versions cover: what time alone changes.
    std::vector<std::int64_t> numbers;
    std::string body;  // {"member", "version", "now_at", "available", ...} as canonical JSON
};

// The answer of GET /v1/me; with the shop's id of the member where that is given. program may be nullptr. A record of
// nobody gives zeros.
MemberAnswer member_answer(const MemberRecord& record, const PublishedProgram* program, std::int64_t now_ms,
                           std::string_view id = {});

// How long before their expiry points count as expiring soon.
std::int64_t expiring_soon_ms(const PublishedProgram* program);

// The JSON Schema of that answer.
extern const std::string_view member_answer_schema;

}  // namespace laurel::routes
