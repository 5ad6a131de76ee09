#pragma once
// Which column of an orders file means what.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace laurel::orders_csv {

// What the importer reads of a line. `names` are the left sides of --map.
enum class Column { order, sku, quantity, price, placed_at, member };
inline constexpr std::size_t column_count = 6;
inline constexpr std::array<std::string_view, column_count> column_names = {"order", "sku",       "quantity",
                                                                            "price", "placed_at", "member"};

struct Layout {
    std::string name;
    std::array<std::string, column_count>
        headers;                      // the file's names of the columns; member may have none: all are guests then
    std::string cancellation_prefix;  // order ids that take earlier purchases back; "" for none
    std::string bookkeeping_prefix;   // ids of entries that are no sales, rejected as such; "" for none
};

struct LayoutRequest {
    std::string name;                // "online-retail" or "plain"; "" for the one that fits the header
    std::vector<std::string> pairs;  // "order=InvoiceNo": instead of or on top of the known one's
    std::optional<std::string> cancellation_prefix;
    std::optional<std::string> bookkeeping_prefix;
};

// Errors: value_not_allowed for a name that is not known, a pair that is none, or a column that the header lacks.
Result<Layout> choose_layout(const LayoutRequest& request, const std::vector<std::string>& header);

// Where each column stands in a row; -1 for a member column that the file doesn't have.
using Positions = std::array<int, column_count>;
Positions positions_in(const Layout& layout, const std::vector<std::string>& header);

}  // namespace laurel::orders_csv
