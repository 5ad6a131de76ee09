#pragma once
// A fixed number of threads and a bounded queue. What does not fit runs at once on the caller's thread, which then is
// shedding: it should only say that there is no room.
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "edge/transport/connection.h"

namespace laurel::http {

class WorkerPool {
   public:
    explicit WorkerPool(Front& front);
    ~WorkerPool() { close(); }

    // Runs what waits and ends the threads; from here on nothing fits.
    void close();

    void enqueue(std::function<void()> task);
    static bool is_shedding();

   private:
    void work();

    Front& front_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    std::vector<std::thread> threads_;
    bool is_closed_ = false;
};

}  // namespace laurel::http
