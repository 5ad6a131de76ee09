#include "edge/storage/sqlite/sqlite_store.h"

#include <algorithm>

#include "edge/storage/batch_check.h"
#include "edge/storage/merkle.h"
#include "edge/storage/sqlite/store_reader.h"

namespace laurel::sqlite {
namespace {

// About what a batch will write: its texts, and a little for each row.
std::size_t bytes_of(const Batch& batch) {
    constexpr std::size_t row = 100;
    std::size_t bytes = row * (1 + batch.identities.size());
    for (const AggregateAppend& append : batch.aggregates) {
        bytes += row + append.state.size();
        for (const auto& event : append.events) bytes += row + event.bytes.size();
    }
    for (const PersonalPart& part : batch.personal) bytes += row + part.bytes.size();
    if (batch.idempotency) bytes += row + batch.idempotency->answer.size();
    return bytes;
}

}  // namespace

SqliteStore::SqliteStore(const std::string& path, std::unique_ptr<Connection> writer, OpenOptions options)
    : writer_(std::move(writer)), readers_(path, options) {}

std::future<AppendOutcome> SqliteStore::submit(Batch batch) { return submit(std::move(batch), std::nullopt); }

AppendOutcome SqliteStore::publish(Batch batch, ProgramRow program) {
    return submit(std::move(batch), std::move(program)).get();
}

std::future<AppendOutcome> SqliteStore::submit(Batch batch, std::optional<ProgramRow> program) {
    AppendOutcome refusal;
    refusal.detail = malformed(batch);
    if (!refusal.detail.empty()) {
        std::promise<AppendOutcome> answer;
        answer.set_value(std::move(refusal));
        return answer.get_future();
    }
    const std::size_t bytes = bytes_of(batch);
    return writer_.submit(
        [batch = std::move(batch), program = std::move(program)](Transaction& transaction) {
            return transaction.apply(batch, program ? &*program : nullptr);
        },
        bytes);
}

std::unique_ptr<StoreReader> SqliteStore::reader() { return std::make_unique<LeasedReader>(readers_, Reads::several); }

std::optional<StateRow> SqliteStore::read(std::string_view aggregate) {
    return LeasedReader(readers_, Reads::one).read(aggregate);
}

std::optional<Identity> SqliteStore::identity(std::string_view kind, std::string_view external_id) {
    return LeasedReader(readers_, Reads::one).identity(kind, external_id);
}

std::optional<NamedRow> SqliteStore::read_named(std::string_view kind, std::string_view external_id) {
    return LeasedReader(readers_, Reads::one).read_named(kind, external_id);
}

std::optional<std::string> SqliteStore::external_id_of(std::string_view aggregate) {
    return LeasedReader(readers_, Reads::one).external_id_of(aggregate);
}

std::optional<PersonalPart> SqliteStore::personal(std::string_view aggregate, std::int64_t version) {
    return LeasedReader(readers_, Reads::one).personal(aggregate, version);
}

std::optional<Idempotency> SqliteStore::answered(std::string_view principal, std::string_view key) {
    return LeasedReader(readers_, Reads::one).answered(principal, key);
}

std::vector<StoredEvent> SqliteStore::history(std::string_view aggregate, std::int64_t after, std::size_t limit) {
    return LeasedReader(readers_, Reads::one).history(aggregate, after, limit);
}

std::vector<StoredEvent> SqliteStore::tail(std::int64_t after_position, std::size_t limit) {
    const auto reader = readers_.lease();
    Query query(reader,
                "SELECT e.position, a.name, e.version, e.bytes, e.hash FROM event e CROSS JOIN aggregate a ON a.id = "
                "e.aggregate "
                "WHERE e.position > ?1 ORDER BY e.position LIMIT ?2",
                after_position, static_cast<std::int64_t>(limit));
    return read_events(query);
}

std::vector<std::string> SqliteStore::aggregates(std::string_view prefix, std::string_view after, std::size_t limit) {
    const auto reader = readers_.lease();
    std::vector<std::string> names;
    Query query(reader, "SELECT name FROM aggregate WHERE name >= ?1 AND name <> ?2 AND version > 0 ORDER BY name",
                std::max(prefix, after), after);
    while (names.size() < limit && query.step() && query.bytes(0).starts_with(prefix)) names.push_back(query.string(0));
    return names;
}

std::vector<Identity> SqliteStore::identities_of_owner(std::string_view owner) {
    const auto reader = readers_.lease();
    Query query(reader,
                "WITH owner AS (SELECT id FROM aggregate WHERE name = ?1), "
                "owned AS (SELECT i.aggregate FROM identity i JOIN owner ON i.owner = owner.id UNION "
                "SELECT i.aggregate FROM identity i JOIN owner ON i.aggregate = owner.id) "
                "SELECT i.kind, i.external_id, a.name, o.name FROM owned CROSS JOIN identity i ON i.aggregate = "
                "owned.aggregate "
                "JOIN aggregate a ON a.id = i.aggregate LEFT JOIN aggregate o ON o.id = i.owner "
                "ORDER BY i.kind, i.external_id",
                owner);
    std::vector<Identity> identities;
    while (query.step()) identities.push_back(read_identity(query));
    return identities;
}

std::vector<Identity> SqliteStore::identities(std::string_view after_aggregate, std::size_t limit) {
    const auto reader = readers_.lease();
    Query query(reader,
                "SELECT i.kind, i.external_id, a.name, o.name FROM aggregate a CROSS JOIN identity i ON i.aggregate = "
                "a.id LEFT JOIN aggregate o ON o.id = i.owner WHERE a.name > ?1 ORDER BY a.name LIMIT ?2",
                after_aggregate, static_cast<std::int64_t>(limit));
    std::vector<Identity> identities;
    while (query.step()) identities.push_back(read_identity(query));
    return identities;
}

std::vector<Idempotency> SqliteStore::answers(std::string_view after_key, std::string_view after_principal,
                                              std::size_t limit) {
    const auto reader = readers_.lease();
    Query query(reader,
                "SELECT r.principal, r.key, r.body_hash, r.status, r.answer, o.name, r.recorded_at_ms FROM answer r "
                "LEFT JOIN aggregate o ON o.id = r.owner WHERE (r.key, r.principal) > (?1, ?2) "
                "ORDER BY r.key, r.principal LIMIT ?3",
                after_key, after_principal, static_cast<std::int64_t>(limit));
    std::vector<Idempotency> answers;
    while (query.step())
        answers.push_back({query.string(0), query.string(1), query.string(2),
                           static_cast<std::int32_t>(query.integer(3)), query.string(4), query.string(5),
                           query.integer(6)});
    return answers;
}

void SqliteStore::forget_answers_before(std::int64_t recorded_before_ms) {
    constexpr std::int64_t portion = 1000;  // so that appends in between wait for no more than this
    for (std::int64_t forgotten = portion; forgotten == portion;) {
        const auto forget = [&](Transaction& transaction) {
            execute(transaction.connection(),
                    "DELETE FROM answer WHERE id IN (SELECT id FROM answer WHERE recorded_at_ms < ?1 LIMIT ?2)",
                    recorded_before_ms, portion);
            forgotten = sqlite3_changes64(transaction.connection().database());
            AppendOutcome outcome;
            outcome.status = AppendStatus::done;
            return outcome;
        };
        const AppendOutcome outcome = writer_.submit(forget, 0).get();
        if (outcome.status != AppendStatus::done) throw StorageFailure(outcome.detail);
    }
}

TreeHead SqliteStore::head() {
    const auto reader = readers_.lease();
    Query query(reader, "SELECT epoch, size, frontier FROM head");
    const auto tree = query.step() ? MerkleFrontier::restore(query.integer(1), query.bytes(2)) : std::nullopt;
    if (!tree) throw StorageFailure("the store's head row is damaged");
    return {query.integer(0), tree->size(), to_hex(tree->root())};
}

MemberCounts SqliteStore::counts() {
    const auto reader = readers_.lease();
    Query query(reader, "SELECT members, orders, size FROM head");
    if (!query.step()) throw StorageFailure("the store's head row is damaged");
    return {query.integer(0), query.integer(1), query.integer(2)};
}

std::vector<ProgramRow> SqliteStore::programs() {
    const auto reader = readers_.lease();
    Query query(reader,
                "SELECT version, in_force_from_ms, published_at_ms, author, document, projection FROM program "
                "ORDER BY version");
    std::vector<ProgramRow> rows;
    while (query.step())
        rows.push_back(
            {query.integer(0), query.integer(1), query.integer(2), query.string(3), query.string(4), query.string(5)});
    return rows;
}

std::optional<std::string> SqliteStore::setting(std::string_view name) {
    const auto reader = readers_.lease();
    Query query(reader, "SELECT value FROM setting WHERE name = ?1", name);
    return query.step() ? std::optional(query.string(0)) : std::nullopt;
}

std::vector<std::pair<std::string, std::string>> SqliteStore::settings(std::string_view prefix) {
    const auto reader = readers_.lease();
    Query query(reader, "SELECT name, value FROM setting WHERE name >= ?1 ORDER BY name", prefix);
    std::vector<std::pair<std::string, std::string>> found;
    while (query.step() && query.bytes(0).starts_with(prefix)) found.emplace_back(query.string(0), query.string(1));
    return found;
}

bool SqliteStore::set_setting(std::string_view name, std::string_view value) {
    const auto set = [&](Transaction& transaction) {
        if (value.empty())
            execute(transaction.connection(), "DELETE FROM setting WHERE name = ?1", name);
        else
            execute(transaction.connection(),
                    "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name,
                    Blob{value});
        AppendOutcome outcome;
        outcome.status = AppendStatus::done;
        return outcome;
    };
    return writer_.submit(set, value.size()).get().status == AppendStatus::done;
}

}  // namespace laurel::sqlite
