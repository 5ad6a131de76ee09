#pragma once
// What one running edge shares among its handlers.
#include <string>

#include "edge/auth/authenticator.h"
#include "edge/auth/rate_limiter.h"
#include "edge/registry.h"
#include "edge/routes/files.h"
#include "edge/routes/metrics.h"

namespace laurel::routes {

struct Environment {
    explicit Environment(Registry& stores) : registry(stores), authenticator(stores) {}

    Registry& registry;
    auth::Authenticator authenticator;
    Files files;
    Metrics metrics;
    // Codes that a shopper or an address may try, so that nobody finds one by guessing; 0 is without limit.
    std::int64_t codes_per_minute = 60;
    auth::RateLimiter code_rates;
    std::string openapi;         // the whole of /openapi.json
    std::string program_schema;  // the whole of /program.schema.json
};

}  // namespace laurel::routes
