#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <sstream>

#include "edge/storage/hash.h"
#include "tests/edge/storage/file_size_limit.h"
#include "tests/edge/storage/files.h"
#include "tests/edge/support/books.h"

namespace laurel {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + '\n';
    return text;
}

struct Exported : Books {
    std::vector<std::string> lines;

    Exported() {
        REQUIRE(run("export {folder}all.jsonl --with-keys").code == cli::done);
        lines = lines_of(contents(path("all.jsonl")));
    }
    // The first line of each kind, and the first event with a personal part.
    std::vector<std::size_t> one_of_each_kind() const {
        std::map<std::string, std::size_t> kinds;
        for (std::size_t index = 0; index < lines.size(); ++index) {
            const Value line = read_json(lines[index]).value();
            const std::string kind(line.string_at("type"));
            kinds.emplace(kind + (line.find("personal") != nullptr ? " with a personal part" : ""), index);
        }
        CHECK(kinds.size() == 8);
        std::vector<std::size_t> indexes;
        for (const auto& [kind, index] : kinds) indexes.push_back(index);
        return indexes;
    }
    // What an import of these lines ends with; it never leaves anything in the data folder.
    Ran refused(const std::vector<std::string>& changed) {
        write("changed.jsonl", joined(changed));
        const Ran ran = run("import store {folder}changed.jsonl --store moved");
        CHECK(ran.code == cli::found);
        CHECK(ran.out.empty());
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(path("data")))
            files += entry.path().filename() != "shop.laurel.sqlite";
        CHECK(files == 0);
        return ran;
    }
};

TEST_CASE_FIXTURE(Exported, "a bit that flips anywhere in a line of any kind is found, and the line is named") {
    Random random(20'260'301);
    for (const std::size_t index : one_of_each_kind()) {
        for (int round = 0; round < 6; ++round) {
            std::vector<std::string> changed = lines;
            char& byte = changed[index][random.below(changed[index].size())];
            byte = static_cast<char>(byte ^ 1);
            const Ran ran = refused(changed);
            INFO(changed[index], "\n", ran.err);
            CHECK(ran.err.find("line " + std::to_string(index + 1) + ":") != std::string::npos);
        }
    }
}

TEST_CASE_FIXTURE(Exported, "a file that was cut short is refused, wherever it ends") {
    CHECK(refused({}).err.find("an empty file") != std::string::npos);
    for (const std::size_t index : one_of_each_kind()) {
        const auto end = lines.begin() + static_cast<std::ptrdiff_t>(index);
        if (index > 0) CHECK(refused({lines.begin(), end}).err.find("it was cut short") != std::string::npos);
        std::vector<std::string> within(lines.begin(), end);
        within.push_back(lines[index].substr(0, lines[index].size() / 2));
        CHECK(refused(within).err.find("line " + std::to_string(index + 1) + ":") != std::string::npos);
    }
}

TEST_CASE_FIXTURE(Exported, "lines that are left out, given twice or out of order are refused") {
    for (const std::size_t index : one_of_each_kind()) {
        const auto at = static_cast<std::ptrdiff_t>(index);
        std::vector<std::string> without = lines;
        without.erase(without.begin() + at);
        refused(without);
        std::vector<std::string> twice = lines;
        twice.insert(twice.begin() + at, lines[index]);
        refused(twice);
        if (index == 0) continue;
        std::vector<std::string> swapped = lines;
        std::swap(swapped[index], swapped[index - 1]);
        refused(swapped);
    }
}

TEST_CASE_FIXTURE(Exported, "events that are sound one by one but do not follow each other are refused") {
    // Ada's later events without her first, counted anew, under a header and trailer that fit them.
    const std::size_t first = 2;
    std::vector<std::string> changed{lines[0]};
    std::int64_t position = 0;
    for (std::size_t index = 1; index < lines.size(); ++index) {
        const Value line = read_json(lines[index]).value();
        if (line.string_at("type") != "event") continue;
        if (line.integer_at("position") == static_cast<std::int64_t>(first)) continue;
        Value renumbered = line;
        renumbered.object()->set("position", ++position);
        changed.push_back(write_json(renumbered));
    }
    const auto sealed = [](Value line) {
        line.object()->erase("hash");
        line.object()->set("hash", sha256_hex(write_json(line)));
        return write_json(line);
    };
    Value header = read_json(lines[0]).value();
    header.object()->set("size", position);
    changed[0] = sealed(header);
    Value trailer = read_json(lines.back()).value();
    trailer.object()->set("events", position);
    trailer.object()->set("sha256", sha256_hex(joined(changed)));
    changed.push_back(sealed(trailer));
    const Ran ran = refused(changed);
    INFO(ran.err);
    CHECK(ran.err.find("does not follow the lines before it") != std::string::npos);
}

TEST_CASE_FIXTURE(Exported, "on a full disk neither an import nor an export leaves anything behind") {
    // What SQLite keeps beside a store while it is open takes 32 KiB.
    constexpr std::size_t limit_bytes = 40 * 1024;
    for (int order = 0; contents(path("all.jsonl")).size() < 2 * limit_bytes; order += 20) {
        use("shop", [&](Service& service) {
            for (int next = order; next < order + 20; ++next)
                REQUIRE(
                    service.place_order({"test", "test", "", ""}, Books::order("M-" + std::to_string(next), "bo", 100))
                        .ok());
        });
        REQUIRE(run("export {folder}all.jsonl --with-keys").code == cli::done);
    }
    const std::string whole = contents(path("all.jsonl"));
    const FileSizeLimit limit(limit_bytes);
    check_scenarios(*this, {{.line = "import store {folder}all.jsonl --store moved",
                             .code = cli::failed,
                             .err = {"The disk is full", "free some space"}},
                            {.line = "export {folder}all.jsonl",
                             .code = cli::failed,
                             .err = {"all.jsonl whole", "nothing of it was left"}}});
    CHECK_FALSE(std::filesystem::exists(path("data/moved.laurel.sqlite.part")));
    CHECK_FALSE(std::filesystem::exists(path("all.jsonl.part")));
    CHECK(contents(path("all.jsonl")) == whole);
}

TEST_CASE_FIXTURE(Exported, "an import never touches a store that is there, and says whose name is taken") {
    const std::string before = contents(path("data/shop.laurel.sqlite"));
    check_scenarios(*this, {{.line = "import store {folder}all.jsonl",
                             .code = cli::failed,
                             .err = {"the store \"shop\" is already there", "another name"}},
                            {.line = "import store {folder}all.jsonl --store Shop!", .code = cli::usage},
                            {.line = "import store {folder}none.jsonl", .code = cli::failed, .err = {"No such file"}},
                            {.line = "import store {folder}data", .code = cli::failed, .err = {"is a folder"}},
                            {.line = "import store {folder}orders.csv", .code = cli::found, .err = {"line 1:"}}});
    write("data/moved.laurel.sqlite.part", "of another import");
    check_scenarios(*this, {{.line = "import store {folder}all.jsonl --store moved",
                             .code = cli::failed,
                             .err = {"another import is running, or one was killed", "remove that file"}}});
    CHECK(contents(path("data/moved.laurel.sqlite.part")) == "of another import");
    CHECK(contents(path("data/shop.laurel.sqlite")) == before);
}

TEST_CASE_FIXTURE(Exported, "an import into a new folder takes the exported store's name and answers with JSON") {
    const Value answer = run("import store {folder}all.jsonl --data {folder}elsewhere --json").json_of();
    CHECK(answer.string_at("store") == "shop");
    CHECK(answer.integer_at("members") == 3);
    CHECK(answer.integer_at("events") == run("verify --json").json_of().integer_at("events"));
    CHECK(run("verify --data {folder}elsewhere").code == cli::done);
}

}  // namespace
}  // namespace laurel
