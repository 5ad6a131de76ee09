#pragma once
// One line of an orders file: understood, or rejected with a reason. Nothing is guessed.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "edge/integrations/orders_csv/layout.h"
#include "shared/base/time.h"

namespace laurel::orders_csv {

// Why a line is not imported: its name in reports, and a sentence.
#define LAUREL_IMPORT_REASONS(X)                                                                          \
    X(row_malformed, "not a row of comma-separated values: an unclosed quote, or longer than 64 KiB")     \
    X(columns_wrong, "another number of columns than the header")                                         \
    X(order_invalid, "the order id is empty, longer than 128 bytes, not UTF-8 or has control characters") \
    X(sku_invalid, "the stock code is empty, longer than 128 bytes, not UTF-8 or has control characters") \
    X(member_invalid, "the customer id is longer than 128 bytes, not UTF-8 or has control characters")    \
    X(quantity_invalid, "the quantity is not a whole number up to 1000000000")                            \
    X(quantity_zero, "the quantity is 0")                                                                 \
    X(quantity_negative, "the quantity is negative, but the order is not a cancellation")                 \
    X(cancellation_positive, "the quantity is positive, but the order is a cancellation")                 \
    X(price_invalid, "the price is not a decimal number of at most 12 digits")                            \
    X(price_negative, "the price is negative")                                                            \
    X(amount_too_large, "quantity x price is too large")                                                  \
    X(time_invalid, "not a date and time that exists, such as 2010-12-01 08:26:00")                       \
    X(time_skipped, "a local time that the clocks skipped")                                               \
    X(time_in_future, "the date lies in the future")                                                      \
    X(bookkeeping_entry, "an entry of the books, not a sale")                                             \
    X(order_of_two_members, "the order's lines name more than one customer")                              \
    X(order_too_long, "the order has more than 2000 lines")                                               \
    X(order_refused, "the ledger refused the order")

enum class Reason {
#define X(name, sentence) name,
    LAUREL_IMPORT_REASONS(X)
#undef X
};

std::string_view name_of(Reason reason);
std::string_view sentence_of(Reason reason);

struct Sale {
    std::string order;
    std::string sku;
    std::string member;  // "" for a guest
    bool cancels = false;
    std::int64_t quantity = 0;      // 1 or more, of a cancellation too
    std::int64_t amount_minor = 0;  // quantity x price, rounded half up
    std::int64_t at_ms = 0;
};

struct Rejection {
    Reason reason = Reason::row_malformed;
    std::string order;                           // "" when it could not be read
    std::optional<std::int64_t> amount_minor{};  // signed; nothing when quantity or price could not be read
};

// Quantity x price of one line may reach this; so many lines of an order still add up to an amount of the core.
inline constexpr std::int64_t line_amount_minor_max = 4'000'000'000'000;

class RowReader {
   public:
    struct Settings {
        Layout layout;
        Zone zone;  // of times without an offset
        int currency_digits = 2;
        std::int64_t now_ms = 0;
    };

    RowReader(Settings settings, const std::vector<std::string>& header);

    std::variant<Sale, Rejection> read(const std::vector<std::string>& fields) const;

   private:
    std::string_view field(const std::vector<std::string>& fields, Column column) const;

    Settings settings_;
    Positions positions_;
    std::size_t header_size_;
};

}  // namespace laurel::orders_csv
