#include "edge/integrations/temporary_database.h"

namespace laurel {
namespace {

constexpr char settings[] = R"sql(
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA secure_delete = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -32768;
)sql";

}  // namespace

sqlite::Connection open_temporary_database(const char* schema) {
    // An empty path is SQLite's name for a private temporary file.
    sqlite::Connection database("", sqlite::Connection::Access::read_write, false);
    database.run(settings);
    database.run(schema);
    database.run("BEGIN");
    return database;
}

}  // namespace laurel
