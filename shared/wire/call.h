#pragma once
// The one call behind the C ABI: bytes in, bytes out. The edge, the page, the golden files and the fuzzers use this
// same function.
//
// Load:  {"program": {...}, "version": 3}                        a programme, as published
//        {"states": {"member/...": {...} or null, ...}}          states, as their rows hold them
// Call:  {"call": "view", "widget": "status", "locale": "en", "member": "member/...", "now_ms": 0, "cart": {...},
//         "references": {...}}                                   -> {"view": {...}}
//        {"call": "earn", "cart": {...}, "member": "...", "now_ms": 0}   -> {"points": 12}
//        {"call": "balance", "member": "...", "now_ms": 0}       -> {"available": ..., "pending": ..., ...}
//        {"call": "rewards", "member": "...", "now_ms": 0, "cart": {...}}
//                              -> {"rewards": [{"id", "points", "reason", ...}, ...]}
//        {"call": "tier", "member": "...", "cart": {...}, "now_ms": 0}   -> {"now": {...}, "with_cart": {...}}
//        {"call": "needs", "command": {...}}                     -> {"needs": [...]}
//        {"call": "decide", "command": {...}, "now_ms": 0, "author": "..."}
//                              -> {"events": [...], "states": {...}, "answer": {...}}: the states after the events
//        {"call": "explain", "command": {"place_order": {...}}, "now_ms": 0}   -> {"earned": [...], "outcomes": [...],
//        ...}; of {"reserve_coupons": {...}} -> {"codes": [...], "discounts": [...], ...}
//        {"call": "fold", "aggregate": "...", "event": {...}}    -> {"state": {...}}
//        {"call": "check_program", "document": {...}}            -> {"errors": [...]}
// A cart is {"lines": [...]} or {"amount_minor": 1250}, as loyalty/order_document.h shapes it; "facts" beside "now_ms"
// say what the member told about herself. A page's module has the first three of them.
// Commands: {"place_order": {...}} and so on, shaped as in commands.cpp.
// Every reply is one canonical JSON object; {"error": {"code", "path", "message"}} where the call can't be answered.
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "shared/core.h"
#include "shared/wire/calls.h"

namespace laurel::wire {

// A programme, or states, or the error that stands in their place: any call with it answers that error.
struct Loaded {
    std::optional<Error> error;
    std::optional<Program> program;
    States states;
};

// How a host reads what it loads: a programme by read_program, or by read_published where a page trusts what the edge
// has published; states of every kind, or those alone that a page has.
struct Readers {
    Result<Program> (*program)(const Value& document, std::int64_t version) = read_program;
    Result<State> (*state)(std::string_view aggregate, const Value& value) = state_from_value;
};

Loaded load(std::string_view bytes, const Readers& readers = {});

// The groups of calls that a host has.
using Calls = std::initializer_list<std::span<const Call>>;

// nullptr where the caller has none; a call that needs it answers program_missing or works on no states.
std::string call(Calls calls, const Loaded* program, const Loaded* states, std::string_view request);
// Of all calls that there are.
inline std::string call(const Loaded* program, const Loaded* states, std::string_view request) {
    return call({page_calls(), ledger_calls()}, program, states, request);
}

}  // namespace laurel::wire
