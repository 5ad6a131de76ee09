#pragma once
// JsonLogic once more, as plainly as it can be said: a walk over the rule that copies every value and has no bounds,
// for the compiled rules to be compared with.
#include "shared/base/value.h"

namespace laurel::testing {

// {"result": ...}, or {"error": TYPE} of what the rule threw.
Value naive_outcome(const Value& rule, const Value& data);

}  // namespace laurel::testing
