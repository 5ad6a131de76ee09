// Over real sockets of this machine: what a client does to a connection, and what becomes of it.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include "edge/transport/transport.h"

namespace laurel::http {
namespace {

class Echo final : public Handler {
   public:
    void handle(const Request& request, Response& response) override {
        ++handled;
        if (request.path == "/throw") throw std::runtime_error("inside");
        if (request.path == "/wait") {
            begun.count_down();
            release.wait();
        }
        response.content_type = "text/plain";
        response.body = std::string(request.method) + " " + std::string(request.path) + " " +
                        std::string(request.body) + " from " + request.remote_address;
    }

    void refuse(const Error& error, Response& response) override {
        response.status = error.code == ErrorCode::overloaded ? 503 : 400;
        response.content_type = "text/plain";
        response.body = "refused: " + std::string(name_of(error.code));
    }

    std::atomic<int> handled = 0;
    std::latch begun{1};
    std::latch release{1};
};

class Running {
   public:
    explicit Running(TransportSettings settings = {})
        : transport_(make_httplib_transport(with_any_port(std::move(settings)))) {
        const auto bound = transport_->bind();
        REQUIRE(bound.ok());
        port = *bound;
        thread_ = std::thread([this] { served = transport_->serve(echo); });
    }
    ~Running() {
        transport_->stop();
        thread_.join();
        CHECK(served);
    }

    void stop() { transport_->stop(); }

    Echo echo;
    int port = 0;
    bool served = false;

   private:
    static TransportSettings with_any_port(TransportSettings settings) {
        settings.port = 0;
        return settings;
    }

    std::unique_ptr<Transport> transport_;
    std::thread thread_;
};

class Client {
   public:
    explicit Client(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
        const timeval patience{20, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    }
    ~Client() { close(socket_); }

    void say(std::string_view bytes) {
        REQUIRE(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
    }
    void stop_saying() { shutdown(socket_, SHUT_WR); }

    // What comes until `end` stands in it.
    std::string hear_until(std::string_view end) {
        std::string heard;
        char byte = 0;
        while (heard.find(end) == std::string::npos && recv(socket_, &byte, 1, 0) == 1) heard += byte;
        return heard;
    }
    // What comes until the server closes; "" and a failed check when it does not.
    std::string hear_all() {
        std::string heard;
        char bytes[4096];
        ssize_t count = 0;
        while ((count = recv(socket_, bytes, sizeof(bytes), 0)) > 0)
            heard.append(bytes, static_cast<std::size_t>(count));
        CHECK(count == 0);
        return heard;
    }

   private:
    int socket_;
};

constexpr std::string_view get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_CASE("a connection carries one request after another, with bodies, and says who sent them") {
    Running running;
    Client client(running.port);
    client.say(get);
    CHECK(client.hear_until("127.0.0.1").ends_with("GET /a  from 127.0.0.1"));
    client.say("POST /b HTTP/1.1\r\nHost: x\r\nREMOTE_ADDR: 10.0.0.1\r\nContent-Length: 5\r\n\r\nhello");
    CHECK(client.hear_until("127.0.0.1").ends_with("POST /b hello from 127.0.0.1"));
    client.say("GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string last = client.hear_all();
    CHECK(last.find("Connection: close\r\n") != std::string::npos);
    CHECK(last.ends_with("GET /c  from 127.0.0.1"));
}

TEST_CASE("requests sent ahead are answered in their order") {
    Running running;
    Client client(running.port);
    client.say("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab" + std::string(get) +
               "GET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string heard = client.hear_all();
    const std::size_t first = heard.find("POST /1 ab");
    const std::size_t second = heard.find("GET /a");
    CHECK(first < second);
    CHECK(second < heard.find("GET /3"));
    CHECK(running.echo.handled == 3);
}

TEST_CASE("a request that comes byte by byte is the same request") {
    Running running;
    Client client(running.port);
    for (const char byte :
         std::string("POST /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"))
        client.say({&byte, 1});
    CHECK(client.hear_all().ends_with("POST /b hello from 127.0.0.1"));
}

TEST_CASE("a large body arrives whole, and is asked for where the client waits to be asked") {
    Running running;
    Client client(running.port);
    const std::string body(json_bytes_max, 'b');
    client.say("POST /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n");
    CHECK(client.hear_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    client.say(body);
    CHECK(client.hear_all().find(body) != std::string::npos);
}

TEST_CASE("what could be smuggled is refused, and the connection ends with it") {
    const std::string smuggled = "GET /admin HTTP/1.1\r\nHost: x\r\n\r\n";
    const std::string requests[] = {
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 30\r\n\r\n" + smuggled,
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + smuggled,
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n" + smuggled,
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 30\r\n\r\n" + smuggled,
        "GET /a HTTP/1.1\nHost: x\n\n" + smuggled,
        "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n" + smuggled,
        "GET /a HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n" + smuggled,
    };
    Running running;
    for (const std::string& request : requests) {
        CAPTURE(request.substr(0, 80));
        Client client(running.port);
        client.say(request);
        const std::string heard = client.hear_all();
        CHECK(heard.starts_with("HTTP/1.1 400 "));
        CHECK(heard.find("refused: ") != std::string::npos);
        CHECK(heard.find("/admin") == std::string::npos);
    }
    CHECK(running.echo.handled == 0);
}

TEST_CASE("a refusal is read even by a client that is still sending") {
    Running running;
    Client client(running.port);
    client.say("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n");
    for (int i = 0; i < 10; ++i) client.say(std::string(16 * 1024, 'b'));
    client.stop_saying();
    CHECK(client.hear_all().find("refused: body_too_large") != std::string::npos);
}

TEST_CASE("a request cut short reaches no handler, and is told so") {
    Running running;
    for (const char* request : {"GET /a HT", "GET /a HTTP/1.1\r\nHost: x\r\n",
                                "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf"}) {
        Client client(running.port);
        client.say(request);
        client.stop_saying();
        CHECK(client.hear_all().find("refused: request_incomplete") != std::string::npos);
    }
    CHECK(running.echo.handled == 0);
}

TEST_CASE("clients that are too slow lose their connection, at the head and at the body") {
    Running running({.idle_ms_max = 50, .head_ms_max = 50, .body_ms_max = 50});
    Client silent(running.port);
    CHECK(silent.hear_all().empty());
    Client slow_head(running.port);
    slow_head.say("GET /a HT");
    CHECK(slow_head.hear_all().find("request_incomplete") != std::string::npos);
    Client slow_body(running.port);
    slow_body.say("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
    CHECK(slow_body.hear_all().find("request_incomplete") != std::string::npos);
    CHECK(running.echo.handled == 0);
}

TEST_CASE("a handler that throws answers without its words, and the connection goes on") {
    Running running;
    Client client(running.port);
    client.say("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string heard = client.hear_until("internal_error");
    CHECK(heard.find("inside") == std::string::npos);
    client.say(get);
    CHECK(client.hear_until("127.0.0.1").ends_with("GET /a  from 127.0.0.1"));
}

TEST_CASE("HEAD is answered like GET, without the body") {
    Running running;
    Client client(running.port);
    client.say("HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string heard = client.hear_all();
    CHECK(heard.find("Content-Length: 23\r\n") != std::string::npos);
    CHECK(heard.ends_with("\r\n\r\n"));
}

TEST_CASE("past the queue new clients are refused at once, and who waits is served when a thread is free") {
    Running running({.threads = 1, .waiting_max = 1});
    Client busy(running.port);
    busy.say("GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    running.echo.begun.wait();
    Client waiting(running.port);
    waiting.say("GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    Client refused(running.port);
    const std::string heard = refused.hear_all();
    CHECK(heard.starts_with("HTTP/1.1 503 "));
    CHECK(heard.find("refused: overloaded") != std::string::npos);
    running.echo.release.count_down();
    CHECK(waiting.hear_all().find("GET /next") != std::string::npos);
    CHECK(busy.hear_all().find("GET /wait") != std::string::npos);
}

TEST_CASE("idle and slow connections need no thread") {
    Running running({.threads = 1, .idle_ms_max = 60'000, .head_ms_max = 60'000});
    Client slow(running.port);
    slow.say("GET /slow HTTP/1.1\r\nHo");
    Client first(running.port);
    Client second(running.port);
    first.say(get);
    second.say(get);
    first.hear_until("127.0.0.1");
    second.hear_until("127.0.0.1");
    Client third(running.port);
    third.say("GET /third HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK(third.hear_all().find("GET /third") != std::string::npos);
    first.say(get);
    CHECK(first.hear_until("127.0.0.1").ends_with("GET /a  from 127.0.0.1"));
    slow.say("st: x\r\nConnection: close\r\n\r\n");
    CHECK(slow.hear_all().find("GET /slow") != std::string::npos);
}

TEST_CASE("past the number of connections new ones are refused, and those that are there go on") {
    Running running({.connections_max = 1});
    Client first(running.port);
    first.say(get);
    CHECK(first.hear_until("127.0.0.1").ends_with("GET /a  from 127.0.0.1"));
    Client second(running.port);
    CHECK(second.hear_all().find("refused: overloaded") != std::string::npos);
    first.say(get);
    CHECK(first.hear_until("127.0.0.1").ends_with("GET /a  from 127.0.0.1"));
}

TEST_CASE("a server that is stopped answers what it began") {
    Running running;
    Client client(running.port);
    client.say("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    running.echo.begun.wait();
    running.stop();
    running.echo.release.count_down();
    CHECK(client.hear_all().ends_with("GET /wait  from 127.0.0.1"));
}

TEST_CASE("a port that is taken is an error that names it") {
    Running running;
    TransportSettings settings;
    settings.port = running.port;
    const auto bound = make_httplib_transport(settings)->bind();
    REQUIRE_FALSE(bound.ok());
    CHECK(bound.error().found.find(std::to_string(running.port)) != std::string::npos);
    settings = {.host = "no.such.host.invalid"};
    CHECK_FALSE(make_httplib_transport(settings)->bind().ok());
}

}  // namespace
}  // namespace laurel::http
