#include <doctest/doctest.h>

#include "edge/signing.h"
#include "edge/storage/hash.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

std::string body_with(std::string program, std::string_view rest = "") {
    return R"({"program":)" + std::move(program) + std::string(rest) + "}";
}

Reply publish(Edge& edge, std::string body, std::string key) {
    return edge.send({.method = "POST",
                      .target = "/v1/admin/program",
                      .credential = edge.alpha_key,
                      .body = std::move(body),
                      .key = std::move(key)});
}

std::string program_with(std::string_view name, std::string_view json) {
    Value program = read_json(program_text).value();
    program.object()->set(name, read_json(json).value());
    return write_json(program);
}

TEST_CASE("anybody reads the signed public part, and caches it") {
    Edge edge;
    const Reply reply = edge.send({.target = "/v1/program?store=alpha"});
    CHECK(reply.status == 200);
    CHECK(reply.field("Cache-Control") == "public, max-age=60");
    Value projection = reply.json_of();
    CHECK(projection.integer_at("version") == 1);
    CHECK(reply.body.find("cost_per_1000_minor") == std::string::npos);
    CHECK(sha256_hex(write_json(*projection.find("program"))) == projection.string_at("hash"));

    const std::string signature = base64url_decode(projection.string_at("signature")).value();
    const std::string key =
        base64url_decode(projection.string_at("key").substr(std::string_view("ed25519:").size())).value();
    projection.object()->erase("signature");
    CHECK(ed25519_verify(key, write_json(projection), signature));

    const Ask again{.target = "/v1/program?store=alpha", .fields = {"If-None-Match: " + reply.field("ETag")}};
    CHECK(edge.send(again).status == 304);
    CHECK(publish(edge, body_with(program_with("name", R"("Other")")), "1").status == 201);
    CHECK(edge.send(again).status == 200);
}

TEST_CASE("the store is named where there are several") {
    Edge edge;
    CHECK(edge.send({.target = "/v1/program"}).json_of().string_at("code") == "store_unknown");
    CHECK(edge.send({.target = "/v1/program?store=gamma"}).json_of().string_at("code") == "store_unknown");
    CHECK(edge.send({.target = "/v1/program?store=%"}).json_of().string_at("code") == "value_not_allowed");
    CHECK(edge.send({.target = "/v1/program?store=beta&x=y"}).status == 200);
}

TEST_CASE("a new version is published once, and what is wrong with one is pointed at") {
    Edge edge;
    const std::string body = body_with(program_with("name", R"("Second")"));
    const Reply done = publish(edge, body, "1");
    CHECK(done.status == 201);
    CHECK(done.json_of().integer_at("version") == 2);
    CHECK(publish(edge, body, "1").field("Idempotency-Replayed") == "true");
    CHECK(edge.send({.target = "/v1/admin/program", .credential = edge.alpha_key}).json_of().string_at("name") ==
          "Second");

    const Reply two_faults = publish(edge, body_with(program_with("currency", R"("XYZ")")), "2");
    CHECK(two_faults.status == 422);
    CHECK(two_faults.json_of().array_at("errors")[0].string_at("path") == "/program/currency");
    CHECK(publish(edge, body_with(program_with("time_zone", R"("Mars/Base")")), "3")
              .json_of()
              .array_at("errors")[0]
              .string_at("path") == "/program/time_zone");
    CHECK(publish(edge, body_with(std::string(program_text), R"(,"in_force_from_at":"2026-01-01T00:00:00Z")"), "4")
              .json_of()
              .array_at("errors")[0]
              .string_at("path") == "/in_force_from_at");
    CHECK(publish(edge, "{}", "5").json_of().string_at("code") == "missing_field");
    CHECK(edge.send({.target = "/v1/program?store=alpha"}).json_of().integer_at("version") == 2);
}

TEST_CASE("a draft is checked without being published") {
    Edge edge;
    const auto check = [&](std::string body) {
        return edge.send({.method = "POST",
                          .target = "/v1/admin/program/check",
                          .credential = edge.alpha_key,
                          .body = std::move(body)});
    };
    CHECK(check(body_with(std::string(program_text))).json_of().array_at("errors").empty());
    const Reply wrong = check(body_with(program_with("points", R"({"pending_days":-1,"expiry":{"months":0}})")));
    CHECK(wrong.status == 200);
    CHECK(wrong.json_of().array_at("errors").size() >= 2);
    CHECK(check("{}").status == 422);
    CHECK(check("7").status == 422);
    CHECK(edge.send({.target = "/v1/program?store=alpha"}).json_of().integer_at("version") == 1);
}

}  // namespace
}  // namespace laurel
