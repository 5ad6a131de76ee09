#include "edge/auth/rate_limiter.h"

#include <doctest/doctest.h>

namespace laurel::auth {
namespace {

TEST_CASE("a bucket gives a minute's worth at once and then as many as flow in") {
    RateLimiter limiter;
    for (int i = 59; i >= 0; --i) {
        const RateVerdict verdict = limiter.take("a", 60, 1000);
        CHECK(verdict.is_allowed);
        CHECK(verdict.remaining == i);
    }
    CHECK_FALSE(limiter.take("a", 60, 1000).is_allowed);
    CHECK(limiter.take("a", 60, 1000).wait_s == 1);
    CHECK_FALSE(limiter.take("a", 60, 1999).is_allowed);
    CHECK(limiter.take("a", 60, 2000).is_allowed);
    CHECK_FALSE(limiter.take("a", 60, 2000).is_allowed);
}

TEST_CASE("each has a bucket of their own") {
    RateLimiter limiter;
    CHECK(limiter.take("a", 1, 0).is_allowed);
    CHECK_FALSE(limiter.take("a", 1, 0).is_allowed);
    CHECK(limiter.take("b", 1, 0).is_allowed);
}

TEST_CASE("a clock that goes back takes nothing away and gives nothing") {
    RateLimiter limiter;
    CHECK(limiter.take("a", 2, 60'000).is_allowed);
    CHECK(limiter.take("a", 2, 0).is_allowed);
    CHECK_FALSE(limiter.take("a", 2, 0).is_allowed);
}

TEST_CASE("a full bucket does not flow over") {
    RateLimiter limiter;
    CHECK(limiter.take("a", 1, 0).is_allowed);
    CHECK(limiter.take("a", 1, 3'600'000).is_allowed);
    CHECK_FALSE(limiter.take("a", 1, 3'600'000).is_allowed);
}

TEST_CASE("any number of strangers is kept within bounds") {
    RateLimiter limiter;
    for (int i = 0; i < 500'000; ++i) limiter.take(std::to_string(i), 10, i);
    CHECK(limiter.take("a", 10, 500'000).is_allowed);
}

}  // namespace
}  // namespace laurel::auth
