#pragma once
// Connections that wait for bytes, thousands of them on one thread: idle ones, and those of slow clients.
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "edge/transport/connection.h"

namespace laurel::http {

class Parking {
   public:
    using Resume = std::function<void(std::unique_ptr<Connection>)>;

    // resume gets each connection once its socket is readable; it may not block. One past its deadline is given up
    // here.
    explicit Parking(Resume resume);
    // Closes what is parked.
    ~Parking();

    void park(std::unique_ptr<Connection> connection);

   private:
    using Connections = std::vector<std::unique_ptr<Connection>>;

    void watch();
    Connections take_ready();
    Connections take_late();

    Resume resume_;
    int events_;
    std::atomic<bool> is_closed_ = false;
    std::mutex mutex_;
    std::unordered_map<int, std::unique_ptr<Connection>> parked_;  // by socket
    std::thread thread_;
};

}  // namespace laurel::http
