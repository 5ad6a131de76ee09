#pragma once
// A file that is there whole or not at all, for its owner alone (mode 0600).
#include <fstream>
#include <memory>
#include <string>

#include "shared/base/result.h"

namespace laurel::exports {

// Written as "<path>.part", which finish() renames. A path that is there and is no regular file, such as a device, is
// written directly.
class OutputFile {
   public:
    // Error: storage_failed, `found` naming the path and why.
    static Result<std::unique_ptr<OutputFile>> create(const std::string& path);
    // Removes what was not finished.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    std::ostream& stream() { return stream_; }
    // Puts all of it on the disk and in its place. False when it could not be written whole: the path is as it was.
    bool finish();

   private:
    explicit OutputFile(std::string path) : path_(std::move(path)) {}

    std::string path_;
    std::string part_;  // what is being written
    bool is_finished_ = false;
    std::ofstream stream_;
};

}  // namespace laurel::exports
