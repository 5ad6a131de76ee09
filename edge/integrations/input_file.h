#pragma once
// A file to import, read once from front to back: plain or gzip, told apart by its content; "-" is the standard input.
#include <zlib.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "edge/storage/hash.h"
#include "shared/base/result.h"

namespace laurel {

class InputFile {
   public:
    // Errors: value_not_allowed when it can't be opened; `found` says why.
    static Result<InputFile> open(const std::string& path);

    // Unpacked bytes; 0 at the end and after a failure, which failure() tells apart.
    std::size_t read(char* buffer, std::size_t size);
    const std::optional<Error>& failure() const { return failure_; }

    // How far reading got, in bytes of the file as it lies on the disk; the total is 0 when it can't be known.
    std::int64_t bytes_done() const;
    std::int64_t bytes_total() const { return bytes_total_; }

    // Lowercase hex SHA-256 of everything read so far, unpacked.
    std::string sha256() const { return to_hex(digest_.digest()); }

   private:
    struct Close {
        void operator()(gzFile_s* file) const { gzclose_r(file); }
    };
    InputFile() = default;

    std::unique_ptr<gzFile_s, Close> file_;
    Sha256 digest_;
    std::int64_t bytes_total_ = 0;
    std::optional<Error> failure_;
};

}  // namespace laurel
