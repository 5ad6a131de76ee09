#pragma once
// The names under which the known products export their columns, as plain_name writes them.
#include <string_view>
#include <vector>

#include "edge/integrations/members_csv/layout.h"

namespace laurel::members_csv {

struct Product {
    std::string_view name;
    // Any of these sets of columns tells its files.
    std::vector<std::vector<std::string_view>> signatures;
    // Columns that hold the shop's own customer id, best first.
    std::vector<std::string_view> ids;
    DateOrder date_order = DateOrder::unknown;
    // Columns that name one entry for ever.
    std::vector<std::string_view> entries;
};

// The last one stands for every other product.
const std::vector<Product>& known_products();

// Best first. id and entry are the products'.
const std::vector<std::string_view>& usual_names(Column column);

// Names that say by themselves that a column holds a change, or when it happened; the other names of these columns
// may mean a balance and when the member joined.
bool says_change(std::string_view name);
// Of a column of points beside a balance: that it is all the member ever earned.
bool says_total(std::string_view name);
bool says_when(std::string_view name);

}  // namespace laurel::members_csv
