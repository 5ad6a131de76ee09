#pragma once
// What the importer hands to the ledger: one account a member, as it stood in the shop's former programme.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/time.h"

namespace laurel::members_csv {

struct OpeningLot {
    std::int64_t points = 0;  // 1 or more
    std::int64_t earned_at_ms = 0;
    std::int64_t expires_at_ms = instant_ms_max;  // instant_ms_max: never; later than the import's instant
    std::int64_t source_line = 0;                 // of the file that it came from

    bool operator==(const OpeningLot&) const = default;
};

struct Birthday {
    std::optional<int> year{};  // many shops ask for the day alone
    int month = 1;
    int day = 1;

    bool operator==(const Birthday&) const = default;
};

struct OpeningAccount {
    std::string member_id;  // the shop's customer id or the email in lower case: personal, never for an event
    std::optional<std::int64_t> joined_at_ms{};
    std::string tier;                    // the former programme's name of it; "" for none
    std::optional<Birthday> birthday{};  // personal
    std::vector<OpeningLot> lots;        // by (expires_at_ms, earned_at_ms)
    std::int64_t deficit = 0;            // points owed; above 0 only without lots
    std::string source;                  // "smile"
    // "opening/" and the member id, whatever the file and its product: a member's account is opened once. Personal.
    std::string entry_id;
};

struct OpenOutcome {
    bool is_known = false;     // opened by an earlier run; nothing was changed
    std::int64_t balance = 0;  // after this, less what is owed
};

// An error that is_fatal (edge/integrations/refusal.h) ends the import, any other is this account's refusal.
using OpenAccount = std::function<Result<OpenOutcome>(const OpeningAccount&)>;

struct Sink {
    OpenAccount open;
    // Everything opened is to stay. Called once, after the last account and also when the import was stopped; the sink
    // may commit before. Never called in a dry run.
    std::function<Result<bool>()> commit;
};

}  // namespace laurel::members_csv
