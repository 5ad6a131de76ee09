#include "edge/storage/sqlite/writer.h"

#include <chrono>
#include <utility>

namespace laurel::sqlite {
namespace {

constexpr std::size_t queued_jobs_max = 1024;
constexpr std::size_t queued_bytes_max = 64 * 1024 * 1024;
constexpr std::size_t group_jobs_max = 256;
constexpr std::size_t group_bytes_max = 4 * 1024 * 1024;

// In pages of 4 KiB. Pages that change often are copied once a checkpoint, so a larger WAL means less copying in all.
constexpr int wal_pages_worth_it = 1000;
constexpr int wal_pages_max = 8000;
constexpr std::chrono::milliseconds moment{50};
// With readers that hold on to the WAL: appends wait as long.
constexpr int patience_ms = 100;
constexpr int erasure_patience_ms = 500;

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)), wal_pages_due_(wal_pages_max) {
    const auto note_size = [](void* pages, sqlite3*, const char*, int size) {
        *static_cast<int*>(pages) = size;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(connection_->database(), note_size, &wal_pages_);
    thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    filled_.notify_all();
    thread_.join();
}

std::future<AppendOutcome> Writer::submit(Work work, std::size_t bytes) {
    Job job{std::move(work), bytes, {}, {}};
    auto answer = job.promise.get_future();
    {
        std::unique_lock lock(mutex_);
        drained_.wait(lock, [&] {
            return queue_.empty() || (queue_.size() < queued_jobs_max && queued_bytes_ + bytes <= queued_bytes_max);
        });
        queued_bytes_ += bytes;
        queue_.push_back(std::move(job));
    }
    filled_.notify_one();
    return answer;
}

void Writer::run() {
    for (;;) {
        Group group = take();
        if (group.empty()) {
            const std::lock_guard lock(mutex_);
            if (stopping_ && queue_.empty()) return;
        }
        if (!group.empty()) commit(group);
        for (Job& job : group) job.promise.set_value(std::move(job.outcome));
        tend_wal(group.empty());
    }
}

Writer::Group Writer::take() {
    Group group;
    {
        std::unique_lock lock(mutex_);
        const auto something = [&] { return stopping_ || !queue_.empty(); };
        if (wal_pages_ >= wal_pages_worth_it || truncation_due_)
            filled_.wait_for(lock, moment, something);
        else
            filled_.wait(lock, something);
        std::size_t bytes = 0;
        while (!queue_.empty() && group.size() < group_jobs_max &&
               (group.empty() || bytes + queue_.front().bytes <= group_bytes_max)) {
            bytes += queue_.front().bytes;
            group.push_back(std::move(queue_.front()));
            queue_.pop_front();
        }
        queued_bytes_ -= bytes;
    }
    drained_.notify_all();
    return group;
}

void Writer::commit(Group& group) {
    Job* begin = group.data();
    Job* end = begin + group.size();
    if (!try_commit(begin, end) && !medium_failed_ && group.size() > 1)
        for (Job* job = begin; job != end; ++job) try_commit(job, job + 1);
    // Erased bytes are gone before the erasure is answered, unless somebody reads on and on; then as soon as that ends.
    if (std::exchange(erased_, false)) {
        truncation_due_ = true;
        checkpoint(SQLITE_CHECKPOINT_TRUNCATE, erasure_patience_ms);
    }
}

bool Writer::try_commit(Job* begin, Job* end) {
    AppendOutcome refusal;
    medium_failed_ = false;
    try {
        Transaction transaction(*connection_);
        for (Job* job = begin; job != end; ++job) job->outcome = job->work(transaction);
        transaction.commit();
        ++commits_;
        erased_ = erased_ || transaction.erased();
        return true;
    } catch (const SqliteFailure& failure) {
        if (failure.no_space()) refusal.status = AppendStatus::full;
        medium_failed_ = failure.medium();
        refusal.detail = failure.what();
    } catch (const std::exception& failure) {
        refusal.detail = failure.what();
    }
    for (Job* job = begin; job != end; ++job) job->outcome = refusal;
    // What the WAL holds may fit into the main file, and then the WAL has room again. Also, what was half written must
    // not stay in it beside what a crash may leave there later (wal_check.h).
    if (medium_failed_) checkpoint(SQLITE_CHECKPOINT_RESTART, patience_ms);
    return false;
}

void Writer::tend_wal(bool idle) {
    const bool is_due = wal_pages_ >= (idle ? wal_pages_worth_it : wal_pages_due_) || (idle && truncation_due_);
    if (!is_due) return;
    const int mode = truncation_due_ ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_RESTART;
    // A reader elsewhere (a backup) may hold the WAL for long: then it grows on, and the next try comes a size later.
    if (!checkpoint(mode, idle ? 0 : patience_ms)) wal_pages_due_ = wal_pages_ + wal_pages_max;
}

bool Writer::checkpoint(int mode, int patience) {
    sqlite3* database = connection_->database();
    sqlite3_busy_timeout(database, patience);
    const int code = sqlite3_wal_checkpoint_v2(database, nullptr, mode, nullptr, nullptr);
    sqlite3_busy_timeout(database, busy_timeout_ms);
    if (code == SQLITE_OK) wal_pages_due_ = wal_pages_max;
    if (code == SQLITE_OK && mode == SQLITE_CHECKPOINT_TRUNCATE) truncation_due_ = false;
    // On an error other than a reader in the way, not again before the next commit, which tells the size anew.
    if ((code & 0xff) != SQLITE_BUSY) wal_pages_ = 0;
    return code == SQLITE_OK;
}

}  // namespace laurel::sqlite
