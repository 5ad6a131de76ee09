#include "edge/transport/worker_pool.h"

namespace laurel::http {
namespace {

thread_local bool shedding = false;

}  // namespace

WorkerPool::WorkerPool(Front& front) : front_(front) {
    for (std::size_t i = 0; i < front.settings.threads; ++i) threads_.emplace_back([this] { work(); });
}

void WorkerPool::close() {
    {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

void WorkerPool::enqueue(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (!is_closed_ && tasks_.size() < front_.settings.waiting_max) {
            tasks_.push_back(std::move(task));
            front_.waiting = tasks_.size();
            task = nullptr;
        }
    }
    if (!task) return changed_.notify_one();
    shedding = true;
    task();
    shedding = false;
}

bool WorkerPool::is_shedding() { return shedding; }

void WorkerPool::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return is_closed_ || !tasks_.empty(); });
        if (tasks_.empty()) return;
        const std::function<void()> task = std::move(tasks_.front());
        tasks_.pop_front();
        front_.waiting = tasks_.size();
        lock.unlock();
        task();
        lock.lock();
    }
}

}  // namespace laurel::http
