#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace laurel {

// "" when there is no such file.
inline std::string contents(const std::string& path) {
    if (!std::filesystem::is_regular_file(path)) return "";
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void overwrite(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// The store's file and its WAL as a crash at this moment would leave them.
inline void copy_store(const std::string& from, const std::string& to) {
    overwrite(to, contents(from));
    overwrite(to + "-wal", contents(from + "-wal"));
    std::filesystem::remove(to + "-shm");
}

// Small, seeded and the same everywhere (splitmix64).
class Random {
   public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t below(std::uint64_t limit) {
        std::uint64_t bits = state_ += 0x9e3779b97f4a7c15;
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
        return (bits ^ (bits >> 31)) % limit;
    }

   private:
    std::uint64_t state_;
};

}  // namespace laurel
