#include "shared/base/value.h"

#include <doctest/doctest.h>

#include <type_traits>

using namespace laurel;

namespace {

std::string keys_of(const Object& object) {
    std::string keys;
    for (const auto& [key, value] : object) keys += key + ' ';
    return keys;
}

}  // namespace

TEST_CASE("an object keeps its members sorted whatever the order of insertion") {
    Object object{{"b", 1}, {"a", 2}};
    object.set("d", 3);
    object.set("c", 4);
    CHECK(keys_of(object) == "a b c d ");
    CHECK(*object.find("c")->integer() == 4);
    CHECK(object.find("e") == nullptr);
    CHECK(object.size() == 4);
}

TEST_CASE("keys are ordered by UTF-16 code units, so surrogate pairs come before U+E000 to U+FFFF") {
    // The examples of RFC 8785 section 3.2.3 in its order, and the two ends of the range that UTF-8 orders otherwise.
    const std::string_view sorted[] = {"",           "\r",         "1",          "\u0080", "\u00f6", "\u20ac", "\ud7ff",
                                       "\U00010000", "\U0001f600", "\U0010ffff", "\ue000", "\ufb33", "\uffff"};
    Object object;
    for (std::size_t i = std::size(sorted); i-- > 0;) object.set(sorted[i], static_cast<int>(i));
    std::int64_t next = 0;
    for (const auto& [key, value] : object) CHECK(*value.integer() == next++);
    CHECK(next == std::ssize(sorted));
}

TEST_CASE("a key that begins another comes first") {
    CHECK(keys_of(Object{{"ab", 1}, {"a", 2}, {"abc", 3}}) == "a ab abc ");
}

TEST_CASE("set replaces, insert does not") {
    Object object{{"a", 1}};
    object.set("a", 2);
    CHECK(*object.find("a")->integer() == 2);
    CHECK_FALSE(object.insert("a", 3));
    CHECK(*object.find("a")->integer() == 2);
    CHECK(object.insert("b", 3));
    CHECK(object.size() == 2);
}

TEST_CASE("erase takes out one member and forgives an absent key") {
    Object object{{"a", 1}, {"b", 2}};
    object.erase("a");
    object.erase("zzz");
    CHECK(keys_of(object) == "b ");
    object.erase("b");
    CHECK(object.empty());
}

TEST_CASE("members in any order become an object unless a key is there twice") {
    std::vector<Object::Member> members;
    for (const char* key : {"c", "a", "b"}) members.emplace_back(key, key);
    CHECK(*Object::from_members(members) == Object{{"a", "a"}, {"b", "b"}, {"c", "c"}});
    members.emplace_back("a", 1);
    const Result<Object> twice = Object::from_members(members);
    REQUIRE_FALSE(twice.ok());
    CHECK(twice.error() == Error{ErrorCode::json_duplicate_key, "/a", "\"a\" twice", "each key once"});
}

TEST_CASE("a value knows its kind and answers nullptr for the others") {
    CHECK(Value().is_null());
    CHECK(*Value(true).boolean());
    CHECK(*Value(5).integer() == 5);
    CHECK(*Value("x").string() == "x");
    CHECK(Value(Array{1, 2}).array()->size() == 2);
    CHECK(Value(Object{{"a", 1}}).object()->size() == 1);
    CHECK(Value(5).string() == nullptr);
    CHECK(Value("x").integer() == nullptr);
    CHECK(Value(5).find("a") == nullptr);
}

TEST_CASE("a pointer does not turn into a boolean") { CHECK_FALSE(std::is_convertible_v<const Value*, Value>); }

TEST_CASE("the total readers fall back on what is absent or of another kind") {
    const Value value = Object{{"count", 3}, {"name", "x"}, {"on", true}, {"items", Array{1}}};
    CHECK(value.integer_at("count") == 3);
    CHECK(value.integer_at("name", 7) == 7);
    CHECK(value.integer_at("none", 8) == 8);
    CHECK(value.string_at("name") == "x");
    CHECK(value.string_at("count", "?") == "?");
    CHECK(value.boolean_at("on"));
    CHECK(value.boolean_at("none", true));
    CHECK(value.array_at("items").size() == 1);
    CHECK(value.array_at("name").empty());
    CHECK(Value(1).integer_at("count", 9) == 9);
}

TEST_CASE("values are equal when kind and content are") {
    CHECK(Value(Object{{"a", 1}, {"b", Array{}}}) == Value(Object{{"b", Array{}}, {"a", 1}}));
    CHECK_FALSE(Value(Array{1, 2}) == Value(Array{2, 1}));
    CHECK_FALSE(Value(0) == Value(false));
    CHECK_FALSE(Value("") == Value());
}

TEST_CASE("an error's found names what stands at a place") {
    CHECK(describe(Value()) == "null");
    CHECK(describe(true) == "true");
    CHECK(describe(-3) == "-3");
    CHECK(describe("x") == "\"x\"");
    CHECK(describe(std::string(100, 'x')) == '"' + std::string(60, 'x') + "\"...");
    CHECK(describe(Array{1}) == "an array");
    CHECK(describe(Object{}) == "an object");
}
