#include "edge/integrations/csv_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

namespace laurel {

CsvReader::CsvReader(Source source, char delimiter)
    : source_(std::move(source)), delimiter_(delimiter), buffer_(4 * row_bytes_max, '\0') {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    while (filled_ < byte_order_mark.size() && refill()) {
    }
    if (std::string_view(buffer_.data(), filled_).starts_with(byte_order_mark)) start_ = byte_order_mark.size();
    if (delimiter_ == find_delimiter) delimiter_ = found_delimiter();
}

char CsvReader::found_delimiter() {
    while (filled_ - start_ < row_bytes_max && refill()) {
    }
    constexpr std::string_view candidates = ",;\t|";
    std::array<int, candidates.size()> counts{};
    bool is_quoted = false;
    for (const char letter : std::string_view(buffer_.data() + start_, filled_ - start_)) {
        if (letter == '\n' && !is_quoted) break;
        is_quoted = is_quoted != (letter == '"');
        const std::size_t candidate = candidates.find(letter);
        if (candidate != std::string_view::npos && !is_quoted) ++counts[candidate];
    }
    return candidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

CsvReader::Outcome CsvReader::next() {
    for (;;) {
        line_ = next_line_;
        std::size_t end = start_;
        Scan outcome = scan_row(end);
        while (outcome == Scan::incomplete && filled_ - start_ <= row_bytes_max && refill()) {
            end = start_;
            outcome = scan_row(end);
        }
        if (outcome != Scan::complete || end - start_ > row_bytes_max) break;
        if (end == start_) return Outcome::end;
        advance(end);
        const bool is_blank = fields_.size() == 1 && fields_[0].empty();
        if (!is_blank) return Outcome::row;
    }
    fields_.clear();
    for (;;) {
        const void* line_end = std::memchr(buffer_.data() + start_, '\n', filled_ - start_);
        if (line_end != nullptr) {
            advance(static_cast<std::size_t>(static_cast<const char*>(line_end) - buffer_.data()) + 1);
            return Outcome::malformed;
        }
        advance(filled_);
        if (!refill()) return Outcome::malformed;
    }
}

// Moves what is left of the buffer to its front and reads more; false when there is nothing more.
bool CsvReader::refill() {
    if (at_end_) return false;
    std::memmove(buffer_.data(), buffer_.data() + start_, filled_ - start_);
    filled_ -= start_;
    start_ = 0;
    const std::size_t bytes_read = source_(buffer_.data() + filled_, buffer_.size() - filled_);
    filled_ += bytes_read;
    at_end_ = bytes_read == 0;
    return true;
}

// The row is done with: counts its lines and goes on behind it.
void CsvReader::advance(std::size_t end) {
    const std::string_view row(buffer_.data() + start_, end - start_);
    next_line_ += std::count(row.begin(), row.end(), '\n');
    start_ = end;
}

// Splits the row at `at` into fields_ and leaves `at` where the next one begins.
CsvReader::Scan CsvReader::scan_row(std::size_t& at) {
    fields_.clear();
    if (at == filled_) return at_end_ ? Scan::complete : Scan::incomplete;
    for (;;) {
        const bool is_quoted = at < filled_ && buffer_[at] == '"';
        const Scan outcome = is_quoted ? scan_quoted(at) : scan_field(at);
        if (outcome != Scan::complete || at == filled_) return outcome;
        if (buffer_[at++] == '\n') return Scan::complete;
    }
}

// A field without quotes; `at` ends on the delimiter or line break behind it, or at the end of the input.
CsvReader::Scan CsvReader::scan_field(std::size_t& at) {
    const std::string_view rest(buffer_.data() + at, filled_ - at);
    const std::array<char, 2> ends{delimiter_, '\n'};
    const std::size_t length = std::min(rest.find_first_of(std::string_view(ends.data(), ends.size())), rest.size());
    if (length == rest.size() && !at_end_) return Scan::incomplete;
    std::string_view field = rest.substr(0, length);
    at += length;
    if ((at == filled_ || buffer_[at] == '\n') && field.ends_with('\r')) field.remove_suffix(1);
    fields_.emplace_back(field);
    return Scan::complete;
}

CsvReader::Scan CsvReader::scan_quoted(std::size_t& at) {
    const std::string_view text(buffer_.data(), filled_);
    std::string field;
    for (std::size_t from = at + 1;; ++from) {
        const std::size_t quote = text.find('"', from);
        if (quote == std::string_view::npos) return at_end_ ? Scan::broken : Scan::incomplete;
        field += text.substr(from, quote - from);
        at = quote + 1;
        if (at == filled_ || text[at] != '"') break;
        field += '"';
        from = at;
    }
    if (text.substr(at).starts_with("\r\n") || (text.substr(at) == "\r" && at_end_)) ++at;
    // A lone \r may be the first half of a line break.
    if (!at_end_ && (at == filled_ || text.substr(at) == "\r")) return Scan::incomplete;
    if (at != filled_ && text[at] != delimiter_ && text[at] != '\n') return Scan::broken;
    fields_.push_back(std::move(field));
    return Scan::complete;
}

}  // namespace laurel
