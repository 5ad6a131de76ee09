#pragma once
// The rows of all files in a temporary database, gone with the object, put together member by member. Its operations
// throw StorageFailure.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "edge/integrations/members_csv/row.h"
#include "edge/storage/sqlite/connection.h"

namespace laurel::members_csv {

// Where a row stands.
struct Place {
    std::int64_t file = 0;  // from 0, as they were given
    std::int64_t line = 0;
};

struct Finding {
    Place place;
    Reason reason = Reason::row_malformed;
    std::string member;
    std::optional<std::int64_t> units{};
    std::string detail;  // what there is to say beyond the reason's sentence
};

struct Tally {
    std::int64_t count = 0;
    std::int64_t units = 0;

    bool operator==(const Tally&) const = default;
};

struct PlacedStatement : Statement {
    Place place;
};

struct PlacedEntry {
    std::int64_t at_ms = 0;
    std::int64_t units = 0;
    std::optional<std::int64_t> expires_at_ms{};
    Place place;
};

// All that the files say of a member.
struct Member {
    std::string id;
    std::optional<PlacedStatement> statement{};
    std::vector<PlacedEntry> entries;             // in the order of time; of one instant, gains first
    std::optional<std::int64_t> balance_units{};  // after the last entry that has one
};

// What became of a member.
struct Opened {
    std::string member;
    std::string outcome;                   // "opened", "known" or "refused"
    std::optional<std::int64_t> stated{};  // units
    std::int64_t opened = 0;               // units
    std::string reason;                    // of a difference

    std::int64_t difference() const { return stated ? opened - *stated : 0; }
};

class Stage {
   public:
    Stage();

    // While reading.
    void add(Place place, const Statement& statement);
    void add(Place place, const Entry& entry);
    void add_finding(const Finding& finding);
    // After the last row: finds the ids that go with emails, and rejects rows that stand twice.
    void finish_reading();

    std::int64_t members();
    // By id, until visit answers false. visit may add findings and what became of the member.
    void walk(const std::function<bool(const Member&)>& visit);
    void add_opened(const Opened& opened);

    // What stands now.
    Tally rows(std::int64_t file);  // of the file that count
    Tally findings(std::string_view outcome, std::int64_t file);
    std::map<std::string, Tally> findings_by_reason(std::string_view outcome);
    void each_finding(const std::function<void(const Finding&)>& visit);
    void each_opened(bool differing_only, const std::function<bool(const Opened&)>& visit);

   private:
    void read_entries(Member& member);

    sqlite::Connection database_;
};

}  // namespace laurel::members_csv
