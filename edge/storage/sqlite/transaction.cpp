#include "edge/storage/sqlite/transaction.h"

namespace laurel::sqlite {

Transaction::Transaction(Connection& connection) : connection_(connection) {
    execute(connection_, "BEGIN IMMEDIATE");
    try {
        Query head(connection_, "SELECT size, frontier, members, orders FROM head");
        auto tree = head.step() ? MerkleFrontier::restore(head.integer(0), head.bytes(1)) : std::nullopt;
        if (!tree) throw StorageFailure("the store's head row is damaged");
        tree_ = *std::move(tree);
        size_at_start_ = tree_.size();
        members_ = head.integer(2);
        orders_ = head.integer(3);
    } catch (...) {
        execute(connection_, "ROLLBACK");
        throw;
    }
}

Transaction::~Transaction() {
    // After a full disk SQLite has rolled back on its own.
    if (sqlite3_get_autocommit(connection_.database()) == 0)
        sqlite3_exec(connection_.database(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    if (tree_.size() != size_at_start_)
        execute(connection_, "UPDATE head SET size = ?1, frontier = ?2, members = ?3, orders = ?4", tree_.size(),
                Blob{tree_.bytes()}, members_, orders_);
    execute(connection_, "COMMIT");
}

AppendOutcome Transaction::apply(const Batch& batch, const ProgramRow* program) {
    known_.clear();
    if (batch.idempotency)
        if (auto before = answered_before(*batch.idempotency)) return *before;
    AppendOutcome outcome;
    outcome.status = AppendStatus::conflict;
    if (conflicts(batch, program)) return outcome;

    write(batch);
    if (program != nullptr) write(*program);
    outcome.status = AppendStatus::done;
    outcome.position = tree_.size();
    return outcome;
}

bool Transaction::conflicts(const Batch& batch, const ProgramRow* program) {
    for (const AggregateAppend& append : batch.aggregates)
        if (find(append.aggregate).version != append.expected_version) return true;
    for (const Identity& identity : batch.identities)
        if (taken(identity)) return true;
    if (program == nullptr) return false;
    Query newest(connection_, "SELECT coalesce(max(version), 0) FROM program");
    newest.step();
    return newest.integer(0) + 1 != program->version;
}

Transaction::Known& Transaction::find(std::string_view aggregate) {
    const auto [entry, is_new] = known_.try_emplace(aggregate);
    if (is_new) {
        Query query(connection_, "SELECT id, version FROM aggregate WHERE name = ?1", aggregate);
        if (query.step()) entry->second = {query.integer(0), query.integer(1)};
    }
    return entry->second;
}

std::int64_t Transaction::named(std::string_view aggregate) {
    Known& known = find(aggregate);
    if (known.id == 0) {
        execute(connection_,
                "INSERT INTO aggregate (name, version, fold_version, chain_hash, state) VALUES (?1, 0, 0, x'', '')",
                aggregate);
        known.id = sqlite3_last_insert_rowid(connection_.database());
    }
    return known.id;
}

std::optional<std::int64_t> Transaction::named_or_null(std::string_view aggregate) {
    return aggregate.empty() ? std::nullopt : std::optional(named(aggregate));
}

std::optional<AppendOutcome> Transaction::answered_before(const Idempotency& asked) {
    Query query(connection_, "SELECT body_hash, status, answer FROM answer WHERE key = ?1 AND principal = ?2",
                asked.key, asked.principal);
    if (!query.step()) return std::nullopt;
    AppendOutcome outcome;
    outcome.status = AppendStatus::key_reused;
    if (query.bytes(0) != asked.body_hash) return outcome;
    outcome.status = AppendStatus::already_done;
    outcome.answer_status = static_cast<std::int32_t>(query.integer(1));
    outcome.answer = query.string(2);
    return outcome;
}

bool Transaction::taken(const Identity& identity) {
    Query by_name(connection_, "SELECT 1 FROM identity WHERE external_id = ?1 AND kind = ?2", identity.external_id,
                  identity.kind);
    if (by_name.step()) return true;
    const Known known = find(identity.aggregate);
    if (known.id == 0) return false;
    Query by_aggregate(connection_, "SELECT 1 FROM identity WHERE aggregate = ?1", known.id);
    return by_aggregate.step();
}

void Transaction::erase(std::string_view owner) {
    const Known known = find(owner);
    if (known.id == 0) return;
    execute(connection_,
            "DELETE FROM personal WHERE position IN (SELECT position FROM event WHERE aggregate IN "
            "(SELECT ?1 UNION ALL SELECT aggregate FROM identity WHERE owner = ?1))",
            known.id);
    execute(connection_,
            "DELETE FROM answer WHERE owner IN (SELECT ?1 UNION ALL SELECT aggregate FROM identity WHERE owner = ?1)",
            known.id);
    execute(connection_, "DELETE FROM identity WHERE owner = ?1", known.id);
    execute(connection_, "DELETE FROM identity WHERE aggregate = ?1", known.id);
    erased_ = true;
}

void Transaction::write(const Batch& batch) {
    if (!batch.erase_owner.empty()) erase(batch.erase_owner);
    for (const AggregateAppend& append : batch.aggregates) write(append);
    for (const PersonalPart& part : batch.personal) write(part);
    for (const Identity& identity : batch.identities) write(identity);
    if (batch.idempotency) write(*batch.idempotency);
}

void Transaction::write(const AggregateAppend& append) {
    if (append.events.empty() && append.state.empty()) return;
    Known& known = find(append.aggregate);
    write_state(append, known);
    for (const auto& event : append.events) {
        const std::string hash = *from_hex(event.hash);
        tree_.append(hash);
        execute(connection_,
                "INSERT INTO event (position, aggregate, version, hash, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
                tree_.size(), known.id, ++known.version, Blob{hash}, event.bytes);
    }
}

void Transaction::write(const PersonalPart& part) {
    execute(connection_,
            "INSERT INTO personal SELECT position, ?3, ?4 FROM event WHERE aggregate = ?1 AND version = ?2",
            find(part.aggregate).id, part.version, Blob{*from_hex(part.salt)}, part.bytes);
}

void Transaction::write_state(const AggregateAppend& append, Known& known) {
    if (append.events.empty()) {
        execute(connection_, "UPDATE aggregate SET fold_version = ?2, state = ?3 WHERE id = ?1", known.id,
                append.fold_version, append.state);
        return;
    }
    const std::int64_t version = append.expected_version + std::ssize(append.events);
    const std::string chain_hash = *from_hex(append.events.back().hash);
    if (append.expected_version == 0) {
        members_ += append.aggregate.starts_with("member/");
        orders_ += append.aggregate.starts_with("order/");
    }
    if (known.id != 0) {
        execute(connection_,
                "UPDATE aggregate SET version = ?2, fold_version = ?3, chain_hash = ?4, state = ?5 WHERE id = ?1",
                known.id, version, append.fold_version, Blob{chain_hash}, append.state);
        return;
    }
    execute(connection_,
            "INSERT INTO aggregate (name, version, fold_version, chain_hash, state) VALUES (?1, ?2, ?3, ?4, ?5)",
            append.aggregate, version, append.fold_version, Blob{chain_hash}, append.state);
    known.id = sqlite3_last_insert_rowid(connection_.database());
}

void Transaction::write(const Identity& identity) {
    execute(connection_, "INSERT INTO identity (aggregate, owner, kind, external_id) VALUES (?1, ?2, ?3, ?4)",
            named(identity.aggregate), named_or_null(identity.owner), identity.kind, identity.external_id);
}

void Transaction::write(const Idempotency& answer) {
    execute(connection_,
            "INSERT INTO answer (owner, recorded_at_ms, principal, key, body_hash, status, answer) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            named_or_null(answer.owner), answer.recorded_at_ms, answer.principal, answer.key, answer.body_hash,
            answer.status, answer.answer);
}

void Transaction::write(const ProgramRow& program) {
    execute(connection_, "INSERT INTO program VALUES (?1, ?2, ?3, ?4, ?5, ?6)", program.version,
            program.in_force_from_ms, program.published_at_ms, program.author, program.document, program.projection);
}

}  // namespace laurel::sqlite
