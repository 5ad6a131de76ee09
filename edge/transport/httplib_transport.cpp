// cpp-httplib binds, accepts and gives each connection a thread. Its reader of requests is left out: it takes heads,
// chunks and header counts without bound and runs regular expressions over them. Each connection is read here, by
// read_head alone.
#include <httplib.h>
#include <poll.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "edge/transport/transport.h"

namespace laurel::http {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int backlog = 4096;
constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::size_t kept_buffer_bytes = 64 * 1024;
constexpr milliseconds idle_slice{100};   // how soon an idle connection makes room for a waiting one
constexpr milliseconds busy_turn{1000};   // how long a busy connection keeps its thread while others wait
constexpr milliseconds linger_max{1000};  // for the client to read a refusal before the connection goes away
constexpr std::size_t linger_bytes_max = 1024 * 1024;

// What the pool and all connections of a server share.
struct Shared {
    const TransportSettings& settings;
    http::Handler* handler = nullptr;
    std::atomic<bool> is_stopping = false;
    std::atomic<bool> is_draining = false;  // no request after the one at hand
    std::atomic<std::size_t> waiting = 0;   // connections without a thread
};

// A fixed number of threads and a bounded queue. What does not fit runs at once on the caller's thread, with
// is_shedding() true.
class BoundedPool final : public httplib::TaskQueue {
   public:
    BoundedPool(std::size_t threads, std::size_t waiting_max, Shared& shared)
        : waiting_max_(waiting_max), shared_(shared) {
        for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    }

    void enqueue(std::function<void()> task) override {
        {
            std::lock_guard lock(mutex_);
            if (tasks_.size() < waiting_max_) {
                tasks_.push_back(std::move(task));
                shared_.waiting = tasks_.size();
                task = nullptr;
            }
        }
        if (!task) return changed_.notify_one();
        shedding = true;
        task();
        shedding = false;
    }

    void shutdown() override {
        shared_.is_draining = true;
        {
            std::lock_guard lock(mutex_);
            is_closed_ = true;
        }
        changed_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }

    static bool is_shedding() { return shedding; }

   private:
    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [this] { return is_closed_ || !tasks_.empty(); });
            if (tasks_.empty()) return;
            const std::function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
            shared_.waiting = tasks_.size();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    static thread_local bool shedding;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    std::vector<std::thread> threads_;
    std::size_t waiting_max_;
    Shared& shared_;
    bool is_closed_ = false;
};

thread_local bool BoundedPool::shedding = false;

std::string peer_address(int socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    char text[NI_MAXHOST] = "";
    if (getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
    getnameinfo(reinterpret_cast<sockaddr*>(&address), size, text, sizeof(text), nullptr, 0, NI_NUMERICHOST);
    return text;
}

// One client's connection, on one thread, until it ends.
class Connection {
   public:
    Connection(int socket, Shared& shared) : socket_(socket), shared_(shared), settings_(shared.settings) {
        request_.remote_address = peer_address(socket);
    }

    void run() {
        const auto turn_end = Steady::now() + busy_turn;
        bool keeps_alive = true;
        while (keeps_alive && (!buffer_.empty() || wait_for_request())) {
            const auto head = receive_head();
            if (!head) return;
            if (!receive_body(*head)) return;
            request_.body = std::string_view(buffer_).substr(head->bytes, head->body_bytes);
            const bool others_wait = shared_.waiting > 0 && Steady::now() > turn_end;
            keeps_alive = head->keeps_alive && !others_wait && !shared_.is_draining;
            if (!answer(keeps_alive)) return;
            buffer_.erase(0, head->bytes + head->body_bytes);
            if (buffer_.empty() && buffer_.capacity() > kept_buffer_bytes) buffer_.shrink_to_fit();
        }
        close_gently();
    }

    // Without blocking: this is the thread that accepts.
    void refuse_at_once() {
        Response response;
        shared_.handler->refuse({ErrorCode::overloaded, {}, {}, {}}, response);
        out_.clear();
        write_response(response, false, false, out_);
        send(socket_, out_.data(), out_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        shutdown(socket_, SHUT_WR);
        char dropped[read_bytes];
        recv(socket_, dropped, sizeof(dropped), MSG_DONTWAIT);
    }

   private:
    // Waits for the next request's first bytes. An idle connection leaves when the server stops or when others wait.
    bool wait_for_request() {
        const auto end = Steady::now() + milliseconds(settings_.idle_ms_max);
        while (Steady::now() < end && !shared_.is_draining) {
            if (wait(POLLIN, std::min(end, Steady::now() + idle_slice))) return fill();
            if (shared_.waiting > 0) return false;
        }
        return false;
    }

    std::optional<Head> receive_head() {
        const auto end = Steady::now() + milliseconds(settings_.head_ms_max);
        while (true) {
            const auto head = read_head(buffer_, settings_.limits, request_);
            if (!head) {
                refuse(head.error());
                return std::nullopt;
            }
            if (*head) return **head;
            if (!wait(POLLIN, end) || !fill()) {
                refuse({ErrorCode::request_incomplete, {}, {}, {}});
                return std::nullopt;
            }
        }
    }

    bool receive_body(const Head& head) {
        const auto end = Steady::now() + milliseconds(settings_.body_ms_max);
        if (head.expects_continue && buffer_.size() < head.bytes + head.body_bytes &&
            !send_all("HTTP/1.1 100 Continue\r\n\r\n")) {
            return false;
        }
        const char* const old = buffer_.data();
        while (buffer_.size() < head.bytes + head.body_bytes) {
            if (!wait(POLLIN, end) || !fill()) {
                refuse({ErrorCode::request_incomplete, {}, {}, {}});
                return false;
            }
        }
        // The views of the request point into a buffer that moved.
        return buffer_.data() == old || read_head(buffer_, settings_.limits, request_).ok();
    }

    bool answer(bool keeps_alive) {
        Response response;
        try {
            shared_.handler->handle(request_, response);
        } catch (...) {
            response = {};
            shared_.handler->refuse({ErrorCode::internal_error, {}, {}, {}}, response);
        }
        out_.clear();
        write_response(response, keeps_alive, request_.method == "HEAD", out_);
        return send_all(out_);
    }

    // Where the next request would start is unknown: the connection ends with this answer.
    void refuse(const Error& error) {
        Response response;
        shared_.handler->refuse(error, response);
        out_.clear();
        write_response(response, false, false, out_);
        if (send_all(out_)) close_gently();
    }

    // Closing a socket with unread bytes resets it, and the client may lose the answer: let it read first.
    void close_gently() {
        shutdown(socket_, SHUT_WR);
        const auto end = Steady::now() + linger_max;
        char dropped[read_bytes];
        std::size_t bytes = 0;
        while (bytes < linger_bytes_max && wait(POLLIN, end)) {
            const ssize_t count = recv(socket_, dropped, sizeof(dropped), MSG_DONTWAIT);
            if (count <= 0) return;
            bytes += static_cast<std::size_t>(count);
        }
    }

    // Until the socket is ready; false at the end of time.
    bool wait(short events, Steady::time_point end) {
        while (true) {
            const auto left = std::chrono::ceil<milliseconds>(end - Steady::now()).count();
            pollfd polled{socket_, events, 0};
            const int count = poll(&polled, 1, left > 0 ? static_cast<int>(left) : 0);
            if (count >= 0 || errno != EINTR) return count > 0;
        }
    }

    bool fill() {
        char bytes[read_bytes];
        const ssize_t count = recv(socket_, bytes, sizeof(bytes), MSG_DONTWAIT);
        if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR);
        buffer_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    bool send_all(std::string_view bytes) {
        const auto end = Steady::now() + milliseconds(settings_.answer_ms_max);
        while (!bytes.empty()) {
            const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            if (count > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(count));
            } else if ((errno != EAGAIN && errno != EINTR) || !wait(POLLOUT, end)) {
                return false;
            }
        }
        return true;
    }

    int socket_;
    Shared& shared_;
    const TransportSettings& settings_;
    Request request_;
    std::string buffer_;
    std::string out_;
};

class HttplibTransport final : public Transport, private httplib::Server {
   public:
    explicit HttplibTransport(const TransportSettings& settings) : settings_(settings), shared_{settings_} {
        set_tcp_nodelay(true);
        // Not SO_REUSEPORT, httplib's default: a second server would take half of the first one's clients.
        set_socket_options([](socket_t socket) {
            const int yes = 1;
            setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
        });
        new_task_queue = [this] {
            return new BoundedPool(settings_.threads, settings_.waiting_connections_max, shared_);
        };
    }

    Result<int> bind() override {
        errno = 0;
        const int port = settings_.port == 0 ? bind_to_any_port(settings_.host)
                                             : (bind_to_port(settings_.host, settings_.port) ? settings_.port : -1);
        if (port < 0 || ::listen(svr_sock_, backlog) != 0) {
            return Error{ErrorCode::internal_error,
                         {},
                         settings_.host + ":" + std::to_string(settings_.port) + ": " +
                             (errno == 0 ? "not an address of this machine" : std::strerror(errno)),
                         "a free port of an address of this machine"};
        }
        settings_.port = port;
        return port;
    }

    // httplib stops accepting at the first error that is not EMFILE, such as a connection that was aborted while it
    // waited.
    bool serve(http::Handler& handler) override {
        shared_.handler = &handler;
        while (!shared_.is_stopping) {
            shared_.is_draining = false;
            listen_after_bind();
            if (!shared_.is_stopping && !bind()) return false;
        }
        return true;
    }

    void stop() override {
        shared_.is_stopping = true;
        ::shutdown(svr_sock_, SHUT_RDWR);  // ends the wait for connections; httplib then closes it
    }

   private:
    bool process_and_close_socket(socket_t socket) override {
        Connection connection(socket, shared_);
        if (BoundedPool::is_shedding()) {
            connection.refuse_at_once();
        } else {
            connection.run();
        }
        close(socket);
        return true;
    }

    TransportSettings settings_;
    Shared shared_;
};

}  // namespace

std::unique_ptr<Transport> make_httplib_transport(const TransportSettings& settings) {
    return std::make_unique<HttplibTransport>(settings);
}

}  // namespace laurel::http
