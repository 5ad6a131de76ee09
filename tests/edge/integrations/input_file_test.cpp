#include "edge/integrations/input_file.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include "tests/edge/storage/files.h"
#include "tests/edge/storage/temporary_folder.h"

namespace laurel {
namespace {

std::string text_of(InputFile& file, std::size_t piece_bytes = 4096) {
    std::string text;
    std::string piece(piece_bytes, '\0');
    while (const std::size_t bytes = file.read(piece.data(), piece.size())) text.append(piece, 0, bytes);
    return text;
}

TEST_CASE("a file's encoding is found by its content") {
    struct Row {
        const char* name;
        std::string bytes;
        std::string encoding;
        std::string text;
    };
    const std::string long_start(200'000, 'x');
    const Row rows[] = {
        {"ASCII", "id,points\n1,2\n", "UTF-8", "id,points\n1,2\n"},
        {"UTF-8", "\xE5\xBC\xA0", "UTF-8", "\xE5\xBC\xA0"},
        {"GB18030, two bytes", "\xD5\xC5\xC8\xFD", "GB18030", "\xE5\xBC\xA0\xE4\xB8\x89"},
        {"GB18030, four bytes", "\x81\x30\x81\x30\xD5\xC5", "GB18030", "\xC2\x80\xE5\xBC\xA0"},
        // Lian tong in GB18030 is valid UTF-8 by accident; what comes later shows it.
        {"an accident of UTF-8", "\xC1\xAA\xCD\xA8,\xD5\xC5", "GB18030", "\xE8\x81\x94\xE9\x80\x9A,\xE5\xBC\xA0"},
        {"Chinese behind a long start", long_start + "\xD5\xC5", "GB18030", long_start + "\xE5\xBC\xA0"},
        {"UTF-16 with its mark", std::string("\xFF\xFEi\0d\0", 6), "UTF-16", "id"},
        {"neither", "caf\xE9,1\n", "UTF-8", "caf\xE9,1\n"},
    };
    const TemporaryFolder folder;
    for (const Row& row : rows) {
        CAPTURE(row.name);
        overwrite(folder.file("file.csv"), row.bytes);
        auto file = InputFile::open_text(folder.file("file.csv"));
        REQUIRE(file.ok());
        CHECK(file->encoding() == row.encoding);
        CHECK(text_of(*file) == row.text);
        file->rewind();
        CHECK(text_of(*file, 16) == row.text);
    }
}

TEST_CASE("an encoding that is said is used, and one that nobody knows is refused") {
    const TemporaryFolder folder;
    overwrite(folder.file("file.csv"), "caf\xE9");
    auto file = InputFile::open_text(folder.file("file.csv"), "windows-1252");
    REQUIRE(file.ok());
    CHECK(text_of(*file) == "caf\xC3\xA9");
    for (const char* encoding : {"klingon", "UTF-8//IGNORE"}) {
        const auto refused = InputFile::open_text(folder.file("file.csv"), encoding);
        REQUIRE(!refused.ok());
        CHECK(refused.error().path == "/encoding");
    }
}

TEST_CASE("what is no character in a said encoding becomes U+FFFD") {
    const TemporaryFolder folder;
    overwrite(folder.file("file.csv"), "a\xFF\xD5\xC5\xD5");
    auto file = InputFile::open_text(folder.file("file.csv"), "GB18030");
    REQUIRE(file.ok());
    CHECK(text_of(*file) == "a\xEF\xBF\xBD\xE5\xBC\xA0\xEF\xBF\xBD");
}

TEST_CASE("a compressed file is read in its encoding") {
    const TemporaryFolder folder;
    const std::string path = folder.file("file.csv.gz");
    gzFile_s* packed = gzopen(path.c_str(), "wb");
    gzwrite(packed, "\xD5\xC5\n", 3);
    gzclose(packed);
    auto file = InputFile::open_text(path);
    REQUIRE(file.ok());
    CHECK(text_of(*file) == "\xE5\xBC\xA0\n");
}

}  // namespace
}  // namespace laurel
