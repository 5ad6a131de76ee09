#pragma once
// A document's shape as a table: one table validates with pointed errors here, becomes the JSON Schema at the edge,
// says what is private to the edge, and so is written once. Tables are constants with static storage; a Shape only
// points at others.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>

#include "shared/base/value.h"

namespace laurel {

enum class ShapeKind {
    boolean,
    integer,  // within [minimum, maximum]
    text,  // UTF-8 of minimum..maximum bytes without control characters; `allowed` if not empty lists the only values
    identifier,   // 1..identifier_bytes_max bytes of UTF-8, no control characters, no space at either end
    instant,      // RFC 3339 date and time with an offset, such as 2026-11-22T08:00:00Z
    date,         // such as 2026-02-17
    time_of_day,  // such as 18:00, from 00:00 to 23:59
    currency,     // an ISO 4217 code that base/money.h knows
    list,         // of `items`, minimum..maximum of them
    object,       // with exactly the `fields` (required ones present, no others)
    dictionary,   // any identifier as key, values of shape `items`, minimum..maximum of them
    any,          // whatever JSON; the feature that reads it checks it
};

struct Shape;

struct Field {
    std::string_view name;
    const Shape* shape;
    bool required = false;
    bool is_private = false;  // never leaves the edge: dropped from the public projection
    std::string_view description = {};
};

struct Shape {
    ShapeKind kind = ShapeKind::object;
    std::int64_t minimum = 0;
    std::int64_t maximum = 0;
    std::span<const std::string_view> allowed = {};
    std::span<const Field> fields = {};
    const Shape* items = nullptr;
    // For objects: exactly one of the optional fields named here must be there (empty: no such rule).
    std::span<const std::string_view> exactly_one_of = {};
    std::string_view name = {};  // the schema's title where it is referred to by name
};

// The place of a name among those that a shape allows, as the enum that lists them in the same order.
template <class Enum, std::size_t count>
Enum enum_of(const std::string_view (&names)[count], std::string_view name, Enum fallback) {
    const auto found = std::find(std::begin(names), std::end(names), name);
    return found == std::end(names) ? fallback : static_cast<Enum>(found - std::begin(names));
}

// Every departure of the value from the shape, in document order; empty when it fits. Stops after 100.
Errors check(const Value& value, const Shape& shape, std::string_view path = {});

// The same value without its private fields.
Value public_part(const Value& value, const Shape& shape);
// Only the private fields (with the objects that lead to them); an empty object when there are none.
Value private_part(const Value& value, const Shape& shape);

}  // namespace laurel
