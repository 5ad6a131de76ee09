#pragma once
// One token bucket for each of those who send requests: a minute's worth at once, then as many as flow in.
#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace laurel::auth {

struct RateVerdict {
    bool is_allowed = true;
    std::int64_t remaining = 0;  // requests left right now
    std::int64_t wait_s = 0;     // until the next one is allowed; for an allowed one, until the bucket is full
};

// All members may be called from any thread.
class RateLimiter {
   public:
    // Takes one from the bucket of `who`, which holds per_minute (1 or more) and fills up in a minute.
    RateVerdict take(std::string_view who, std::int64_t per_minute, std::int64_t now_ms);

   private:
    struct Bucket {
        std::int64_t content = 0;  // in 1/60000 of a request
        std::int64_t at_ms = 0;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Bucket> buckets;
    };
    std::array<Shard, 16> shards_;
};

}  // namespace laurel::auth
