#include "edge/export/tables.h"

#include "edge/csv_field.h"
#include "shared/base/time.h"
#include "shared/loyalty/codec.h"

namespace laurel::exports {
namespace {

std::string number(std::int64_t value) { return std::to_string(value); }

// An expiry that never comes is no date.
std::string expiry(std::int64_t at_ms) { return at_ms == instant_ms_max ? "" : write_instant(at_ms); }

// 0 where it did not happen.
std::string instant_if_any(std::int64_t at_ms) { return at_ms == 0 ? "" : expiry(at_ms); }

std::string status_of(const RedemptionRow& row) {
    if (row.state.status == loyalty::RedemptionStatus::held && row.state.times_out_at_ms <= row.at_ms)
        return "timed_out";
    return std::string(loyalty::to_value(row.state).string_at("status"));
}

}  // namespace

const Table<MemberRow> members_table{
    "members.csv",
    {{"id", [](const MemberRow& row) { return csv_field(row.names.id); }},
     {"member", [](const MemberRow& row) { return row.names.aggregate; }},
     {"joined_at", [](const MemberRow& row) { return write_instant(row.state.joined_at_ms); }},
     {"erased", [](const MemberRow& row) { return std::string(row.state.erased ? "true" : "false"); }},
     {"available", [](const MemberRow& row) { return number(row.balance.available); }},
     {"pending", [](const MemberRow& row) { return number(row.balance.pending); }},
     {"reserved", [](const MemberRow& row) { return number(row.balance.reserved); }},
     {"owed", [](const MemberRow& row) { return number(row.state.account().deficit); }},
     {"next_expiry_at", [](const MemberRow& row) { return instant_if_any(row.balance.next_expiry_at_ms); }}}};

const Table<LotRow> lots_table{"lots.csv",
                               {{"member_id", [](const LotRow& row) { return csv_field(row.names.id); }},
                                {"member", [](const LotRow& row) { return row.names.aggregate; }},
                                {"lot", [](const LotRow& row) { return number(row.lot.id); }},
                                {"point_kind", [](const LotRow& row) { return csv_field(row.lot.point_kind); }},
                                {"points", [](const LotRow& row) { return number(row.lot.points); }},
                                {"remaining", [](const LotRow& row) { return number(row.lot.remaining); }},
                                {"reserved", [](const LotRow& row) { return number(row.lot.reserved); }},
                                {"expired", [](const LotRow& row) { return number(row.lot.expired); }},
                                {"earned_at", [](const LotRow& row) { return write_instant(row.lot.earned_at_ms); }},
                                {"awaits", [](const LotRow& row) { return csv_field(row.lot.awaits); }},
                                {"available_at", [](const LotRow& row) { return expiry(row.lot.available_at_ms); }},
                                {"expires_at", [](const LotRow& row) { return expiry(row.lot.expires_at_ms); }}}};

const Table<EntryRow> entries_table{
    "entries.csv",
    {{"position", [](const EntryRow& row) { return number(row.stored.position); }},
     {"effective_at", [](const EntryRow& row) { return write_instant(row.event.effective_at_ms); }},
     {"recorded_at", [](const EntryRow& row) { return write_instant(row.event.recorded_at_ms); }},
     {"id", [](const EntryRow& row) { return csv_field(row.names.id); }},
     {"aggregate", [](const EntryRow& row) { return row.names.aggregate; }},
     {"version", [](const EntryRow& row) { return number(row.stored.version); }},
     {"kind", [](const EntryRow& row) { return csv_field(row.event.kind); }},
     {"point_kind",
      [](const EntryRow& row) { return csv_field(row.event.data.string_at("point_kind", loyalty::main_point_kind)); }},
     {"account", [](const EntryRow& row) { return csv_field(row.account); }},
     {"points", [](const EntryRow& row) { return number(row.points); }},
     {"cause", [](const EntryRow& row) { return csv_field(row.event.data.string_at("cause")); }},
     {"redemption", [](const EntryRow& row) { return csv_field(row.event.data.string_at("redemption")); }},
     {"program_version", [](const EntryRow& row) { return number(row.event.program_version); }},
     {"author", [](const EntryRow& row) { return csv_field(row.event.author); }}}};

const Table<OrderRow> orders_table{
    "orders.csv",
    {{"id", [](const OrderRow& row) { return csv_field(row.names.id); }},
     {"order", [](const OrderRow& row) { return row.names.aggregate; }},
     {"member_id", [](const OrderRow& row) { return csv_field(row.names.member_id); }},
     {"member", [](const OrderRow& row) { return row.names.member; }},
     {"placed_at", [](const OrderRow& row) { return write_instant(row.state.placed_at_ms); }},
     {"currency", [](const OrderRow& row) { return csv_field(row.state.currency); }},
     {"total_minor", [](const OrderRow& row) { return number(row.state.total_minor); }},
     {"refunded_minor", [](const OrderRow& row) { return number(row.state.refunded_minor); }},
     {"points_earned", [](const OrderRow& row) { return number(row.state.points_earned()); }},
     {"points_clawed_back", [](const OrderRow& row) { return number(row.state.points_clawed_back()); }}}};

const Table<RefundRow> refunds_table{
    "refunds.csv",
    {{"order_id", [](const RefundRow& row) { return csv_field(row.names.id); }},
     {"order", [](const RefundRow& row) { return row.names.aggregate; }},
     {"member_id", [](const RefundRow& row) { return csv_field(row.names.member_id); }},
     {"member", [](const RefundRow& row) { return row.names.member; }},
     {"refund", [](const RefundRow& row) { return csv_field(row.refund.id); }},
     {"refunded_at", [](const RefundRow& row) { return instant_if_any(row.refunded_at_ms); }},
     {"currency", [](const RefundRow& row) { return csv_field(row.order.currency); }},
     {"amount_minor", [](const RefundRow& row) { return number(row.refund.amount_minor); }},
     {"points_clawed_back", [](const RefundRow& row) { return number(row.refund.points_clawed_back); }}}};

const Table<RedemptionRow> redemptions_table{
    "redemptions.csv",
    {{"redemption", [](const RedemptionRow& row) { return row.names.aggregate; }},
     {"member_id", [](const RedemptionRow& row) { return csv_field(row.names.member_id); }},
     {"member", [](const RedemptionRow& row) { return row.names.member; }},
     {"points", [](const RedemptionRow& row) { return number(row.state.points); }},
     {"status", status_of},
     {"held_at", [](const RedemptionRow& row) { return write_instant(row.state.held_at_ms); }},
     {"times_out_at", [](const RedemptionRow& row) { return write_instant(row.state.times_out_at_ms); }},
     {"resolved_at", [](const RedemptionRow& row) { return instant_if_any(row.state.resolved_at_ms); }}}};

}  // namespace laurel::exports
