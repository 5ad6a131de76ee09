#include <doctest/doctest.h>

#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

TEST_CASE("a fragment without a token is the same for everybody and may be cached") {
    Edge edge;
    const Reply reply = edge.send({.target = "/v1/fragments/status?locale=en&store=alpha"});
    CHECK(reply.status == 200);
    CHECK(reply.content_type == "text/html; charset=utf-8");
    CHECK(reply.field("Cache-Control") == "public, max-age=60");
    CHECK(reply.field("Vary") == "Authorization");
    CHECK(reply.body.starts_with("<section"));
    CHECK(reply.body.size() <= 2048);
}

TEST_CASE("with a token it is the member's own, and no cache may keep it") {
    Edge edge;
    edge.give_order("anna", 123400, "1001");
    const Reply reply = edge.send({.target = "/v1/fragments/status?locale=en", .credential = edge.token("anna")});
    CHECK(reply.status == 200);
    CHECK(reply.field("Cache-Control") == "private, no-store");
    CHECK(reply.body.find("1,234") != std::string::npos);
    CHECK(reply.body.find("1001") != std::string::npos);
    CHECK(reply.body.size() <= 2048);
    const Reply chinese = edge.send({.target = "/v1/fragments/status?locale=zh-CN", .credential = edge.token("anna")});
    CHECK(chinese.body.find("lang=\"zh-CN\"") != std::string::npos);
    CHECK(edge.send({.target = "/v1/fragments/status", .credential = "x.y.z"}).status == 401);
}

TEST_CASE("what a shop or a shopper wrote stays text in a fragment") {
    Edge edge;
    edge.give_order("anna", 5000, "<script>alert(1)</script>");
    const Reply reply = edge.send({.target = "/v1/fragments/status", .credential = edge.token("anna")});
    CHECK(reply.body.find("<script") == std::string::npos);
    CHECK(reply.body.find("&lt;script&gt;") != std::string::npos);
}

TEST_CASE("somebody new sees zero points, not an invitation to sign in") {
    Edge edge;
    const Reply fresh = edge.send({.target = "/v1/fragments/status", .credential = edge.token("nobody")});
    const Reply invitation = edge.send({.target = "/v1/fragments/status?store=alpha"});
    CHECK(fresh.status == 200);
    CHECK(fresh.body != invitation.body);
}

TEST_CASE("a widget is decided for a page that can't") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    const auto decide = [&](std::string body, std::string credential, std::string query = "") {
        return edge.send({.method = "POST",
                          .target = "/v1/decide" + query,
                          .credential = std::move(credential),
                          .body = std::move(body)});
    };
    const Reply own = decide(R"({"widget":"status","locale":"en","cart":{"currency":"GBP","amount_minor":1250}})",
                             edge.token("anna"));
    CHECK(own.status == 200);
    CHECK(own.field("Cache-Control") == "private, no-store");
    CHECK(own.json_of().integer_at("state_version") > 0);
    CHECK(own.json_of().string_at("program_hash").size() == 64);
    CHECK(own.json_of().find("view")->string_at("tag") == "section");
    CHECK(own.body.find("12") != std::string::npos);

    const Reply guest = decide(R"({"widget":"status"})", "", "?store=alpha");
    CHECK(guest.status == 200);
    CHECK(guest.json_of().integer_at("state_version") == 0);

    CHECK(decide(R"({"widget":"wheel"})", "", "?store=alpha").json_of().string_at("code") == "widget_unknown");
    CHECK(decide(R"({"widget":"status","cart":{"currency":"USD","amount_minor":1}})", "", "?store=alpha")
              .json_of()
              .string_at("code") == "currency_mismatch");
    CHECK(decide(R"({"widget":"status","cart":{"currency":"GBP","amount_minor":-1}})", "", "?store=alpha").status ==
          422);
    CHECK(decide(R"({"widget":"status","member":"bert"})", edge.token("anna")).json_of().string_at("code") ==
          "unknown_field");
}

}  // namespace
}  // namespace laurel
