#pragma once
// What the CSV files of an export say: a table of columns a file, each a name and where its cell comes from.
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "edge/storage/event_store.h"
#include "shared/base/event.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/state.h"

namespace laurel::exports {

// An aggregate and what the shop calls it and its member: "" where it has no id or was erased.
struct Names {
    std::string aggregate;
    std::string id;
    std::string member;
    std::string member_id;
};

struct MemberRow {
    const Names& names;
    const loyalty::MemberState& state;  // at the instant asked for, with all that time alone has done by then
    loyalty::Balance balance;           // expiring_soon: whenever it is
};

struct LotRow {
    const Names& names;
    const loyalty::Lot& lot;
};

struct EntryRow {
    const Names& names;
    const StoredEvent& stored;
    const Event& event;
    std::string_view account;
    std::int64_t points = 0;
};

struct OrderRow {
    const Names& names;
    const loyalty::OrderState& state;
};

struct RefundRow {
    const Names& names;
    const loyalty::OrderState& order;
    const loyalty::Refund& refund;
    std::int64_t refunded_at_ms = 0;
};

struct RedemptionRow {
    const Names& names;
    const loyalty::RedemptionState& state;
    std::int64_t at_ms = 0;  // the instant asked for
};

// A cell as it goes into the file.
template <class Row>
struct Column {
    std::string_view name;
    std::string (*cell)(const Row& row);
};

template <class Row>
struct Table {
    std::string_view file;
    std::vector<Column<Row>> columns;
};

extern const Table<MemberRow> members_table;
extern const Table<LotRow> lots_table;
extern const Table<EntryRow> entries_table;
extern const Table<OrderRow> orders_table;
extern const Table<RefundRow> refunds_table;
extern const Table<RedemptionRow> redemptions_table;

// Rows end in CR LF (RFC 4180).
template <class Row>
void write_names(const Table<Row>& table, std::ostream& out) {
    for (const Column<Row>& column : table.columns) out << (&column == table.columns.data() ? "" : ",") << column.name;
    out << "\r\n";
}

template <class Row>
void write_row(const Table<Row>& table, const Row& row, std::ostream& out) {
    for (const Column<Row>& column : table.columns)
        out << (&column == table.columns.data() ? "" : ",") << column.cell(row);
    out << "\r\n";
}

}  // namespace laurel::exports
