#include "edge/integrations/members_csv/stage.h"

#include "edge/integrations/temporary_database.h"

namespace laurel::members_csv {

using sqlite::execute;
using sqlite::Query;

namespace {

constexpr char schema[] = R"sql(
CREATE TABLE statement (
    file          INTEGER NOT NULL,
    line          INTEGER NOT NULL,
    id            TEXT    NOT NULL,
    email         TEXT    NOT NULL,
    member        TEXT    NOT NULL DEFAULT '',
    units         INTEGER NOT NULL,
    joined        INTEGER,
    last_activity INTEGER,
    expires       INTEGER,
    tier          TEXT    NOT NULL,
    birth_year    INTEGER,
    birth_month   INTEGER,
    birth_day     INTEGER
) STRICT;
CREATE TABLE entry (
    file    INTEGER NOT NULL,
    line    INTEGER NOT NULL,
    id      TEXT    NOT NULL,
    email   TEXT    NOT NULL,
    member  TEXT    NOT NULL DEFAULT '',
    at_ms   INTEGER NOT NULL,
    units   INTEGER NOT NULL,
    expires INTEGER,
    balance INTEGER,
    name    TEXT    NOT NULL
) STRICT;
CREATE TABLE finding (
    file   INTEGER NOT NULL,
    line   INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    outcome TEXT   NOT NULL,
    member TEXT    NOT NULL,
    units  INTEGER,
    detail TEXT    NOT NULL
) STRICT;
CREATE TABLE opened (
    member  TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    stated  INTEGER,
    units   INTEGER NOT NULL,
    reason  TEXT    NOT NULL
) STRICT;
)sql";

// An email stands for the one customer whose id some row gives with it.
constexpr char after_reading[] = R"sql(
CREATE TABLE customer (email TEXT PRIMARY KEY, id TEXT, ids INTEGER) WITHOUT ROWID;
INSERT INTO customer SELECT email, min(id), count(DISTINCT id)
    FROM (SELECT email, id FROM statement UNION ALL SELECT email, id FROM entry)
    WHERE email <> '' AND id <> '' GROUP BY email;
UPDATE statement SET member = CASE WHEN id <> '' THEN id
    ELSE ifnull((SELECT id FROM customer WHERE customer.email = statement.email), email) END;
UPDATE entry SET member = CASE WHEN id <> '' THEN id
    ELSE ifnull((SELECT id FROM customer WHERE customer.email = entry.email), email) END;
CREATE INDEX statement_by_member ON statement (member, file, line);
CREATE INDEX entry_by_name ON entry (name, file, line) WHERE name <> '';
)sql";

constexpr char after_rejecting[] = R"sql(
DROP INDEX entry_by_name;
CREATE INDEX entry_by_member ON entry (member, at_ms);
CREATE TABLE member (id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO member SELECT member FROM statement UNION SELECT member FROM entry;
)sql";

std::optional<std::int64_t> optional_integer(Query& query, int column, int is_null_column) {
    return query.integer(is_null_column) != 0 ? std::nullopt : std::optional(query.integer(column));
}

Tally tally_of(Query& query) { return query.step() ? Tally{query.integer(0), query.integer(1)} : Tally{}; }

}  // namespace

Stage::Stage() : database_(open_temporary_database(schema)) {}

void Stage::add(Place place, const Statement& statement) {
    std::optional<std::int64_t> year;
    std::optional<std::int64_t> month;
    std::optional<std::int64_t> day;
    if (statement.birthday) {
        year = statement.birthday->year;
        month = statement.birthday->month;
        day = statement.birthday->day;
    }
    execute(database_, "INSERT INTO statement VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?)", place.file, place.line,
            statement.key.id, statement.key.email, statement.units, statement.joined_at_ms,
            statement.last_activity_at_ms, statement.expires_at_ms, statement.tier, year, month, day);
}

void Stage::add(Place place, const Entry& entry) {
    execute(database_, "INSERT INTO entry VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?)", place.file, place.line, entry.key.id,
            entry.key.email, entry.at_ms, entry.units, entry.expires_at_ms, entry.balance_units, entry.id);
}

void Stage::add_finding(const Finding& finding) {
    execute(database_, "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?)", finding.place.file, finding.place.line,
            static_cast<std::int64_t>(finding.reason), outcome_of(finding.reason), finding.member, finding.units,
            finding.detail);
}

void Stage::finish_reading() {
    database_.run(after_reading);
    const auto reject = [&](const char* insert, const char* remove, Reason reason) {
        execute(database_, insert, static_cast<std::int64_t>(reason));
        execute(database_, remove);
    };
    reject(
        "INSERT INTO finding SELECT file, line, ?, 'rejected', email, units, '' FROM statement"
        " WHERE id = '' AND email IN (SELECT email FROM customer WHERE ids > 1)",
        "DELETE FROM statement WHERE id = '' AND email IN (SELECT email FROM customer WHERE ids > 1)",
        Reason::email_of_several);
    reject(
        "INSERT INTO finding SELECT file, line, ?, 'rejected', email, units, '' FROM entry"
        " WHERE id = '' AND email IN (SELECT email FROM customer WHERE ids > 1)",
        "DELETE FROM entry WHERE id = '' AND email IN (SELECT email FROM customer WHERE ids > 1)",
        Reason::email_of_several);
    reject(
        "INSERT INTO finding SELECT file, line, ?, 'rejected', member, units, '' FROM statement AS later WHERE EXISTS"
        " (SELECT 1 FROM statement AS first WHERE first.member = later.member"
        " AND (first.file, first.line) < (later.file, later.line))",
        "DELETE FROM statement AS later WHERE EXISTS (SELECT 1 FROM statement AS first"
        " WHERE first.member = later.member AND (first.file, first.line) < (later.file, later.line))",
        Reason::member_twice);
    reject(
        "INSERT INTO finding SELECT file, line, ?, 'rejected', member, units, '' FROM entry AS later WHERE name <> ''"
        " AND EXISTS (SELECT 1 FROM entry AS first WHERE first.name = later.name AND first.name <> ''"
        " AND (first.file, first.line) < (later.file, later.line))",
        "DELETE FROM entry AS later WHERE name <> '' AND EXISTS (SELECT 1 FROM entry AS first WHERE"
        " first.name = later.name AND first.name <> '' AND (first.file, first.line) < (later.file, later.line))",
        Reason::entry_twice);
    database_.run(after_rejecting);
}

std::int64_t Stage::members() {
    Query query(database_, "SELECT count(*) FROM member");
    return query.step() ? query.integer(0) : 0;
}

void Stage::walk(const std::function<bool(const Member&)>& visit) {
    Query query(database_, R"sql(
        SELECT member.id, file, line, units, joined, joined IS NULL, last_activity, last_activity IS NULL,
            expires, expires IS NULL, tier, birth_year, birth_year IS NULL, birth_month, birth_day, file IS NULL
            FROM member LEFT JOIN statement ON statement.member = member.id ORDER BY member.id)sql");
    while (query.step()) {
        Member member;
        member.id = query.string(0);
        if (query.integer(15) == 0) {
            PlacedStatement& statement = member.statement.emplace();
            statement.place = {query.integer(1), query.integer(2)};
            statement.units = query.integer(3);
            statement.joined_at_ms = optional_integer(query, 4, 5);
            statement.last_activity_at_ms = optional_integer(query, 6, 7);
            statement.expires_at_ms = optional_integer(query, 8, 9);
            statement.tier = query.string(10);
            if (query.integer(13) != 0) {
                const auto year = optional_integer(query, 11, 12);
                statement.birthday = Birthday{year ? std::optional(static_cast<int>(*year)) : std::nullopt,
                                              static_cast<int>(query.integer(13)), static_cast<int>(query.integer(14))};
            }
        }
        read_entries(member);
        if (!visit(member)) return;
    }
}

void Stage::read_entries(Member& member) {
    Query query(database_,
                "SELECT at_ms, units, expires, expires IS NULL, balance, balance IS NULL, file, line FROM entry"
                " WHERE member = ? ORDER BY at_ms, units < 0, file, line",
                member.id);
    while (query.step()) {
        member.entries.push_back(
            {query.integer(0), query.integer(1), optional_integer(query, 2, 3), {query.integer(6), query.integer(7)}});
        if (const auto balance = optional_integer(query, 4, 5)) member.balance_units = balance;
    }
}

void Stage::add_opened(const Opened& opened) {
    execute(database_, "INSERT INTO opened VALUES (?, ?, ?, ?, ?)", opened.member, opened.outcome, opened.stated,
            opened.opened, opened.reason);
}

Tally Stage::rows(std::int64_t file) {
    Query query(database_,
                "SELECT count(*), ifnull(sum(units), 0) FROM (SELECT units FROM statement WHERE file = ?1"
                " UNION ALL SELECT units FROM entry WHERE file = ?1)",
                file);
    return tally_of(query);
}

Tally Stage::findings(std::string_view outcome, std::int64_t file) {
    Query query(database_, "SELECT count(*), ifnull(sum(units), 0) FROM finding WHERE outcome = ? AND file = ?",
                outcome, file);
    return tally_of(query);
}

std::map<std::string, Tally> Stage::findings_by_reason(std::string_view outcome) {
    Query query(database_,
                "SELECT reason, count(*), ifnull(sum(units), 0) FROM finding WHERE outcome = ? GROUP BY reason",
                outcome);
    std::map<std::string, Tally> tallies;
    while (query.step()) {
        tallies[std::string(sentence_of(static_cast<Reason>(query.integer(0))))] = {query.integer(1), query.integer(2)};
    }
    return tallies;
}

void Stage::each_finding(const std::function<void(const Finding&)>& visit) {
    Query query(
        database_,
        "SELECT file, line, reason, member, units, units IS NULL, detail FROM finding ORDER BY file, line, rowid");
    while (query.step()) {
        visit({{query.integer(0), query.integer(1)},
               static_cast<Reason>(query.integer(2)),
               query.string(3),
               optional_integer(query, 4, 5),
               query.string(6)});
    }
}

void Stage::each_opened(bool differing_only, const std::function<bool(const Opened&)>& visit) {
    Query query(database_,
                "SELECT member, outcome, stated, stated IS NULL, units, reason FROM opened"
                " WHERE NOT ? OR (stated IS NOT NULL AND stated <> units) ORDER BY rowid",
                std::int64_t{differing_only});
    while (query.step()) {
        const Opened opened{query.string(0), query.string(1), optional_integer(query, 2, 3), query.integer(4),
                            query.string(5)};
        if (!visit(opened)) return;
    }
}

}  // namespace laurel::members_csv
