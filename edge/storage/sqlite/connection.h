#pragma once
// A connection to a store's file and its prepared statements. One thread at a time may use a connection.
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "edge/storage/event_store.h"

namespace laurel::sqlite {

// What SQLite said, in words for logs.
class SqliteFailure : public StorageFailure {
   public:
    SqliteFailure(sqlite3* database, int code);

    bool no_space() const { return no_space_; }
    // The medium, not the statement: trying again at once would not help.
    bool medium() const { return medium_; }

   private:
    bool no_space_;
    bool medium_;
};

// A value bound as BLOB; a string_view is bound as TEXT.
struct Blob {
    std::string_view bytes;
};

inline constexpr int busy_timeout_ms = 5000;  // for another process that writes

class Connection {
   public:
    enum class Access { read_only, read_write };

    // Throws SqliteFailure. The file must exist. An unchecked connection reads damaged pages as they are.
    Connection(const std::string& path, Access access, bool checks_pages);

    sqlite3* database() const { return database_.get(); }
    // Statements without parameters and rows, separated by semicolons.
    void run(const char* sql);
    // Prepared once for each literal; `sql` must be one.
    sqlite3_stmt* statement(const char* sql);

   private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3, Close> database_;
    std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, Close>> statements_;
};

// One run of a prepared statement. The values must live as long as the query. A literal can't be used again before its
// query is gone.
class Query {
   public:
    template <class... Values>
    Query(Connection& connection, const char* sql, const Values&... values)
        : database_(connection.database()), statement_(connection.statement(sql)) {
        int index = 0;
        (bind(++index, values), ...);
    }
    ~Query() { sqlite3_reset(statement_); }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    // To the next row; false after the last one. Throws SqliteFailure.
    bool step();

    std::int64_t integer(int column) { return sqlite3_column_int64(statement_, column); }
    // TEXT or BLOB; lives until the next step.
    std::string_view bytes(int column);
    std::string string(int column) { return std::string(bytes(column)); }

   private:
    void bind(int index, std::int64_t value) { sqlite3_bind_int64(statement_, index, value); }
    void bind(int index, std::string_view value);
    void bind(int index, Blob value);
    void bind(int index, const std::optional<std::int64_t>& value);

    sqlite3* database_;
    sqlite3_stmt* statement_;
};

// Runs a statement that gives no rows.
template <class... Values>
void execute(Connection& connection, const char* sql, const Values&... values) {
    Query(connection, sql, values...).step();
}

}  // namespace laurel::sqlite
