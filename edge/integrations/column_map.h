#pragma once
// Which column of a file means what, as people say it: --map "order=Invoice No".
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace laurel {

// Where the column of this name stands; -1 when there is none or the name is empty.
int position_of(std::string_view name, const std::vector<std::string>& header);

// The names in quotes, with commas between.
std::string listed(const std::vector<std::string>& names);

// "order=Invoice No" as the place of "order" among the names and "Invoice No"; nothing when it is no such pair.
template <class Names>
std::optional<std::pair<std::size_t, std::string>> read_column_pair(std::string_view pair, const Names& names) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    for (std::size_t at = 0; at < names.size(); ++at) {
        if (names[at] == pair.substr(0, equals)) return std::pair(at, std::string(pair.substr(equals + 1)));
    }
    return std::nullopt;
}

}  // namespace laurel
