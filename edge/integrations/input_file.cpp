#include "edge/integrations/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace laurel {
namespace {

constexpr unsigned gzip_buffer_bytes = 256 * 1024;
constexpr std::size_t read_bytes_max = 1 << 30;

Error not_opened(const std::string& path, const char* why) {
    return {ErrorCode::value_not_allowed, "", path + ": " + why,
            "a readable file, plain or gzip, or - for the standard input"};
}

}  // namespace

Result<InputFile> InputFile::open(const std::string& path) {
    const int descriptor = path == "-" ? dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (descriptor < 0 || fstat(descriptor, &status) != 0) return not_opened(path, std::strerror(errno));
    InputFile input;
    input.file_.reset(gzdopen(descriptor, "rb"));
    if (!input.file_) {
        close(descriptor);
        return not_opened(path, "out of memory");
    }
    if (S_ISDIR(status.st_mode)) return not_opened(path, "a folder");
    gzbuffer(input.file_.get(), gzip_buffer_bytes);
    if (S_ISREG(status.st_mode)) input.bytes_total_ = status.st_size;
    return input;
}

std::size_t InputFile::read(char* buffer, std::size_t size) {
    if (failure_) return 0;
    const int bytes = gzread(file_.get(), buffer, static_cast<unsigned>(std::min(size, read_bytes_max)));
    int code = Z_OK;
    const char* reason = gzerror(file_.get(), &code);
    // A gzip file that was cut short gives what there is and then this code.
    if (bytes < 0 || code == Z_BUF_ERROR) {
        const std::string why = code == Z_BUF_ERROR ? "the gzip file is cut short" : reason;
        failure_ =
            Error{ErrorCode::value_not_allowed, "", code == Z_ERRNO ? std::strerror(errno) : why, "a whole file"};
        return 0;
    }
    digest_.update({buffer, static_cast<std::size_t>(bytes)});
    return static_cast<std::size_t>(bytes);
}

std::int64_t InputFile::bytes_done() const { return std::max<std::int64_t>(gzoffset(file_.get()), 0); }

}  // namespace laurel
