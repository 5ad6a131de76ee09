// The whole core as a module: for the golden files, tests and benches, and for whoever runs the core beside an edge.
#include "wasm/calls.h"

laurel::wire::Loaded load_bytes(std::string_view bytes) { return laurel::wire::load(bytes); }

std::string reply_to(const laurel::wire::Loaded* program, const laurel::wire::Loaded* states,
                     std::string_view request) {
    return laurel::wire::call(program, states, request);
}
