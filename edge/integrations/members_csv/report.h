#pragma once
// What an import of members did, to the point. Points are in units (members_csv/points.h) until they are written.
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "edge/integrations/members_csv/stage.h"
#include "shared/base/value.h"

namespace laurel::members_csv {

// How a type of the file was read, and its rows.
struct TypeTally {
    Effect effect = Effect::unknown;
    Tally rows;
};

struct FileReport {
    std::string name;
    std::string encoding;
    Layout layout;
    Tally rows;  // below the first row where that names the columns, blank ones left out
    Tally counted;
    Tally left_out;
    Tally rejected;
    std::map<std::string, TypeTally> types;  // the first so many
};

struct Report {
    std::vector<FileReport> files;
    std::string source;
    std::string opening_lots;
    std::string rounding;
    std::string time_zone;
    std::string trusted;  // "history" or "balance"
    bool is_dry_run = false;
    bool is_stopped = false;  // on request, before the end: the same import continues there

    std::int64_t members = 0;
    Tally opened;  // members and their points, less what they owe
    Tally known;   // opened by an earlier run, and what the files would have given them
    Tally refused;
    std::int64_t lots = 0;
    Tally deficits;  // members who owe points

    Tally stated;                     // members whose balance the files state
    Tally differing;                  // of those, the ones that differ, and the sum of their differences
    std::int64_t compared_units = 0;  // stated balances of members who have a history too
    std::int64_t topped_units = 0;    // what was added to histories, or taken, because the stated balance is trusted
    std::int64_t base_units = 0;      // all members' points by history or, without one, by balance
    std::int64_t past_due_units = 0;  // of these, what had expired before the import
    std::int64_t fraction_units = 0;  // and what rounding to whole points took or, less than 0, gave

    std::map<std::string, std::int64_t> tiers;  // members by the former programme's name of theirs: the first so many

    std::map<std::string, Tally> rejected_by_reason;
    std::map<std::string, Tally> left_out_by_reason;
    std::map<std::string, Tally> noted_by_reason;
};

// Each file = counted + left out + rejected; all counted + added = balances compared + all members' points; and those =
// opened + opened before + refused + expired + fractions.
bool reconciles(const Report& report);

// For --json: points as decimal strings where they may have a fraction.
Value report_to_value(const Report& report);
// For people: the counts, the sums, the first differing members and the reasons.
std::string report_text(const Report& report, Stage& stage);

// Every member with the stated balance, the opened one, the difference and its reason, then every finding: as CSV, or
// as one JSON document {"report", "members", "findings"}. write is called with pieces of it.
void write_members_csv(Stage& stage, const Report& report, const std::function<void(std::string_view)>& write);
void write_members_json(Stage& stage, const Report& report, const std::function<void(std::string_view)>& write);

}  // namespace laurel::members_csv
