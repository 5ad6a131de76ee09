// The page's module: what a shown page asks.
#include "shared/loyalty/codec.h"
#include "shared/loyalty/plain_earning.h"
#include "wasm/calls.h"

namespace {

// Only the edge publishes, and it checks what it publishes.
laurel::Result<laurel::Program> read(const laurel::Value& document, std::int64_t version) {
    return laurel::read_published(document, version, laurel::loyalty::plain_rate);
}

// A page has its own member's state and no other.
laurel::Result<laurel::State> read_member(std::string_view, const laurel::Value& value) {
    if (value.is_null()) return laurel::State{};
    auto member = laurel::loyalty::member_from_value(value);
    if (!member) return member.error();
    return laurel::State(std::move(*member));
}

}  // namespace

laurel::wire::Loaded load_bytes(std::string_view bytes) { return laurel::wire::load(bytes, {read, read_member}); }

std::string reply_to(const laurel::wire::Loaded* program, const laurel::wire::Loaded* states,
                     std::string_view request) {
    return laurel::wire::call({laurel::wire::page_calls()}, program, states, request);
}
