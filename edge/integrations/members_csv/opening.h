#pragma once
// What the importer hands to the ledger: one account a member, as it stood in the shop's former programme.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shared/loyalty/commands.h"

namespace laurel::members_csv {

struct Birthday {
    std::optional<int> year{};  // many shops ask for the day alone
    int month = 1;
    int day = 1;

    bool operator==(const Birthday&) const = default;
};

struct OpeningAccount {
    std::string member_id;  // the shop's customer id or the email in lower case: personal, never for an event
    std::optional<std::int64_t> joined_at_ms{};
    std::string tier;                       // the former programme's name of it; "" for none
    std::optional<Birthday> birthday{};     // personal
    std::vector<loyalty::OpeningLot> lots;  // by (expires_at_ms, earned_at_ms), all later than the import's instant
    std::int64_t deficit = 0;               // points owed; above 0 only without lots
    std::string source;                     // "smile"
};

struct OpenOutcome {
    bool is_known = false;     // opened by an earlier run; nothing was changed
    bool is_erased = false;    // and erased since
    std::int64_t balance = 0;  // after this, less what is owed; 0 for one who was erased
};

// An error that is_fatal (edge/integrations/refusal.h) ends the import, any other is this account's refusal.
using OpenAccount = std::function<Result<OpenOutcome>(const OpeningAccount&)>;

struct Sink {
    OpenAccount open;  // in a dry run it only tells what would be
    // Everything opened is to stay. Called once, after the last account and also when the import was stopped; the sink
    // may commit before. Never called in a dry run.
    std::function<Result<bool>()> commit;
};

}  // namespace laurel::members_csv
