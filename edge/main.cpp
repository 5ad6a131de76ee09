// The only place that reads arguments, environment and the real clock.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "edge/cli/cli.h"

namespace {

std::atomic<bool> stop_requested = false;

void request_stop(int) { stop_requested = true; }

std::int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

int main(int argument_count, char** arguments) {
    std::signal(SIGINT, request_stop);
    std::signal(SIGTERM, request_stop);
    std::signal(SIGPIPE, SIG_IGN);
    const char* data_directory = std::getenv("LAUREL_DATA_DIR");
    return laurel::cli::run(argument_count, arguments,
                            {.out = std::cout,
                             .err = std::cerr,
                             .in = std::cin,
                             .clock = now_ms,
                             .data_directory = data_directory != nullptr ? data_directory : "laurel-data",
                             .err_is_terminal = isatty(STDERR_FILENO) != 0,
                             .stop_requested = [] { return stop_requested.load(); }});
}
