#include "edge/export/lines.h"

#include <doctest/doctest.h>

#include "edge/storage/hash.h"
#include "shared/base/event.h"

namespace laurel::exports {
namespace {

StoredEvent stored_event(const std::string& personal_digest = "") {
    const std::string bytes = event_bytes({.aggregate = "member/a",
                                           .version = 3,
                                           .kind = "points_adjusted",
                                           .effective_at_ms = 17,
                                           .author = "test",
                                           .data = Object{{"text", "\"quoted\"\n\x7f茶"}},
                                           .personal_digest = personal_digest},
                                          sha256_hex("before"));
    return {9, "member/a", 3, bytes, sha256_hex(bytes)};
}

TEST_CASE("an event's line gives back its very bytes, and is canonical JSON itself") {
    const PersonalPart part{"member/a", 3, "000102030405060708090a0b0c0d0e0f", R"({"reason":"a late parcel"})"};
    const StoredEvent stored = stored_event(sha256_hex(part.salt + part.bytes));
    const std::string line = line_of(stored, part);
    const auto read = read_line(line);
    REQUIRE(read.ok());
    CHECK(write_json(*read) == line);
    const auto event = event_of(*read);
    REQUIRE(event.ok());
    CHECK(event->stored.bytes == stored.bytes);
    CHECK(event->stored.hash == stored.hash);
    CHECK(event->stored.position == 9);
    CHECK(event->stored.aggregate == "member/a");
    CHECK(event->stored.version == 3);
    CHECK(event->kind == "points_adjusted");
    CHECK(event->effective_at_ms == 17);
    REQUIRE(event->personal);
    CHECK(event->personal->salt == part.salt);
    CHECK(event->personal->bytes == part.bytes);
    CHECK_FALSE(event_of(*read_line(line_of(stored, std::nullopt)))->personal);
}

TEST_CASE("a personal part that is not the event's is refused") {
    const PersonalPart part{"member/a", 3, "000102030405060708090a0b0c0d0e0f", "{}"};
    for (const StoredEvent& stored : {stored_event(), stored_event(sha256_hex("another"))}) {
        const auto event = event_of(*read_line(line_of(stored, part)));
        REQUIRE_FALSE(event.ok());
        CHECK(event.error().code == ErrorCode::personal_part_mismatch);
    }
}

TEST_CASE("every other line gives back what it was made of") {
    const Header header{"shop", "2026-03-01T12:00:00Z", {3, 17, sha256_hex("root")}, true};
    const auto header_read = header_of(*read_line(line_of(header)));
    REQUIRE(header_read.ok());
    CHECK(header_read->store == "shop");
    CHECK(header_read->exported_at == header.exported_at);
    CHECK(header_read->head.epoch == 3);
    CHECK(header_read->head.size == 17);
    CHECK(header_read->head.root == header.head.root);
    CHECK(header_read->has_keys);

    const ProgramRow program =
        program_of(*read_line(line_of(ProgramRow{2, -5, 7, "key:1", R"({"a":1})", R"({"b":[]})"})));
    CHECK(program.version == 2);
    CHECK(program.in_force_from_ms == -5);
    CHECK(program.published_at_ms == 7);
    CHECK(program.author == "key:1");
    CHECK(program.document == R"({"a":1})");
    CHECK(program.projection == R"({"b":[]})");

    const Identity identity = identity_of(*read_line(line_of(Identity{"order", "A-1", "order/x", ""})));
    CHECK(identity.kind == "order");
    CHECK(identity.external_id == "A-1");
    CHECK(identity.aggregate == "order/x");
    CHECK(identity.owner.empty());

    const Idempotency answer =
        answer_of(*read_line(line_of(Idempotency{"key:1", "k", "hash", 201, R"({"id":"A-1"})", "member/a", 12})));
    CHECK(answer.principal == "key:1");
    CHECK(answer.key == "k");
    CHECK(answer.body_hash == "hash");
    CHECK(answer.status == 201);
    CHECK(answer.answer == R"({"id":"A-1"})");
    CHECK(answer.owner == "member/a");
    CHECK(answer.recorded_at_ms == 12);

    const auto setting = setting_of(*read_line(line_of(Setting{"key", std::string("\0\xff", 2)})));
    REQUIRE(setting.ok());
    CHECK(setting->name == "key");
    CHECK(setting->value == std::string("\0\xff", 2));

    const Trailer trailer = trailer_of(*read_line(line_of(Trailer{17, "root", "digest"})));
    CHECK(trailer.events == 17);
    CHECK(trailer.root == "root");
    CHECK(trailer.sha256 == "digest");
}

TEST_CASE("what is no line of this format is said to be none") {
    CHECK(read_line("{").error().code == ErrorCode::json_syntax);
    CHECK(read_line("[]").error().path == "/type");
    CHECK(read_line(R"({"type":"coupon"})").error().path == "/type");
    CHECK(read_line(R"({"type":"identity"})").error().found.starts_with("changed or damaged: "));
    std::string later = R"({"format":"laurel-export","type":"header","version":2})";
    later.insert(later.size() - 1, R"(,"hash":")" + sha256_hex(later) + '"');
    const auto header = header_of(*read_line(later));
    REQUIRE_FALSE(header.ok());
    CHECK(header.error().path == "/version");
    CHECK(header.error().allowed.find("later one") != std::string::npos);
    CHECK(header_of(*read_line(line_of(Setting{"a", "b"}))).error().path == "/format");
}

}  // namespace
}  // namespace laurel::exports
