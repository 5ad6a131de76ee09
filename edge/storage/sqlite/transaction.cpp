#include "edge/storage/sqlite/transaction.h"

#include <unordered_map>

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
    if (batch.idempotency)
        if (auto before = answered_before(*batch.idempotency)) return *before;

    AppendOutcome outcome;
    outcome.status = AppendStatus::conflict;
    std::vector<Known> known;
    known.reserve(batch.aggregates.size());
    for (const AggregateAppend& append : batch.aggregates) {
        known.push_back(find(append.aggregate));
        if (known.back().version != append.expected_version) return outcome;
    }
    for (const Identity& identity : batch.identities)
        if (taken(identity)) return outcome;
    if (program != nullptr) {
        Query newest(connection_, "SELECT coalesce(max(version), 0) FROM program");
        if (newest.step(); newest.integer(0) + 1 != program->version) return outcome;
    }

    write(batch, known);
    if (program != nullptr) write(*program);
    outcome.status = AppendStatus::done;
    outcome.position = tree_.size();
    return outcome;
}

Transaction::Known Transaction::find(std::string_view aggregate) {
    Query query(connection_, "SELECT id, version FROM aggregate WHERE name = ?1", aggregate);
    return query.step() ? Known{query.integer(0), query.integer(1)} : Known{};
}

// The aggregate's number; a name that is new gets one, at version 0.
std::int64_t Transaction::named(std::string_view aggregate) {
    if (const Known known = find(aggregate); known.id != 0) return known.id;
    execute(connection_,
            "INSERT INTO aggregate (name, version, fold_version, chain_hash, state) VALUES (?1, 0, 0, x'', '')",
            aggregate);
    return sqlite3_last_insert_rowid(connection_.database());
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

void Transaction::write(const Batch& batch, const std::vector<Known>& known) {
    if (!batch.erase_owner.empty()) erase(batch.erase_owner);
    std::unordered_map<std::string_view, std::int64_t> positions;  // of what would be each aggregate's version 0
    for (std::size_t i = 0; i < batch.aggregates.size(); ++i) {
        const AggregateAppend& append = batch.aggregates[i];
        if (append.events.empty() && append.state.empty()) continue;
        const std::int64_t first = write(append, known[i]);
        if (!batch.personal.empty()) positions[append.aggregate] = first - append.expected_version - 1;
    }
    for (const PersonalPart& part : batch.personal)
        execute(connection_, "INSERT INTO personal VALUES (?1, ?2, ?3)", positions[part.aggregate] + part.version,
                Blob{*from_hex(part.salt)}, part.bytes);
    for (const Identity& identity : batch.identities) write(identity);
    if (batch.idempotency) write(*batch.idempotency);
}

std::int64_t Transaction::write(const AggregateAppend& append, Known known) {
    write_state(append, known);
    const std::int64_t first = tree_.size() + 1;
    for (const auto& event : append.events) {
        const std::string hash = *from_hex(event.hash);
        tree_.append(hash);
        execute(connection_,
                "INSERT INTO event (position, aggregate, version, hash, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
                tree_.size(), known.id, ++known.version, Blob{hash}, event.bytes);
    }
    return first;
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
