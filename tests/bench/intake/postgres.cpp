// The same orders into PostgreSQL over 16 connections. For each order a connection reads what the edge reads (the kept
// answer, the order, the member's state) and then writes the order's rows in one transaction: prepared statements,
// pipelined, so two round trips in all. No HTTP in front of it, nothing to decide, and sequences in place of dense
// positions, which would make its commits wait for one another.
//
//   bench_postgres --store F --after POSITION --principal P --connection "host=... dbname=..." --connections 16
#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <span>
#include <thread>

#include "tests/bench/arguments.h"
#include "tests/bench/filler.h"
#include "tests/bench/intake/captured.h"
#include "tests/bench/stopwatch.h"

namespace laurel::bench {
namespace {

constexpr char schema[] = R"sql(
CREATE TABLE aggregate (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text   NOT NULL UNIQUE,
    version      bigint NOT NULL,
    fold_version bigint NOT NULL,
    chain_hash   bytea  NOT NULL,
    state        text   NOT NULL
);
CREATE TABLE event (
    position  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    aggregate bigint NOT NULL REFERENCES aggregate (id),
    version   bigint NOT NULL,
    hash      bytea  NOT NULL,
    bytes     text   NOT NULL,
    UNIQUE (aggregate, version)
);
CREATE TABLE identity (
    aggregate   bigint PRIMARY KEY REFERENCES aggregate (id),
    owner       bigint REFERENCES aggregate (id),
    kind        text NOT NULL,
    external_id text NOT NULL,
    UNIQUE (external_id, kind)
);
CREATE INDEX identity_by_owner ON identity (owner);
CREATE TABLE answer (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner          bigint REFERENCES aggregate (id),
    recorded_at_ms bigint  NOT NULL,
    principal      text    NOT NULL,
    key            text    NOT NULL,
    body_hash      text    NOT NULL,
    status         integer NOT NULL,
    answer         text    NOT NULL,
    UNIQUE (key, principal)
);
CREATE INDEX answer_by_owner ON answer (owner);
CREATE INDEX answer_by_time ON answer (recorded_at_ms);
)sql";

struct Prepared {
    const char* name;
    const char* sql;
};

constexpr Prepared find_answer{"find_answer",
                               "SELECT body_hash, status, answer FROM answer WHERE key = $1 AND principal = $2"};
constexpr Prepared find_aggregate{"find_aggregate", "SELECT version, chain_hash, state FROM aggregate WHERE name = $1"};
constexpr Prepared begin{"begin", "BEGIN"};
constexpr Prepared commit{"commit", "COMMIT"};
constexpr Prepared insert_aggregate{
    "insert_aggregate",
    "INSERT INTO aggregate (name, version, fold_version, chain_hash, state) VALUES ($1, $2, $3, $4, $5)"};
constexpr Prepared update_aggregate{"update_aggregate",
                                    "UPDATE aggregate SET version = $2, fold_version = $3, chain_hash = $4, state = $5 "
                                    "WHERE name = $1 AND version = $6"};
constexpr Prepared insert_event{"insert_event",
                                "INSERT INTO event (aggregate, version, hash, bytes) "
                                "SELECT id, $2, $3, $4 FROM aggregate WHERE name = $1"};
constexpr Prepared insert_identity{"insert_identity",
                                   "INSERT INTO identity (aggregate, owner, kind, external_id) "
                                   "SELECT a.id, o.id, $3, $4 FROM aggregate a, aggregate o "
                                   "WHERE a.name = $1 AND o.name = $2"};
constexpr Prepared insert_answer{
    "insert_answer",
    "INSERT INTO answer (owner, recorded_at_ms, principal, key, body_hash, status, answer) "
    "SELECT id, $2, $3, $4, $5, $6, $7 FROM aggregate WHERE name = $1"};

class Connection {
   public:
    explicit Connection(const std::string& where) : connection_(PQconnectdb(where.c_str()), PQfinish) {
        check(PQstatus(get()) == CONNECTION_OK);
    }

    void run(const char* sql) {
        const Answer answer(PQexec(get(), sql), PQclear);
        check(PQresultStatus(answer.get()) == PGRES_COMMAND_OK);
    }
    void prepare() {
        for (const Prepared& each : {find_answer, find_aggregate, begin, commit, insert_aggregate, update_aggregate,
                                     insert_event, insert_identity, insert_answer}) {
            const Answer answer(PQprepare(get(), each.name, each.sql, 0, nullptr), PQclear);
            check(PQresultStatus(answer.get()) == PGRES_COMMAND_OK);
        }
        check(PQenterPipelineMode(get()) == 1);
    }

    // Sent with whatever else comes before the next sync.
    void ask(const Prepared& prepared, std::initializer_list<std::string_view> values = {}) {
        // The parameters' ends: libpq takes C strings.
        texts_.assign(values.begin(), values.end());
        std::vector<const char*> pointers;
        for (const std::string& text : texts_) pointers.push_back(text.c_str());
        check(PQsendQueryPrepared(get(), prepared.name, static_cast<int>(pointers.size()), pointers.data(), nullptr,
                                  nullptr, 0) == 1);
        ++asked_;
    }
    // Waits for all that was asked. The rows that each statement read or wrote are at least `rows`.
    void sync(int rows) {
        check(PQpipelineSync(get()) == 1);
        int touched = 0;
        for (; asked_ > 0; --asked_) {
            const Answer answer(PQgetResult(get()), PQclear);
            const auto status = PQresultStatus(answer.get());
            check(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK);
            touched += std::atoi(PQcmdTuples(answer.get()));
            check(PQgetResult(get()) == nullptr);
        }
        const Answer end(PQgetResult(get()), PQclear);
        check(PQresultStatus(end.get()) == PGRES_PIPELINE_SYNC);
        if (touched < rows)
            fail("PostgreSQL touched " + std::to_string(touched) + " rows, not " + std::to_string(rows));
    }

   private:
    using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

    PGconn* get() const { return connection_.get(); }
    void check(bool fine) const {
        if (!fine) fail(std::string("PostgreSQL: ") + PQerrorMessage(get()));
    }

    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
    std::vector<std::string> texts_;
    int asked_ = 0;
};

std::string number(std::int64_t value) { return std::to_string(value); }

// How many rows it writes.
int ask_to_write(Connection& connection, const AggregateAppend& append) {
    const std::string hash = "\\x" + append.events.back().hash;
    std::int64_t version = append.expected_version + std::ssize(append.events);
    if (append.expected_version == 0) {
        connection.ask(insert_aggregate,
                       {append.aggregate, number(version), number(append.fold_version), hash, append.state});
    } else {
        connection.ask(update_aggregate, {append.aggregate, number(version), number(append.fold_version), hash,
                                          append.state, number(append.expected_version)});
    }
    version = append.expected_version;
    for (const auto& event : append.events) {
        connection.ask(insert_event, {append.aggregate, number(++version), "\\x" + event.hash, event.bytes});
    }
    return 1 + static_cast<int>(append.events.size());
}

void write(Connection& connection, const Batch& batch) {
    const std::string& member = batch.aggregates.front().aggregate;
    int rows = 0;
    connection.ask(begin);
    for (const AggregateAppend& append : batch.aggregates) rows += ask_to_write(connection, append);
    for (const Identity& identity : batch.identities) {
        connection.ask(insert_identity, {identity.aggregate, member, identity.kind, identity.external_id});
        ++rows;
    }
    if (batch.idempotency) {
        const Idempotency& answer = *batch.idempotency;
        connection.ask(insert_answer, {member, number(answer.recorded_at_ms), answer.principal, answer.key,
                                       answer.body_hash, number(answer.status), answer.answer});
        ++rows;
    }
    connection.ask(commit);
    connection.sync(rows);
}

void place(Connection& connection, const Batch& batch) {
    connection.ask(find_answer, {batch.idempotency->key, batch.idempotency->principal});
    for (const AggregateAppend& append : batch.aggregates) connection.ask(find_aggregate, {append.aggregate});
    connection.sync(0);
    write(connection, batch);
}

// A member's orders go through one connection, so that they keep their order.
std::vector<std::vector<const Batch*>> shares(std::span<const Batch> batches, std::size_t connections) {
    std::vector<std::vector<const Batch*>> parts(connections);
    for (const Batch& batch : batches) {
        const std::size_t hash = std::hash<std::string>()(batch.aggregates.front().aggregate);
        parts[hash % connections].push_back(&batch);
    }
    return parts;
}

int run(const Arguments& arguments) {
    const Captured captured = capture(arguments.text("store"), arguments.number("after"), arguments.text("principal"));
    const std::string& where = arguments.text("connection");
    {
        Connection first(where);
        first.run(schema);
        first.run("SET synchronous_commit = off");
        first.prepare();
        for (const Batch& batch : captured.before) write(first, batch);
    }
    Connection(where).run("VACUUM ANALYZE");
    const auto parts = shares(captured.measured, static_cast<std::size_t>(arguments.number("connections", 16)));
    std::vector<std::unique_ptr<Connection>> connections;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        connections.push_back(std::make_unique<Connection>(where));
        connections.back()->prepare();
    }
    const Stopwatch stopwatch;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            threads.emplace_back([&, i] {
                for (const Batch* batch : parts[i]) place(*connections[i], *batch);
            });
        }
    }
    const double seconds = stopwatch.seconds();
    std::printf("{\"orders\":%zu,\"seconds\":%.4f,\"per_second\":%.1f}\n", captured.measured.size(), seconds,
                static_cast<double>(captured.measured.size()) / seconds);
    return 0;
}

}  // namespace
}  // namespace laurel::bench

int main(int count, char** values) { return laurel::bench::run(laurel::bench::Arguments(count, values)); }
