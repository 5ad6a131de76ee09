#include "edge/integrations/transcoder.h"

#include <iconv.h>

#include <cerrno>
#include <cstring>

namespace laurel {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

}  // namespace

void Transcoder::Close::operator()(void* descriptor) const { iconv_close(descriptor); }

std::optional<Transcoder> Transcoder::open(const std::string& encoding) {
    // A name with a slash would ask iconv for more than an encoding.
    if (encoding.empty() || encoding.find('/') != std::string::npos) return std::nullopt;
    void* descriptor = iconv_open("UTF-8", encoding.c_str());
    if (reinterpret_cast<std::intptr_t>(descriptor) == -1) return std::nullopt;
    Transcoder transcoder;
    transcoder.descriptor_.reset(descriptor);
    return transcoder;
}

std::size_t Transcoder::convert(std::string_view& text, bool is_last, char* buffer, std::size_t size) {
    std::size_t room = size;
    std::string copy(text);  // iconv takes a pointer to characters that it could change
    char* from = copy.data();
    std::size_t left = copy.size();
    while (left > 0) {
        const std::size_t outcome = iconv(descriptor_.get(), &from, &left, &buffer, &room);
        if (outcome != static_cast<std::size_t>(-1)) continue;
        const bool is_invalid = errno == EILSEQ || (errno == EINVAL && is_last);
        if (!is_invalid || room < replacement.size()) break;
        std::memcpy(buffer, replacement.data(), replacement.size());
        buffer += replacement.size();
        room -= replacement.size();
        ++from;
        --left;
        ++invalid_bytes_;
    }
    text.remove_prefix(text.size() - left);
    return size - room;
}

}  // namespace laurel
