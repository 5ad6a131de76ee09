// conformance_host: the core as a program that answers, so that run.mjs can ask the native core what it asks the
// module. A line in is {"program": DOCUMENT of load or null, "states": DOCUMENT of load or null, "request": REQUEST of
// call}; the reply is a line out.
#include <iostream>
#include <optional>
#include <string>

#include "shared/base/value.h"
#include "shared/wire/call.h"

namespace {

using laurel::Value;
using laurel::wire::Loaded;

std::string text_of(const Value& line, std::string_view name) {
    const Value* member = line.find(name);
    return member == nullptr || member->is_null() ? std::string() : write_json(*member);
}

// Programmes are large and stay the same for many lines.
class Programs {
   public:
    const Loaded* load(const std::string& text) {
        if (text.empty()) return nullptr;
        if (text != text_) loaded_ = laurel::wire::load(text);
        text_ = text;
        return &*loaded_;
    }

   private:
    std::string text_;
    std::optional<Loaded> loaded_;
};

}  // namespace

int main() {
    Programs programs;
    for (std::string bytes; std::getline(std::cin, bytes);) {
        const auto line = laurel::read_json(bytes);
        if (!line) {
            std::cerr << "not a line of JSON: " << message_of(line.error()) << "\n";
            return 1;
        }
        const Loaded* program = programs.load(text_of(*line, "program"));
        const std::string states = text_of(*line, "states");
        const auto loaded = states.empty() ? std::nullopt : std::optional(laurel::wire::load(states));
        std::cout << laurel::wire::call(program, loaded ? &*loaded : nullptr, text_of(*line, "request")) << std::endl;
    }
}
