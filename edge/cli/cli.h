#pragma once
// The command line. Answers go to out, everything else (progress, advice, errors) to err.
#include <functional>
#include <iosfwd>
#include <string>

#include "edge/service.h"

namespace laurel::cli {

// Exit codes.
inline constexpr int done = 0;
inline constexpr int found =
    1;  // the command ran and its answer is bad news: a broken store, an unfit programme, nobody of that id
inline constexpr int usage = 2;   // the command can't be understood
inline constexpr int failed = 3;  // the command could not run: a file, a port, the disk

// What the process gives; tests give their own.
struct Environment {
    std::ostream& out;
    std::ostream& err;
    std::istream& in;
    Clock clock;
    std::string data_directory;            // where --data is left out
    bool err_is_terminal = false;          // progress is drawn only there
    std::function<bool()> stop_requested;  // SIGINT or SIGTERM came
};

int run(int argument_count, const char* const* arguments, Environment environment);

}  // namespace laurel::cli
