// What a programme of many rules says of a long cart, as earning.mjs asks. Prints the milliseconds of each go as JSON.
#include <cstdio>
#include <string>

#include "shared/loyalty/earning.h"
#include "shared/program.h"
#include "tests/bench/arguments.h"
#include "tests/bench/stopwatch.h"

using namespace laurel;

namespace {

Value read_file(const std::string& path) {
    const std::string bytes = bench::bytes_of(path);
    auto value = read_json(bytes, {.bytes_max = bytes.size(), .nodes_max = 10'000'000});
    if (value) return std::move(*value);
    std::fprintf(stderr, "%s: %s\n", path.c_str(), message_of(value.error()).c_str());
    std::exit(1);
}

}  // namespace

int main(int count, char** values) {
    const bench::Arguments arguments(count, values);
    const auto program = read_program(read_file(arguments.text("program")), 1);
    if (!program) {
        std::fprintf(stderr, "%s: %s\n", program.error().path.c_str(), message_of(program.error()).c_str());
        return 1;
    }
    const loyalty::Cart cart = loyalty::read_cart(read_file(arguments.text("cart")));
    const loyalty::MemberState member{.version = 1};
    const std::int64_t now_ms = arguments.number("now_ms");
    bench::Latencies latencies;
    std::int64_t points = 0;
    for (std::int64_t i = 0; i < arguments.number("calls"); ++i) {
        const bench::Stopwatch stopwatch;
        const auto earned =
            loyalty::every_rule.cart(program->loyalty, cart, member, now_ms, {}, loyalty::main_point_kind);
        latencies.add(stopwatch.microseconds());
        if (!earned) return 1;
        points = earned->points;
    }
    std::printf("{\"points\":%lld,\"p50_ms\":%.3f,\"p99_ms\":%.3f}\n", static_cast<long long>(points),
                latencies.permille(500) / 1000, latencies.permille(990) / 1000);
    return 0;
}
