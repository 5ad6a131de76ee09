// simulate --seed N --years N [--members N] [--log FILE] [--story FILE]: tells so many members' stories. A failure is
// told again as the shortest story that fails the same way, and ends the program with 1.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include "tests/simulate/run.h"
#include "tests/simulate/scenario.h"

using namespace laurel;
using namespace laurel::simulate;

namespace {

// The logs of so many members are written: enough for WebAssembly to fold them again.
constexpr std::int64_t logged_max = 100;

struct Asked {
    std::uint64_t seed = 1;
    int years = 3;
    std::int64_t members = 1000;
    std::string log;
    std::string story;
};

bool read_arguments(int count, char** values, Asked& asked) {
    for (int index = 1; index < count; index += 2) {
        const std::string_view name = values[index];
        if (index + 1 == count) return false;
        const char* value = values[index + 1];
        if (name == "--seed") {
            asked.seed = std::strtoull(value, nullptr, 10);
        } else if (name == "--years") {
            asked.years = std::atoi(value);
        } else if (name == "--members") {
            asked.members = std::atoll(value);
        } else if (name == "--log") {
            asked.log = value;
        } else if (name == "--story") {
            asked.story = value;
        } else {
            return false;
        }
    }
    return asked.years >= 1 && asked.years <= 20 && asked.members >= 1;
}

void print(const char* title, const std::map<std::string, std::int64_t>& counts) {
    std::int64_t sum = 0;
    for (const auto& [name, count] : counts) sum += count;
    std::printf("%s: %lld\n", title, static_cast<long long>(sum));
    for (const auto& [name, count] : counts)
        std::printf("  %-28s %9lld\n", name.c_str(), static_cast<long long>(count));
}

void print(const Numbers& numbers) {
    print("commands carried out", numbers.carried_out);
    print("commands refused", numbers.refused);
    print("events", numbers.events);
    std::printf("programmes published: %lld; delivered again: %lld; lost in a crash and sent again: %lld\n",
                static_cast<long long>(numbers.programmes), static_cast<long long>(numbers.repeated),
                static_cast<long long>(numbers.crashes));
    std::printf("steps held against the naive ledger: %lld\n", static_cast<long long>(numbers.comparisons));
}

int report(const Story& story, const Failure& failure) {
    std::fprintf(stderr, "broken: %s\n  %s\n  at step %zu; looking for the shortest story\n", failure.invariant.c_str(),
                 failure.what.c_str(), failure.step);
    const Story least = shortest(story, failure);
    Numbers ignored;
    const Told told = tell(least, ignored);
    std::printf("%s", to_text(least).c_str());
    std::fprintf(stderr, "broken: %s\n  %s\nSave the lines above and run simulate --story FILE to tell them again.\n",
                 told.failure->invariant.c_str(), told.failure->what.c_str());
    return 1;
}

int tell_again(const std::string& path) {
    std::ifstream file(path);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto story = story_from(text);
    if (!story || story->empty()) {
        std::fprintf(stderr, "%s is no story\n", path.c_str());
        return 2;
    }
    Numbers numbers;
    const Told told = tell(*story, numbers);
    std::cout << log_text(told);
    if (!told.failure) return 0;
    std::fprintf(stderr, "broken at step %zu: %s\n  %s\n", told.failure->step, told.failure->invariant.c_str(),
                 told.failure->what.c_str());
    return 1;
}

}  // namespace

int main(int count, char** values) {
    Asked asked;
    if (!read_arguments(count, values, asked)) {
        std::fprintf(stderr, "simulate --seed N --years 1..20 [--members N] [--log FILE] | --story FILE\n");
        return 2;
    }
    if (!asked.story.empty()) return tell_again(asked.story);
    std::ofstream log;
    if (!asked.log.empty()) log.open(asked.log);
    Numbers numbers;
    for (std::int64_t member = 0; member < asked.members; ++member) {
        if (member % 50 == 0) std::fprintf(stderr, "\rmembers: %lld", static_cast<long long>(member));
        // Each member's seed is far from the next one's.
        const std::uint64_t seed = asked.seed * 1'000'003 + static_cast<std::uint64_t>(member);
        const Story story = random_story(seed, asked.years);
        const Told told = tell(story, numbers);
        if (told.failure) {
            std::fprintf(stderr, "\nmember %lld of seed %llu\n", static_cast<long long>(member),
                         static_cast<unsigned long long>(asked.seed));
            return report(story, *told.failure);
        }
        if (log.is_open() && member < logged_max) log << log_text(told);
    }
    std::fprintf(stderr, "\rmembers: %lld, each through %d years\n", static_cast<long long>(asked.members),
                 asked.years);
    print(numbers);
    return 0;
}
