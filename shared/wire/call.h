#pragma once
// The one call behind the C ABI: bytes in, bytes out. The edge, the page, the golden files and the fuzzers use this same function.
//
// Load: {"program": {...}, "version": 3} or {"states": {"member/...": {...}}} becomes an immutable Loaded.
// Call: {"call": "view", "widget": "status", "locale": "en", "member": "member/...", "now_ms": 0, "cart_minor": 1250, "references": {}}
//       {"call": "earn", "amount_minor": 1250}               -> {"points": 12}
//       {"call": "balance", "member": "...", "now_ms": 0}    -> {"available": ...}
//       {"call": "needs" | "decide" | "answer", "command": {...}, "now_ms": 0, "author": "..."}
//       {"call": "fold", "aggregate": "...", "event": {...}} -> {"state": {...}}
//       {"call": "check_program", "document": {...}}         -> {"errors": [...]}
// Every reply is one JSON object; {"error": {"code", "path", "message"}} when the call can't be answered.
#include <string>
#include <string_view>

#include "shared/core.h"

namespace laurel::wire {

// A programme, or states, or the error that stands in their place: any call with it answers that error.
struct Loaded {
    Result<Program> program = Error{ErrorCode::program_missing, "", "", ""};
    States states;
    Errors errors;
};

Loaded load(std::string_view bytes);
std::string call(const Loaded* program, const Loaded* states, std::string_view request);

}  // namespace laurel::wire
