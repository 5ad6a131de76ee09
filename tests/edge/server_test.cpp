#include "edge/server.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "edge/storage/memory/memory_store.h"
#include "tests/edge/support/edge.h"

namespace laurel {
namespace {

TEST_CASE("every answer has an id, a date and a type that is not guessed") {
    Edge edge;
    for (const char* target : {"/livez", "/nothing", "/v1/me"}) {
        const Reply reply = edge.send({.target = target});
        CHECK_FALSE(reply.field("X-Request-Id").empty());
        CHECK(reply.field("Date") == "Sun, 01 Mar 2026 12:00:00 GMT");
        CHECK(reply.field("X-Content-Type-Options") == "nosniff");
        CHECK(reply.field("Cache-Control") == "private, no-store");
        if (reply.status >= 400) CHECK(reply.json_of().string_at("request_id") == reply.field("X-Request-Id"));
    }
    CHECK(edge.send({.target = "/livez"}).field("X-Request-Id") !=
          edge.send({.target = "/livez"}).field("X-Request-Id"));
}

TEST_CASE("what is not there, and what can't be done there, is said") {
    Edge edge;
    CHECK(edge.send({.target = "/v1/nothing"}).json_of().string_at("code") == "route_unknown");
    const Reply reply = edge.send({.method = "DELETE", .target = "/v1/me"});
    CHECK(reply.status == 405);
    CHECK(reply.field("Allow") == "GET");
    CHECK(edge.send_bytes("POST /v1/decide HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").status == 411);
    CHECK(edge.send_bytes("GET /" + std::string(2000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n").status == 414);
    CHECK(edge.send({.target = "/readyz"}).body == R"({"status":"ok"})");
}

TEST_CASE("error links lead to where the edge is reached, and there is a page") {
    Edge edge({.public_url = "https://shop.example/laurel"});
    CHECK(edge.send({.target = "/v1/me"}).json_of().string_at("type") ==
          "https://shop.example/laurel/errors#token_missing");
    const Reply page = edge.send({.target = "/errors"});
    CHECK(page.status == 200);
    CHECK(page.body.find("id=\"token_missing\"") != std::string::npos);
}

// A store whose reads fail as those of a disk that breaks once the store is open.
class BrokenStore final : public EventStore {
   public:
    bool is_open = false;

    std::future<AppendOutcome> submit(Batch batch) override { return inner_->submit(std::move(batch)); }
    std::unique_ptr<StoreReader> reader() override { fail(); }
    std::optional<StateRow> read(std::string_view) override { fail(); }
    std::vector<StoredEvent> history(std::string_view, std::int64_t, std::size_t) override { fail(); }
    std::vector<StoredEvent> tail(std::int64_t, std::size_t) override { fail(); }
    std::vector<std::string> aggregates(std::string_view, std::string_view, std::size_t) override { fail(); }
    std::optional<Identity> identity(std::string_view, std::string_view) override { fail(); }
    std::optional<NamedRow> read_named(std::string_view, std::string_view) override { fail(); }
    std::optional<std::string> external_id_of(std::string_view) override { fail(); }
    std::vector<Identity> identities_of_owner(std::string_view) override { fail(); }
    std::vector<Identity> identities(std::string_view, std::size_t) override { fail(); }
    std::vector<Idempotency> answers(std::string_view, std::string_view, std::size_t) override { fail(); }
    std::optional<PersonalPart> personal(std::string_view, std::int64_t) override { fail(); }
    std::optional<Idempotency> answered(std::string_view, std::string_view) override { fail(); }
    void forget_answers_before(std::int64_t) override { fail(); }
    TreeHead head() override {
        if (is_open) fail();
        return inner_->head();
    }
    MemberCounts counts() override { fail(); }
    AppendOutcome publish(Batch batch, ProgramRow program) override {
        return inner_->publish(std::move(batch), std::move(program));
    }
    std::vector<ProgramRow> programs() override { return inner_->programs(); }
    std::optional<std::string> setting(std::string_view name) override { return inner_->setting(name); }
    std::vector<std::pair<std::string, std::string>> settings(std::string_view prefix) override {
        return inner_->settings(prefix);
    }
    bool set_setting(std::string_view name, std::string_view value) override {
        return inner_->set_setting(name, value);
    }

   private:
    [[noreturn]] static void fail() { throw StorageFailure("disk I/O error on /var/lib/laurel/alpha.laurel.sqlite"); }

    std::unique_ptr<EventStore> inner_ = make_memory_store();
};

TEST_CASE("a failure of the disk is a problem for the client and a line for the log, which alone says where") {
    Registry registry([] { return std::int64_t{0}; });
    const auto store = std::make_shared<BrokenStore>();
    REQUIRE_FALSE(registry.add("alpha", store).has_value());
    store->is_open = true;
    std::string log;
    const auto server = Server::make(registry, {.log = [&](std::string_view line) { log += line; }}).value();
    http::Request request{.method = "GET", .path = "/readyz"};
    http::Response response;
    server->handle(request, response);
    CHECK(response.status == 503);
    CHECK(response.body.find("sqlite") == std::string::npos);
    CHECK(response.body.find("storage_failed") != std::string::npos);
    CHECK(log.find("disk I/O error on /var/lib/laurel") != std::string::npos);
}

TEST_CASE("pages of an allowed origin may use what shoppers use, and no others") {
    Edge edge;
    edge.registry.find("alpha")->store().set_setting("origin/https://shop.example", "1");
    const auto ask = [&](std::string_view method, std::string target, std::string origin, std::string credential = "") {
        return edge.send({.method = method,
                          .target = std::move(target),
                          .credential = std::move(credential),
                          .fields = {"Origin: " + origin, "Access-Control-Request-Method: GET"}});
    };
    const Reply preflight = ask("OPTIONS", "/v1/me", "https://shop.example");
    CHECK(preflight.status == 204);
    CHECK(preflight.field("Access-Control-Allow-Origin") == "https://shop.example");
    CHECK(preflight.field("Access-Control-Allow-Headers").find("authorization") != std::string::npos);
    CHECK(preflight.field("Access-Control-Allow-Credentials").empty());
    CHECK(ask("OPTIONS", "/v1/me", "https://evil.example").json_of().string_at("code") == "origin_not_allowed");
    CHECK(ask("OPTIONS", "/v1/me", "https://shop.example.evil.example").status == 403);
    CHECK(ask("OPTIONS", "/v1/me", "null").status == 403);
    CHECK(ask("OPTIONS", "/v1/admin/program", "https://shop.example").status == 404);

    const Reply own = ask("GET", "/v1/me", "https://shop.example", edge.token("anna"));
    CHECK(own.field("Access-Control-Allow-Origin") == "https://shop.example");
    CHECK(own.field("Vary") == "Origin");
    CHECK(
        ask("GET", "/v1/me", "https://evil.example", edge.token("anna")).field("Access-Control-Allow-Origin").empty());
    CHECK(ask("GET", "/v1/me", "https://evil.example", edge.token("anna")).status == 200);
    CHECK(ask("GET", "/v1/me", "https://shop.example", edge.token("anna", "beta"))
              .field("Access-Control-Allow-Origin")
              .empty());
    CHECK(ask("GET", "/v1/me", "https://shop.example", "expired").field("Access-Control-Allow-Origin") ==
          "https://shop.example");
    CHECK(ask("GET", "/v1/admin/program", "https://shop.example", edge.alpha_key)
              .field("Access-Control-Allow-Origin")
              .empty());
}

TEST_CASE("too many requests are told when to come back, each for themselves") {
    Edge edge({.shopper_requests_per_minute = 2, .failures_per_minute = 1});
    const auto ask = [&](std::string credential) {
        return edge.send({.target = "/v1/me", .credential = std::move(credential)});
    };
    const Reply first = ask(edge.token("anna"));
    CHECK(first.field("RateLimit-Policy") == "\"default\";q=2;w=60");
    CHECK(first.field("RateLimit") == "\"default\";r=1;t=30");
    CHECK(ask(edge.token("anna")).status == 200);
    const Reply third = ask(edge.token("anna"));
    CHECK(third.status == 429);
    CHECK(third.field("Retry-After") == "30");
    CHECK(third.json_of().string_at("code") == "rate_limited");
    CHECK(ask(edge.token("bert")).status == 200);
    CHECK(ask(edge.token("anna", "beta")).status == 200);
    CHECK(ask("wrong").status == 401);
    CHECK(ask("wrong").status == 429);
    edge.now_ms += 30'000;
    CHECK(ask(edge.token("anna")).status == 200);
    CHECK(Edge({.shopper_requests_per_minute = 0}).send({.target = "/livez"}).status == 200);
}

TEST_CASE("the page's files have their types, and come compressed where that is understood") {
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / "laurel-files-test";
    std::filesystem::create_directories(folder / "types");
    const auto write = [&](const char* name, std::string_view bytes) {
        std::ofstream(folder / name, std::ios::binary) << bytes;
    };
    write("core.wasm", "wasm");
    write("core.wasm.br", "small");
    write("laurel.js", "js");
    write("types/laurel.d.ts", "ts");
    write("secret.txt", "no");
    Edge edge({.files_directory = folder.string()});
    std::filesystem::remove_all(folder);

    const Reply plain = edge.send({.target = "/e/1/core.wasm"});
    CHECK(plain.content_type == "application/wasm");
    CHECK(plain.body == "wasm");
    CHECK(plain.field("Vary") == "Accept-Encoding");
    CHECK(plain.field("Cache-Control").starts_with("public"));
    CHECK(plain.field("Access-Control-Allow-Origin") == "*");
    const Reply brotli = edge.send({.target = "/e/1/core.wasm", .fields = {"Accept-Encoding: gzip, br"}});
    CHECK(brotli.body == "small");
    CHECK(brotli.field("Content-Encoding") == "br");
    CHECK(brotli.field("ETag") != plain.field("ETag"));
    CHECK(edge.send({.target = "/e/1/core.wasm", .fields = {"If-None-Match: " + plain.field("ETag")}}).status == 304);
    CHECK(edge.send({.target = "/e/1/laurel.js"}).content_type == "text/javascript; charset=utf-8");
    CHECK(edge.send({.target = "/e/1/types/laurel.d.ts"}).body == "ts");
    for (const char* target :
         {"/e/1/secret.txt", "/e/1/core.wasm.br", "/e/1/../../etc/passwd", "/e/1/%2e%2e/x", "/e/1/", "/e/1/types"}) {
        CHECK(edge.send({.target = target}).status == 404);
    }
    CHECK_FALSE(Server::make(edge.registry, {.files_directory = "/nonexistent"}).ok());
}

TEST_CASE("64 clients who want the same points at once get what there is and no more") {
    Edge edge;
    edge.give_order("anna", 100'000, "1001");  // 1000 points, in redemptions of 30: 33 of them
    const std::string token = edge.token("anna");
    std::atomic<int> held = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> clients;
    for (int client = 0; client < 64; ++client) {
        clients.emplace_back([&, client] {
            const std::string key = "client-" + std::to_string(client);
            const std::string body = R"({"points":30})";
            const std::string length = std::to_string(body.size());
            const std::string bytes = "POST /v1/me/redemptions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token +
                                      "\r\nIdempotency-Key: " + key +
                                      "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n" +
                                      body;
            http::Request request;
            const auto head = http::read_head(bytes, {}, request);
            request.body = std::string_view(bytes).substr((*head)->bytes);
            http::Response response;
            edge.server->handle(request, response);
            if (response.status == 201) ++held;
            if (response.status == 409 && response.body.find("insufficient_points") != std::string::npos) ++refused;
        });
    }
    for (std::thread& client : clients) client.join();
    CHECK(held == 33);
    CHECK(refused == 31);
    CHECK(edge.available("anna") == 10);
}

}  // namespace
}  // namespace laurel
