#include "edge/auth/rate_limiter.h"

#include <algorithm>
#include <functional>

namespace laurel::auth {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::size_t buckets_per_shard_max = 20'000;

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

RateVerdict RateLimiter::take(std::string_view who, std::int64_t per_minute, std::int64_t now_ms) {
    std::string name(who);
    Shard& shard = shards_[std::hash<std::string>{}(name) % shards_.size()];
    const std::int64_t full = per_minute * minute_ms;
    const std::lock_guard lock(shard.mutex);
    if (shard.buckets.size() >= buckets_per_shard_max) {
        // After a minute without requests a bucket is full, as a new one is.
        std::erase_if(shard.buckets, [now_ms](const auto& entry) { return entry.second.at_ms + minute_ms < now_ms; });
        if (shard.buckets.size() >= buckets_per_shard_max) shard.buckets.clear();
    }
    Bucket& bucket = shard.buckets.try_emplace(std::move(name), Bucket{full, now_ms}).first->second;
    const std::int64_t passed_ms = std::clamp<std::int64_t>(now_ms - bucket.at_ms, 0, minute_ms);
    bucket.content = std::min(full, bucket.content + passed_ms * per_minute);
    bucket.at_ms = now_ms;
    if (bucket.content < minute_ms) {
        return {false, 0, std::max<std::int64_t>(1, divide_up(minute_ms - bucket.content, per_minute * 1000))};
    }
    bucket.content -= minute_ms;
    return {true, bucket.content / minute_ms, divide_up(full - bucket.content, per_minute * 1000)};
}

}  // namespace laurel::auth
