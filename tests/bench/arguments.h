#pragma once
// The command line of a bench's program: "--name value" pairs. Any other form ends the program with a sentence. And the
// files that it names.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace laurel::bench {

class Arguments {
   public:
    Arguments(int count, char** values) {
        for (int i = 1; i < count; i += 2) {
            const std::string_view name = values[i];
            if (!name.starts_with("--") || i + 1 == count) fail("expected --name value", name);
            values_[std::string(name.substr(2))] = values[i + 1];
        }
    }

    const std::string& text(const std::string& name) const {
        const auto found = values_.find(name);
        if (found == values_.end()) fail("missing", "--" + name);
        return found->second;
    }
    std::string text(const std::string& name, std::string_view fallback) const {
        const auto found = values_.find(name);
        return found == values_.end() ? std::string(fallback) : found->second;
    }
    std::int64_t number(const std::string& name) const { return std::strtoll(text(name).c_str(), nullptr, 10); }
    std::int64_t number(const std::string& name, std::int64_t fallback) const {
        return values_.contains(name) ? number(name) : fallback;
    }
    double fraction(const std::string& name) const { return std::strtod(text(name).c_str(), nullptr); }

   private:
    [[noreturn]] static void fail(const char* what, std::string_view which) {
        std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(which.size()), which.data());
        std::exit(2);
    }

    std::map<std::string, std::string> values_;
};

// The whole file.
inline std::string bytes_of(const std::string& path) {
    std::ifstream input(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), {}};
}

}  // namespace laurel::bench
