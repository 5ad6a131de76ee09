#include "tests/simulate/story.h"

#include "shared/base/time.h"

namespace laurel::simulate {

std::string to_text(const Story& story) {
    std::string text;
    for (const Step& step : story) {
        Object line{{"at", write_instant(step.at_ms)}, {"what", step.what}};
        if (step.crashes) line.set("crashes", true);
        text += write_json(line) + "\n";
    }
    return text;
}

Result<Story> story_from(std::string_view text) {
    Story story;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        const auto value = read_json(line);
        if (!value) return value.error();
        const auto at = read_instant(value->string_at("at"));
        if (!at) return at.error();
        const Value* what = value->find("what");
        story.push_back({*at, what != nullptr ? *what : Value(), value->boolean_at("crashes")});
    }
    return story;
}

}  // namespace laurel::simulate
