#include "edge/storage/sqlite/store_reader.h"

#include "edge/storage/hash.h"

namespace laurel::sqlite {

LeasedReader::LeasedReader(ReaderPool& pool, Reads reads) : lease_(pool.lease()), connection_(lease_) {
    // The pool's connections may be in a transaction of their own.
    if (reads == Reads::one || sqlite3_get_autocommit(connection_.database()) == 0) return;
    commit_ = connection_.statement("COMMIT");
    execute(connection_, "BEGIN");
}

// A transaction that only read always ends.
LeasedReader::~LeasedReader() {
    if (commit_ == nullptr) return;
    sqlite3_step(commit_);
    sqlite3_reset(commit_);
}

std::vector<StoredEvent> read_events(Query& query) {
    std::vector<StoredEvent> events;
    while (query.step())
        events.push_back(
            {query.integer(0), query.string(1), query.integer(2), query.string(3), to_hex(query.bytes(4))});
    return events;
}

Identity read_identity(Query& query) { return {query.string(0), query.string(1), query.string(2), query.string(3)}; }

std::optional<StateRow> LeasedReader::read(std::string_view aggregate) {
    Query query(connection_,
                "SELECT version, fold_version, state, chain_hash FROM aggregate WHERE name = ?1 AND version > 0",
                aggregate);
    if (!query.step()) return std::nullopt;
    return StateRow{query.integer(0), query.integer(1), query.string(2), to_hex(query.bytes(3))};
}

std::vector<StoredEvent> LeasedReader::history(std::string_view aggregate, std::int64_t after, std::size_t limit) {
    Query query(
        connection_,
        "SELECT position, ?1, version, bytes, hash FROM event "
        "WHERE aggregate = (SELECT id FROM aggregate WHERE name = ?1) AND version > ?2 ORDER BY version LIMIT ?3",
        aggregate, after, static_cast<std::int64_t>(limit));
    return read_events(query);
}

std::optional<Identity> LeasedReader::identity(std::string_view kind, std::string_view external_id) {
    Query query(connection_,
                "SELECT i.kind, i.external_id, a.name, o.name FROM identity i JOIN aggregate a ON a.id = i.aggregate "
                "LEFT JOIN aggregate o ON o.id = i.owner WHERE i.external_id = ?1 AND i.kind = ?2",
                external_id, kind);
    return query.step() ? std::optional(read_identity(query)) : std::nullopt;
}

std::optional<NamedRow> LeasedReader::read_named(std::string_view kind, std::string_view external_id) {
    Query query(connection_,
                "SELECT a.name, a.version, a.fold_version, a.state, a.chain_hash FROM identity i "
                "JOIN aggregate a ON a.id = i.aggregate WHERE i.external_id = ?1 AND i.kind = ?2",
                external_id, kind);
    if (!query.step()) return std::nullopt;
    NamedRow named{query.string(0), std::nullopt};
    if (query.integer(1) > 0) {
        named.row = StateRow{query.integer(1), query.integer(2), query.string(3), to_hex(query.bytes(4))};
    }
    return named;
}

std::optional<std::string> LeasedReader::external_id_of(std::string_view aggregate) {
    Query query(connection_,
                "SELECT i.external_id FROM aggregate a JOIN identity i ON i.aggregate = a.id WHERE a.name = ?1",
                aggregate);
    return query.step() ? std::optional(query.string(0)) : std::nullopt;
}

std::optional<PersonalPart> LeasedReader::personal(std::string_view aggregate, std::int64_t version) {
    Query query(
        connection_,
        "SELECT p.salt, p.bytes FROM aggregate a JOIN event e ON e.aggregate = a.id JOIN personal p USING (position) "
        "WHERE a.name = ?1 AND e.version = ?2",
        aggregate, version);
    if (!query.step()) return std::nullopt;
    return PersonalPart{std::string(aggregate), version, to_hex(query.bytes(0)), query.string(1)};
}

std::optional<Idempotency> LeasedReader::answered(std::string_view principal, std::string_view key) {
    Query query(connection_,
                "SELECT r.body_hash, r.status, r.answer, o.name, r.recorded_at_ms FROM answer r "
                "LEFT JOIN aggregate o ON o.id = r.owner WHERE r.key = ?1 AND r.principal = ?2",
                key, principal);
    if (!query.step()) return std::nullopt;
    return Idempotency{
        std::string(principal), std::string(key), query.string(0), static_cast<std::int32_t>(query.integer(1)),
        query.string(2),        query.string(3),  query.integer(4)};
}

}  // namespace laurel::sqlite
