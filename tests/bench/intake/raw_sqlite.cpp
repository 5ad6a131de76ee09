// The bound that durable intake is held against: the rows that the edge wrote for each order, written once more by the
// same SQLite, in groups of the edge's mean size, with nothing else to do: no HTTP, no reading, no deciding, no
// hashing, no checks but the version's, no page checksums, no foreign keys, nothing overwritten on deletion.
//
//   bench_raw_sqlite --store F --after POSITION --principal P --file NEW --group 12.3
#include <sqlite3.h>

#include <cmath>

#include "edge/storage/hash.h"
#include "edge/storage/sqlite/schema.h"
#include "tests/bench/arguments.h"
#include "tests/bench/filler.h"
#include "tests/bench/intake/captured.h"
#include "tests/bench/stopwatch.h"

namespace laurel::bench {
namespace {

class Database {
   public:
    explicit Database(const std::string& path) {
        check(sqlite3_open(path.c_str(), &database_));
        run("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 8000;"
            "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY");
        run(sqlite::schema);
    }
    ~Database() { sqlite3_close_v2(database_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const char* sql) { check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr)); }
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        check(sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
        return statement;
    }
    std::int64_t last_id() const { return sqlite3_last_insert_rowid(database_); }
    void check(int code) {
        if (code != SQLITE_OK) fail(std::string("SQLite: ") + sqlite3_errmsg(database_));
    }

   private:
    sqlite3* database_ = nullptr;
};

struct Blob {
    std::string_view bytes;
};

// Binds, runs, and gives the first column of the row, if there is one.
class Statement {
   public:
    Statement(Database& database, const char* sql) : database_(database), statement_(database.prepare(sql)) {}
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    template <class... Values>
    std::int64_t operator()(const Values&... values) {
        int index = 0;
        (bind(++index, values), ...);
        const bool has_row = sqlite3_step(statement_) == SQLITE_ROW;
        const std::int64_t result = has_row ? sqlite3_column_int64(statement_, 0) : 0;
        database_.check(sqlite3_reset(statement_));
        return result;
    }

   private:
    void bind(int index, std::int64_t value) { sqlite3_bind_int64(statement_, index, value); }
    void bind(int index, std::string_view value) {
        sqlite3_bind_text64(statement_, index, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    void bind(int index, Blob value) {
        sqlite3_bind_blob64(statement_, index, value.bytes.data(), value.bytes.size(), SQLITE_STATIC);
    }

    Database& database_;
    sqlite3_stmt* statement_;
};

class Writer {
   public:
    explicit Writer(Database& database)
        : database_(database),
          insert_aggregate_(database,
                            "INSERT INTO aggregate (name, version, fold_version, chain_hash, state) "
                            "VALUES (?1, ?2, ?3, ?4, ?5)"),
          update_aggregate_(database,
                            "UPDATE aggregate SET version = ?2, fold_version = ?3, chain_hash = ?4, state = ?5 "
                            "WHERE name = ?1 AND version = ?6 RETURNING id"),
          insert_event_(database,
                        "INSERT INTO event (position, aggregate, version, hash, bytes) VALUES (?1, ?2, ?3, ?4, ?5)"),
          insert_identity_(database,
                           "INSERT INTO identity (aggregate, owner, kind, external_id) VALUES (?1, ?2, ?3, ?4)"),
          insert_answer_(database,
                         "INSERT INTO answer (owner, recorded_at_ms, principal, key, body_hash, status, answer) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
          update_head_(database, "UPDATE head SET size = ?1, frontier = ?2") {}

    void begin() { database_.run("BEGIN IMMEDIATE"); }
    void commit() {
        update_head_(position_, Blob{frontier_});
        database_.run("COMMIT");
    }

    // The member's aggregate comes first, the order's second.
    void write(const Batch& batch) {
        const std::int64_t member = write(batch.aggregates[0]);
        const std::int64_t order = write(batch.aggregates[1]);
        for (const Identity& identity : batch.identities) {
            const bool is_order = identity.aggregate == batch.aggregates[1].aggregate;
            insert_identity_(is_order ? order : member, member, identity.kind, identity.external_id);
        }
        if (!batch.idempotency) return;
        const Idempotency& answer = *batch.idempotency;
        insert_answer_(member, answer.recorded_at_ms, answer.principal, answer.key, answer.body_hash,
                       std::int64_t{answer.status}, answer.answer);
    }

   private:
    std::int64_t write(const AggregateAppend& append) {
        const std::int64_t version = append.expected_version + std::ssize(append.events);
        const std::string chain_hash = *from_hex(append.events.back().hash);
        std::int64_t id = 0;
        if (append.expected_version == 0) {
            insert_aggregate_(append.aggregate, version, append.fold_version, Blob{chain_hash}, append.state);
            id = database_.last_id();
        } else {
            id = update_aggregate_(append.aggregate, version, append.fold_version, Blob{chain_hash}, append.state,
                                   append.expected_version);
            if (id == 0) fail("a version that does not follow: " + append.aggregate);
        }
        std::int64_t event_version = append.expected_version;
        for (const auto& event : append.events) {
            const std::string hash = *from_hex(event.hash);
            insert_event_(++position_, id, ++event_version, Blob{hash}, event.bytes);
        }
        return id;
    }

    Database& database_;
    Statement insert_aggregate_;
    Statement update_aggregate_;
    Statement insert_event_;
    Statement insert_identity_;
    Statement insert_answer_;
    Statement update_head_;
    std::int64_t position_ = 0;
    std::string frontier_ = std::string(32 * 8, 'f');  // as long as the edge's is in the mean at this size
};

// Groups of `mean` orders in the mean: a fraction alternates between its two neighbours.
std::size_t write_groups(Writer& writer, const std::vector<Batch>& batches, double mean) {
    std::size_t written = 0;
    std::size_t commits = 0;
    while (written < batches.size()) {
        const auto end =
            std::min(batches.size(), static_cast<std::size_t>(std::llround(mean * static_cast<double>(++commits))));
        writer.begin();
        for (; written < end; ++written) writer.write(batches[written]);
        writer.commit();
    }
    return commits;
}

int run(const Arguments& arguments) {
    const Captured captured = capture(arguments.text("store"), arguments.number("after"), arguments.text("principal"));
    Database database(arguments.text("file"));
    Writer writer(database);
    database.run("PRAGMA synchronous = OFF");
    write_groups(writer, captured.before, 1000);
    database.run("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA synchronous = FULL");

    const Stopwatch stopwatch;
    const std::size_t commits = write_groups(writer, captured.measured, arguments.fraction("group"));
    const double seconds = stopwatch.seconds();
    const auto orders = static_cast<double>(captured.measured.size());
    std::printf("{\"orders\":%zu,\"commits\":%zu,\"seconds\":%.4f,\"per_second\":%.1f}\n", captured.measured.size(),
                commits, seconds, orders / seconds);
    return 0;
}

}  // namespace
}  // namespace laurel::bench

int main(int count, char** values) { return laurel::bench::run(laurel::bench::Arguments(count, values)); }
