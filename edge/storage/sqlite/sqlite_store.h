#pragma once
// The engine behind open.h.
#include <memory>
#include <string>

#include "edge/storage/event_store.h"
#include "edge/storage/sqlite/open.h"
#include "edge/storage/sqlite/reader_pool.h"
#include "edge/storage/sqlite/writer.h"
#include "shared/base/result.h"

namespace laurel::sqlite {

class SqliteStore final : public EventStore {
   public:
    // As open.h says.
    static Result<std::unique_ptr<SqliteStore>> open(const std::string& path, OpenOptions options);

    std::future<AppendOutcome> submit(Batch batch) override;
    AppendOutcome publish(Batch batch, ProgramRow program) override;

    std::unique_ptr<StoreReader> reader() override;
    std::optional<StateRow> read(std::string_view aggregate) override;
    std::vector<StoredEvent> history(std::string_view aggregate, std::int64_t after, std::size_t limit) override;
    std::vector<StoredEvent> tail(std::int64_t after_position, std::size_t limit) override;
    std::vector<std::string> aggregates(std::string_view prefix, std::string_view after, std::size_t limit) override;

    std::optional<Identity> identity(std::string_view kind, std::string_view external_id) override;
    std::optional<NamedRow> read_named(std::string_view kind, std::string_view external_id) override;
    std::optional<std::string> external_id_of(std::string_view aggregate) override;
    std::vector<Identity> identities_of_owner(std::string_view owner) override;
    std::vector<Identity> identities(std::string_view after_aggregate, std::size_t limit) override;
    std::optional<PersonalPart> personal(std::string_view aggregate, std::int64_t version) override;

    std::optional<Idempotency> answered(std::string_view principal, std::string_view key) override;
    std::vector<Idempotency> answers(std::string_view after_key, std::string_view after_principal,
                                     std::size_t limit) override;
    void forget_answers_before(std::int64_t recorded_before_ms) override;

    TreeHead head() override;
    MemberCounts counts() override;
    std::vector<ProgramRow> programs() override;

    std::optional<std::string> setting(std::string_view name) override;
    std::vector<std::pair<std::string, std::string>> settings(std::string_view prefix) override;
    bool set_setting(std::string_view name, std::string_view value) override;

    std::int64_t commits() const override { return writer_.commits(); }

   private:
    SqliteStore(const std::string& path, std::unique_ptr<Connection> writer, OpenOptions options);

    std::future<AppendOutcome> submit(Batch batch, std::optional<ProgramRow> program);

    // The writer's connection closes last: the last one to close empties the WAL into the file.
    Writer writer_;
    ReaderPool readers_;
};

}  // namespace laurel::sqlite
