#include "edge/integrations/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>

namespace laurel {
namespace {

constexpr unsigned gzip_buffer_bytes = 256 * 1024;
constexpr std::size_t read_bytes_max = 1 << 30;
constexpr std::size_t piece_bytes = 64 * 1024;

void to_front(gzFile file) {
    gzclearerr(file);
    gzrewind(file);
}

Error not_opened(const std::string& path, const char* why) {
    return {ErrorCode::value_not_allowed, "", path + ": " + why,
            "a readable file, plain or gzip, or - for the standard input"};
}

int descriptor_of(const std::string& path) {
    return path == "-" ? dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = write(descriptor, bytes.data(), bytes.size());
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// What comes through a pipe, in a file without a name that can be read more than once; -1 when that fails.
int kept(int pipe) {
    std::string name = (std::filesystem::temp_directory_path() / "laurel-import-XXXXXX").string();
    const int file = mkstemp(name.data());
    if (file < 0) return -1;
    unlink(name.c_str());
    std::array<char, piece_bytes> piece{};
    for (;;) {
        const ssize_t bytes = ::read(pipe, piece.data(), piece.size());
        if (bytes == 0 && lseek(file, 0, SEEK_SET) == 0) return file;
        if (bytes > 0 && write_all(file, {piece.data(), static_cast<std::size_t>(bytes)})) continue;
        const int reason = errno;
        close(file);
        errno = reason;
        return -1;
    }
}

}  // namespace

Result<InputFile> InputFile::open(const std::string& path) { return open_descriptor(path, descriptor_of(path)); }

Result<InputFile> InputFile::open_text(const std::string& path, const std::string& encoding) {
    int descriptor = descriptor_of(path);
    struct stat status {};
    const bool is_open = descriptor >= 0 && fstat(descriptor, &status) == 0;
    if (is_open && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
        const int file = kept(descriptor);
        close(descriptor);
        descriptor = file;
    }
    auto input = open_descriptor(path, descriptor);
    if (!input) return input;
    if (auto error = input->set_encoding(encoding.empty() ? input->found_encoding() : encoding)) return *error;
    input->rewind();
    return input;
}

Result<InputFile> InputFile::open_descriptor(const std::string& path, int descriptor) {
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

std::optional<Error> InputFile::set_encoding(const std::string& encoding) {
    encoding_ = encoding;
    if (encoding == "UTF-8" || encoding == "utf-8") return std::nullopt;
    transcoder_ = Transcoder::open(encoding);
    if (transcoder_) return std::nullopt;
    return Error{ErrorCode::value_not_allowed, "/encoding", laurel::quoted(encoding),
                 "UTF-8, GB18030, UTF-16, windows-1252 or another that `iconv -l` lists"};
}

std::string InputFile::found_encoding() {
    std::array<char, 3> first{};
    const int bytes = gzread(file_.get(), first.data(), first.size());
    const std::string_view mark(first.data(), static_cast<std::size_t>(std::max(bytes, 0)));
    if (mark.starts_with("\xFF\xFE") || mark.starts_with("\xFE\xFF")) return "UTF-16";
    if (mark == "\xEF\xBB\xBF" || is_all_in("UTF-8")) return "UTF-8";
    return is_all_in("GB18030") ? "GB18030" : "UTF-8";
}

// A file that can't be read to its end is left to read(), which says so.
bool InputFile::is_all_in(const std::string& encoding) {
    auto transcoder = Transcoder::open(encoding);
    if (!transcoder) return false;
    to_front(file_.get());
    std::array<char, piece_bytes> piece{};
    std::array<char, 4 * piece_bytes> ignored{};
    std::string text;
    for (;;) {
        const int bytes = gzread(file_.get(), piece.data(), piece.size());
        text.append(piece.data(), static_cast<std::size_t>(std::max(bytes, 0)));
        std::string_view rest = text;
        transcoder->convert(rest, bytes <= 0, ignored.data(), ignored.size());
        if (transcoder->invalid_bytes() > 0) return false;
        if (bytes <= 0) return true;
        text.erase(0, text.size() - rest.size());
    }
}

void InputFile::rewind() {
    to_front(file_.get());
    digest_ = Sha256();
    if (transcoder_) transcoder_ = Transcoder::open(encoding_);
    untranscoded_.clear();
    is_at_end_ = false;
    failure_.reset();
}

std::size_t InputFile::read(char* buffer, std::size_t size) {
    if (!transcoder_) return read_unpacked(buffer, size);
    for (;;) {
        std::string_view text = untranscoded_;
        const std::size_t bytes = transcoder_->convert(text, is_at_end_, buffer, size);
        untranscoded_.erase(0, untranscoded_.size() - text.size());
        if (bytes > 0 || is_at_end_) return bytes;
        std::array<char, piece_bytes> piece{};
        const std::size_t more = read_unpacked(piece.data(), piece.size());
        untranscoded_.append(piece.data(), more);
        is_at_end_ = more == 0;
    }
}

std::size_t InputFile::read_unpacked(char* buffer, std::size_t size) {
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
