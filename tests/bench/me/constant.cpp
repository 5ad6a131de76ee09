// The bound that GET /v1/me is held against: cpp-httplib's own server answering the same requests with a constant of
// the same size, its settings those of the edge's transport.
//
//   bench_constant --port P --bytes N
#include <httplib.h>

#include "edge/transport/transport.h"
#include "tests/bench/arguments.h"

int main(int count, char** values) {
    const laurel::bench::Arguments arguments(count, values);
    const laurel::http::TransportSettings settings;
    const std::string body(static_cast<std::size_t>(arguments.number("bytes")), 'x');

    httplib::Server server;
    server.set_tcp_nodelay(true);
    server.set_keep_alive_max_count(static_cast<std::size_t>(-1));
    server.set_keep_alive_timeout(settings.idle_ms_max / 1000);
    server.new_task_queue = [&settings] { return new httplib::ThreadPool(settings.threads); };
    server.Get("/v1/me", [&body](const httplib::Request&, httplib::Response& response) {
        response.set_content(body, "application/json");
    });
    server.Get("/livez", [](const httplib::Request&, httplib::Response&) {});
    return server.listen("127.0.0.1", static_cast<int>(arguments.number("port"))) ? 0 : 1;
}
