#pragma once
// A member as the files have them, as the account to open.
#include <cstdint>
#include <string>
#include <vector>

#include "edge/integrations/members_csv/import.h"

namespace laurel::members_csv {

struct Drafted {
    OpeningAccount account;
    std::optional<std::int64_t> stated_units{};
    std::int64_t compared_units = 0;  // a statement that stands beside a history
    std::int64_t topped_units = 0;    // added, or taken where below 0, to reach the stated balance
    std::int64_t base_units = 0;      // by history or balance, after that
    std::int64_t past_due_units = 0;  // of it: expired at the import
    std::int64_t fraction_units = 0;  // of it: what rounding took, or gave where below 0
    std::string reason;               // why what is opened differs from what is stated; "" where it does not

    std::int64_t points() const;  // of the lots, less the deficit
};

Drafted draft_account(const Member& member, const std::string& source, const Options& options);

}  // namespace laurel::members_csv
