#include <doctest/doctest.h>

#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

// An order with one part of it replaced.
std::string order_with(std::string_view name, std::string_view json) {
    Value order = read_json(R"({"id":"1001","member":"anna","placed_at":"2026-03-01T10:00:00Z","currency":"GBP",
                                "lines":[{"sku":"mug","quantity":2,"amount_minor":2500}]})")
                      .value();
    if (!name.empty()) order.object()->set(name, read_json(json).value());
    return write_json(order);
}

Reply place(Edge& edge, std::string body, std::string key = "k") {
    return edge.send({.method = "POST",
                      .target = "/v1/admin/orders",
                      .credential = edge.alpha_key,
                      .body = std::move(body),
                      .key = std::move(key)});
}

TEST_CASE("an order is recorded once, however often it is sent") {
    Edge edge;
    const Reply first = place(edge, order_with("", ""));
    CHECK(first.status == 201);
    CHECK(first.json_of().integer_at("points_earned") == 25);
    CHECK(first.field("Idempotency-Replayed").empty());
    CHECK(first.field("Cache-Control") == "private, no-store");

    const Reply same_key = place(edge, order_with("", ""));
    CHECK(same_key.status == 201);
    CHECK(same_key.body == first.body);
    CHECK(same_key.field("Idempotency-Replayed") == "true");

    const Reply fresh_key = place(edge, order_with("", ""), "k2");
    CHECK(fresh_key.status == 200);
    CHECK(fresh_key.body == first.body);
    CHECK(edge.available("anna") == 25);
}

TEST_CASE("what is wrong with an order is pointed at, and nothing changes") {
    struct Row {
        const char* name;
        std::string body;
        int status;
        const char* code;
        const char* path;
    };
    const std::string deep = std::string(100, '[') + std::string(100, ']');
    std::string nested;
    for (std::size_t i = 0; i < json_depth_max; ++i) nested += "/0";
    const Row rows[] = {
        {"not JSON", "{", 400, "json_syntax", ""},
        {"cut short", order_with("", "").substr(0, 60), 400, "json_syntax", "/lines/0"},
        {"nested deeply", deep, 400, "json_too_deep", nested.c_str()},
        {"a key twice", R"({"id":"1","id":"2"})", 400, "json_duplicate_key", "/id"},
        {"invalid UTF-8", "{\"id\":\"\xFF\"}", 400, "json_invalid_utf8", "/id"},
        {"1e400", R"({"id":1e400})", 422, "number_not_integer", "/id"},
        {"a fraction", R"({"id":1.5})", 422, "number_not_integer", "/id"},
        {"an integer beyond 2^53", R"({"id":9007199254740993})", 422, "number_out_of_range", "/id"},
        {"an array", "[]", 422, "wrong_type", ""},
        {"an unknown field", order_with("discount", "1"), 422, "unknown_field", "/discount"},
        {"a member that is a number", order_with("member", "17850"), 422, "wrong_type", "/member"},
        {"an empty id", order_with("id", R"("")"), 422, "invalid_identifier", "/id"},
        {"an id of 129 bytes", order_with("id", "\"" + std::string(129, 'a') + "\""), 422, "invalid_identifier", "/id"},
        {"an unknown currency", order_with("currency", R"("XYZ")"), 422, "unknown_currency", "/currency"},
        {"a currency of another programme", order_with("currency", R"("USD")"), 422, "currency_mismatch", "/currency"},
        {"a date that does not exist", order_with("placed_at", R"("2026-02-30T10:00:00Z")"), 422, "invalid_instant",
         "/placed_at"},
        {"a time without an offset", order_with("placed_at", R"("2026-02-20T10:00:00")"), 422, "invalid_instant",
         "/placed_at"},
        {"a time to come", order_with("placed_at", R"("2026-03-01T12:06:00Z")"), 422, "instant_in_future",
         "/placed_at"},
        {"no lines", order_with("lines", "[]"), 422, "value_not_allowed", "/lines"},
        {"a negative amount", order_with("lines", R"([{"sku":"a","quantity":1,"amount_minor":-1}])"), 422,
         "number_out_of_range", "/lines/0/amount_minor"},
        {"no quantity", order_with("lines", R"([{"sku":"a","quantity":0,"amount_minor":1}])"), 422,
         "number_out_of_range", "/lines/0/quantity"},
        {"a line without a price", order_with("lines", R"([{"sku":"a","quantity":1}])"), 422, "missing_field",
         "/lines/0/amount_minor"},
        {"amounts beyond all sums", order_with("lines", R"([{"sku":"a","quantity":1,"amount_minor":9007199254740991},
                                                           {"sku":"b","quantity":1,"amount_minor":9007199254740991}])"),
         422, "amount_overflow", "/lines/1/amount_minor"},
    };
    Edge edge;
    edge.give_order("anna", 1000, "0999");
    const std::int64_t size = edge.registry.find("alpha")->store().head().size;
    for (const Row& row : rows) {
        CAPTURE(row.name);
        const Reply reply = place(edge, row.body, row.name);
        CAPTURE(reply.body);
        CHECK(reply.status == row.status);
        CHECK(reply.content_type == "application/problem+json");
        CHECK(reply.json_of().string_at("code") == row.code);
        CHECK(reply.json_of().array_at("errors")[0].string_at("path") == row.path);
        CHECK(edge.registry.find("alpha")->store().head().size == size);
    }
    CHECK(edge.available("anna") == 10);
}

TEST_CASE("all departures from the shape are pointed at together") {
    Edge edge;
    const Reply reply = place(edge, R"({"id":"","currency":"XYZ","placed_at":"now","lines":[{}]})");
    CHECK(reply.status == 422);
    CHECK(reply.json_of().array_at("errors").size() == 6);
}

TEST_CASE("a body is JSON and says so") {
    Edge edge;
    Ask ask{.method = "POST", .target = "/v1/admin/orders", .credential = edge.alpha_key, .key = "k"};
    CHECK(edge.send(ask).status == 415);
    ask.fields = {"Content-Type: text/plain", "Content-Length: 0"};
    CHECK(edge.send(ask).status == 415);
    ask.fields = {"Content-Type: application/json; charset=utf-8", "Content-Length: 0"};
    CHECK(edge.send(ask).json_of().string_at("code") == "json_syntax");
}

TEST_CASE("a write needs an Idempotency-Key, and a key stands for one request") {
    Edge edge;
    const Reply without = place(edge, order_with("", ""), "");
    CHECK(without.status == 400);
    CHECK(without.json_of().string_at("code") == "idempotency_key_missing");
    CHECK(place(edge, order_with("", ""), std::string(129, 'k')).json_of().string_at("code") == "invalid_identifier");
    CHECK(place(edge, order_with("", "")).status == 201);
    const Reply other = place(edge, order_with("id", R"("1002")"));
    CHECK(other.status == 422);
    CHECK(other.json_of().string_at("code") == "idempotency_key_reused");
}

TEST_CASE("a guest's order earns nothing and is nobody's") {
    Edge edge;
    Value order = read_json(order_with("", "")).value();
    order.object()->erase("member");
    const Reply reply = place(edge, write_json(order));
    CHECK(reply.status == 201);
    CHECK(reply.json_of().integer_at("points_earned") == 0);
}

TEST_CASE("each order of a batch stands for itself") {
    Edge edge;
    const std::string batch = R"({"orders":[)" + order_with("", "") + "," + order_with("currency", R"("XYZ")") + "," +
                              order_with("id", R"("1002")") + ",7]}";
    const Ask ask{
        .method = "POST", .target = "/v1/admin/orders/batch", .credential = edge.alpha_key, .body = batch, .key = "b"};
    const Reply reply = edge.send(ask);
    CHECK(reply.status == 200);
    const Value answer = reply.json_of();
    const Array& results = answer.array_at("results");
    REQUIRE(results.size() == 4);
    CHECK(results[0].integer_at("status") == 201);
    CHECK(results[0].find("answer")->integer_at("points_earned") == 25);
    CHECK(results[1].integer_at("status") == 422);
    CHECK(results[1].find("problem")->array_at("errors")[0].string_at("path") == "/orders/1/currency");
    CHECK(results[2].integer_at("status") == 201);
    CHECK(results[3].integer_at("status") == 422);
    CHECK(edge.available("anna") == 50);

    CHECK(edge.send(ask).body == reply.body);
    CHECK(edge.available("anna") == 50);
}

TEST_CASE("a batch that is none is refused as a whole") {
    Edge edge;
    std::string many = order_with("", "");
    for (int i = 0; i < 100; ++i) many += "," + order_with("", "");
    for (const std::string& body :
         {std::string("{}"), std::string(R"({"orders":[]})"), std::string(R"({"orders":{}})"),
          R"({"orders":[)" + many + "]}", R"({"x":1,"orders":[)" + order_with("", "") + "]}"}) {
        const Reply reply = edge.send({.method = "POST",
                                       .target = "/v1/admin/orders/batch",
                                       .credential = edge.alpha_key,
                                       .body = body,
                                       .key = "b"});
        CAPTURE(reply.body);
        CHECK(reply.status == 422);
    }
    CHECK(edge.registry.find("alpha")->store().counts().orders == 0);
}

TEST_CASE("a refund takes back what the refunded part had earned") {
    Edge edge;
    edge.give_order("anna", 5000, "1001");
    const auto refund = [&](std::string_view order, std::string body, std::string key) {
        return edge.send({.method = "POST",
                          .target = "/v1/admin/orders/" + std::string(order) + "/refunds",
                          .credential = edge.alpha_key,
                          .body = std::move(body),
                          .key = std::move(key)});
    };
    const Reply done = refund("1001", R"({"id":"rf-1","amount_minor":2000})", "1");
    CHECK(done.status == 201);
    CHECK(done.json_of().integer_at("points_clawed_back") == 20);
    CHECK(edge.available("anna") == 30);
    CHECK(refund("1001", R"({"id":"rf-1","amount_minor":2000})", "2").status == 200);
    CHECK(refund("1001", R"({"id":"rf-1","amount_minor":2001})", "3").json_of().string_at("code") ==
          "refund_id_reused");
    CHECK(refund("1001", R"({"id":"rf-2","amount_minor":3001})", "4").json_of().string_at("code") ==
          "refund_exceeds_order");
    CHECK(refund("1001", R"({"id":"rf-2","items":[{"line":1,"quantity":1}]})", "5").json_of().string_at("code") ==
          "line_unknown");
    CHECK(refund("1001", R"({"id":"rf-2"})", "6").json_of().string_at("code") == "missing_field");
    CHECK(refund("1001", R"({"id":"rf-2","amount_minor":1,"items":[{"line":0,"quantity":1}]})", "7").status == 422);
    CHECK(refund("9999", R"({"id":"rf-2","amount_minor":1})", "8").status == 404);
    CHECK(edge.available("anna") == 30);
}

}  // namespace
}  // namespace laurel
