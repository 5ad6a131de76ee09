#include "shared/base/value.h"

#include <algorithm>

namespace laurel {
namespace {

// Where a byte of UTF-8 stands in the order of UTF-16 code units: the lead bytes of U+10000 and above (surrogate pairs,
// D800..DFFF) come before those of U+E000..U+FFFF; all else keeps the order of the bytes.
constexpr unsigned utf16_rank(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0xF0) return byte - 2u;
    return byte >= 0xEE ? byte + 0x10u : byte;
}

bool key_less(std::string_view a, std::string_view b) {
    const std::size_t common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i) {
        if (a[i] != b[i]) return utf16_rank(a[i]) < utf16_rank(b[i]);
    }
    return a.size() < b.size();
}

bool member_less(const Object::Member& a, const Object::Member& b) { return key_less(a.first, b.first); }

// The first member whose key is not less than `key`; documents mostly come in order, so the end is tried first.
template <class Members>
auto place_of(Members& members, std::string_view key) {
    if (members.empty() || key_less(members.back().first, key)) return members.end();
    return std::lower_bound(members.begin(), members.end(), key,
                            [](const Object::Member& member, std::string_view k) { return key_less(member.first, k); });
}

}  // namespace

Object::Object(std::initializer_list<Entry> members) {
    members_.reserve(members.size());
    for (const Entry& member : members) set(member.key, std::move(member.value));
}

Result<Object> Object::from_members(std::vector<Member> members) {
    if (!std::is_sorted(members.begin(), members.end(), member_less)) {
        // A heap sort: small, and n log n whatever an attacker sends.
        std::make_heap(members.begin(), members.end(), member_less);
        std::sort_heap(members.begin(), members.end(), member_less);
    }
    const auto twice = std::adjacent_find(members.begin(), members.end(),
                                          [](const Member& a, const Member& b) { return a.first == b.first; });
    if (twice != members.end()) {
        return Error{ErrorCode::json_duplicate_key, child_path({}, twice->first), quoted(twice->first) + " twice",
                     "each key once"};
    }
    Object object;
    object.members_ = std::move(members);
    return object;
}

const Value* Object::find(std::string_view key) const {
    const auto place = place_of(members_, key);
    return place != members_.end() && place->first == key ? &place->second : nullptr;
}

Value* Object::find(std::string_view key) { return const_cast<Value*>(std::as_const(*this).find(key)); }

void Object::set(std::string_view key, Value value) {
    const auto place = place_of(members_, key);
    if (place != members_.end() && place->first == key) {
        place->second = std::move(value);
    } else {
        members_.emplace(place, std::string(key), std::move(value));
    }
}

bool Object::insert(std::string key, Value value) {
    const auto place = place_of(members_, key);
    if (place != members_.end() && place->first == key) return false;
    members_.emplace(place, std::move(key), std::move(value));
    return true;
}

void Object::erase(std::string_view key) {
    const auto place = place_of(members_, key);
    if (place != members_.end() && place->first == key) members_.erase(place);
}

bool Object::operator==(const Object& other) const { return members_ == other.members_; }

const Value* Value::find(std::string_view key) const {
    const Object* members = object();
    return members == nullptr ? nullptr : members->find(key);
}

std::int64_t Value::integer_at(std::string_view key, std::int64_t fallback) const {
    const Value* member = find(key);
    const std::int64_t* found = member == nullptr ? nullptr : member->integer();
    return found == nullptr ? fallback : *found;
}

std::string_view Value::string_at(std::string_view key, std::string_view fallback) const {
    const Value* member = find(key);
    const std::string* found = member == nullptr ? nullptr : member->string();
    return found == nullptr ? fallback : std::string_view(*found);
}

bool Value::boolean_at(std::string_view key, bool fallback) const {
    const Value* member = find(key);
    const bool* found = member == nullptr ? nullptr : member->boolean();
    return found == nullptr ? fallback : *found;
}

const Value& Value::value_at(std::string_view key) const {
    static const Value absent;
    const Value* found = find(key);
    return found == nullptr ? absent : *found;
}

const Array& Value::array_at(std::string_view key) const {
    static const Array none;
    const Value* member = find(key);
    const Array* found = member == nullptr ? nullptr : member->array();
    return found == nullptr ? none : *found;
}

std::string describe(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::array:
            return "an array";
        case Value::Kind::object:
            return "an object";
        case Value::Kind::string:
            return quoted(*value.string());
        default:
            return write_json(value);
    }
}

}  // namespace laurel
