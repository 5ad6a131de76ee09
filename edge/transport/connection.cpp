#include "edge/transport/connection.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace laurel::http {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::size_t kept_buffer_bytes = 64 * 1024;
constexpr milliseconds linger{5};          // for the next bytes, with the thread at hand: most clients go on at once
constexpr milliseconds busy_turn{100};     // how long a busy connection keeps its thread while others wait
constexpr milliseconds closing_max{1000};  // for the client to read a refusal before the connection goes away
constexpr std::size_t dropped_bytes_max = 1024 * 1024;

std::string peer_address(int socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    char text[NI_MAXHOST] = "";
    if (getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
    getnameinfo(reinterpret_cast<sockaddr*>(&address), size, text, sizeof(text), nullptr, 0, NI_NUMERICHOST);
    return text;
}

}  // namespace

Connection::Connection(int socket, Front& front) : socket_(socket), front_(front), settings_(front.settings) {
    ++front_.connections;
    request_.remote_address = peer_address(socket);
    enter(Phase::idle);
}

Connection::~Connection() {
    close(socket_);
    --front_.connections;
}

void Connection::enter(Phase phase) {
    phase_ = phase;
    int patience_ms = settings_.idle_ms_max;
    if (phase == Phase::head) patience_ms = settings_.head_ms_max;
    if (phase == Phase::body) patience_ms = settings_.body_ms_max;
    deadline_ = Clock::now() + (phase == Phase::closing ? closing_max : milliseconds(patience_ms));
}

Connection::Next Connection::serve() {
    turn_end_ = Clock::now() + busy_turn;
    return work();
}

Connection::Next Connection::work() {
    while (true) {
        if (phase_ != Phase::closing && !buffer_.empty()) {
            if (const auto next = serve_buffered(); next && *next == Next::close) return Next::close;
        }
        const auto now = Clock::now();
        if (now >= deadline_) {
            give_up();
            return Next::close;
        }
        const bool is_crowded = front_.waiting > 0 || front_.is_draining;
        if (is_crowded && now >= turn_end_) return Next::wait;
        if (!is_crowded && !wait_for(POLLIN, now + linger)) return Next::wait;
        switch (receive()) {
            case Received::bytes:
                break;
            case Received::nothing_yet:
                return Next::wait;
            case Received::end:
                return buffer_.empty() || phase_ == Phase::closing
                           ? Next::close
                           : refuse({ErrorCode::request_incomplete, {}, {}, {}});
        }
    }
}

// As many requests as the buffer holds; nullopt when more bytes are needed.
std::optional<Connection::Next> Connection::serve_buffered() {
    while (!buffer_.empty() && phase_ != Phase::closing) {
        if (phase_ == Phase::idle) enter(Phase::head);
        const auto head = read_head(buffer_, settings_.limits, request_);
        if (!head) return refuse(head.error());
        if (!*head) return std::nullopt;
        if (buffer_.size() < (*head)->bytes + (*head)->body_bytes) {
            if (phase_ == Phase::head) enter(Phase::body);
            if (!(*head)->expects_continue || was_asked_to_continue_) return std::nullopt;
            was_asked_to_continue_ = true;
            if (!send_all("HTTP/1.1 100 Continue\r\n\r\n")) return Next::close;
            return std::nullopt;
        }
        if (answer(**head) == Next::close) return Next::close;
    }
    return std::nullopt;
}

Connection::Next Connection::answer(const Head& head) {
    request_.body = std::string_view(buffer_).substr(head.bytes, head.body_bytes);
    Response response;
    try {
        front_.handler->handle(request_, response);
    } catch (...) {
        response = {};
        front_.handler->refuse({ErrorCode::internal_error, {}, {}, {}}, response);
    }
    const bool keeps_alive = head.keeps_alive && !front_.is_draining;
    out_.clear();
    write_response(response, keeps_alive, request_.method == "HEAD", out_);
    if (!send_all(out_)) return Next::close;
    if (!keeps_alive) return close_gently();
    buffer_.erase(0, head.bytes + head.body_bytes);
    if (buffer_.empty() && buffer_.capacity() > kept_buffer_bytes) buffer_.shrink_to_fit();
    was_asked_to_continue_ = false;
    enter(Phase::idle);
    return Next::wait;
}

// Where the next request would start is unknown: the connection ends with this answer.
Connection::Next Connection::refuse(const Error& error) {
    Response response;
    front_.handler->refuse(error, response);
    out_.clear();
    write_response(response, false, false, out_);
    return send_all(out_) ? close_gently() : Next::close;
}

// Closing a socket with unread bytes resets it, and the client may lose the answer: it may read first, for a while.
Connection::Next Connection::close_gently() {
    shutdown(socket_, SHUT_WR);
    enter(Phase::closing);
    buffer_.clear();
    return Next::wait;
}

Connection::Received Connection::receive() {
    char bytes[read_bytes];
    const ssize_t count = recv(socket_, bytes, sizeof(bytes), MSG_DONTWAIT);
    if (count < 0) return errno == EAGAIN || errno == EINTR ? Received::nothing_yet : Received::end;
    if (count == 0) return Received::end;
    if (phase_ != Phase::closing) {
        buffer_.append(bytes, static_cast<std::size_t>(count));
        return Received::bytes;
    }
    dropped_bytes_ += static_cast<std::size_t>(count);
    return dropped_bytes_ < dropped_bytes_max ? Received::bytes : Received::end;
}

// Until the socket is ready; false at the end of time.
bool Connection::wait_for(short events, Clock::time_point end) {
    while (true) {
        const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
        pollfd polled{socket_, events, 0};
        const int count = poll(&polled, 1, left > 0 ? static_cast<int>(left) : 0);
        if (count >= 0 || errno != EINTR) return count > 0;
    }
}

bool Connection::send_all(std::string_view bytes) {
    const auto end = Clock::now() + milliseconds(settings_.answer_ms_max);
    while (!bytes.empty()) {
        const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if ((errno != EAGAIN && errno != EINTR) || !wait_for(POLLOUT, end)) {
            return false;
        }
    }
    return true;
}

void Connection::send_at_once(const Error& error) {
    Response response;
    front_.handler->refuse(error, response);
    out_.clear();
    write_response(response, false, false, out_);
    send(socket_, out_.data(), out_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    shutdown(socket_, SHUT_WR);
    char dropped[read_bytes];
    while (recv(socket_, dropped, sizeof(dropped), MSG_DONTWAIT) == static_cast<ssize_t>(sizeof(dropped))) {
    }
}

void Connection::give_up() {
    if (phase_ == Phase::head || phase_ == Phase::body) send_at_once({ErrorCode::request_incomplete, {}, {}, {}});
}

void Connection::refuse_overloaded() { send_at_once({ErrorCode::overloaded, {}, {}, {}}); }

}  // namespace laurel::http
