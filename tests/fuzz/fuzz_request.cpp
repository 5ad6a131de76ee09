// Bytes as a client sends them, through the reader, the router and the handlers, over a store in memory. The first byte
// chooses whose request it is: a stranger's, whose head is fuzzed too, or a shopper's or the merchant's, of whom the
// rest is "METHOD target", a line feed and the body.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "edge/auth/admin_key.h"
#include "edge/auth/shopper_token.h"
#include "edge/server.h"
#include "edge/storage/memory/memory_store.h"
#include "shared/base/time.h"

namespace laurel {
namespace {

constexpr std::int64_t events_max = 2000;  // then a fresh store: no run grows without end

constexpr std::string_view program_text = R"({"format":1,"name":"Fuzz","currency":"GBP","time_zone":"Europe/London",
    "points":{"pending_days":0,"expiry":{"months":12},"cost_per_1000_minor":500},
    "earning":[{"id":"base","points":1,"per_minor":100,"rounding":"down"}],
    "redemption":{"minimum_points":1,"hold_minutes":30}})";

struct World {
    std::int64_t now_ms = read_instant("2026-03-01T12:00:00Z").value();
    std::shared_ptr<EventStore> store = make_memory_store();
    Registry registry{[this] { return now_ms; }};
    std::unique_ptr<Server> server;
    std::string key;
    std::string token;

    World() {
        if (registry.add("alpha", store)) std::abort();
        const Writer writer{"key:fuzz", "key:fuzz", {}, {}};
        if (!registry.find("alpha")->publish(writer, read_json(program_text).value(), std::nullopt)) std::abort();
        if (!registry.find("alpha")->adjust(writer, "anna", 1000, "to spend")) std::abort();
        server = Server::make(registry, {.shopper_requests_per_minute = 0,
                                         .admin_requests_per_minute = 0,
                                         .address_requests_per_minute = 0})
                     .value();
        key = auth::create_admin_key(*store, "fuzz", auth::scope_names, now_ms).value().text;
        const auto tokens = auth::create_token_key(*store).value();
        token = auth::mint_token(tokens, "alpha", "anna", now_ms);
    }
};

std::string with_credential(std::string_view input, const std::string& credential) {
    const std::size_t line_end = std::min(input.find('\n'), input.size());
    const std::string_view body = input.substr(std::min(line_end + 1, input.size()));
    return std::string(input.substr(0, line_end)) + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + credential +
           "\r\nIdempotency-Key: " + std::to_string(body.size() % 7) +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

void run(World& world, std::string_view bytes) {
    http::Request request;
    http::Response response;
    const auto head = http::read_head(bytes, {}, request);
    if (head && !*head) return;
    if (!head) {
        world.server->refuse(head.error(), response);
    } else {
        request.body = bytes.substr((*head)->bytes, (*head)->body_bytes);
        world.server->handle(request, response);
    }
    const bool is_failure_of_ours = response.status >= 500 || response.status < 200;
    const bool is_problem = response.status >= 400;
    if (is_failure_of_ours || (is_problem && !read_json(response.body))) std::abort();
    std::string out;
    http::write_response(response, true, false, out);
}

}  // namespace
}  // namespace laurel

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static auto world = std::make_unique<laurel::World>();
    if (size == 0) return 0;
    if (world->store->head().size > laurel::events_max) world = std::make_unique<laurel::World>();
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0]) {
        case 's':
            laurel::run(*world, laurel::with_credential(input, world->token));
            break;
        case 'm':
            laurel::run(*world, laurel::with_credential(input, world->key));
            break;
        default:
            laurel::run(*world, input);
    }
    return 0;
}
