#pragma once
// Texts of any encoding that the C library's iconv knows, as UTF-8, piece by piece.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace laurel {

class Transcoder {
   public:
    // An encoding by iconv's name, such as "GB18030"; nothing when it knows none of that name.
    static std::optional<Transcoder> open(const std::string& encoding);

    // Converts from the front of `text` until it ends or the buffer, of 16 bytes or more, is full; cuts from `text`
    // what was converted. A character that is cut off stays in `text` for the next piece, unless `is_last`. What is no
    // character becomes U+FFFD, byte by byte. Returns the bytes written.
    std::size_t convert(std::string_view& text, bool is_last, char* buffer, std::size_t size);

    // How many bytes were no characters so far.
    std::int64_t invalid_bytes() const { return invalid_bytes_; }

   private:
    struct Close {
        void operator()(void* descriptor) const;
    };
    std::unique_ptr<void, Close> descriptor_;
    std::int64_t invalid_bytes_ = 0;
};

}  // namespace laurel
