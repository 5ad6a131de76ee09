#pragma once
// How one programme differs from another, place by place, each in a plain sentence.
#include <string>
#include <vector>

#include "shared/base/value.h"

namespace laurel {

struct Change {
    std::string path;  // an RFC 6901 pointer in which a list's item goes by its id; of the object where several of its
                       // members say one thing
    Value before;      // null: not there
    Value after;
    std::string sentence;
};

// Both fit program_shape. What publishing embeds (the zone, lunar years) is no difference. Items with ids are the same
// item wherever they stand; that their order changed is one sentence.
std::vector<Change> program_diff(const Value& before, const Value& after);

// [{"path", "before", "after", "sentence"}, ...]
Value changes_to_value(const std::vector<Change>& changes);

}  // namespace laurel
