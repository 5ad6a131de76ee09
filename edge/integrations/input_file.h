#pragma once
// A file to import, read from front to back: plain or gzip, told apart by its content; "-" is the standard input.
#include <zlib.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "edge/integrations/transcoder.h"
#include "edge/storage/hash.h"
#include "shared/base/result.h"

namespace laurel {

class InputFile {
   public:
    // UTF-8, read once as it comes. Error: value_not_allowed with an empty path; `found` says why.
    static Result<InputFile> open(const std::string& path);
    // In an encoding, by iconv's name of it; "" to find out: by a byte order mark, else UTF-8 when the whole file is
    // that, else GB18030 when it is that, else UTF-8 with faults. What is no file, such as a pipe, is kept in a
    // temporary one. Errors: as above, and value_not_allowed at /encoding for one that iconv does not know.
    static Result<InputFile> open_text(const std::string& path, const std::string& encoding = "");

    // Unpacked, as UTF-8; a buffer of 16 bytes or more. 0 at the end and after a failure, which failure() tells apart.
    std::size_t read(char* buffer, std::size_t size);
    // Back to the front: of what open_text opened.
    void rewind();
    const std::string& encoding() const { return encoding_; }
    const std::optional<Error>& failure() const { return failure_; }

    // How far reading got, in bytes of the file as it lies on the disk; the total is 0 when it can't be known.
    std::int64_t bytes_done() const;
    std::int64_t bytes_total() const { return bytes_total_; }

    // Lowercase hex SHA-256 of everything read so far, unpacked, in the file's own encoding.
    std::string sha256() const { return to_hex(digest_.digest()); }

   private:
    struct Close {
        void operator()(gzFile_s* file) const { gzclose_r(file); }
    };
    InputFile() = default;
    static Result<InputFile> open_descriptor(const std::string& path, int descriptor);
    std::size_t read_unpacked(char* buffer, std::size_t size);
    bool is_all_in(const std::string& encoding);
    std::string found_encoding();
    std::optional<Error> set_encoding(const std::string& encoding);

    std::unique_ptr<gzFile_s, Close> file_;
    std::string encoding_ = "UTF-8";
    std::optional<Transcoder> transcoder_;  // none for UTF-8
    std::string untranscoded_;
    bool is_at_end_ = false;
    Sha256 digest_;
    std::int64_t bytes_total_ = 0;
    std::optional<Error> failure_;
};

}  // namespace laurel
