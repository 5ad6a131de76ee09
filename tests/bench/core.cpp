// The core on this host: the calls that page.mjs times in the page's module too. Prints the nanoseconds a call as JSON.
#include <string>

#include "shared/wire/call.h"
#include "tests/bench/arguments.h"
#include "tests/bench/stopwatch.h"

using namespace laurel;

int main(int count, char** values) {
    const bench::Arguments arguments(count, values);
    const wire::Loaded program = wire::load(bench::bytes_of(arguments.text("program")));
    const wire::Loaded states = wire::load(bench::bytes_of(arguments.text("states")));
    const std::string request = bench::bytes_of(arguments.text("request"));
    const std::int64_t calls = arguments.number("calls");
    std::size_t replied = 0;
    const bench::Stopwatch stopwatch;
    for (std::int64_t i = 0; i < calls; ++i) replied += wire::call(&program, &states, request).size();
    const double nanoseconds = stopwatch.seconds() * 1e9 / static_cast<double>(calls);
    std::printf("{\"nanoseconds\":%.0f,\"reply_bytes\":%zu}\n", nanoseconds, replied / static_cast<std::size_t>(calls));
    return 0;
}
