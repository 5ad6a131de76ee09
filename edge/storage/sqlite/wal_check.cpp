#include "edge/storage/sqlite/wal_check.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <optional>
#include <vector>

namespace laurel::sqlite {
namespace {

// https://sqlite.org/fileformat2.html#the_write_ahead_log
constexpr std::size_t header_bytes = 32;
constexpr std::size_t frame_header_bytes = 24;
constexpr std::uint32_t magic = 0x377f0682;  // plus 1 where the checksums are over big-endian words

using Bytes = std::vector<unsigned char>;

std::uint32_t big_endian(const unsigned char* at) {
    return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

std::uint32_t little_endian(const unsigned char* at) {
    return std::uint32_t{at[3]} << 24 | std::uint32_t{at[2]} << 16 | std::uint32_t{at[1]} << 8 | at[0];
}

struct Sums {
    std::uint32_t first = 0;
    std::uint32_t second = 0;

    bool operator==(const Sums& other) const { return first == other.first && second == other.second; }
};

struct Header {
    bool is_big_endian = false;
    std::size_t page_bytes = 0;
    Sums salts;
    Sums sums;
    bool is_whole = false;
};

struct Frame {
    bool is_current = false;  // its salts are the WAL's: not left over from before the WAL was last begun anew
    bool is_good = false;     // and its checksum continues the one stored before it
    bool is_commit = false;
};

Sums sums_at(const unsigned char* at) { return {big_endian(at), big_endian(at + 4)}; }

Sums add(Sums sums, bool is_big_endian, const unsigned char* bytes, std::size_t size) {
    const auto word = is_big_endian ? big_endian : little_endian;
    for (std::size_t i = 0; i < size; i += 8) {
        sums.first += word(bytes + i) + sums.second;
        sums.second += word(bytes + i + 4) + sums.first;
    }
    return sums;
}

std::optional<Header> read_header(std::ifstream& wal) {
    Bytes bytes(header_bytes);
    if (!wal.read(reinterpret_cast<char*>(bytes.data()), header_bytes)) return std::nullopt;
    Header header;
    header.is_big_endian = (big_endian(bytes.data()) & 1) != 0;
    header.page_bytes = 4096;  // what every store has, should the header not be believed
    header.salts = sums_at(bytes.data() + 16);
    header.sums = sums_at(bytes.data() + 24);
    header.is_whole = (big_endian(bytes.data()) & ~1u) == magic && big_endian(bytes.data() + 8) == header.page_bytes &&
                      add({}, header.is_big_endian, bytes.data(), 24) == header.sums;
    return header;
}

std::vector<Frame> read_frames(std::ifstream& wal, const Header& header) {
    std::vector<Frame> frames;
    Bytes bytes(frame_header_bytes + header.page_bytes);
    Sums sums = header.sums;
    Sums salts = header.salts;
    while (wal.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()))) {
        // Without a header to believe, the first frame stands for it.
        if (frames.empty() && !header.is_whole) salts = sums_at(bytes.data() + 8);
        sums = add(sums, header.is_big_endian, bytes.data(), 8);
        sums = add(sums, header.is_big_endian, bytes.data() + frame_header_bytes, header.page_bytes);
        Frame frame;
        frame.is_commit = big_endian(bytes.data() + 4) != 0;
        frame.is_current = sums_at(bytes.data() + 8) == salts;
        frame.is_good = frame.is_current && sums_at(bytes.data() + 16) == sums;
        frames.push_back(frame);
        sums = sums_at(bytes.data() + 16);
    }
    return frames;
}

bool looks_damaged(const std::string& path) {
    std::ifstream wal(path, std::ios::binary);
    const auto header = read_header(wal);
    if (!header) return false;
    const std::vector<Frame> frames = read_frames(wal, *header);
    const auto good = [](const Frame& frame) { return frame.is_good; };
    const auto ends_commit = [](const Frame& frame) { return frame.is_current && frame.is_commit; };
    const auto end = header->is_whole ? std::find_if_not(frames.begin(), frames.end(), good) : frames.begin();
    const auto commit = std::find_if(end, frames.end(), ends_commit);
    return commit != frames.end() && std::any_of(std::next(commit), frames.end(), good);
}

}  // namespace

bool wal_is_damaged(const std::string& store_path) {
    // Another process may be writing: what it had only begun at the first look is whole at the second.
    const std::string path = store_path + "-wal";
    return looks_damaged(path) && looks_damaged(path);
}

}  // namespace laurel::sqlite
