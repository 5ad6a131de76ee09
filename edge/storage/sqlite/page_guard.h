#pragma once
// A SQLite VFS over the platform's own that guards the pages of a store's main file:
//   - the last 8 bytes of each page are a checksum of its content and place, checked at every read, so that a flipped
//   bit or a
//     misplaced page is an error (SQLITE_IOERR_DATA) instead of a wrong balance;
//   - the unused middle of a b-tree page is zeroed when it is written: secure_delete alone leaves copies of cells there
//   that
//     were moved to a neighbour before they were deleted.
// WAL frames have SQLite's own checksums and are erased by truncation. A checksum of zero is not checked: pages that
// another program wrote (a backup made with the sqlite3 shell) carry it.

namespace laurel::sqlite {

// Bytes at the end of each page that SQLite leaves to the guard.
inline constexpr int guard_bytes = 8;
// Keeps the first byte of pages that are no b-tree pages below 2 (it is the high byte of a page number), so that the
// guard can tell them apart. With pages of 4,096 bytes this is 137 GB.
inline constexpr int guarded_pages_max = (1 << 25) - 1;

// The VFS names to open files with; registered at the first call. The second one does not check what it reads: for
// looking into a damaged file.
const char* guarded_vfs();
const char* unchecked_vfs();

}  // namespace laurel::sqlite
