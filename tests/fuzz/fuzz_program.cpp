// Bytes as a programme, as states and as a request: up to two line feeds part the three. The first is read as a draft
// too. Every reply must be JSON of our own kind, whatever came in.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shared/program.h"
#include "shared/wire/call.h"

namespace {

std::string_view take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return line;
}

// What a decision writes can be read again: nobody is locked out by their own state.
void check_decision(const laurel::Value& reply) {
    for (const laurel::Value& event : reply.array_at("events")) {
        if (!laurel::read_event(laurel::write_json(event))) std::abort();
    }
    const laurel::Value* states = reply.find("states");
    if (states == nullptr || states->object() == nullptr) return;
    for (const auto& [aggregate, state] : *states->object()) {
        if (!state.is_null() && !laurel::state_from_value(aggregate, state)) std::abort();
    }
}

void check_reply(const std::string& reply) {
    const auto value = laurel::read_json(reply, {.bytes_max = reply.size(), .nodes_max = reply.size()});
    if (!value || value->object() == nullptr || laurel::write_json(*value) != reply) std::abort();
    check_decision(*value);
}

void check_draft(std::string_view bytes) {
    const auto document = laurel::read_json(bytes);
    if (!document) return;
    const bool fits = laurel::check_program(*document).empty();
    if (fits != laurel::read_program(*document, 1).ok()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const std::string_view program_bytes = take_line(rest);
    const std::string_view states_bytes = take_line(rest);
    check_draft(program_bytes);
    const laurel::wire::Loaded program = laurel::wire::load(program_bytes);
    const laurel::wire::Loaded states = laurel::wire::load(states_bytes);
    check_reply(laurel::wire::call(&program, &states, rest));
    check_reply(laurel::wire::call(nullptr, nullptr, rest));
    return 0;
}
