#include <doctest/doctest.h>

#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

constexpr std::string_view coupons = R"([
    {"id": "five", "benefit": {"money_off": {"amount_minor": 500}}, "shared_codes": ["FIVE"],
     "total": [{"per": {"unit": "lifetime"}, "times": 1}]},
    {"id": "welcome", "benefit": {"percent_off": {"basis_points": 1000}}}])";

constexpr std::string_view lines = R"("lines": [{"sku": "mug", "quantity": 1, "amount_minor": 2000}])";

struct CouponEdge : Edge {
    explicit CouponEdge(ServerSettings settings = {}) : Edge(std::move(settings)) {
        Value program = read_json(program_text).value();
        program.object()->set("coupons", read_json(coupons).value());
        const Writer writer{"key:test", "key:test", "coupons", "coupons"};
        REQUIRE(registry.find("alpha")->publish(writer, program, std::nullopt).ok());
        now_ms += 1000;
    }

    Reply admin(const std::string& target, const std::string& body, const std::string& key = "") {
        return send({.method = "POST", .target = target, .credential = alpha_key, .body = body, .key = key});
    }

    static std::string cart(const std::string& code) {
        return std::string("{").append(lines).append(R"(, "codes": [")").append(code).append(R"("]})");
    }

    Reply quote(const std::string& code, const std::string& credential = "") {
        const std::string target = credential.empty() ? "/v1/coupons/quote?store=alpha" : "/v1/coupons/quote";
        return send({.method = "POST", .target = target, .credential = credential, .body = cart(code)});
    }

    static std::string reason(const Reply& reply) {
        return std::string(reply.json_of().array_at("codes").front().string_at("reason"));
    }
};

TEST_CASE("anybody may ask what a code gives; a member's token says whose cart it is") {
    CouponEdge edge;
    const Reply guest = edge.quote("five");
    CHECK(guest.status == 200);
    CHECK(guest.field("Cache-Control") == "private, no-store");
    CHECK(guest.json_of().integer_at("total_minor") == 500);
    CHECK(edge.reason(edge.quote("nothing")) == "code_unknown");
    edge.give_order("anna", 100, "1");
    const Reply issued = edge.admin("/v1/admin/coupons", R"({"campaign": "welcome", "member": "anna"})", "i1");
    REQUIRE(issued.status == 201);
    const std::string code(*issued.json_of().array_at("codes")[0].string());
    CHECK(edge.reason(edge.quote(code)) == "other_member");
    CHECK(edge.reason(edge.quote(code, edge.token("anna"))) == "applied");
    const Reply own = edge.send({.target = "/v1/me/coupons", .credential = edge.token("anna")});
    CHECK(own.json_of().array_at("coupons")[0].string_at("code") == code);
    CHECK(
        edge.send({.target = "/v1/me/coupons", .credential = edge.token("bob")}).json_of().array_at("coupons").empty());
}

TEST_CASE("a checkout reserves, commits and releases; what is sent again gets the same answer") {
    CouponEdge edge;
    const std::string one = "/v1/admin/checkouts/one/";
    const Reply reserved = edge.admin(one + "reserve", edge.cart("five"), "k1");
    CHECK(reserved.status == 201);
    CHECK(reserved.json_of().string_at("times_out_at") == "2026-03-01T12:30:01Z");
    CHECK(edge.admin(one + "reserve", edge.cart("five"), "k1").body == reserved.body);
    CHECK(edge.reason(edge.admin(one + "quote", edge.cart("five"))) == "applied");
    CHECK(edge.reason(edge.admin("/v1/admin/checkouts/two/quote", edge.cart("five"))) == "total_limit_reached");
    const Reply refused = edge.admin("/v1/admin/checkouts/two/reserve", edge.cart("five"), "k2");
    CHECK(refused.status == 409);
    CHECK(refused.json_of().string_at("code") == "coupon_not_applicable");
    CHECK(refused.json_of().array_at("errors")[0].string_at("found") == "total_limit_reached");
    const Reply committed = edge.admin(one + "commit", R"({"order": "1001"})", "k3");
    CHECK(committed.status == 200);
    CHECK(committed.json_of().string_at("status") == "committed");
    CHECK(committed.json_of().string_at("order") == "1001");
    CHECK(edge.admin(one + "release", "", "k4").json_of().string_at("code") == "checkout_already_committed");
    CHECK(edge.admin("/v1/admin/checkouts/two/commit", R"({"order": "2"})", "k5").status == 404);
}

TEST_CASE("codes are issued, listed, looked up by what was typed, and voided") {
    CouponEdge edge;
    const std::string body =
        R"({"campaign": "welcome", "count": 3, "prefix": "HI", "expires_at": "2026-04-01T00:00:00Z"})";
    const Reply issued = edge.admin("/v1/admin/coupons", body, "i1");
    REQUIRE(issued.status == 201);
    CHECK(edge.admin("/v1/admin/coupons", body, "i1").body == issued.body);
    const std::string code(*issued.json_of().array_at("codes")[2].string());
    CHECK(code.starts_with("HI-"));
    const Reply looked = edge.admin("/v1/admin/coupons/lookup", R"({"code": ")" + code + R"("})");
    CHECK(looked.json_of().string_at("expires_at") == "2026-04-01T00:00:00Z");
    CHECK(looked.body.find(code) == std::string::npos);
    const std::string id(looked.json_of().string_at("id"));
    CHECK(edge.send({.target = "/v1/admin/coupons/" + id, .credential = edge.alpha_key}).body == looked.body);
    const Reply page = edge.send({.target = "/v1/admin/coupons?limit=2", .credential = edge.alpha_key});
    CHECK(page.json_of().array_at("coupons").size() == 2);
    const std::string next(page.json_of().string_at("next"));
    const Reply rest = edge.send({.target = "/v1/admin/coupons?limit=2&after=" + next, .credential = edge.alpha_key});
    CHECK(rest.json_of().array_at("coupons").size() == 1);
    CHECK(rest.json_of().find("next")->is_null());
    CHECK(edge.admin("/v1/admin/coupons/" + id + "/void", R"({"reason": "lost"})", "v1").status == 200);
    CHECK(edge.reason(edge.quote(code)) == "voided");
}

TEST_CASE("what is hostile or wrong is refused with its place") {
    CouponEdge edge;
    struct Row {
        const char* target;
        const char* body;
        int status;
        const char* code;
    };
    const Row rows[] = {
        {"/v1/admin/coupons", R"({"campaign": "none"})", 404, "campaign_unknown"},
        {"/v1/admin/coupons", R"({"campaign": "welcome", "count": 0})", 422, "number_out_of_range"},
        {"/v1/admin/coupons", R"({"campaign": "welcome", "count": 1001})", 422, "number_out_of_range"},
        {"/v1/admin/coupons", R"({"campaign": "welcome", "prefix": "../"})", 422, "value_not_allowed"},
        {"/v1/admin/coupons", R"({"campaign": "welcome", "characters": 4})", 422, "number_out_of_range"},
        {"/v1/admin/coupons", R"({"campaign": "welcome", "member": "nobody"})", 404, "member_unknown"},
        {"/v1/admin/coupons", R"({"campaign": "welcome", "expires_at": "2020-01-01T00:00:00Z"})", 422,
         "value_not_allowed"},
        {"/v1/admin/coupons/lookup", R"({"code": ""})", 422, "text_too_short"},
        {"/v1/admin/coupons/lookup", R"({"code": "0000000000000000001"})", 422, "coupon_mistyped"},
        {"/v1/admin/coupons/lookup", R"({"code": "nothing"})", 404, "coupon_unknown"},
        {"/v1/admin/coupons/0/void", R"({})", 404, "coupon_unknown"},
        {"/v1/admin/checkouts/c/reserve", R"({"lines": [], "codes": ["FIVE"]})", 422, "value_not_allowed"},
        {"/v1/admin/checkouts/c/reserve", R"({"lines": [{"sku": "a", "quantity": 1, "amount_minor": 1}], "codes": []})",
         422, "value_not_allowed"},
        {"/v1/admin/checkouts/c/reserve",
         R"({"lines": [{"sku": "a", "quantity": 1, "amount_minor": 9007199254740991},
                       {"sku": "b", "quantity": 1, "amount_minor": 9007199254740991}], "codes": ["FIVE"]})",
         422, "amount_overflow"},
        {"/v1/admin/checkouts/%00/release", "", 404, "route_unknown"},
        {"/v1/admin/checkouts/none/release", "", 404, "checkout_unknown"},
    };
    int key = 0;
    for (const Row& row : rows) {
        CAPTURE(row.target);
        CAPTURE(row.body);
        const Reply reply = edge.admin(row.target, row.body, "k" + std::to_string(++key));
        CHECK(reply.status == row.status);
        CHECK(std::string(reply.json_of().string_at("code")) == row.code);
    }
    CHECK(edge.reason(edge.quote("'; DROP TABLE event; --")) == "code_unknown");
    CHECK(edge.send({.method = "POST", .target = "/v1/admin/coupons", .credential = edge.token("anna"), .key = "x"})
              .status == 401);
    CHECK(edge.send({.target = "/v1/admin/coupons?limit=0", .credential = edge.alpha_key}).status == 422);
    CHECK(edge.send({.target = "/v1/admin/coupons?limit=1x", .credential = edge.alpha_key}).status == 422);
}

TEST_CASE("codes can't be found by guessing: so many a minute, whoever asks") {
    ServerSettings settings;
    settings.codes_per_minute = 5;
    CouponEdge edge(std::move(settings));
    for (int guess = 0; guess < 5; ++guess) CHECK(edge.quote("guess").status == 200);
    const Reply limited = edge.quote("five");
    CHECK(limited.status == 429);
    CHECK(limited.field("Retry-After") == "12");
    CHECK(edge.quote("five", edge.token("anna")).status == 200);
    edge.now_ms += 12'000;
    CHECK(edge.quote("five").status == 200);
    CHECK(edge.admin("/v1/admin/checkouts/one/quote", edge.cart("five")).status == 200);
}

}  // namespace
}  // namespace laurel
