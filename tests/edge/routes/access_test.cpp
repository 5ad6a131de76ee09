// Who may do what: every route against every kind of credential.
#include <doctest/doctest.h>

#include <array>

#include "edge/auth/admin_key.h"
#include "edge/auth/admin_link.h"
#include "edge/routes/groups.h"
#include "edge/routes/router.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

using routes::Access;
using routes::Route;

// The route's pattern with ids of the first store in it.
std::string target_of(const Route& route) {
    std::string target(route.pattern);
    for (const auto& [parameter, value] :
         {std::pair("{member}", "anna"), std::pair("{order}", "1001"), std::pair("{id}", "r-1"),
          std::pair("{widget}", "status"), std::pair("{file...}", "laurel.js")}) {
        const std::size_t place = target.find(parameter);
        if (place != std::string::npos) target.replace(place, std::string_view(parameter).size(), value);
    }
    return target;
}

Ask ask_of(const Route& route, std::string credential, std::string key) {
    return {.method = route.method,
            .target = target_of(route),
            .credential = std::move(credential),
            .body = route.request == nullptr ? "" : "{}",
            .key = route.is_write ? std::move(key) : ""};
}

std::vector<const Route*> all_routes() { return routes::Router(routes::all_groups()).all(); }

TEST_CASE("every route asks for the credential that its row names") {
    Edge edge;
    for (const Route* route : all_routes()) {
        CAPTURE(route->pattern);
        const bool wants_shopper = route->access == Access::shopper;
        const bool wants_admin = route->access == Access::admin;
        const Reply anybody = edge.send(ask_of(*route, "", "1"));
        CHECK((anybody.status == 401) == (wants_shopper || wants_admin));
        if (anybody.status == 401) {
            CHECK(anybody.json_of().string_at("code") == "token_missing");
            CHECK(anybody.field("WWW-Authenticate") == "Bearer");
        }
        if (wants_admin) CHECK(edge.send(ask_of(*route, edge.token("anna"), "2")).status == 401);
        if (wants_shopper) CHECK(edge.send(ask_of(*route, edge.alpha_key, "3")).status == 401);
        if (wants_shopper || wants_admin)
            CHECK(edge.send(ask_of(*route, "nonsense", "4")).json_of().string_at("code") == "token_invalid");
    }
}

TEST_CASE("an admin key does what its scopes say and nothing else") {
    Edge edge;
    EventStore& store = edge.registry.find("alpha")->store();
    for (std::string_view scope : auth::scope_names) {
        const std::array<std::string_view, 1> scopes{scope};
        const std::string key = auth::create_admin_key(store, "one", scopes, edge.now_ms).value().text;
        for (const Route* route : all_routes()) {
            if (route->access != Access::admin) continue;
            CAPTURE(route->pattern);
            CAPTURE(scope);
            const Reply reply = edge.send(ask_of(*route, key, std::string(scope)));
            CHECK((reply.status == 403) == (route->scope != scope));
            if (reply.status == 403) CHECK(reply.json_of().string_at("code") == "scope_missing");
        }
    }
}

TEST_CASE("a credential of one store never reaches another's ids, and can't tell that they are there") {
    for (const Route* route : all_routes()) {
        if (route->access != Access::admin && route->access != Access::shopper) continue;
        CAPTURE(route->pattern);
        // Fresh for each, since some routes make the member that they name, in their own store.
        Edge edge;
        edge.give_order("anna", 5000, "1001");
        CHECK(edge.send({.method = "POST",
                         .target = "/v1/me/redemptions",
                         .credential = edge.token("anna"),
                         .body = R"({"id":"r-1","points":20})",
                         .key = "1"})
                  .status == 201);
        const std::int64_t size = edge.registry.find("alpha")->store().head().size;
        const bool is_admin = route->access == Access::admin;
        Ask there = ask_of(*route, is_admin ? edge.beta_key : edge.token("anna", "beta"), "x");
        Ask nowhere = there;
        for (std::string_view id : {"anna", "1001", "r-1"}) {
            const std::size_t place = nowhere.target.find(id);
            if (place != std::string::npos) nowhere.target.replace(place, id.size(), "unknown");
        }
        if (there.key == "x") nowhere.key = "y";
        const Reply first = edge.send(there);
        const Reply second = edge.send(nowhere);
        CHECK(first.status == second.status);
        if (first.status >= 400) CHECK(first.json_of().string_at("code") == second.json_of().string_at("code"));
        CHECK(first.body.find("\"available\":50") == std::string::npos);
        CHECK(edge.registry.find("alpha")->store().head().size == size);
        CHECK(edge.available("anna") == 30);
    }
}

TEST_CASE("a token for one store, signed with another's key, is nobody's") {
    Edge edge;
    const std::string token = auth::mint_token(edge.beta_tokens, "alpha", "anna", edge.now_ms);
    CHECK(edge.send({.target = "/v1/me", .credential = token}).json_of().string_at("code") == "token_invalid");
    auth::TokenKey renamed = edge.beta_tokens;
    renamed.id = edge.alpha_tokens.id;
    const std::string forged = auth::mint_token(renamed, "alpha", "anna", edge.now_ms);
    CHECK(edge.send({.target = "/v1/me", .credential = forged}).json_of().string_at("code") == "token_invalid");
}

TEST_CASE("a token ends when it says so, and soon after its key is removed") {
    Edge edge;
    const std::string token = edge.token("anna");
    const auto status = [&] { return edge.send({.target = "/v1/me", .credential = token}).status; };
    CHECK(status() == 200);
    edge.now_ms += 15 * 60'000 + 59'000;
    CHECK(status() == 200);
    edge.now_ms += 1000;
    CHECK(edge.send({.target = "/v1/me", .credential = token}).json_of().string_at("code") == "token_expired");

    const std::string second = edge.token("anna");
    CHECK(edge.send({.target = "/v1/me", .credential = second}).status == 200);
    CHECK(auth::remove_token_key(edge.registry.find("alpha")->store(), edge.alpha_tokens.id));
    edge.now_ms += 10'000;
    CHECK(edge.send({.target = "/v1/me", .credential = second}).status == 401);
}

TEST_CASE("a revoked admin key is refused at once") {
    Edge edge;
    const std::string key = edge.alpha_key;
    CHECK(edge.send({.target = "/v1/admin/program", .credential = key}).status == 200);
    CHECK(auth::revoke_admin_key(edge.registry.find("alpha")->store(), auth::admin_key_id(key)));
    CHECK(edge.send({.target = "/v1/admin/program", .credential = key}).status == 401);
}

TEST_CASE("a one-time link becomes a key that works, once") {
    Edge edge;
    const std::string token = auth::create_admin_link(edge.registry.find("beta")->store(), edge.now_ms).value();
    const Ask ask{.method = "POST", .target = "/v1/admin/session", .body = R"({"token":")" + token + R"("})"};
    const Reply reply = edge.send(ask);
    CHECK(reply.status == 200);
    CHECK(reply.field("Cache-Control") == "private, no-store");
    const std::string key(reply.json_of().string_at("key"));
    CHECK(edge.send({.target = "/v1/admin/program", .credential = key}).status == 200);
    CHECK(edge.send(ask).status == 401);
    CHECK(edge.send({.method = "POST", .target = "/v1/admin/session", .body = R"({"token":"x"})"}).status == 401);
}

TEST_CASE("numbers about the edge are for this machine, not for what comes through its proxy") {
    Edge edge;
    const std::string bytes = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
    CHECK(edge.send_bytes(bytes, "203.0.113.9").status == 404);
    CHECK(
        edge.send_bytes("GET /metrics HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 127.0.0.1\r\n\r\n", "127.0.0.1").status ==
        404);
    CHECK(edge.send_bytes("GET /metrics HTTP/1.1\r\nHost: a\r\nREMOTE_ADDR: 127.0.0.1\r\n\r\n", "203.0.113.9").status ==
          404);
    edge.give_order("anna", 1000, "1001");
    const Reply local = edge.send_bytes(bytes, "127.0.0.1");
    CHECK(local.status == 200);
    CHECK(local.body.find("laurel_http_requests_total{") != std::string::npos);
    CHECK(local.body.find("route=\"/v1/admin/orders\"") != std::string::npos);
    CHECK(local.body.find("laurel_store_members{store=\"alpha\"} 1") != std::string::npos);
    CHECK(local.body.find("anna") == std::string::npos);
    CHECK(edge.send_bytes(bytes, "::1").status == 200);
}

}  // namespace
}  // namespace laurel
