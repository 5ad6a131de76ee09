// The page's module: what a shown page asks.
#include "wasm/calls.h"

std::string reply_to(const laurel::wire::Loaded* program, const laurel::wire::Loaded* states,
                     std::string_view request) {
    return laurel::wire::call({laurel::wire::page_calls()}, program, states, request);
}
