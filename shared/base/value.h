#pragma once
// The JSON of the core, on both hosts: null, booleans, integers within +-(2^53 - 1), strings of valid UTF-8, arrays and
// objects. Points, money and times are integers, so the reader refuses fractions unless it is asked for them: only
// rules and the data that they judge have any. The reader is strict (RFC 8259, no duplicate keys, bounded in bytes,
// depth and nodes); the writer is canonical (RFC 8785), so equal values are equal bytes.
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "shared/base/limits.h"
#include "shared/base/result.h"

namespace laurel {

class Value;
using Array = std::vector<Value>;

// Members kept sorted by key in RFC 8785 order (UTF-16 code units). Keys are unique.
class Object {
   public:
    using Member = std::pair<std::string, Value>;
    using Iterator = std::vector<Member>::const_iterator;

    struct Entry;

    Object() = default;
    Object(std::initializer_list<Entry> members);

    // Members in any order. Error: json_duplicate_key, its path naming the key that is there twice.
    static Result<Object> from_members(std::vector<Member> members);

    // nullptr when absent; the pointer lives until the object changes.
    const Value* find(std::string_view key) const;
    Value* find(std::string_view key);
    // Replaces or inserts.
    void set(std::string_view key, Value value);
    // False, and nothing changes, when the key is already there.
    bool insert(std::string key, Value value);
    void erase(std::string_view key);

    std::size_t size() const;
    bool empty() const;
    Iterator begin() const;
    Iterator end() const;
    bool operator==(const Object& other) const;

   private:
    std::vector<Member> members_;
};

// A number that is no integer within +-(2^53 - 1). It brings along how it is written, so that a program that makes no
// fractions carries no conversions: they are a twentieth of the page's module.
struct Fraction {
    double number;
    void (*append)(std::string& out, double number);

    bool operator==(const Fraction& other) const { return number == other.number; }
};

class Value {
   public:
    enum class Kind { null, boolean, integer, string, array, object, fraction };

    Value() = default;
    // A template, so that no pointer turns into a boolean.
    template <std::same_as<bool> Boolean>
    Value(Boolean value) : content_(value) {}
    Value(std::int64_t value) : content_(value) {}
    Value(int value) : content_(std::int64_t{value}) {}
    Value(std::string value) : content_(std::move(value)) {}
    Value(std::string_view value) : content_(std::string(value)) {}
    Value(const char* value) : content_(std::string(value)) {}
    Value(Array value) : content_(std::move(value)) {}
    Value(Object value) : content_(std::move(value)) {}

    // An integer where the number is one within +-(2^53 - 1), -0 included; a fraction otherwise. The number is finite.
    static Value of_number(double number);

    Kind kind() const { return static_cast<Kind>(content_.index()); }
    bool is_null() const { return kind() == Kind::null; }

    // nullptr when the value is of another kind.
    const bool* boolean() const { return std::get_if<bool>(&content_); }
    const std::int64_t* integer() const { return std::get_if<std::int64_t>(&content_); }
    const Fraction* fraction() const { return std::get_if<Fraction>(&content_); }
    const std::string* string() const { return std::get_if<std::string>(&content_); }
    const Array* array() const { return std::get_if<Array>(&content_); }
    const Object* object() const { return std::get_if<Object>(&content_); }
    Array* array() { return std::get_if<Array>(&content_); }
    Object* object() { return std::get_if<Object>(&content_); }

    // The member of an object; nullptr when absent or when this is no object.
    const Value* find(std::string_view key) const;
    // Total readers for documents that were checked before: the fallback stands in for anything absent or of another
    // kind.
    std::int64_t integer_at(std::string_view key, std::int64_t fallback = 0) const;
    // The view lives as long as this value is unchanged.
    std::string_view string_at(std::string_view key, std::string_view fallback = {}) const;
    bool boolean_at(std::string_view key, bool fallback = false) const;
    // The member of an object; null stands in.
    const Value& value_at(std::string_view key) const;
    // An empty array stands in.
    const Array& array_at(std::string_view key) const;

    bool operator==(const Value& other) const { return content_ == other.content_; }

   private:
    std::variant<std::monostate, bool, std::int64_t, std::string, Array, Object, Fraction> content_;
};

// A member as it is written in braces. A list in braces is constant, so without `mutable` each value would be copied,
// and the whole of a nested document once for each of its levels.
struct Object::Entry {
    std::string_view key;
    mutable Value value;
};

// Down here, where a Value is complete: what a vector of members does needs to know how large one is.
inline std::size_t Object::size() const { return members_.size(); }
inline bool Object::empty() const { return members_.empty(); }
inline Object::Iterator Object::begin() const { return members_.begin(); }
inline Object::Iterator Object::end() const { return members_.end(); }

// What a JSON number stands for, rounded to the nearest double. nullptr, or what is allowed where it is beyond every
// one.
const char* read_fraction(std::string_view numeral, Value& value);

struct ReadLimits {
    std::size_t bytes_max = json_bytes_max;
    std::size_t depth_max = json_depth_max;
    std::size_t nodes_max = json_nodes_max;
    // read_fraction, to accept every number that a double can stand for, rounded to the nearest one.
    const char* (*fractions)(std::string_view numeral, Value& value) = nullptr;
};

// Errors: json_syntax, json_too_large, json_too_deep, json_duplicate_key, json_invalid_utf8, number_not_integer (1.5,
// 1e2, 1e400, -0; never where fractions are accepted) and number_out_of_range, each with the JSON Pointer of the place;
// `found` of json_syntax names the byte offset.
Result<Value> read_json(std::string_view bytes, const ReadLimits& limits = {});

// Canonical bytes: sorted keys, no space, the shortest escapes of RFC 8785.
std::string write_json(const Value& value);
// The same of a text alone, in its quotes, put at the end of `out`.
void write_json_text(std::string_view text, std::string& out);

// Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool is_utf8(std::string_view bytes);

// What stands at a place, for an error's `found`: null, true, -3, "a string" (cut when long), an array, an object.
std::string describe(const Value& value);

}  // namespace laurel
