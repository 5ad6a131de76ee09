#include "shared/base/error.h"

#include <doctest/doctest.h>

#include <set>

using namespace laurel;

TEST_CASE("every error code has its own wire name") {
    CHECK(name_of(ErrorCode::json_syntax) == "json_syntax");
    CHECK(name_of(ErrorCode::insufficient_points) == "insufficient_points");
    CHECK(name_of(ErrorCode::internal_error) == "internal_error");
    std::set<std::string_view> names;
    const int count = static_cast<int>(ErrorCode::internal_error) + 1;
    for (int code = 0; code < count; ++code) names.insert(name_of(static_cast<ErrorCode>(code)));
    CHECK(names.size() == static_cast<std::size_t>(count));
}

TEST_CASE("a message says what was found and what is allowed, or the one of them there is") {
    CHECK(message_of({ErrorCode::number_out_of_range, "/a", "-3", "an integer from 1 to 9"}) ==
          "found -3; allowed: an integer from 1 to 9");
    CHECK(message_of({ErrorCode::missing_field, "/a", "", "a boolean"}) == "allowed: a boolean");
    CHECK(message_of({ErrorCode::order_unknown, "/a", "\"o-1\"", ""}) == "found \"o-1\"");
    CHECK(message_of({}) == "");
}

TEST_CASE("a child path escapes what RFC 6901 reserves") {
    CHECK(child_path("", "points") == "/points");
    CHECK(child_path("/a", "b/c~d") == "/a/b~1c~0d");
    CHECK(child_path("/a", "") == "/a/");
    CHECK(child_path("/a", std::size_t{0}) == "/a/0");
    CHECK(child_path("", std::size_t{12}) == "/12");
}

TEST_CASE("quoted text is cut at 60 bytes, at the end of a character") {
    CHECK(quoted("") == "\"\"");
    CHECK(quoted(std::string(60, 'x')) == '"' + std::string(60, 'x') + '"');
    CHECK(quoted(std::string(61, 'x')) == '"' + std::string(60, 'x') + "\"...");
    CHECK(quoted(std::string(59, 'x') + "\u00e9 more") == '"' + std::string(59, 'x') + "\"...");
    CHECK(quoted(std::string(58, 'x') + "\u00e9 more") == '"' + std::string(58, 'x') + "\u00e9\"...");
}
