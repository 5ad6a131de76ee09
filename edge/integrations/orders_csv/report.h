#pragma once
// What an import did, to the penny.
#include <cstdint>
#include <map>
#include <string>

#include "edge/integrations/orders_csv/stage.h"
#include "shared/base/value.h"

namespace laurel::orders_csv {

struct Report {
    std::string layout;
    std::string currency;
    std::string time_zone;
    bool is_dry_run = false;
    bool is_stopped = false;  // on request, before the end: the same import continues there

    std::int64_t lines = 0;       // below the header, blank ones left out
    std::int64_t file_minor = 0;  // the sum of quantity x price over every line that has an amount
    Tally orders;                 // of members: their number and gross amount
    std::int64_t order_lines = 0;
    std::int64_t members = 0;
    Tally guest_orders;
    std::int64_t guest_lines = 0;
    Tally cancelled;                 // members' cancelled lines, at the prices in the file
    Tally guests_cancelled;          // guests' cancelled lines: nobody's purchases to match, counted only
    Tally refunds;                   // refunds recorded, at the prices that were paid
    std::int64_t matched_minor = 0;  // the same pieces at the prices in the file
    Tally unmatched;                 // cancelled lines that found no or not enough purchases, at the prices in the file
    Tally rejected;                  // signed
    std::map<std::string, Tally> rejected_by_reason;
    std::map<std::string, Tally> unmatched_by_reason;

    // Of the orders and refunds above, those that the store had before this run.
    std::int64_t orders_known = 0;
    std::int64_t refunds_known = 0;
};

// file = gross + guests - cancelled - guests' cancelled + rejected, and cancelled = refunded + price differences +
// unmatched.
bool reconciles(const Report& report);

// For --json: amounts as *_minor.
Value report_to_value(const Report& report);
// For people: the counts, the two equations and the reasons.
std::string report_text(const Report& report);

// The findings' file: a header line, then a line each, as CSV; or one JSON document {"report", "findings"}.
// write is called with pieces of it.
void write_findings_csv(Stage& stage, const std::string& currency, const std::function<void(std::string_view)>& write);
void write_findings_json(Stage& stage, const Report& report, const std::function<void(std::string_view)>& write);

}  // namespace laurel::orders_csv
