#include <doctest/doctest.h>

#include "shared/base/time.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

Reply show(Edge& edge, const std::string& rest) {
    return edge.send({.target = "/v1/admin/members/" + rest, .credential = edge.alpha_key});
}

TEST_CASE("the shop sees a member as the member does, and as of then") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    edge.now_ms += day_ms;
    edge.give_order("anna", 1000, "1002");
    const Value now = show(edge, "anna").json_of();
    CHECK(now.string_at("id") == "anna");
    CHECK(now.integer_at("available") == 60);
    const Value then = show(edge, "anna?at=2026-03-01T13:00:00Z").json_of();
    CHECK(then.integer_at("available") == 50);
    CHECK(then.string_at("now_at") == "2026-03-01T13:00:00Z");
    CHECK(show(edge, "anna?at=2026-03-01T14:00:00+01:00").json_of().integer_at("available") == 50);
    CHECK(show(edge, "anna?at=2026-03-02T13:00:00Z").json_of().string_at("code") == "instant_in_future");
    CHECK(show(edge, "anna?at=yesterday").json_of().string_at("code") == "invalid_instant");
    CHECK(show(edge, "anna?at=2026-03-01T13:00:00Z&at=2026-03-01T13:00:00Z").json_of().string_at("code") ==
          "value_not_allowed");
    CHECK(show(edge, "nobody").status == 404);
}

TEST_CASE("ids of every kind come through the address") {
    Edge edge;
    edge.give_order("a/b c\xC3\xA9%", 5000, "1001");
    CHECK(show(edge, "a%2Fb%20c%C3%A9%25").json_of().string_at("id") == "a/b c\xC3\xA9%");
    CHECK(show(edge, "%20").json_of().string_at("code") == "invalid_identifier");
}

TEST_CASE("an adjustment gives or takes points with a reason that the member sees") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    const auto adjust = [&](std::string body, std::string key) {
        return edge.send({.method = "POST",
                          .target = "/v1/admin/members/anna/adjustments",
                          .credential = edge.alpha_key,
                          .body = std::move(body),
                          .key = std::move(key)});
    };
    CHECK(adjust(R"({"points":-20,"reason":"A mistake"})", "1").status == 201);
    CHECK(adjust(R"({"points":-20,"reason":"A mistake"})", "1").field("Idempotency-Replayed") == "true");
    CHECK(edge.available("anna") == 30);
    CHECK(adjust(R"({"points":5})", "2").json_of().string_at("code") == "missing_field");
    CHECK(adjust(R"({"points":5,"reason":""})", "3").json_of().string_at("code") == "text_too_short");
    const Value me = edge.send({.target = "/v1/me", .credential = edge.token("anna")}).json_of();
    CHECK(me.array_at("movements")[0].string_at("reference") == "A mistake");
}

TEST_CASE("an account is opened once with what the member brings along") {
    Edge edge;
    const auto open = [&](std::string body, std::string key) {
        return edge.send({.method = "POST",
                          .target = "/v1/admin/members/anna/opening",
                          .credential = edge.alpha_key,
                          .body = std::move(body),
                          .key = std::move(key)});
    };
    const char* body = R"({"source":"smile","joined_at":"2023-02-01T10:00:00Z","lots":[
        {"points":40,"earned_at":"2025-06-01T00:00:00Z","expires_at":"2026-06-01T00:00:00Z"},{"points":2}]})";
    const Reply opened = open(body, "1");
    CHECK(opened.status == 201);
    CHECK(opened.json_of().string_at("member") == "anna");
    CHECK(opened.json_of().string_at("joined_at") == "2023-02-01T10:00:00Z");
    CHECK(edge.available("anna") == 42);
    const Reply again = open(R"({"source":"smile","lots":[{"points":9}]})", "2");
    CHECK(again.status == 200);
    CHECK(again.body == opened.body);
    CHECK(edge.available("anna") == 42);
    const Value me = edge.send({.target = "/v1/me", .credential = edge.token("anna")}).json_of();
    CHECK(me.array_at("movements")[0].string_at("kind") == "points_opened");
}

TEST_CASE("points that are past their date when they are brought along can't be spent") {
    Edge edge;
    const Reply opened = edge.send({.method = "POST",
                                    .target = "/v1/admin/members/anna/opening",
                                    .credential = edge.alpha_key,
                                    .body = R"({"source":"smile","lots":[{"points":7},{"points":50,
        "earned_at":"2024-01-01T00:00:00Z","expires_at":"2025-01-01T00:00:00Z"}]})",
                                    .key = "1"});
    CHECK(opened.status == 201);
    CHECK(edge.available("anna") == 7);
}

TEST_CASE("an account that can't be opened so is refused with the place") {
    Edge edge;
    const std::tuple<const char*, const char*, const char*> rows[] = {
        {R"({"lots":[]})", "/source", "missing_field"},
        {R"({"source":"x","lots":[{"points":0}]})", "/lots/0/points", "number_out_of_range"},
        {R"({"source":"x","lots":[{"points":1,"point_kind":"gems"}]})", "/lots/0/point_kind", "value_not_allowed"},
        {R"({"source":"x","lots":[{"points":1,"earned_at":"2099-01-01T00:00:00Z"}]})", "/lots/0/earned_at",
         "instant_in_future"},
        {R"({"source":"x","lots":[{"points":1,"earned_at":"2025-01-01T00:00:00Z",)"
         R"("expires_at":"2025-01-01T00:00:00Z"}]})",
         "/lots/0/expires_at", "value_not_allowed"},
        {R"({"source":"x","joined_at":"2099-01-01T00:00:00Z"})", "/joined_at", "instant_in_future"},
    };
    for (const auto& [text, path, code] : rows) {
        const auto body = text;
        CAPTURE(body);
        const Value problem = edge.send({.method = "POST",
                                         .target = "/v1/admin/members/anna/opening",
                                         .credential = edge.alpha_key,
                                         .body = body,
                                         .key = path + std::string(code)})
                                  .json_of();
        CHECK(problem.string_at("code") == code);
        CHECK(write_json(problem).find(path) != std::string::npos);
    }
    CHECK(show(edge, "anna").status == 404);
}

TEST_CASE("an erased member is gone, and what was answered about the member too") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    const Ask erase{.method = "DELETE", .target = "/v1/admin/members/anna", .credential = edge.alpha_key, .key = "e"};
    const Reply done = edge.send(erase);
    CAPTURE(done.body);
    CHECK(done.status == 200);
    CHECK(show(edge, "anna").status == 404);
    CHECK(edge.available("anna") == 0);
    for (const auto& [name, value] : edge.registry.find("alpha")->store().settings(""))
        CHECK(value.find("anna") == std::string::npos);
}

TEST_CASE("the shop redeems for a member as the member would") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    const auto post = [&](const std::string& path, std::string body, std::string key) {
        return edge.send({.method = "POST",
                          .target = "/v1/admin/members/" + path,
                          .credential = edge.alpha_key,
                          .body = std::move(body),
                          .key = std::move(key)});
    };
    CHECK(post("anna/redemptions", R"({"id":"r-1","points":20})", "1").status == 201);
    CHECK(post("bert/redemptions/r-1/capture", "", "2").status == 404);
    CHECK(post("anna/redemptions/r-1/capture", "", "3").json_of().string_at("status") == "captured");
    CHECK(post("anna/redemptions", R"({"id":"r-2","points":20})", "4").status == 201);
    CHECK(post("anna/redemptions/r-2/void", "", "5").json_of().string_at("status") == "voided");
    CHECK(edge.available("anna") == 30);
}

}  // namespace
}  // namespace laurel
