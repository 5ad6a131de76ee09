#pragma once
// A merchant's programme: one JSON document, checked against one shape with pointed errors, versioned, published with
// the time-zone transitions that it needs.
#include <string>

#include "shared/base/shape.h"
#include "shared/loyalty/settings.h"

namespace laurel {

struct Program {
    std::int64_t version = 0;
    std::string name;
    std::string time_zone;  // IANA name, for people; the core reckons with loyalty.zone
    loyalty::Settings loyalty;
};

// The shape of the document: the source of its validation, its JSON Schema and its public projection.
extern const Shape program_shape;

// Every departure from the shape and from the rules between fields, with path, found and allowed; empty when it can be
// published.
Errors check_program(const Value& document);

// A document that may hold "zone" ({"initial_offset_s", "transitions": [[at_s, offset_s], ...]}, embedded at
// publishing; UTC when absent). The first error of check_program otherwise.
Result<Program> read_program(const Value& document, std::int64_t version);

// A document that was checked when it was published, which a page need not do again: any other is read as far as it
// fits, and what is absent or unfit stands at its default.
Result<Program> read_published(const Value& document, std::int64_t version, const loyalty::EarningKit& kit);

}  // namespace laurel
