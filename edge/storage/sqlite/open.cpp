#include "edge/storage/sqlite/open.h"

#include <fcntl.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>

#include "edge/storage/sqlite/page_guard.h"
#include "edge/storage/sqlite/schema.h"
#include "edge/storage/sqlite/sqlite_store.h"

namespace laurel::sqlite {
namespace {

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
}

std::int64_t pragma(Connection& connection, const char* sql) {
    Query query(connection, sql);
    return query.step() ? query.integer(0) : 0;
}

int reserved_bytes(Connection& connection, int wanted) {
    sqlite3_file_control(connection.database(), "main", SQLITE_FCNTL_RESERVE_BYTES, &wanted);
    return wanted;
}

void create_schema(Connection& connection) {
    reserved_bytes(connection, guard_bytes);
    connection.run("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE");
    // Another process may have been faster.
    if (pragma(connection, "PRAGMA user_version") == 0) {
        const std::string marks = "PRAGMA application_id = " + std::to_string(application_id) +
                                  "; PRAGMA user_version = " + std::to_string(schema_version);
        connection.run(schema);
        connection.run(marks.c_str());
    }
    connection.run("COMMIT");
}

void check_schema(Connection& connection) {
    const std::int64_t version = pragma(connection, "PRAGMA user_version");
    if (pragma(connection, "PRAGMA application_id") != application_id)
        throw Refusal{"a file that is not a Laurel store", "a store's file, or none: it is made then"};
    if (version != schema_version)
        throw Refusal{"a store of schema " + std::to_string(version),
                      "schema " + std::to_string(schema_version) +
                          "; use the version of laurel that wrote the store, or a later one"};
    if (pragma(connection, "PRAGMA page_size") != 4096 || reserved_bytes(connection, -1) != guard_bytes)
        throw Refusal{"pages without room for their checksums", "a file that laurel made"};
}

// What is cheap to compare at every start; `laurel verify` compares everything.
void check_head(Connection& connection) {
    Query head(connection, "SELECT size, frontier, (SELECT coalesce(max(position), 0) FROM event) FROM head");
    if (!head.step() || !MerkleFrontier::restore(head.integer(0), head.bytes(1)) || head.integer(0) != head.integer(2))
        throw Refusal{"a tree head that does not fit the last event", "a whole file: restore a backup"};
}

}  // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path, OpenOptions options) {
    Error error{ErrorCode::storage_failed, "", path + ": ", ""};
    try {
        make_file(path);
        auto writer = std::make_unique<Connection>(path, Connection::Access::read_write, options.checks_pages);
        const bool is_new = pragma(*writer, "PRAGMA page_count") == 0;
        if (is_new) create_schema(*writer);
        check_schema(*writer);
        check_head(*writer);
        writer->run(("PRAGMA max_page_count = " + std::to_string(guarded_pages_max)).c_str());
        return std::unique_ptr<SqliteStore>(new SqliteStore(path, std::move(writer), options));
    } catch (const Refusal& refusal) {
        error.found += refusal.found;
        error.allowed = refusal.allowed;
    } catch (const StorageFailure& failure) {
        error.found = failure.what();
        error.allowed = "a readable, writable, whole file: restore a backup if it is damaged";
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
