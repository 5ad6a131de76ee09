#include "edge/integrations/csv_reader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tests/property.h"

namespace laurel {
namespace {

// Hands the text out in pieces of at most so many bytes.
CsvReader::Source source_of(std::string_view text, std::size_t piece_bytes) {
    return [text, piece_bytes](char* buffer, std::size_t size) mutable {
        const std::size_t bytes = std::min({size, piece_bytes, text.size()});
        std::memcpy(buffer, text.data(), bytes);
        text.remove_prefix(bytes);
        return bytes;
    };
}

// "line:field|field" for each row, "line:!" for a malformed one.
std::vector<std::string> rows_of(std::string_view text, std::size_t piece_bytes = 1 << 20, char delimiter = ',') {
    CsvReader reader(source_of(text, piece_bytes), delimiter);
    std::vector<std::string> rows;
    for (;;) {
        const CsvReader::Outcome outcome = reader.next();
        if (outcome == CsvReader::Outcome::end) return rows;
        std::string row = std::to_string(reader.line()) + ':';
        if (outcome == CsvReader::Outcome::malformed) row += '!';
        for (const std::string& field : reader.fields()) row += (&field == reader.fields().data() ? "" : "|") + field;
        rows.push_back(std::move(row));
    }
}

using Rows = std::vector<std::string>;

TEST_CASE("rows are split as RFC 4180 says, however the input is cut into pieces") {
    struct Table {
        std::string_view name;
        std::string_view text;
        Rows rows;
    };
    const Table table[] = {
        {"nothing", "", {}},
        {"a last line without a line break", "a,b\nc,d", {"1:a|b", "2:c|d"}},
        {"both line breaks", "a,b\r\nc,d\r\n", {"1:a|b", "2:c|d"}},
        {"empty fields", ",\n,,\n", {"1:|", "2:||"}},
        {"a comma at the end of the file", "a,", {"1:a|"}},
        {"quotes, commas and line breaks in quotes",
         "\"a\"\"b\",\"c,d\",\"e\nf\"\ng,h\n",
         {"1:a\"b|c,d|e\nf", "3:g|h"}},
        {"quotes before each line break", "\"a\"\r\n\"b\"\n\"c\"", {"1:a", "2:b", "3:c"}},
        {"an empty quoted field", "\"\",\"\"\"\"\n", {"1:|\""}},
        {"a quote inside an unquoted field", "15\" TV,b\n", {"1:15\" TV|b"}},
        {"blank lines count but are no rows", "\na\n\r\n\nb\n", {"2:a", "5:b"}},
        {"a byte order mark",
         "\xEF\xBB\xBF"
         "a,b\n",
         {"1:a|b"}},
        {"text after a closing quote", "\"a\"b,c\nd,e\n", {"1:!", "2:d|e"}},
        {"a quote that never closes costs its own line only", "a,\"b\nc,d\ne,f\n", {"1:!", "2:c|d", "3:e|f"}},
        {"a carriage return that is no line break", "a\rb,c\n\"d\"\re\n", {"1:a\rb|c", "2:!"}},
        {"a carriage return at the end of the file", "a,b\r", {"1:a|b"}},
        {"the same after a quote", "a,\"b\"\r", {"1:a|b"}},
    };
    for (const Table& row : table) {
        for (const std::size_t piece_bytes : {1u, 2u, 3u, 7u, 1000u}) {
            CAPTURE(std::string(row.name));
            CAPTURE(piece_bytes);
            CHECK(rows_of(row.text, piece_bytes) == row.rows);
        }
    }
}

TEST_CASE("a row longer than the limit is malformed and the next one is read") {
    const std::string longest(CsvReader::row_bytes_max - 3, 'x');
    CHECK(rows_of("a," + longest + "\nb\n") == Rows{"1:a|" + longest, "2:b"});
    CHECK(rows_of("a," + longest + "x\nb\n") == Rows{"1:!", "2:b"});
    CHECK(rows_of("a\n" + std::string(10 * CsvReader::row_bytes_max, 'x') + "\nb\n") == Rows{"1:a", "2:!", "3:b"});
    CHECK(rows_of("\"" + std::string(10 * CsvReader::row_bytes_max, '\n') + "b") ==
          Rows{"1:!", std::to_string(10 * CsvReader::row_bytes_max + 1) + ":b"});
}

TEST_CASE("whatever fields are written with quotes are read back") {
    PropertyRandom random("csv fields");
    constexpr std::string_view alphabet = "a,\"\r\n \xC3\xA9";
    for (int round = 0; round < 300; ++round) {
        std::string text;
        Rows expected;
        std::int64_t line = 1;
        for (std::size_t row = 1 + random.below(20); row > 0; --row) {
            std::string want = std::to_string(line) + ":#";
            text += "#";
            for (std::size_t count = random.below(5); count > 0; --count) {
                text += ",\"";
                want += '|';
                for (std::size_t length = random.below(40); length > 0; --length) {
                    const char letter = alphabet[random.below(alphabet.size())];
                    text += letter == '"' ? "\"\"" : std::string(1, letter);
                    want += letter;
                    if (letter == '\n') ++line;
                }
                text += '"';
            }
            text += random.below(2) == 0 ? "\n" : "\r\n";
            ++line;
            expected.push_back(std::move(want));
        }
        REQUIRE(rows_of(text, 1 + random.below(50)) == expected);
    }
}

TEST_CASE("the delimiter is the one that the first line has most often outside quotes") {
    const std::pair<std::string_view, Rows> files[] = {
        {"a;b;c\n1,5;2;3\n", {"1:a|b|c", "2:1,5|2|3"}},
        {"a\tb\n1\t2\n", {"1:a|b", "2:1|2"}},
        {"\xEF\xBB\xBF\"x;y;z\",b\n1,2\n", {"1:x;y;z|b", "2:1|2"}},
        {"a|b\n", {"1:a|b"}},
        {"alone\n", {"1:alone"}},
        {"", {}},
    };
    for (const auto& [file, expected] : files) {
        const std::string text(file);
        CAPTURE(text);
        CHECK(rows_of(text, 3, CsvReader::find_delimiter) == expected);
    }
}

}  // namespace
}  // namespace laurel
