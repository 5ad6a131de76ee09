#include "edge/transport/parking.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <chrono>

namespace laurel::http {
namespace {

constexpr int events_at_once = 256;
constexpr int look_every_ms = 50;  // for the end and for those who are late

}  // namespace

Parking::Parking(Resume resume)
    : resume_(std::move(resume)), events_(epoll_create1(EPOLL_CLOEXEC)), thread_([this] { watch(); }) {}

Parking::~Parking() {
    is_closed_ = true;
    thread_.join();
    parked_.clear();
    close(events_);
}

void Parking::park(std::unique_ptr<Connection> connection) {
    const int socket = connection->socket();
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    event.data.fd = socket;
    const std::lock_guard lock(mutex_);
    if (epoll_ctl(events_, EPOLL_CTL_ADD, socket, &event) == 0) parked_.emplace(socket, std::move(connection));
}

void Parking::watch() {
    auto look_at = Connection::Clock::now();
    while (!is_closed_) {
        for (auto& connection : take_ready()) resume_(std::move(connection));
        if (Connection::Clock::now() < look_at) continue;
        look_at = Connection::Clock::now() + std::chrono::milliseconds(look_every_ms);
        for (auto& connection : take_late()) connection->give_up();
    }
}

Parking::Connections Parking::take_ready() {
    epoll_event events[events_at_once];
    const int count = epoll_wait(events_, events, events_at_once, look_every_ms);
    Connections ready;
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < count; ++i) {
        const auto found = parked_.find(events[i].data.fd);
        if (found == parked_.end()) continue;
        epoll_ctl(events_, EPOLL_CTL_DEL, found->first, nullptr);
        ready.push_back(std::move(found->second));
        parked_.erase(found);
    }
    return ready;
}

Parking::Connections Parking::take_late() {
    const auto now = Connection::Clock::now();
    Connections late;
    const std::lock_guard lock(mutex_);
    for (auto entry = parked_.begin(); entry != parked_.end();) {
        if (now < entry->second->deadline()) {
            ++entry;
            continue;
        }
        epoll_ctl(events_, EPOLL_CTL_DEL, entry->first, nullptr);
        late.push_back(std::move(entry->second));
        entry = parked_.erase(entry);
    }
    return late;
}

}  // namespace laurel::http
