#include "tests/edge/support/edge.h"

#include <doctest/doctest.h>

#include "edge/auth/admin_key.h"
#include "edge/storage/memory/memory_store.h"
#include "shared/base/time.h"

namespace laurel {

const std::string_view program_text = R"({"format":1,"name":"Test","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":0,"expiry":{"months":12},"cost_per_1000_minor":500},
    "earning":[{"id":"base","points":1,"per_minor":100,"rounding":"down"}],
    "redemption":{"minimum_points":10,"hold_minutes":30}})";

std::string Reply::field(std::string_view name) const {
    for (const auto& [field_name, value] : fields) {
        if (http::equal_ignoring_case(field_name, name)) return value;
    }
    return {};
}

Value Reply::json_of() const {
    auto value = read_json(body);
    INFO(body);
    REQUIRE(value.ok());
    return *value;
}

Edge::Edge(ServerSettings settings)
    : now_ms(read_instant("2026-03-01T12:00:00Z").value()), registry([this] { return now_ms; }) {
    add_store("alpha", alpha_key, alpha_tokens);
    add_store("beta", beta_key, beta_tokens);
    auto made = Server::make(registry, std::move(settings));
    REQUIRE(made.ok());
    server = std::move(*made);
}

void Edge::add_store(const std::string& id, std::string& key, auth::TokenKey& tokens) {
    const std::shared_ptr<EventStore> store = make_memory_store();
    REQUIRE_FALSE(registry.add(id, store).has_value());
    key = auth::create_admin_key(*store, "test", auth::scope_names, now_ms).value().text;
    tokens = auth::create_token_key(*store).value();
    const Writer writer{"key:test", "key:test", "publish", "publish"};
    REQUIRE(registry.find(id)->publish(writer, read_json(program_text).value(), std::nullopt).ok());
}

Reply Edge::send(const Ask& ask) {
    std::string bytes = std::string(ask.method) + " " + ask.target + " HTTP/1.1\r\nHost: edge.example\r\n";
    if (!ask.credential.empty()) bytes += "Authorization: Bearer " + ask.credential + "\r\n";
    if (!ask.key.empty()) bytes += "Idempotency-Key: " + ask.key + "\r\n";
    if (!ask.body.empty()) {
        bytes += "Content-Type: application/json\r\nContent-Length: " + std::to_string(ask.body.size()) + "\r\n";
    }
    for (const std::string& field : ask.fields) bytes += field + "\r\n";
    return send_bytes(bytes + "\r\n" + ask.body);
}

Reply Edge::send_bytes(std::string_view bytes, std::string_view remote_address) {
    http::Request request;
    request.remote_address = remote_address;
    http::Response response;
    const auto head = http::read_head(bytes, {}, request);
    if (!head) {
        server->refuse(head.error(), response);
    } else {
        REQUIRE(head->has_value());
        request.body = bytes.substr((*head)->bytes);
        REQUIRE(request.body.size() == (*head)->body_bytes);
        server->handle(request, response);
    }
    Reply reply{response.status, std::string(response.content_type), {}, std::move(response.body)};
    for (auto& [name, value] : response.fields) reply.fields.emplace_back(name, std::move(value));
    return reply;
}

std::string Edge::token(std::string_view member, std::string_view store) {
    return auth::mint_token(store == "alpha" ? alpha_tokens : beta_tokens, store, member, now_ms);
}

void Edge::give_order(std::string_view member, std::int64_t amount_minor, std::string_view id) {
    const Value order =
        Object{{"id", id},
               {"member", member},
               {"placed_at", write_instant(now_ms)},
               {"currency", "GBP"},
               {"lines", Array{Object{{"sku", "mug"}, {"quantity", 1}, {"amount_minor", amount_minor}}}}};
    const Reply reply = send({.method = "POST",
                              .target = "/v1/admin/orders",
                              .credential = alpha_key,
                              .body = write_json(order),
                              .key = "order " + std::string(id)});
    INFO(reply.body);
    REQUIRE(reply.status == 201);
}

std::int64_t Edge::available(std::string_view member) {
    return send({.target = "/v1/me", .credential = token(member)}).json_of().integer_at("available");
}

}  // namespace laurel
