#pragma once
// Reads on a leased connection.
#include "edge/storage/event_store.h"
#include "edge/storage/sqlite/reader_pool.h"

namespace laurel::sqlite {

// Columns position, aggregate, version, bytes and hash of every row.
std::vector<StoredEvent> read_events(Query& query);
// Columns kind, external id, aggregate and owner.
Identity read_identity(Query& query);

// Several reads share a transaction: they are of one moment, and beginning one costs as much as a read.
enum class Reads { one, several };

class LeasedReader final : public StoreReader {
   public:
    LeasedReader(ReaderPool& pool, Reads reads);
    ~LeasedReader() override;

    std::optional<StateRow> read(std::string_view aggregate) override;
    std::vector<StoredEvent> history(std::string_view aggregate, std::int64_t after, std::size_t limit) override;
    std::optional<Identity> identity(std::string_view kind, std::string_view external_id) override;
    std::optional<NamedRow> read_named(std::string_view kind, std::string_view external_id) override;
    std::optional<std::string> external_id_of(std::string_view aggregate) override;
    std::optional<PersonalPart> personal(std::string_view aggregate, std::int64_t version) override;
    std::optional<Idempotency> answered(std::string_view principal, std::string_view key) override;

   private:
    ReaderPool::Lease lease_;
    Connection& connection_;
    sqlite3_stmt* commit_ = nullptr;  // of the transaction that this reader began
};

}  // namespace laurel::sqlite
