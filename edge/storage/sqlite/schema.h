#pragma once
// The tables of a store's file. Columns that hold JSON are TEXT, so that any SQLite tool can look into them.

namespace laurel::sqlite {

inline constexpr int application_id = 0x4c61726c;  // "Larl"
inline constexpr int schema_version = 1;

inline constexpr char schema[] = R"sql(
-- The one row that every commit moves on: the sealed tree and the counts.
CREATE TABLE head (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    epoch    INTEGER NOT NULL,
    size     INTEGER NOT NULL,
    frontier BLOB    NOT NULL,
    members  INTEGER NOT NULL,
    orders   INTEGER NOT NULL
) STRICT;

-- Names become small integers here, and the state row is on the same line. Version 0: named by an identity or an answer, but
-- without events yet, so it does not exist for readers.
CREATE TABLE aggregate (
    id           INTEGER PRIMARY KEY,
    name         TEXT    NOT NULL UNIQUE,
    version      INTEGER NOT NULL,
    fold_version INTEGER NOT NULL,
    chain_hash   BLOB    NOT NULL,
    state        TEXT    NOT NULL
) STRICT;

CREATE TABLE event (
    position  INTEGER PRIMARY KEY,
    aggregate INTEGER NOT NULL REFERENCES aggregate (id),
    version   INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    bytes     TEXT    NOT NULL,
    UNIQUE (aggregate, version)
) STRICT;

-- The erasable tables.
CREATE TABLE personal (
    position INTEGER PRIMARY KEY REFERENCES event (position),
    salt     BLOB    NOT NULL,
    bytes    TEXT    NOT NULL
) STRICT;

CREATE TABLE identity (
    aggregate   INTEGER PRIMARY KEY REFERENCES aggregate (id),
    owner       INTEGER REFERENCES aggregate (id),
    kind        TEXT NOT NULL,
    external_id TEXT NOT NULL,
    UNIQUE (external_id, kind)
) STRICT;
CREATE INDEX identity_by_owner ON identity (owner) WHERE owner IS NOT NULL;

CREATE TABLE answer (
    id             INTEGER PRIMARY KEY,
    owner          INTEGER REFERENCES aggregate (id),
    recorded_at_ms INTEGER NOT NULL,
    principal      TEXT    NOT NULL,
    key            TEXT    NOT NULL,
    body_hash      TEXT    NOT NULL,
    status         INTEGER NOT NULL,
    answer         TEXT    NOT NULL,
    UNIQUE (key, principal)
) STRICT;
CREATE INDEX answer_by_owner ON answer (owner) WHERE owner IS NOT NULL;
CREATE INDEX answer_by_time ON answer (recorded_at_ms);

CREATE TABLE program (
    version          INTEGER PRIMARY KEY,
    in_force_from_ms INTEGER NOT NULL,
    published_at_ms  INTEGER NOT NULL,
    author           TEXT    NOT NULL,
    document         TEXT    NOT NULL,
    projection       TEXT    NOT NULL
) STRICT;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO head VALUES (1, 1, 0, x'', 0, 0);
)sql";

}  // namespace laurel::sqlite
