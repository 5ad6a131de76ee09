#pragma once
// Random sources: one with a seed, and one for property tests, with another seed each run, which is printed and which
// LAUREL_SEED sets to repeat a failure.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace laurel {

class SeededRandom {
   public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}

    // From minimum to maximum, both included.
    std::int64_t between(std::int64_t minimum, std::int64_t maximum) {
        const auto width = static_cast<std::uint64_t>(maximum) - static_cast<std::uint64_t>(minimum) + 1;
        const std::uint64_t offset = width == 0 ? engine_() : engine_() % width;
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(minimum) + offset);
    }

    std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
    // So often of a hundred times.
    bool percent(int chance) { return below(100) < static_cast<std::size_t>(chance); }

   private:
    std::mt19937_64 engine_;
};

class PropertyRandom : public SeededRandom {
   public:
    explicit PropertyRandom(const char* property) : SeededRandom(seed_of(property)) {}

   private:
    static std::uint64_t seed_of(const char* property) {
        const char* given = std::getenv("LAUREL_SEED");
        const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
        std::printf("%s: LAUREL_SEED=%llu\n", property, static_cast<unsigned long long>(seed));
        return seed;
    }
};

}  // namespace laurel
