#pragma once
// One row of a file: understood, or rejected with a reason. Nothing is guessed.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "edge/integrations/members_csv/kinds.h"
#include "edge/integrations/members_csv/layout.h"

namespace laurel::members_csv {

// What there is to say of a row: its name, what became of it, and a sentence.
#define LAUREL_MEMBER_REASONS(X)                                                                          \
    X(row_malformed, rejected, "not a row of separated values: an unclosed quote, or longer than 64 KiB") \
    X(columns_wrong, rejected, "another number of columns than the first row")                            \
    X(member_missing, rejected, "neither a customer id nor an email")                                     \
    X(member_invalid, rejected,                                                                           \
      "the customer id or email is longer than 128 bytes, not text or has control characters")            \
    X(points_invalid, rejected, "the points are not a number up to 1000000000")                           \
    X(date_invalid, rejected, "not a date that exists, such as 2024-04-05 15:10:42")                      \
    X(date_ambiguous, rejected, "the date reads two ways; say --date-format mdy or dmy")                  \
    X(date_skipped, rejected, "a local time that the clocks skipped")                                     \
    X(date_in_future, rejected, "the date lies in the future")                                            \
    X(type_unknown, rejected,                                                                             \
      "the type is not known and no points in the file have a minus; say --type TEXT=earn or =spend")     \
    X(state_unknown, rejected, "the state is not known; say --map state= to count every row")             \
    X(member_twice, rejected, "the member has a row already; the first one counts")                       \
    X(entry_twice, rejected, "an entry with this id was there already")                                   \
    X(email_of_several, rejected, "the email belongs to several customers of the file")                   \
    X(not_counted, left_out, "pending, void or of a type to ignore: not part of the balance")             \
    X(tier_too_long, noted, "the tier's name is longer than 128 bytes: left out")                         \
    X(joined_invalid, noted, "the joining date can't be read: left out")                                  \
    X(birthday_invalid, noted, "the birthday can't be read: left out")                                    \
    X(expiry_invalid, noted, "the expiry date can't be read: the opening-lot policy's counts")            \
    X(activity_invalid, noted, "the date of the last activity can't be read: left out")                   \
    X(balance_negative, noted, "less than nothing: opens with points owed")                               \
    X(account_refused, noted, "the ledger refused the account")

enum class Reason {
#define X(name, outcome, sentence) name,
    LAUREL_MEMBER_REASONS(X)
#undef X
};

std::string_view name_of(Reason reason);
// "rejected", "left_out" (understood, but it counts for nothing) or "noted" (the row counts all the same).
std::string_view outcome_of(Reason reason);
std::string_view sentence_of(Reason reason);

struct Key {
    std::string id;     // the shop's customer id
    std::string email;  // in lower case
};

// A row of a list of balances.
struct Statement {
    Key key;
    std::int64_t units = 0;
    std::optional<std::int64_t> joined_at_ms{};
    std::optional<std::int64_t> last_activity_at_ms{};
    std::optional<std::int64_t> expires_at_ms{};
    std::string tier;
    std::optional<Birthday> birthday{};
};

// A row of an activity list, or a lot.
struct Entry {
    Key key;
    std::int64_t at_ms = 0;
    std::int64_t units = 0;  // signed: what it does to the balance
    std::optional<std::int64_t> expires_at_ms{};
    std::optional<std::int64_t> balance_units{};  // after it, as the file says
    std::string id;                               // the entry's, "" for none
};

struct Rejection {
    Reason reason = Reason::row_malformed;
    std::string member;                   // as far as it could be read
    std::optional<std::int64_t> units{};  // as the file has them
};

// What all rows of a file together show, which one alone does not.
struct Survey {
    bool has_month_first = false;
    bool has_day_first = false;
    bool has_minus = false;             // some points are negative
    bool has_other_with_minus = false;  // some of a type that is not known or of none
    bool has_spent_with_minus = false;  // some of a type that spends
    DateOrder order() const {
        if (has_month_first == has_day_first) return DateOrder::unknown;
        return has_day_first ? DateOrder::day_first : DateOrder::month_first;
    }
};

class RowReader {
   public:
    struct Settings {
        Layout layout;
        Zone zone;  // of dates without an offset
        DateOrder date_order = DateOrder::unknown;
        TypeEffects types;
        Survey survey;
        std::int64_t now_ms = 0;
    };

    explicit RowReader(Settings settings) : settings_(std::move(settings)) {}

    using Row = std::variant<Statement, Entry, Rejection>;
    // notes: reasons whose outcome is "noted" are added to it.
    Row read(const std::vector<std::string>& fields, std::vector<Reason>& notes) const;

    // Adds what the row shows.
    void survey(const std::vector<std::string>& fields, Survey& survey) const;

    // Of an activity row: how its type is read. unknown for one that is not known.
    Effect effect_of(std::string_view type) const;
    std::string_view field(const std::vector<std::string>& fields, Column column) const;

   private:
    std::optional<std::int64_t> file_units(const std::vector<std::string>& fields) const;
    std::optional<Reason> read_key(const std::vector<std::string>& fields, Key& key) const;
    std::optional<Reason> read_past(std::string_view text, std::optional<std::int64_t>& instant_ms) const;
    bool read_expiry(std::string_view text, std::optional<std::int64_t>& expires_at_ms) const;
    Row read_statement(const std::vector<std::string>& fields, Statement statement, std::vector<Reason>& notes) const;
    Row read_entry(const std::vector<std::string>& fields, Entry entry, std::vector<Reason>& notes) const;

    Settings settings_;
};

// An instant from which on points that are good through a day can't be spent: the start of the next.
std::int64_t end_of_day_ms(const Zone& zone, std::int64_t start_ms);

}  // namespace laurel::members_csv
