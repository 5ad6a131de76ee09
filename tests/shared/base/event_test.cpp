#include "shared/base/event.h"

#include <doctest/doctest.h>

using namespace laurel;

namespace {

const std::string digest(64, 'd');
const std::string previous(64, 'a');

Event event_for_test() {
    return {.aggregate = "member/1",
            .version = 2,
            .kind = "points_earned",
            .effective_at_ms = 10,
            .recorded_at_ms = 20,
            .program_version = 3,
            .author = "key/1",
            .data = Object{{"points", 5}},
            .personal = Object{{"name", "Ann"}},
            .personal_digest = digest};
}

struct Damage {
    std::string what;
    const char* bytes;
    ErrorCode code;
    const char* path;
};

}  // namespace

TEST_CASE("an event's bytes are canonical, chained, and without the personal part") {
    CHECK(event_bytes(event_for_test(), previous) ==
          R"({"aggregate":"member/1","author":"key/1","data":{"points":5},"effective_at_ms":10,"kind":"points_earned",)"
          R"("personal":")" +
              digest + R"(","previous":")" + previous + R"(","program_version":3,"recorded_at_ms":20,"version":2})");
    Event plain = event_for_test();
    plain.personal_digest.clear();
    const std::string bytes = event_bytes(plain, "");
    CHECK(bytes.find("personal") == std::string::npos);
    CHECK(bytes.find("previous") == std::string::npos);
}

TEST_CASE("an event is the same after writing and reading, but for its personal part") {
    const std::string bytes = event_bytes(event_for_test(), previous);
    const auto read = read_event(bytes);
    REQUIRE(read.ok());
    CHECK(read->previous_hash == previous);
    CHECK(read->event.personal.is_null());
    CHECK(read->event.personal_digest == digest);
    CHECK(event_bytes(read->event, read->previous_hash) == bytes);
}

TEST_CASE("what is no event is refused with its place") {
    const Damage table[] = {
        {"no JSON", "{", ErrorCode::json_syntax, ""},
        {"no object", "[]", ErrorCode::missing_field, "/data"},
        {"no data", R"({"aggregate":"a"})", ErrorCode::missing_field, "/data"},
        {"data of another kind", R"({"data":[]})", ErrorCode::wrong_type, "/data"},
        {"a negative version",
         R"({"aggregate":"a","author":"b","data":{},"effective_at_ms":1,"kind":"k","program_version":1,)"
         R"("recorded_at_ms":1,"version":-1})",
         ErrorCode::number_out_of_range, "/version"},
        {"a field more",
         R"({"aggregate":"a","author":"b","data":{},"effective_at_ms":1,"kind":"k","program_version":1,)"
         R"("recorded_at_ms":1,"version":1,"why":""})",
         ErrorCode::unknown_field, "/why"},
        {"a field less",
         R"({"aggregate":"a","author":"b","data":{},"effective_at_ms":1,"program_version":1,)"
         R"("recorded_at_ms":1,"version":1})",
         ErrorCode::missing_field, "/kind"},
        {"a hash of another length",
         R"({"aggregate":"a","author":"b","data":{},"effective_at_ms":1,"kind":"k","previous":"ab",)"
         R"("program_version":1,"recorded_at_ms":1,"version":1})",
         ErrorCode::text_too_short, "/previous"},
    };
    for (const Damage& row : table) {
        CAPTURE(row.what);
        const auto read = read_event(row.bytes);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().code == row.code);
        CHECK(read.error().path == row.path);
    }
}
