// The rules on this host, as rules.mjs times them in WebAssembly too. Prints the nanoseconds a call as JSON.
#include <string>

#include "shared/wire/evaluate.h"
#include "tests/bench/arguments.h"
#include "tests/bench/stopwatch.h"

using namespace laurel;

int main(int count, char** values) {
    const bench::Arguments arguments(count, values);
    const wire::LoadedRules rules = wire::load_rules(bench::bytes_of(arguments.text("rules")));
    const wire::LoadedData data = wire::load_data(bench::bytes_of(arguments.text("data")));
    const std::int64_t calls = arguments.number("calls");
    std::size_t replied = 0;
    const bench::Stopwatch stopwatch;
    for (std::int64_t i = 0; i < calls; ++i) replied += wire::evaluate(rules, data).size();
    const double nanoseconds = stopwatch.seconds() * 1e9 / static_cast<double>(calls);
    std::printf("{\"nanoseconds\":%.0f,\"reply_bytes\":%zu}\n", nanoseconds, replied / static_cast<std::size_t>(calls));
    return 0;
}
