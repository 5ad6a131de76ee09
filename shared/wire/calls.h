#pragma once
// The tables of calls. The page's module holds only those that a shown page asks; everything else links them all.
#include <span>
#include <string>
#include <string_view>

#include "shared/core.h"

namespace laurel::wire {

// What a call works with. program is nullptr where the caller has none, which a call that needs one never sees.
struct Input {
    const Program* program;
    const States& states;
    const Value& request;

    // From "now_ms" and "author". Errors: those of the fields' shapes.
    Result<Context> context() const;
};

// The reply's canonical bytes, one object.
using Reply = Result<std::string>;

struct Call {
    std::string_view name;
    bool needs_program;
    Reply (*run)(const Input& input);
};

// view, earn and balance.
std::span<const Call> page_calls();
// needs, decide, rewards, tier, fold and check_program.
std::span<const Call> ledger_calls();

}  // namespace laurel::wire
