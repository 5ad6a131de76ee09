#pragma once
// Read-only connections, each with its prepared statements, lent to one thread at a time. There are as many as threads
// ever read at once.
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "edge/storage/sqlite/connection.h"
#include "edge/storage/sqlite/open.h"

namespace laurel::sqlite {

class ReaderPool {
   public:
    ReaderPool(std::string path, OpenOptions options) : path_(std::move(path)), options_(options) {}

    // Gives the connection back when it goes out of scope.
    class Lease {
       public:
        Lease(ReaderPool& pool, std::unique_ptr<Connection> connection)
            : pool_(pool), connection_(std::move(connection)) {}
        ~Lease() { pool_.give_back(std::move(connection_)); }
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        operator Connection&() const { return *connection_; }

       private:
        ReaderPool& pool_;
        std::unique_ptr<Connection> connection_;
    };

    // Throws SqliteFailure when a further connection can't be opened.
    Lease lease() {
        if (auto idle = take_idle()) return {*this, std::move(idle)};
        auto made = std::make_unique<Connection>(path_, Connection::Access::read_only, options_.checks_pages);
        if (options_.reads_one_moment) made->run("BEGIN");
        return {*this, std::move(made)};
    }

   private:
    std::unique_ptr<Connection> take_idle() {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) return nullptr;
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
    }
    void give_back(std::unique_ptr<Connection> connection) {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(connection));
    }

    const std::string path_;
    const OpenOptions options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace laurel::sqlite
