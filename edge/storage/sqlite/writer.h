#pragma once
// The one thread that writes to a store's file. It takes whatever is queued as one group, commits the group with one
// sync and then answers all of it; while it syncs, the next group gathers, so nobody waits for company and a lone batch
// commits at once.
//
// Checkpoints run on this thread too, because SQLite's WAL-reset trouble needs two connections: when the queue has been
// empty for a moment and the WAL is worth it, and whenever the WAL passes a size. Readers never wait for them; appends
// wait only for the latter kind, milliseconds in every few thousand batches.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "edge/storage/sqlite/connection.h"
#include "edge/storage/sqlite/transaction.h"

namespace laurel::sqlite {

class Writer {
   public:
    // May be run twice: a group that fails for a reason of one of its members is taken apart and each member run alone.
    using Work = std::function<AppendOutcome(Transaction&)>;

    explicit Writer(std::unique_ptr<Connection> connection);
    // Writes what is queued, then stops.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Blocks while the queue is full. `bytes` is about what the work will write.
    std::future<AppendOutcome> submit(Work work, std::size_t bytes);

    // How many commits there were so far, for metrics.
    std::int64_t commits() const { return commits_; }

   private:
    struct Job {
        Work work;
        std::size_t bytes = 0;
        std::promise<AppendOutcome> promise;
        AppendOutcome outcome;
    };
    using Group = std::vector<Job>;

    void run();
    // What is next, at most one group's worth. Empty when there was nothing to do for a moment, or when it is time to
    // stop.
    Group take();
    void commit(Group& group);
    // Whether SQLite took it; else the reason is in every outcome.
    bool try_commit(Job* begin, Job* end);
    void tend_wal(bool idle);
    // Whether all of the WAL is in the main file and the WAL starts anew.
    bool checkpoint(int mode, int patience);

    const std::unique_ptr<Connection> connection_;
    std::mutex mutex_;
    std::condition_variable filled_;
    std::condition_variable drained_;
    std::deque<Job> queue_;
    std::size_t queued_bytes_ = 0;
    bool stopping_ = false;
    std::atomic<std::int64_t> commits_ = 0;

    // The writer thread's own.
    int wal_pages_ = 0;
    int wal_pages_due_ = 0;
    bool erased_ = false;          // by the group at hand
    bool truncation_due_ = false;  // the WAL still has erased bytes
    bool medium_failed_ = false;
    std::thread thread_;
};

}  // namespace laurel::sqlite
