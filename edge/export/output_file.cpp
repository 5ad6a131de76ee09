#include "edge/export/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace laurel::exports {
namespace {

bool sync_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool is_synced = ::fsync(file) == 0;
    ::close(file);
    return is_synced;
}

}  // namespace

Result<std::unique_ptr<OutputFile>> OutputFile::create(const std::string& path) {
    std::unique_ptr<OutputFile> output(new OutputFile(path));
    std::error_code ignored;
    const bool is_device = std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored);
    const auto failed = [&](const char* why) {
        return Error{ErrorCode::storage_failed, "", "can't write " + path + ": " + why, "a place that can be written"};
    };
    if (std::filesystem::is_directory(path, ignored)) return failed("it is a folder");
    if (!is_device) {
        // A new file each time: neither the mode nor the links of one that is there carry over.
        const std::string part = path + ".part";
        ::unlink(part.c_str());
        const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file < 0) return failed(std::strerror(errno));
        ::close(file);
        output->part_ = part;
    }
    output->stream_.open(is_device ? path : output->part_, std::ios::binary | std::ios::out);
    if (!output->stream_) return failed(std::strerror(errno));
    return output;
}

OutputFile::~OutputFile() {
    if (!is_finished_ && !part_.empty()) ::unlink(part_.c_str());
}

bool OutputFile::finish() {
    stream_.close();
    if (stream_.fail()) return false;
    if (!part_.empty() && (!sync_file(part_) || std::rename(part_.c_str(), path_.c_str()) != 0)) return false;
    is_finished_ = true;
    return true;
}

}  // namespace laurel::exports
