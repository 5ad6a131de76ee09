#include "edge/integrations/orders_csv/stage.h"

#include <algorithm>

#include "edge/integrations/temporary_database.h"
#include "shared/base/limits.h"

namespace laurel::orders_csv {

using sqlite::execute;
using sqlite::Query;

namespace {

constexpr char schema[] = R"sql(
CREATE TABLE ordering (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    member     TEXT    NOT NULL,
    is_mixed   INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    first_line INTEGER NOT NULL,
    lines      INTEGER NOT NULL,
    amount     INTEGER NOT NULL,
    is_refused INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE bought (
    line     INTEGER PRIMARY KEY,
    ordering INTEGER NOT NULL,
    place    INTEGER NOT NULL,
    member   TEXT    NOT NULL,
    sku      TEXT    NOT NULL,
    at_ms    INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    amount   INTEGER NOT NULL,
    taken    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE cancelled (
    line     INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL,
    member   TEXT    NOT NULL,
    sku      TEXT    NOT NULL,
    at_ms    INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    amount   INTEGER NOT NULL
) STRICT;
CREATE TABLE finding (
    line     INTEGER NOT NULL,
    outcome  TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    quantity INTEGER NOT NULL,
    amount   INTEGER
) STRICT;
)sql";

// Only what some cancellation asks for is indexed by stock code.
constexpr char after_reading[] = R"sql(
CREATE INDEX bought_by_order ON bought (ordering);
CREATE TABLE wanted (member TEXT, sku TEXT, PRIMARY KEY (member, sku)) WITHOUT ROWID;
INSERT OR IGNORE INTO wanted SELECT member, sku FROM cancelled WHERE member <> '';
CREATE TABLE purchase (
    member TEXT, sku TEXT, at_ms INTEGER, line INTEGER, PRIMARY KEY (member, sku, at_ms, line)
) WITHOUT ROWID;
INSERT INTO purchase SELECT member, sku, at_ms, line FROM bought WHERE (member, sku) IN wanted;
DROP TABLE wanted;
INSERT INTO finding SELECT line, 'guest_cancellation', 'a guest''s cancellation: there is no customer to match', name, quantity, amount
    FROM cancelled WHERE member = '';
)sql";

Tally tally_of(Query& query) { return query.step() ? Tally{query.integer(0), query.integer(1)} : Tally{}; }

}  // namespace

Stage::Stage() : database_(open_temporary_database(schema)) {}

void Stage::add(std::int64_t line, const Sale& sale) {
    if (sale.cancels) {
        execute(database_, "INSERT INTO cancelled VALUES (?, ?, ?, ?, ?, ?, ?)", line, sale.order, sale.member,
                sale.sku, sale.at_ms, sale.quantity, sale.amount_minor);
        return;
    }
    if (open_.id == 0 || open_.name != sale.order) {
        store_order();
        open_order(line, sale);
    }
    execute(database_, "INSERT INTO bought VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", line, open_.id, open_.lines,
            sale.member, sale.sku, sale.at_ms, sale.quantity, sale.amount_minor);
    open_.is_mixed = open_.is_mixed || open_.member != sale.member;
    open_.at_ms = std::min(open_.at_ms, sale.at_ms);
    // An order that is far too long is rejected as a whole; its sum only has to stay an integer.
    if (++open_.lines <= static_cast<std::int64_t>(order_lines_max)) open_.amount_minor += sale.amount_minor;
}

// The order that lines are coming in for is kept at hand: files mostly hold an order's lines together.
void Stage::open_order(std::int64_t line, const Sale& sale) {
    Query query(database_, "SELECT id, member, is_mixed, at_ms, first_line, lines, amount FROM ordering WHERE name = ?",
                sale.order);
    if (query.step()) {
        open_ = {query.integer(0), sale.order,       query.string(1),  query.integer(2) != 0,
                 query.integer(3), query.integer(4), query.integer(5), query.integer(6)};
        return;
    }
    open_ = {
        .id = ++last_order_id_, .name = sale.order, .member = sale.member, .at_ms = sale.at_ms, .first_line = line};
}

void Stage::store_order() {
    if (open_.id == 0) return;
    execute(database_, "INSERT OR REPLACE INTO ordering VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", open_.id, open_.name,
            open_.member, std::int64_t{open_.is_mixed}, open_.at_ms, open_.first_line, open_.lines, open_.amount_minor);
}

void Stage::reject(std::int64_t line, const Rejection& rejection) {
    add_finding({.line = line,
                 .outcome = "rejected",
                 .reason = std::string(sentence_of(rejection.reason)),
                 .order = rejection.order,
                 .quantity = 0,
                 .amount_minor = rejection.amount_minor});
}

void Stage::finish_reading() {
    store_order();
    database_.run(after_reading);
    std::vector<std::pair<std::int64_t, Reason>> refused;
    {
        Query query(database_, "SELECT id, is_mixed FROM ordering WHERE is_mixed OR lines > ? ORDER BY id",
                    static_cast<std::int64_t>(order_lines_max));
        while (query.step()) {
            refused.emplace_back(query.integer(0),
                                 query.integer(1) != 0 ? Reason::order_of_two_members : Reason::order_too_long);
        }
    }
    for (const auto& [order_id, reason] : refused) refuse_order(order_id, reason, "");
}

std::int64_t Stage::steps() {
    Query query(database_,
                "SELECT (SELECT count(*) FROM ordering WHERE NOT is_refused) + (SELECT count(*) FROM cancelled WHERE "
                "member <> '')");
    return query.step() ? query.integer(0) : 0;
}

void Stage::walk(const std::function<bool(const Step&)>& visit) {
    Query query(database_, R"sql(
        SELECT at_ms, first_line AS line, id, name, member, 0, '', 0, 0 FROM ordering WHERE NOT is_refused
        UNION ALL
        SELECT at_ms, line, 0, name, member, row_number() OVER (PARTITION BY name ORDER BY line), sku, quantity, amount
            FROM cancelled WHERE member <> ''
        ORDER BY 1, 2)sql");
    while (query.step()) {
        const Step step{query.integer(0), query.integer(1), query.integer(2), query.string(3), query.string(4),
                        query.integer(5), query.string(6),  query.integer(7), query.integer(8)};
        if (!visit(step)) return;
    }
}

std::vector<loyalty::OrderLine> Stage::lines_of(std::int64_t order_id) {
    Query query(database_, "SELECT sku, quantity, amount FROM bought WHERE ordering = ? ORDER BY line", order_id);
    std::vector<loyalty::OrderLine> lines;
    while (query.step())
        lines.push_back({.sku = query.string(0), .quantity = query.integer(1), .amount_minor = query.integer(2)});
    return lines;
}

void Stage::purchases_before(const Step& cancellation, const std::function<bool(const Purchase&)>& visit) {
    Query query(database_, R"sql(
        SELECT bought.line, ordering.id, ordering.name, bought.place, bought.quantity, bought.taken, bought.amount
            FROM purchase JOIN bought USING (line) JOIN ordering ON ordering.id = bought.ordering
            WHERE purchase.member = ? AND purchase.sku = ? AND (purchase.at_ms, purchase.line) < (?, ?)
                AND bought.taken < bought.quantity AND NOT ordering.is_refused
            ORDER BY purchase.at_ms DESC, purchase.line DESC)sql",
                cancellation.member, cancellation.sku, cancellation.at_ms, cancellation.line);
    while (query.step()) {
        const Purchase purchase{query.integer(0), query.integer(1), query.string(2), query.integer(3),
                                query.integer(4), query.integer(5), query.integer(6)};
        if (!visit(purchase)) return;
    }
}

void Stage::take(std::int64_t line, std::int64_t quantity) {
    execute(database_, "UPDATE bought SET taken = taken + ? WHERE line = ?", quantity, line);
}

void Stage::refuse_order(std::int64_t order_id, Reason reason, std::string_view detail) {
    const std::string sentence = std::string(sentence_of(reason)) + (detail.empty() ? "" : ": ") + std::string(detail);
    execute(database_, "UPDATE ordering SET is_refused = 1 WHERE id = ?", order_id);
    execute(database_,
            "INSERT INTO finding SELECT line, 'rejected', ?, name, quantity, bought.amount"
            " FROM bought JOIN ordering ON ordering.id = bought.ordering WHERE ordering.id = ? ORDER BY line",
            sentence, order_id);
}

void Stage::add_finding(const Finding& finding) {
    execute(database_, "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?)", finding.line, finding.outcome, finding.reason,
            finding.order, finding.quantity, finding.amount_minor);
}

Tally Stage::orders(bool of_guests) {
    Query query(database_,
                "SELECT count(*), ifnull(sum(amount), 0) FROM ordering WHERE NOT is_refused AND (member = '') = ?",
                std::int64_t{of_guests});
    return tally_of(query);
}

std::int64_t Stage::order_lines(bool of_guests) {
    Query query(database_, "SELECT ifnull(sum(lines), 0) FROM ordering WHERE NOT is_refused AND (member = '') = ?",
                std::int64_t{of_guests});
    return query.step() ? query.integer(0) : 0;
}

std::int64_t Stage::members() {
    Query query(database_, "SELECT count(DISTINCT member) FROM ordering WHERE NOT is_refused AND member <> ''");
    return query.step() ? query.integer(0) : 0;
}

Tally Stage::cancellations(bool of_guests) {
    Query query(database_, "SELECT count(*), ifnull(sum(amount), 0) FROM cancelled WHERE (member = '') = ?",
                std::int64_t{of_guests});
    return tally_of(query);
}

Tally Stage::findings(std::string_view outcome) {
    Query query(database_, "SELECT count(*), ifnull(sum(amount), 0) FROM finding WHERE outcome = ?", outcome);
    return tally_of(query);
}

std::map<std::string, Tally> Stage::findings_by_reason(std::string_view outcome) {
    Query query(database_,
                "SELECT reason, count(*), ifnull(sum(amount), 0) FROM finding WHERE outcome = ? GROUP BY reason",
                outcome);
    std::map<std::string, Tally> tallies;
    while (query.step()) tallies[query.string(0)] = {query.integer(1), query.integer(2)};
    return tallies;
}

void Stage::each_finding(const std::function<void(const Finding&)>& visit) {
    Query query(
        database_,
        "SELECT line, outcome, reason, name, quantity, amount, amount IS NULL FROM finding ORDER BY line, rowid");
    while (query.step()) {
        Finding finding{query.integer(0), query.string(1), query.string(2), query.string(3), query.integer(4)};
        if (query.integer(6) == 0) finding.amount_minor = query.integer(5);
        visit(finding);
    }
}

}  // namespace laurel::orders_csv
