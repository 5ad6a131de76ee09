#include "edge/integrations/orders_csv/layout.h"

#include <utility>

#include "edge/integrations/column_map.h"

namespace laurel::orders_csv {
namespace {

const Layout layouts[] = {
    // The UCI Online Retail file: C... cancels, A... adjusts the books.
    {"online-retail", {"InvoiceNo", "StockCode", "Quantity", "UnitPrice", "InvoiceDate", "CustomerID"}, "C", "A"},
    // A file written for Laurel.
    {"plain", {"order", "sku", "quantity", "price", "placed_at", "member"}, "", ""},
};

bool is_complete(const Positions& positions) {
    constexpr auto member = static_cast<std::size_t>(Column::member);
    for (std::size_t column = 0; column < column_count; ++column) {
        if (positions[column] < 0 && column != member) return false;
    }
    return true;
}

Result<Layout> base_layout(const LayoutRequest& request, const std::vector<std::string>& header) {
    for (const Layout& layout : layouts) {
        if (request.name.empty() ? is_complete(positions_in(layout, header)) : layout.name == request.name)
            return layout;
    }
    if (request.name.empty())
        return Layout{.name = "mapped", .headers = {}, .cancellation_prefix = {}, .bookkeeping_prefix = {}};
    return Error{ErrorCode::value_not_allowed, "/layout", quoted(request.name), "online-retail or plain"};
}

}  // namespace

Result<Layout> choose_layout(const LayoutRequest& request, const std::vector<std::string>& header) {
    auto base = base_layout(request, header);
    if (!base) return base;
    Layout layout = *std::move(base);
    constexpr auto member = static_cast<std::size_t>(Column::member);
    if (positions_in(layout, header)[member] < 0) layout.headers[member].clear();
    for (const std::string& pair : request.pairs) {
        auto named = read_column_pair(pair, column_names);
        if (!named) {
            return Error{ErrorCode::value_not_allowed, "/map", quoted(pair),
                         "order, sku, quantity, price, placed_at or member, an equals sign and a column of the file"};
        }
        layout.headers[named->first] = std::move(named->second);
    }
    if (request.cancellation_prefix) layout.cancellation_prefix = *request.cancellation_prefix;
    if (request.bookkeeping_prefix) layout.bookkeeping_prefix = *request.bookkeeping_prefix;
    const Positions positions = positions_in(layout, header);
    for (std::size_t column = 0; column < column_count; ++column) {
        const bool may_lack = column == member && layout.headers[column].empty();
        if (positions[column] >= 0 || may_lack) continue;
        const std::string& name = layout.headers[column];
        return Error{ErrorCode::value_not_allowed, "/map/" + std::string(column_names[column]),
                     name.empty() ? "no column" : quoted(name), "a column of the file: " + listed(header)};
    }
    return layout;
}

Positions positions_in(const Layout& layout, const std::vector<std::string>& header) {
    Positions positions{};
    for (std::size_t column = 0; column < column_count; ++column) {
        positions[column] = position_of(layout.headers[column], header);
    }
    return positions;
}

}  // namespace laurel::orders_csv
