// The public compatibility suites, where they are: every case in the folder and below must hold.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "shared/rules/rule.h"

using namespace laurel;

namespace {

std::vector<std::filesystem::path> suites() {
    const char* data = std::getenv("LAUREL_DATA");
    const auto folder = std::filesystem::path(data != nullptr ? data : "") / "jsonlogic";
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::is_directory(folder)) return files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string outcome(const Value& rule, const Value& data) {
    const auto compiled = rules::compile(rule);
    if (!compiled) return "error: " + write_json(rules::type_of(compiled.error()));
    const auto result = rules::run(*compiled, data);
    return result ? write_json(*result) : "error: " + write_json(rules::type_of(result.error()));
}

std::string expected_of(const Value& test) {
    const Value* error = test.find("error");
    const Value* type = error != nullptr ? error->find("type") : nullptr;
    if (type != nullptr) return "error: " + write_json(*type);
    const Value* result = test.find("result");
    return result != nullptr ? write_json(*result) : "null";
}

// How many cases the file has.
std::size_t check_suite(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const auto tests = read_json(bytes, {.depth_max = rule_depth_max + 2, .fractions = read_fraction});
    REQUIRE_MESSAGE(tests.ok(), path.string());
    REQUIRE_MESSAGE(tests->array() != nullptr, path.string());
    const Value nothing;
    std::size_t count = 0;
    for (const Value& test : *tests->array()) {
        const Value* rule = test.find("rule");
        if (rule == nullptr) continue;
        ++count;
        const Value* data = test.find("data");
        INFO(path.filename().string(), ": ", std::string(test.string_at("description")), " ", write_json(*rule));
        CHECK(outcome(*rule, data != nullptr ? *data : nothing) == expected_of(test));
    }
    return count;
}

}  // namespace

TEST_CASE("every case of the compatibility suites holds") {
    const auto files = suites();
    if (files.empty()) {
        MESSAGE("SKIPPED: there is no folder jsonlogic in LAUREL_DATA, so no suite was run");
        return;
    }
    std::size_t count = 0;
    for (const auto& path : files) count += check_suite(path);
    MESSAGE("compatibility suites: ", count, " cases in ", files.size(), " files");
    CHECK(count > 0);
}
