#pragma once
// Times, and what they add up to.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace laurel::bench {

class Stopwatch {
   public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
    double microseconds() const { return seconds() * 1e6; }

   private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Durations of the same thing done many times.
class Latencies {
   public:
    void add(double microseconds) { values_.push_back(static_cast<float>(microseconds)); }
    std::size_t count() const { return values_.size(); }
    // The smallest one that so many thousandths are no longer than; 0 without any.
    double permille(std::size_t share) {
        if (values_.empty()) return 0;
        const std::size_t index = std::min(values_.size() - 1, values_.size() * share / 1000);
        std::nth_element(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(index), values_.end());
        return values_[index];
    }
    double longest() const { return values_.empty() ? 0 : *std::max_element(values_.begin(), values_.end()); }

   private:
    std::vector<float> values_;
};

}  // namespace laurel::bench
