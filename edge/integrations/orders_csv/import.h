#pragma once
// Orders from a comma-separated file, in the order of time, through the same service as any other order.
//
// A line's amount is quantity x price, rounded half up to the minor unit. An order's lines are recorded together, at
// the time of the earliest. Lines without a customer are guests: their purchases are recorded as orders of nobody and
// counted apart. A cancelled line takes back what the same customer bought of that stock code before it (by time, then
// by line), newest first, at the price that was paid; parts of a line add up to it exactly. What finds no purchase is
// reported as unmatched, and so are the cancellations of guests. Whatever can't be understood is rejected with its line
// and a reason.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "edge/integrations/input_file.h"
#include "edge/integrations/orders_csv/layout.h"
#include "edge/integrations/orders_csv/report.h"
#include "edge/service.h"

namespace laurel::orders_csv {

struct Progress {
    enum class Phase { reading, recording };
    Phase phase = Phase::reading;
    std::int64_t done = 0;   // bytes of the file; orders and cancelled lines
    std::int64_t total = 0;  // 0 when unknown
    std::int64_t lines = 0;  // read so far
};

struct Options {
    LayoutRequest layout;
    std::string time_zone;  // of times without an offset; "" for the programme's
    std::string currency;   // "" for the programme's
    std::string author = "import";
    bool is_dry_run = false;
    std::size_t events_per_commit = 4000;
    std::function<void(const Progress&)> progress;  // called often; may be empty
    std::function<bool()> stop_requested;           // asked often; may be empty
};

// A finished import, with its stage for the findings.
struct Outcome {
    Report report;
    std::unique_ptr<Stage> stage;
};

// Killed anywhere and started again with the same file and options, it continues where the last commit was and ends
// with the same result: the setting "import/<hash of file and options>" says how far it got, and orders and refunds
// that are there are recognised by their ids (a refund's is the cancelled order's id and the line's place in it). A dry
// run writes nothing and reports the same. Errors: program_missing, currency_mismatch, what choose_layout and zone_of
// answer, an unreadable file, storage_failed and storage_full; what was committed by then stays, and the same import
// continues there.
Result<Outcome> import_orders(Service& service, InputFile& file, const Options& options);

}  // namespace laurel::orders_csv
