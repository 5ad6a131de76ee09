#pragma once
// SQLite takes a WAL to end at its first bad frame. That is right for what a crash cut short and wrong for a bit that
// flipped later: commits after it, acknowledged and synced, would be dropped without a word.
#include <string>

namespace laurel::sqlite {

// Whether the WAL beside the store's file has a bad frame, then the end of a commit, then good frames: each commit is
// synced before the next is written, so no crash leaves that behind. Damage within the last commit can't be told from a
// crash. To be asked before SQLite opens the file.
bool wal_is_damaged(const std::string& store_path);

}  // namespace laurel::sqlite
