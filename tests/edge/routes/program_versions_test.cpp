#include <doctest/doctest.h>

#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

std::string draft() {
    Value program = read_json(program_text).value();
    program.object()->find("earning")->array()->at(0).object()->set("points", 2);
    return write_json(program);
}

Reply post(Edge& edge, const std::string& target, std::string body, std::string key = "") {
    return edge.send({.method = "POST",
                      .target = target,
                      .credential = edge.alpha_key,
                      .body = std::move(body),
                      .key = std::move(key)});
}

Reply get(Edge& edge, const std::string& target) { return edge.send({.target = target, .credential = edge.alpha_key}); }

TEST_CASE("versions are listed with their authors, and one comes back as a new one under the key's name") {
    Edge edge;
    REQUIRE(post(edge, "/v1/admin/program", R"({"program":)" + draft() + "}", "1").status == 201);
    const Reply rolled = post(edge, "/v1/admin/program/rollback", R"({"version":1})", "2");
    CHECK(rolled.status == 201);
    CHECK(rolled.json_of().integer_at("version") == 3);
    CHECK(post(edge, "/v1/admin/program/rollback", R"({"version":1})", "2").body == rolled.body);
    const Reply listed = get(edge, "/v1/admin/program/versions");
    CHECK(listed.status == 200);
    const Array versions = listed.json_of().array_at("versions");
    REQUIRE(versions.size() == 3);
    CHECK(versions[0].string_at("status") == "in_force");
    CHECK(versions[0].string_at("author").starts_with("key:"));
    CHECK(versions[0].string_at("hash") == versions[2].string_at("hash"));
    CHECK(get(edge, "/v1/admin/program/versions?before=2").json_of().array_at("versions").size() == 1);
    CHECK(get(edge, "/v1/admin/program/versions?before=x").json_of().string_at("code") == "value_not_allowed");
    const Reply unknown = post(edge, "/v1/admin/program/rollback", R"({"version":9})", "3");
    CHECK(unknown.status == 422);
    CHECK(unknown.json_of().array_at("errors")[0].string_at("path") == "/version");
}

TEST_CASE("versions and drafts are compared in plain words") {
    Edge edge;
    const char* sentence = "Rule \"base\": 1 point for each £1.00 -> 2 points for each £1.00.";
    const Reply with_draft = post(edge, "/v1/admin/program/diff", R"({"program":)" + draft() + "}");
    CHECK(with_draft.status == 200);
    REQUIRE(with_draft.json_of().array_at("changes").size() == 1);
    CHECK(with_draft.json_of().array_at("changes")[0].string_at("sentence") == sentence);
    CHECK(get(edge, "/v1/admin/program/diff").status == 422);
    REQUIRE(post(edge, "/v1/admin/program", R"({"program":)" + draft() + "}", "1").status == 201);
    CHECK(get(edge, "/v1/admin/program/diff").json_of().array_at("changes")[0].string_at("sentence") == sentence);
    CHECK(get(edge, "/v1/admin/program/diff?from=2&to=2").json_of().array_at("changes").empty());
    CHECK(get(edge, "/v1/admin/program/diff?to=7").json_of().string_at("code") == "value_not_allowed");
}

TEST_CASE("a programme in another currency is refused where it says so") {
    Edge edge;
    Value program = read_json(program_text).value();
    program.object()->set("currency", "EUR");
    const Reply reply = post(edge, "/v1/admin/program", R"({"program":)" + write_json(program) + "}", "1");
    CHECK(reply.status == 422);
    CHECK(reply.json_of().string_at("code") == "currency_mismatch");
    CHECK(reply.json_of().array_at("errors")[0].string_at("path") == "/program/currency");
}

TEST_CASE("a dry run says what placing the order then gives, and writes nothing") {
    Edge edge;
    edge.give_order("anna", 1000, "0999");
    EventStore& store = edge.registry.find("alpha")->store();
    const std::string order = R"({"id":"1001","member":"anna","placed_at":"2026-03-01T10:00:00Z","currency":"GBP",
                                  "lines":[{"sku":"mug","quantity":2,"amount_minor":2599}]})";
    const std::string root = store.head().root;
    const Reply tried = post(edge, "/v1/admin/orders/explain", R"({"order":)" + order + "}");
    CHECK(tried.status == 200);
    CHECK(store.head().root == root);
    CHECK(tried.json_of().array_at("outcomes")[0].string_at("sentence") == "gives");
    const Reply placed = post(edge, "/v1/admin/orders", order, "k");
    REQUIRE(placed.status == 201);
    Value earned = tried.json_of().array_at("earned");
    REQUIRE(earned.array()->size() == 1);
    CHECK(earned.array()->at(0).string_at("available_at") == placed.json_of().string_at("available_at"));
    CHECK(earned.array()->at(0).string_at("expires_at") == placed.json_of().string_at("expires_at"));
    for (const char* date : {"available_at", "expires_at"}) earned.array()->at(0).object()->erase(date);
    CHECK(earned == *placed.json_of().find("earned"));

    const std::string cart = R"({"lines":[{"sku":"mug","quantity":2,"amount_minor":2599}]})";
    const Reply under_draft =
        post(edge, "/v1/admin/orders/explain", R"({"order":)" + cart + R"(,"program":)" + draft() + "}");
    CHECK(under_draft.json_of().boolean_at("guest"));
    CHECK(under_draft.json_of().array_at("earned")[0].integer_at("points") == 51);
    CHECK(under_draft.json_of().array_at("earned")[0].integer_at("program_version") == 2);
    const Reply faulty = post(edge, "/v1/admin/orders/explain", R"({"order":{"lines":[]}})");
    CHECK(faulty.json_of().array_at("errors")[0].string_at("path") == "/order/lines");
}

}  // namespace
}  // namespace laurel
