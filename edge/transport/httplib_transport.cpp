// cpp-httplib binds and accepts. Its reader of requests is left out: it takes heads, chunks and header counts without
// bound, runs regular expressions over them and keeps a thread for each connection. Connections are read by read_head
// alone.
#include <httplib.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <functional>

#include "edge/transport/connection.h"
#include "edge/transport/parking.h"
#include "edge/transport/transport.h"
#include "edge/transport/worker_pool.h"

namespace laurel::http {
namespace {

constexpr int backlog = 4096;

// As many files as the process is allowed to open: by default it is allowed far more than it takes.
std::size_t open_files_max() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

// The threads and the parked connections of one run; httplib sees its queue of tasks.
class Run final : public httplib::TaskQueue {
   public:
    explicit Run(Front& front)
        : front_(front), pool_(front), parking_([this](auto connection) { resume(std::move(connection)); }) {}

    void enqueue(std::function<void()> task) override { pool_.enqueue(std::move(task)); }

    void shutdown() override {
        front_.is_draining = true;
        pool_.close();
    }

    void serve(std::unique_ptr<Connection> connection) {
        if (WorkerPool::is_shedding() || front_.connections > front_.settings.connections_max) {
            connection->refuse_overloaded();
        } else if (connection->serve() == Connection::Next::wait && !front_.is_draining) {
            parking_.park(std::move(connection));
        }
    }

   private:
    void resume(std::unique_ptr<Connection> connection) {
        pool_.enqueue([this, owned = connection.release()] { serve(std::unique_ptr<Connection>(owned)); });
    }

    Front& front_;
    WorkerPool pool_;
    Parking parking_;  // ends first: it hands connections to the pool
};

class HttplibTransport final : public Transport, private httplib::Server {
   public:
    explicit HttplibTransport(const TransportSettings& settings) : settings_(settings), front_{settings_} {
        set_tcp_nodelay(true);
        // Not SO_REUSEPORT, httplib's default: a second server would take half of the first one's clients.
        set_socket_options([](socket_t socket) {
            const int yes = 1;
            setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
        });
        new_task_queue = [this] { return run_ = new Run(front_); };  // httplib deletes it
    }

    Result<int> bind() override {
        settings_.connections_max = std::min(settings_.connections_max, open_files_max() / 2);
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
        front_.handler = &handler;
        while (!is_stopping_) {
            front_.is_draining = false;
            listen_after_bind();
            if (!is_stopping_ && !bind()) return false;
        }
        return true;
    }

    void stop() override {
        is_stopping_ = true;
        ::shutdown(svr_sock_, SHUT_RDWR);  // ends the wait for connections; httplib then closes it
    }

   private:
    bool process_and_close_socket(socket_t socket) override {
        run_->serve(std::make_unique<Connection>(socket, front_));
        return true;
    }

    TransportSettings settings_;
    Front front_;
    std::atomic<bool> is_stopping_ = false;
    Run* run_ = nullptr;
};

}  // namespace

std::unique_ptr<Transport> make_httplib_transport(const TransportSettings& settings) {
    return std::make_unique<HttplibTransport>(settings);
}

}  // namespace laurel::http
