#pragma once
// A SQLite VFS over the platform's that notes what is written and synced, and can be told to fail. It is the process's
// default from before main on, so that the page guard is stacked on it; idle, it only passes on.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/edge/storage/files.h"

namespace laurel::watched_disk {

struct Operation {
    enum class Kind { write, truncate, sync };
    Kind kind = Kind::write;
    std::string path;
    std::int64_t offset = 0;  // of a truncation: the new size
    std::string bytes;
};

// From now on, until stop(): everything that happens to files, in order.
void start_recording();
std::vector<Operation> stop_recording();
// How many operations were recorded so far.
std::size_t recorded();

// The files as a power cut after the first `count` operations may leave them: what was synced is there; of what was
// not, each write is there, or is not, or is there in some of its sectors.
std::map<std::string, std::string> after_power_cut(const std::vector<Operation>& operations, std::size_t count,
                                                   Random& random);

// The operation `skipped` operations from now fails with this SQLite code, and so do those after it until `failures`
// have.
void fail(int skipped, int failures, int code);
// Ends that; true when any failed.
bool stop_failing();

}  // namespace laurel::watched_disk
