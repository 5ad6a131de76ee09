#include "edge/storage/sqlite/open.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>

#include "edge/storage/sqlite/page_guard.h"
#include "edge/storage/sqlite/schema.h"
#include "edge/storage/sqlite/sqlite_store.h"
#include "edge/storage/sqlite/wal_check.h"

namespace laurel::sqlite {
namespace {

constexpr int page_bytes = 4096;
constexpr char whole_file[] = "a whole file: restore a backup";

// What is wrong with the file, and what there should be instead.
struct Refusal {
    std::string found;
    std::string allowed;
};

// Never opens a file that is there: closing it would drop the locks that this process has on it through SQLite.
void make_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        ::close(file);
    else if (errno != EEXIST)
        throw Refusal{std::strerror(errno), "a file that can be made and written"};
    else if (::access(path.c_str(), R_OK | W_OK) != 0)
        throw Refusal{std::strerror(errno), "a file that this user may read and write"};
}

std::int64_t size_of(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_size : 0;
}

// SQLite would take what is left of such files for a new database, or for an older state.
void check_files(const std::string& path) {
    const std::int64_t size = size_of(path);
    const bool has_wal = size_of(path + "-wal") > 0;
    if (size < page_bytes && (size > 0 || has_wal)) throw Refusal{"a file that was cut short", whole_file};
    if (has_wal && wal_is_damaged(path))
        throw Refusal{"damage in the middle of its -wal file, with acknowledged commits after it", whole_file};
}

std::int64_t number(Connection& connection, const char* sql) {
    Query query(connection, sql);
    return query.step() ? query.integer(0) : 0;
}

int reserved_bytes(Connection& connection, int wanted) {
    sqlite3_file_control(connection.database(), "main", SQLITE_FCNTL_RESERVE_BYTES, &wanted);
    return wanted;
}

void create_schema(Connection& connection, std::int64_t epoch) {
    reserved_bytes(connection, guard_bytes);
    connection.run("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE");
    // Another process may have been faster.
    if (number(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
        const std::string marks = "PRAGMA application_id = " + std::to_string(application_id) +
                                  "; PRAGMA user_version = " + std::to_string(schema_version);
        connection.run(schema);
        execute(connection, "UPDATE head SET epoch = ?1", epoch);
        connection.run(marks.c_str());
    }
    connection.run("COMMIT");
}

void check_schema(Connection& connection) {
    const std::int64_t version = number(connection, "PRAGMA user_version");
    if (number(connection, "PRAGMA application_id") != application_id)
        throw Refusal{"a file that is not a Laurel store", "a store's file, or none: it is made then"};
    if (version != schema_version)
        throw Refusal{"a store of schema " + std::to_string(version),
                      "schema " + std::to_string(schema_version) +
                          "; use the version of laurel that wrote the store, or a later one"};
    if (number(connection, "PRAGMA page_size") != page_bytes || reserved_bytes(connection, -1) != guard_bytes)
        throw Refusal{"pages without room for their checksums", "a file that laurel made"};
}

// Ends the WAL that a crash left behind, so that what was torn then is never mistaken for damage (wal_check.h). Not at
// any price: another process may be reading, or the disk may be full.
void empty_wal(Connection& connection) {
    sqlite3_busy_timeout(connection.database(), 100);
    sqlite3_wal_checkpoint_v2(connection.database(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(connection.database(), busy_timeout_ms);
}

// What is cheap to compare at every start; `laurel verify` compares everything.
void check_head(Connection& connection) {
    Query head(connection, "SELECT size, frontier, (SELECT coalesce(max(position), 0) FROM event) FROM head");
    if (!head.step() || !MerkleFrontier::restore(head.integer(0), head.bytes(1)) || head.integer(0) != head.integer(2))
        throw Refusal{"a tree head that does not fit the last event", whole_file};
}

}  // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path, OpenOptions options) {
    Error error{ErrorCode::storage_failed, "", path + ": ", ""};
    try {
        make_file(path);
        if (options.checks_pages) check_files(path);
        auto writer = std::make_unique<Connection>(path, Connection::Access::read_write, options.checks_pages);
        // Not only a new file: a crash may have come between the file's first page and the schema.
        if (number(*writer, "SELECT count(*) FROM sqlite_schema") == 0) create_schema(*writer, options.new_epoch);
        check_schema(*writer);
        check_head(*writer);
        empty_wal(*writer);
        writer->run(("PRAGMA max_page_count = " + std::to_string(guarded_pages_max)).c_str());
        return std::unique_ptr<SqliteStore>(new SqliteStore(path, std::move(writer), options));
    } catch (const Refusal& refusal) {
        error.found += refusal.found;
        error.allowed = refusal.allowed;
    } catch (const StorageFailure& failure) {
        // SQLite names the file, in full, once it has opened it.
        const std::string why = failure.what();
        error.found = why.starts_with('/') ? why : error.found + why;
        error.allowed = "a readable, writable, whole file: restore a backup if it is damaged";
        const auto* sqlite = dynamic_cast<const SqliteFailure*>(&failure);
        if (sqlite != nullptr && sqlite->no_space()) return Error{ErrorCode::storage_full, "", error.found, ""};
    }
    return error;
}

}  // namespace laurel::sqlite

namespace laurel {

Result<std::unique_ptr<EventStore>> open_sqlite_store(const std::string& path, OpenOptions options) {
    auto store = sqlite::SqliteStore::open(path, options);
    if (!store) return store.error();
    return std::unique_ptr<EventStore>(std::move(store).value());
}

}  // namespace laurel
