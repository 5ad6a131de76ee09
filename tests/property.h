#pragma once
// A random source for property tests: another seed each run, printed, and set by LAUREL_SEED to repeat a failure.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace laurel {

class PropertyRandom {
   public:
    explicit PropertyRandom(const char* property) {
        const char* given = std::getenv("LAUREL_SEED");
        const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
        std::printf("%s: LAUREL_SEED=%llu\n", property, static_cast<unsigned long long>(seed));
        engine_.seed(seed);
    }

    // From minimum to maximum, both included.
    std::int64_t between(std::int64_t minimum, std::int64_t maximum) {
        const auto width = static_cast<std::uint64_t>(maximum) - static_cast<std::uint64_t>(minimum) + 1;
        const std::uint64_t offset = width == 0 ? engine_() : engine_() % width;
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(minimum) + offset);
    }

    std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }

   private:
    std::mt19937_64 engine_;
};

}  // namespace laurel
