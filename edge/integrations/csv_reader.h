#pragma once
// Rows of separated values (RFC 4180) from a stream, in bounded memory. It is our own because an import has to name the
// physical line of each row, limit a row's length and read on after a broken one: libcsv stops at the first error and
// knows no lines, and fast-cpp-csv-parser refuses line breaks in quotes.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace laurel {

class CsvReader {
   public:
    // Fills the buffer with up to so many bytes of the input; 0 at its end.
    using Source = std::function<std::size_t(char*, std::size_t)>;

    enum class Outcome { row, malformed, end };

    // Longer rows, quoted line breaks included, are malformed.
    static constexpr std::size_t row_bytes_max = 64 * 1024;

    // Fields end at the delimiter. find_delimiter: at the one of comma, semicolon, tab and bar that the first line has
    // most often outside quotes; a comma when it has none.
    static constexpr char find_delimiter = '\0';
    explicit CsvReader(Source source, char delimiter = ',');

    // Reads the next row that is not blank. After a malformed one reading goes on at the next physical line. Line
    // breaks are \n or \r\n; a quote inside an unquoted field stands for itself; a byte order mark is skipped.
    Outcome next();

    // Of the last row: its fields without their quotes (none when malformed), and the number of the physical line where
    // it begins, the file's first being 1.
    const std::vector<std::string>& fields() const { return fields_; }
    std::int64_t line() const { return line_; }

   private:
    enum class Scan { complete, incomplete, broken };

    bool refill();
    char found_delimiter();
    Scan scan_row(std::size_t& at);
    Scan scan_field(std::size_t& at);
    Scan scan_quoted(std::size_t& at);
    void advance(std::size_t end);

    Source source_;
    char delimiter_;
    std::string buffer_;
    std::size_t start_ = 0;  // of the row that is being read, in the buffer
    std::size_t filled_ = 0;
    bool at_end_ = false;  // of the input: the buffer holds all that is left
    std::int64_t line_ = 0;
    std::int64_t next_line_ = 1;
    std::vector<std::string> fields_;
};

}  // namespace laurel
