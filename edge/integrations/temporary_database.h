#pragma once
// A private SQLite database in the system's temporary folder (SQLITE_TMPDIR, TMPDIR or /var/tmp), gone with the
// connection, in which files of any size are sorted and matched in bounded memory.
#include "edge/storage/sqlite/connection.h"

namespace laurel {

// With the schema's tables and in a transaction that never ends: nothing outlives the process, so nothing is synced or
// rolled back. Throws StorageFailure.
sqlite::Connection open_temporary_database(const char* schema);

}  // namespace laurel
