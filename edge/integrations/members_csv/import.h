#pragma once
// Members from the exports of other loyalty programmes, each opened with the lots that are left to them.
//
// A list of balances states what each member has; an activity list or a list of lots says where it comes from. Given
// together, the histories make the lots and the stated balances are what they are held against. A history is replayed
// in the order of time; spending and expiry drain the earliest expiry first, as the ledger does, and what they find no
// points for is owed until the next points come. Dates the files give are kept; the opening-lot policy gives the rest.
// Points that had expired at the import are not opened. Fractions stay exact until the end, where a member's lots are
// rounded so that they add up to the rounded sum. Rows that can't be understood are rejected with their line and a
// reason.
//
// A member is the shop's customer id where a row has one, or where an email stands beside an id somewhere in the files;
// else the email in lower case.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "edge/integrations/input_file.h"
#include "edge/integrations/members_csv/opening.h"
#include "edge/integrations/members_csv/policy.h"
#include "edge/integrations/members_csv/report.h"
#include "shared/base/money.h"

namespace laurel::members_csv {

struct Progress {
    enum class Phase { reading, opening };
    Phase phase = Phase::reading;
    std::int64_t done = 0;   // bytes of the file, of which each is read twice; members
    std::int64_t total = 0;  // 0 when unknown
};

struct Options {
    LayoutRequest layout;                       // of every file
    char delimiter = '\0';                      // CsvReader::find_delimiter
    std::string time_zone;                      // its name, for the report
    Zone zone;                                  // of dates without an offset
    DateOrder date_order = DateOrder::unknown;  // as the file shows or its product documents when unknown
    TypeEffects types;
    OpeningLots opening_lots;
    Rounding rounding = Rounding::down;
    bool trusts_balances = false;  // histories are made to agree with stated balances, by a lot of the policy or a draw
    bool is_dry_run = false;
    std::int64_t now_ms = 0;
    ExpiryOf expiry_of;  // the programme's; none: points do not expire
    Sink sink;           // without `open` every account counts as opened
    std::function<void(const Progress&)> progress;
    std::function<bool()> stop_requested;
};

struct NamedFile {
    std::string name;
    InputFile input;
};

struct Outcome {
    Report report;
    std::unique_ptr<Stage> stage;
};

// Errors: what choose_layout says, with the file's name in front of `found` when the path is empty; an unreadable file;
// amount_overflow; what is_fatal of the sink's.
Result<Outcome> import_members(std::vector<NamedFile>& files, const Options& options);

}  // namespace laurel::members_csv
