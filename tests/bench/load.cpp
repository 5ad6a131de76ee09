// The clients of the HTTP benches: keep-alive connections, each sending its next request as soon as the last one is
// answered. One thread and one epoll, since it shares the cores with the server that it measures; it prints its own
// share.
//
//   bench_load --port P --clients 16 --seconds 10 --orders KEY --members N --first-member ID --run NAME
//   bench_load --port P --clients 16 --seconds 10 --get /v1/me --tokens FILE (one a line, drawn at random)
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <memory>
#include <random>

#include "tests/bench/arguments.h"
#include "tests/bench/stopwatch.h"

namespace laurel::bench {
namespace {

[[noreturn]] void fail(const char* what) {
    std::perror(what);
    std::exit(1);
}

// Writes requests; each call gives the next one.
using Requests = std::function<void(std::string& out)>;

// Three lines a order, as a gift shop sells: 1 to 12 pieces at 0.85 to 12.95. The order's id is its Idempotency-Key.
class Orders {
   public:
    explicit Orders(const Arguments& arguments)
        : key_(arguments.text("orders")),
          run_(arguments.text("run")),
          members_(static_cast<std::uint64_t>(arguments.number("members"))),
          first_member_(static_cast<std::uint64_t>(arguments.number("first-member"))) {}

    void operator()(std::string& out) {
        const std::string id = run_ + "-" + std::to_string(++count_);
        body_.assign("{\"id\":\"").append(id).append("\",\"member\":\"");
        body_.append(std::to_string(first_member_ + random_() % members_)).append("\",\"placed_at\":\"").append(now());
        body_.append("\",\"currency\":\"GBP\",\"lines\":[");
        for (int line = 0; line < 3; ++line) {
            const std::uint64_t quantity = 1 + random_() % 12;
            body_.append(line == 0 ? "{\"sku\":\"" : ",{\"sku\":\"").append(std::to_string(20'000 + random_() % 4000));
            body_.append(1, "ABCD"[random_() % 4]).append("\",\"quantity\":").append(std::to_string(quantity));
            body_.append(",\"amount_minor\":").append(std::to_string(quantity * (85 + random_() % 1211))).append("}");
        }
        body_.append("]}");
        out.append("POST /v1/admin/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ").append(key_);
        out.append("\r\nIdempotency-Key: ").append(id).append("\r\nContent-Type: application/json\r\nContent-Length: ");
        out.append(std::to_string(body_.size())).append("\r\n\r\n").append(body_);
    }

   private:
    // To the second; asked of the system once in 256 orders.
    const char* now() {
        if (count_ % 256 == 1) {
            const std::time_t seconds = std::time(nullptr);
            std::tm parts{};
            std::strftime(now_.data(), now_.size(), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &parts));
        }
        return now_.data();
    }

    std::string key_;
    std::string run_;
    std::uint64_t members_;
    std::uint64_t first_member_;
    std::uint64_t count_ = 0;
    std::mt19937_64 random_{20261122};
    std::array<char, 32> now_{};
    std::string body_;
};

class Reads {
   public:
    explicit Reads(const Arguments& arguments) : path_(arguments.text("get")) {
        std::ifstream file(arguments.text("tokens"));
        for (std::string line; std::getline(file, line);) tokens_.push_back(line);
        if (tokens_.empty()) fail(arguments.text("tokens").c_str());
    }

    void operator()(std::string& out) {
        out.append("GET ").append(path_).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ");
        out.append(tokens_[random_() % tokens_.size()]).append("\r\nAccept: application/json\r\n\r\n");
    }

   private:
    std::string path_;
    std::vector<std::string> tokens_;
    std::mt19937_64 random_{20261122};
};

struct Client {
    int socket = -1;
    std::string out;
    std::string in;
    Stopwatch since_request;
};

int connect_to(std::int64_t port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) fail("connect");
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    return fd;
}

// The bytes of the answer at the start of `in`; 0 while its end is missing.
std::size_t answer_bytes(std::string_view in) {
    const std::size_t head = in.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    constexpr std::string_view name = "\r\ncontent-length:";
    for (std::size_t line = in.find("\r\n"); line < head; line = in.find("\r\n", line + 2)) {
        if (strncasecmp(in.data() + line, name.data(), name.size()) != 0) continue;
        const std::size_t bytes = std::strtoull(in.data() + line + name.size(), nullptr, 10);
        return in.size() >= head + 4 + bytes ? head + 4 + bytes : 0;
    }
    std::fprintf(stderr, "an answer without Content-Length:\n%.*s\n", static_cast<int>(head), in.data());
    std::exit(1);
}

class Run {
   public:
    Run(std::int64_t port, std::size_t clients, Requests requests) : requests_(std::move(requests)), clients_(clients) {
        for (std::size_t i = 0; i < clients; ++i) {
            clients_[i].socket = connect_to(port);
            epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
            if (epoll_ctl(epoll_, EPOLL_CTL_ADD, clients_[i].socket, &event) != 0) fail("epoll_ctl");
        }
    }

    // Until the time is over and everything asked was answered. What was asked before `warm_up` is not counted.
    void drive(double warm_up, double seconds) {
        const Stopwatch whole;
        for (Client& client : clients_) ask(client);
        std::size_t open = clients_.size();
        while (open > 0) {
            std::array<epoll_event, 64> events;
            const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 10'000);
            if (count == 0) fail("no answer in 10 s");
            if (!counting_ && whole.seconds() > warm_up) start_counting();
            for (int i = 0; i < count; ++i) {
                Client& client = clients_[events[static_cast<std::size_t>(i)].data.u64];
                if (!take_answer(client)) continue;
                if (counting_ && counted_.seconds() >= seconds) {
                    --open;
                } else {
                    ask(client);
                }
            }
        }
        counted_seconds_ = counted_.seconds();
    }

    void print() {
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        const auto seconds_of = [](timeval time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
        };
        const double own = seconds_of(used.ru_utime) + seconds_of(used.ru_stime) - cpu_before_;
        const auto answers = static_cast<double>(latencies_.count());
        std::printf(
            "{\"answers\":%zu,\"asked_in_all\":%zu,\"seconds\":%.4f,\"per_second\":%.1f,\"p50_us\":%.1f,"
            "\"p99_us\":%.1f,\"longest_us\":%.1f,\"failed\":%zu,\"mean_body_bytes\":%.0f,"
            "\"own_cores_used\":%.3f,\"first_failure\":\"%s\"}\n",
            latencies_.count(), asked_, counted_seconds_, answers / counted_seconds_, latencies_.permille(500),
            latencies_.permille(990), latencies_.longest(), failed_,
            static_cast<double>(body_bytes_) / std::max(answers, 1.0), own / counted_seconds_, first_failure_.c_str());
    }

   private:
    void start_counting() {
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        cpu_before_ = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                      static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
        counting_ = true;
        counted_ = {};
    }

    // A request is small and the connection has nothing else under way, so it always fits the socket's buffer.
    void ask(Client& client) {
        client.out.clear();
        requests_(client.out);
        client.since_request = {};
        if (send(client.socket, client.out.data(), client.out.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(client.out.size())) {
            fail("send");
        }
        ++asked_;
    }

    // Whether the whole answer is there; it is then counted and gone.
    bool take_answer(Client& client) {
        std::array<char, 32 * 1024> bytes;
        const ssize_t count = recv(client.socket, bytes.data(), bytes.size(), 0);
        if (count <= 0) fail("the server closed a connection");
        client.in.append(bytes.data(), static_cast<std::size_t>(count));
        const std::size_t whole = answer_bytes(client.in);
        if (whole == 0) return false;
        if (client.in.compare(9, 1, "2") != 0) note_failure(client.in);
        if (counting_) {
            latencies_.add(client.since_request.microseconds());
            body_bytes_ += whole - client.in.find("\r\n\r\n") - 4;
        }
        client.in.erase(0, whole);
        return true;
    }

    void note_failure(std::string_view answer) {
        if (failed_++ == 0) {
            for (char c : answer.substr(0, 600)) first_failure_ += c < ' ' || c == '"' || c == '\\' ? ' ' : c;
        }
    }

    Requests requests_;
    std::vector<Client> clients_;
    int epoll_ = epoll_create1(EPOLL_CLOEXEC);
    bool counting_ = false;
    Stopwatch counted_;
    double counted_seconds_ = 0;
    double cpu_before_ = 0;
    Latencies latencies_;
    std::size_t asked_ = 0;
    std::size_t failed_ = 0;
    std::size_t body_bytes_ = 0;
    std::string first_failure_;
};

}  // namespace
}  // namespace laurel::bench

int main(int count, char** values) {
    using namespace laurel::bench;
    const Arguments arguments(count, values);
    const bool writes = !arguments.text("orders", "").empty();
    Run run(arguments.number("port"), static_cast<std::size_t>(arguments.number("clients", 16)),
            writes ? Requests(Orders(arguments)) : Requests(Reads(arguments)));
    run.drive(arguments.fraction("warm-up"), arguments.fraction("seconds"));
    run.print();
    return 0;
}
