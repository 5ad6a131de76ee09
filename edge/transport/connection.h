#pragma once
// One client's connection. It has a thread only while there are bytes to work on, and a deadline while there are none.
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "edge/transport/transport.h"

namespace laurel::http {

// What all connections of a server share.
struct Front {
    const TransportSettings& settings;
    Handler* handler = nullptr;
    std::atomic<bool> is_draining = false;     // no request after the one at hand
    std::atomic<std::size_t> waiting = 0;      // tasks without a thread
    std::atomic<std::size_t> connections = 0;  // open ones
};

class Connection {
   public:
    using Clock = std::chrono::steady_clock;

    enum class Next { wait, close };

    // Owns the socket from here on.
    Connection(int socket, Front& front);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Works on what has come. wait: to be called again when the socket is readable; give_up, when it is not by the
    // deadline.
    Next serve();
    Clock::time_point deadline() const { return deadline_; }
    int socket() const { return socket_; }

    // Both without blocking. A client who has begun a request is told that it came too late.
    void give_up();
    void refuse_overloaded();

   private:
    enum class Phase { idle, head, body, closing };
    enum class Received { bytes, nothing_yet, end };

    void enter(Phase phase);
    Next work();
    std::optional<Next> serve_buffered();
    Next answer(const Head& head);
    Next refuse(const Error& error);
    Next close_gently();
    Received receive();
    bool wait_for(short events, Clock::time_point end);
    bool send_all(std::string_view bytes);
    void send_at_once(const Error& error);

    int socket_;
    Front& front_;
    const TransportSettings& settings_;
    Phase phase_ = Phase::idle;
    Clock::time_point deadline_;
    Clock::time_point turn_end_;
    bool was_asked_to_continue_ = false;
    std::size_t dropped_bytes_ = 0;
    Request request_;
    std::string buffer_;
    std::string out_;
};

}  // namespace laurel::http
