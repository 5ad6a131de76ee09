#include "edge/routes/me.h"

#include <doctest/doctest.h>

#include "shared/base/time.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

TEST_CASE("a member sees the own points, in no cache") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    const Reply reply = edge.send({.target = "/v1/me", .credential = edge.token("anna")});
    CHECK(reply.status == 200);
    CHECK(reply.field("Cache-Control") == "private, no-store");
    const Value me = reply.json_of();
    CHECK(me.string_at("member").starts_with("member/"));
    CHECK(me.integer_at("available") == 50);
    CHECK(me.integer_at("program_version") == 1);
    CHECK(me.string_at("now_at") == "2026-03-01T12:00:00Z");
    REQUIRE(me.array_at("movements").size() == 1);
    CHECK(me.array_at("movements")[0].integer_at("points") == 50);
    CHECK(me.array_at("movements")[0].string_at("reference") == "1001");
    const auto state = state_from_value(me.string_at("member"), *me.find("state"));
    REQUIRE(state.ok());
    CHECK(std::get<loyalty::MemberState>(*state).account().earned == 50);
}

TEST_CASE("somebody without any orders has zeros, not an error") {
    Edge edge;
    const Value me = edge.send({.target = "/v1/me", .credential = edge.token("nobody")}).json_of();
    CHECK(me.integer_at("version") == 0);
    CHECK(me.integer_at("available") == 0);
    CHECK(me.string_at("member").empty());
    CHECK(me.find("next_expiry_at")->is_null());
    CHECK(me.array_at("movements").empty());
}

TEST_CASE("an unchanged answer is not sent again, a changed one is, also when only time changed it") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    const auto ask = [&](const std::string& etag) {
        return edge.send({.target = "/v1/me", .credential = edge.token("anna"), .fields = {"If-None-Match: " + etag}});
    };
    const std::string etag = ask("\"none\"").field("ETag");
    CHECK(etag.starts_with("\"1-"));
    const Reply same = ask(etag);
    CHECK(same.status == 304);
    CHECK(same.body.empty());
    CHECK(same.field("Cache-Control") == "private, no-store");
    CHECK(ask("\"x\", W/" + etag).status == 304);

    edge.now_ms += 400 * day_ms;  // the points expire, and nothing is written
    const Reply later = ask(etag);
    CHECK(later.status == 200);
    CHECK(later.json_of().integer_at("available") == 0);
    CHECK(later.field("ETag") != etag);

    edge.give_order("anna", 1000, "1002");
    CHECK(ask(later.field("ETag")).status == 200);
}

TEST_CASE("points are held, captured and voided by their owner") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    const auto post = [&](const std::string& path, std::string body, std::string key,
                          std::string_view member = "anna") {
        return edge.send({.method = "POST",
                          .target = "/v1/me/redemptions" + path,
                          .credential = edge.token(member),
                          .body = std::move(body),
                          .key = std::move(key)});
    };
    const Reply held = post("", R"({"id":"r-1","points":20})", "1");
    CHECK(held.status == 201);
    CHECK(held.json_of().string_at("id") == "r-1");
    CHECK(held.json_of().string_at("status") == "held");
    CHECK(held.json_of().string_at("times_out_at") == "2026-03-01T12:30:00Z");
    CHECK(edge.available("anna") == 30);

    CHECK(post("", R"({"points":31})", "2").json_of().string_at("code") == "insufficient_points");
    CHECK(post("", R"({"points":9})", "3").json_of().string_at("code") == "below_minimum_redemption");
    CHECK(post("", R"({"points":0})", "4").status == 422);
    CHECK(post("", R"({"points":-5})", "5").status == 422);
    CHECK(post("", R"({"id":"r-1","points":21})", "6").json_of().string_at("code") == "redemption_id_reused");
    CHECK(post("/r-9/capture", "", "7").status == 404);

    const Reply captured = post("/r-1/capture", "", "8");
    CHECK(captured.status == 200);
    CHECK(captured.json_of().string_at("status") == "captured");
    CHECK(post("/r-1/capture", "", "9").status == 200);
    CHECK(post("/r-1/void", "", "10").json_of().string_at("code") == "redemption_already_captured");

    const Reply named_by_key = post("", R"({"points":10})", "the-key");
    CHECK(named_by_key.json_of().string_at("id") == "the-key");
    CHECK(post("/the-key/void", "", "11").json_of().string_at("status") == "voided");
    CHECK(edge.available("anna") == 30);
}

TEST_CASE("nobody touches another member's redemption") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    edge.give_order("bert", 5000, "1002");
    const auto post = [&](std::string_view member, const std::string& path, std::string body, std::string key) {
        return edge.send({.method = "POST",
                          .target = "/v1/me/redemptions" + path,
                          .credential = edge.token(member),
                          .body = std::move(body),
                          .key = std::move(key)});
    };
    CHECK(post("anna", "", R"({"id":"r-1","points":20})", "1").status == 201);
    CHECK(post("bert", "/r-1/capture", "", "1").status == 404);
    CHECK(post("bert", "/r-1/void", "", "2").status == 404);
    CHECK(edge.available("anna") == 30);
    CHECK(edge.available("bert") == 50);
}

TEST_CASE("a hold past its time gives the points back and can't be captured") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    const auto post = [&](const std::string& path, std::string body, std::string key) {
        return edge.send({.method = "POST",
                          .target = "/v1/me/redemptions" + path,
                          .credential = edge.token("anna"),
                          .body = std::move(body),
                          .key = std::move(key)});
    };
    CHECK(post("", R"({"id":"r-1","points":20})", "1").status == 201);
    edge.now_ms += 30 * minute_ms;
    CHECK(edge.available("anna") == 50);
    CHECK(post("/r-1/capture", "", "2").json_of().string_at("code") == "redemption_timed_out");
}

TEST_CASE("the author of a member's own write is nobody by name") {
    Edge edge;
    edge.give_order("anna@shop.example", 5000, "1001");
    CHECK(edge.send({.method = "POST",
                     .target = "/v1/me/redemptions",
                     .credential = edge.token("anna@shop.example"),
                     .body = R"({"points":20})",
                     .key = "1"})
              .status == 201);
    for (const StoredEvent& event : edge.registry.find("alpha")->store().tail(0, 100)) {
        CHECK(event.bytes.find("anna") == std::string::npos);
    }
}

}  // namespace
}  // namespace laurel
