#include "edge/errors.h"

#include <doctest/doctest.h>

namespace laurel {
namespace {

const ErrorCode all_codes[] = {
#define X(name) ErrorCode::name,
    LAUREL_ERROR_CODES(X)
#undef X
};

TEST_CASE("every code has a status, a title and something to do, and is found by its name") {
    for (const ErrorCode code : all_codes) {
        const ErrorText& text = text_of(code);
        CAPTURE(name_of(code));
        CHECK(text.code == code);
        CHECK(text.status >= 400);
        CHECK(text.status <= 507);
        CHECK_FALSE(text.title.empty());
        CHECK(text.advice.ends_with('.'));
        CHECK(code_of(name_of(code)) == code);
    }
    CHECK_FALSE(code_of("no_such_code").has_value());
}

TEST_CASE("a problem names what, where, what was found and what is allowed") {
    const std::string text =
        problem({{ErrorCode::number_out_of_range, "/lines/0/quantity", "0", "an integer from 1 to 9"},
                 {ErrorCode::unknown_field, "/x", "\"x\"", "one of: id"}},
                "r-1", "https://shop.example/laurel/errors");
    const Value value = read_json(text).value();
    CHECK(value.integer_at("status") == 422);
    CHECK(value.string_at("code") == "number_out_of_range");
    CHECK(value.string_at("type") == "https://shop.example/laurel/errors#number_out_of_range");
    CHECK(value.string_at("request_id") == "r-1");
    CHECK(value.string_at("detail") ==
          "At /lines/0/quantity: found 0; allowed: an integer from 1 to 9. Send a number within the range that is "
          "allowed there.");
    REQUIRE(value.array_at("errors").size() == 2);
    CHECK(value.array_at("errors")[1].string_at("path") == "/x");
    CHECK(value.array_at("errors")[1].string_at("found") == "\"x\"");
}

TEST_CASE("a failure of the edge's own says nothing of its insides") {
    const std::string text =
        problem({{ErrorCode::storage_failed, "/secret", "/var/lib/a.sqlite: disk I/O error", "a disk"}}, "r-1", "");
    for (const char* inside : {"sqlite", "secret", "a disk"}) CHECK(text.find(inside) == std::string::npos);
    CHECK(text.find("storage_failed") != std::string::npos);
}

TEST_CASE("a problem is JSON whatever bytes the client sent") {
    const Value value =
        read_json(problem({{ErrorCode::media_type_unsupported, {}, "\xFF\xFE", "application/json"}}, "r-1", ""))
            .value();
    CHECK(value.array_at("errors")[0].string_at("found") == "bytes that are not UTF-8");
}

TEST_CASE("an error read back is the error that was written") {
    const Error error{ErrorCode::insufficient_points, "/points", "500", "at most 120"};
    CHECK(error_from_value(error_to_value(error)) == error);
    CHECK(error_from_value(Value()).code == ErrorCode::internal_error);
}

TEST_CASE("the page of errors has an anchor for every code") {
    const std::string page = error_page();
    for (const ErrorCode code : all_codes) {
        CHECK(page.find("<dt id=\"" + std::string(name_of(code)) + "\">") != std::string::npos);
    }
}

}  // namespace
}  // namespace laurel
