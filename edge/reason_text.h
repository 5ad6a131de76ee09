#pragma once
// Why a rule gave points or gave none, in plain words.
#include <string>
#include <string_view>

#include "shared/base/value.h"

namespace laurel {

// Of an outcome of a judgement, by its names (loyalty::reason_names; its detail): "closed: not on this weekday". A name
// that has no sentence says itself.
std::string reason_sentence(std::string_view reason, std::string_view detail);

// judgement_to_value's document with a "sentence" in each of its outcomes.
Value with_sentences(Value judgement);

}  // namespace laurel
