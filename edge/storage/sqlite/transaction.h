#pragma once
// One commit of the writer: the batches of a group are checked and written one after the other, each seeing those
// before it.
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "edge/storage/event_store.h"
#include "edge/storage/merkle.h"
#include "edge/storage/sqlite/connection.h"

namespace laurel::sqlite {

// All members throw SqliteFailure; the transaction is then to be dropped, which takes everything in it back.
class Transaction {
   public:
    explicit Transaction(Connection& connection);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    // Checks all of the batch before it writes any of it, so any other outcome than done has changed nothing. The batch
    // is well-formed (batch_check.h).
    AppendOutcome apply(const Batch& batch, const ProgramRow* program);
    Connection& connection() { return connection_; }
    // Something was erased, so the files must be cleaned after the commit.
    bool erased() const { return erased_; }
    // Seals: the events are in the tree and durable when it returns.
    void commit();

   private:
    struct Known {
        std::int64_t id = 0;  // 0: not even named
        std::int64_t version = 0;
    };

    // What the store has of the name, kept up to date while the batch is applied.
    Known& find(std::string_view aggregate);
    // The aggregate's number; a name that is new gets one, at version 0.
    std::int64_t named(std::string_view aggregate);
    std::optional<std::int64_t> named_or_null(std::string_view aggregate);
    bool conflicts(const Batch& batch, const ProgramRow* program);
    std::optional<AppendOutcome> answered_before(const Idempotency& asked);
    bool taken(const Identity& identity);
    void erase(std::string_view owner);
    void write(const Batch& batch);
    void write(const AggregateAppend& append);
    void write_state(const AggregateAppend& append, Known& known);
    void write(const PersonalPart& part);
    void write(const Identity& identity);
    void write(const Idempotency& answer);
    void write(const ProgramRow& program);

    Connection& connection_;
    MerkleFrontier tree_;
    std::int64_t size_at_start_ = 0;
    std::int64_t members_ = 0;
    std::int64_t orders_ = 0;
    bool erased_ = false;
    std::unordered_map<std::string_view, Known> known_;  // of the batch at hand
};

}  // namespace laurel::sqlite
