#include "edge/storage/sqlite/connection.h"

#include <cerrno>

#include "edge/storage/sqlite/page_guard.h"

namespace laurel::sqlite {
namespace {

// One writer, synced at every commit. Checkpoints are the writer's own business (writer.h), so none come by themselves.
// Neither memory mapping (an I/O error there is a signal) nor anything on disk beside the file, its WAL and its shared
// index.
constexpr char writer_settings[] =
    "PRAGMA synchronous = FULL;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA journal_size_limit = 67108864;"
    "PRAGMA cache_size = -16384;";

constexpr char reader_settings[] =
    "PRAGMA query_only = ON;"
    "PRAGMA cache_size = -8192;";

constexpr char common_settings[] =
    "PRAGMA foreign_keys = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA mmap_size = 0;";

std::string sentence_of(sqlite3* database, int code) {
    std::string sentence = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
    if (sqlite3_extended_errcode(database) == SQLITE_IOERR_DATA)
        sentence = "a page of the file is damaged (its checksum is wrong)";
    const char* path = database == nullptr ? nullptr : sqlite3_db_filename(database, "main");
    if (path != nullptr) sentence = std::string(path) + ": " + sentence;
    return sentence + " [SQLite " + std::to_string(code) + "]";
}

// Some ways of running out of space reach SQLite as plain I/O errors.
bool is_no_space(sqlite3* database, int code) {
    if ((code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE) return true;
    if ((code & 0xff) != SQLITE_IOERR || database == nullptr) return false;
    const int reason = sqlite3_system_errno(database);
    return reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
}

}  // namespace

SqliteFailure::SqliteFailure(sqlite3* database, int code)
    : StorageFailure(sentence_of(database, code)),
      no_space_(is_no_space(database, code)),
      medium_(no_space_ || (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CORRUPT ||
              (code & 0xff) == SQLITE_BUSY) {}

Connection::Connection(const std::string& path, Access access, bool checks_pages) {
    const int mode = access == Access::read_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &database, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                     checks_pages ? guarded_vfs() : unchecked_vfs());
    database_.reset(database);
    if (code != SQLITE_OK) throw SqliteFailure(database, code);
    sqlite3_busy_timeout(database, busy_timeout_ms);
    run(common_settings);
    run(access == Access::read_write ? writer_settings : reader_settings);
}

void Connection::run(const char* sql) {
    const int code = sqlite3_exec(database(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw SqliteFailure(database(), code);
}

sqlite3_stmt* Connection::statement(const char* sql) {
    auto& prepared = statements_[sql];
    if (!prepared) {
        sqlite3_stmt* statement = nullptr;
        const int code = sqlite3_prepare_v3(database(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK) throw SqliteFailure(database(), code);
        prepared.reset(statement);
    }
    return prepared.get();
}

bool Query::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw SqliteFailure(database_, code);
}

std::string_view Query::bytes(int column) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

// SQLite takes a null pointer for NULL, so an empty value must point somewhere.
void Query::bind(int index, std::string_view value) {
    sqlite3_bind_text64(statement_, index, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Query::bind(int index, Blob value) {
    sqlite3_bind_blob64(statement_, index, value.bytes.empty() ? "" : value.bytes.data(), value.bytes.size(),
                        SQLITE_STATIC);
}

void Query::bind(int index, const std::optional<std::int64_t>& value) {
    if (value)
        sqlite3_bind_int64(statement_, index, *value);
    else
        sqlite3_bind_null(statement_, index);
}

}  // namespace laurel::sqlite
