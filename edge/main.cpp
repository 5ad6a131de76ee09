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

// From the first time that a verb asks on, the signals are its own to heed. One that never asks ends as any program
// does.
bool asked_to_stop() {
    static const bool is_heeding =
        std::signal(SIGINT, request_stop) != SIG_ERR && std::signal(SIGTERM, request_stop) != SIG_ERR;
    return is_heeding && stop_requested;
}

std::int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

int main(int argument_count, char** arguments) {
    std::signal(SIGPIPE, SIG_IGN);
    const char* data_directory = std::getenv("LAUREL_DATA_DIR");
    return laurel::cli::run(argument_count, arguments,
                            {.out = std::cout,
                             .err = std::cerr,
                             .in = std::cin,
                             .clock = now_ms,
                             .data_directory = data_directory != nullptr ? data_directory : "laurel-data",
                             .err_is_terminal = isatty(STDERR_FILENO) != 0,
                             .stop_requested = asked_to_stop});
}
