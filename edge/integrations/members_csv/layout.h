#pragma once
// Which product wrote a file, what its rows are and which column means what.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/integrations/members_csv/dates.h"
#include "shared/base/result.h"

namespace laurel::members_csv {

// What the importer reads of a row. column_names are the left sides of --map.
enum class Column {
    id,
    email,
    balance,
    points,
    spent,
    remaining,
    at,
    expires_at,
    joined_at,
    last_activity_at,
    tier,
    birthday,
    type,
    state,
    entry
};
inline constexpr std::size_t column_count = 15;
inline constexpr std::array<std::string_view, column_count> column_names = {
    "id",   "email",    "balance", "points", "spent", "remaining", "at", "expires_at", "joined_at", "last_activity_at",
    "tier", "birthday", "type",    "state",  "entry"};

// A row is: a member with their balance; a change of a balance; points earned at one time with what is left of them.
enum class Family { balances, activity, lots };
inline constexpr std::string_view family_names[] = {"balances", "activity", "lots"};

struct Layout {
    std::string product;  // "smile"
    Family family = Family::balances;
    bool has_header = true;                       // without one the first row is data already
    std::size_t width = 0;                        // columns
    std::array<int, column_count> positions{};    // -1 for none
    std::array<std::string, column_count> names;  // the file's, "" for none
    DateOrder date_order = DateOrder::unknown;    // as the product documents it

    int position(Column column) const { return positions[static_cast<std::size_t>(column)]; }
};

struct LayoutRequest {
    std::string product;             // of products(); "" for the one whose columns are there
    std::optional<Family> family{};  // found by the columns when left out
    std::string id_column;           // which column names members, by its name in the file; "" for the usual
    std::vector<std::string> pairs;  // "balance=Punkte": on top of the columns that are known by their names
};

// The names that --from takes.
std::string products();

// row: the file's first. Names are compared without regard to case and signs: "Points balance" is points_balance.
// Errors: value_not_allowed at /from, /map or /id_column, and with an empty path for a file in which no column names
// members or points; `found` lists its columns.
Result<Layout> choose_layout(const LayoutRequest& request, const std::vector<std::string>& row);

// "Points balance", "pointsBalance" and "POINTS-BALANCE" as points_balance; letters beyond ASCII stay.
std::string plain_name(std::string_view header);

}  // namespace laurel::members_csv
