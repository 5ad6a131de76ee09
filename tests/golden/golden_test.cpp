// golden_test FILE...: the calls of each golden file through wire/call.h. A file is
// {"program": DOCUMENT or null, "states": DOCUMENT or null, "calls": [{"name", "request", "reply"}]}; the documents are
// what load reads, and the reply must be met byte by byte in canonical form. A request that is no JSON stands as text
// in "request_text". golden_test.mjs asks the same of the page's module, and writes the replies anew when told to.
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "shared/base/value.h"
#include "shared/wire/call.h"

namespace {

using laurel::Value;
using laurel::wire::Loaded;

std::optional<Loaded> load_member(const Value& file, std::string_view name) {
    const Value* document = file.find(name);
    if (document == nullptr || document->is_null()) return std::nullopt;
    return laurel::wire::load(write_json(*document));
}

std::string text_of(const Value& call, std::string_view name) {
    const Value* member = call.find(name);
    return member != nullptr ? write_json(*member) : "(the file has none)";
}

// How many of the file's calls answer otherwise than it says.
int run_file(const std::string& path, const Value& file) {
    const auto program = load_member(file, "program");
    const auto states = load_member(file, "states");
    int failed = 0;
    for (const Value& call : file.array_at("calls")) {
        const std::string expected = text_of(call, "reply");
        const Value* text = call.find("request_text");
        const std::string request = text != nullptr ? *text->string() : text_of(call, "request");
        const std::string answered =
            laurel::wire::call(program ? &*program : nullptr, states ? &*states : nullptr, request);
        if (answered == expected) continue;
        ++failed;
        std::cerr << path << ": " << call.string_at("name") << "\n  expected " << expected << "\n  answered "
                  << answered << "\n";
    }
    return failed;
}

}  // namespace

int main(int argument_count, char** arguments) {
    std::size_t calls = 0;
    int failed = 0;
    for (int i = 1; i < argument_count; ++i) {
        std::ifstream stream(arguments[i], std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        const auto file = laurel::read_json(bytes);
        if (!file || file->array_at("calls").empty()) {
            std::cerr << arguments[i] << ": not a golden file with calls\n";
            return 1;
        }
        calls += file->array_at("calls").size();
        failed += run_file(arguments[i], *file);
    }
    std::cout << "golden: " << calls - static_cast<std::size_t>(failed) << " passed, " << failed << " failed\n";
    return failed == 0 && calls > 0 ? 0 : 1;
}
