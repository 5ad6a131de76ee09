#include <doctest/doctest.h>

#include "shared/base/value.h"

using namespace laurel;

TEST_CASE("the writer's bytes are those of RFC 8785") {
    CHECK(write_json(Value()) == "null");
    CHECK(write_json(true) == "true");
    CHECK(write_json(false) == "false");
    CHECK(write_json(0) == "0");
    CHECK(write_json(integer_max) == "9007199254740991");
    CHECK(write_json(-integer_max) == "-9007199254740991");
    CHECK(write_json("") == "\"\"");
    CHECK(write_json(Array{}) == "[]");
    CHECK(write_json(Object{}) == "{}");
    CHECK(write_json(Array{Array{}, Object{}, "[", 1, Value()}) == "[[],{},\"[\",1,null]");
    CHECK(write_json(Object{{"b", Object{{"{", "{"}}}, {"a", 1}}) == "{\"a\":1,\"b\":{\"{\":\"{\"}}");
}

TEST_CASE("only quotes, backslashes and control characters are escaped, in their shortest form") {
    CHECK(write_json("\b\t\n\f\r\"\\") == R"("\b\t\n\f\r\"\\")");
    CHECK(write_json(std::string("\0\x01\x0b\x1f", 4)) == R"("\u0000\u0001\u000b\u001f")");
    CHECK(write_json("/ \x7f \u00e9 \u2028 \U0001f600") == "\"/ \x7f \u00e9 \u2028 \U0001f600\"");
    CHECK(write_json(Object{{"a\n", "tail"}}) == R"({"a\n":"tail"})");
}
