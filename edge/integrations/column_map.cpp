#include "edge/integrations/column_map.h"

#include <algorithm>

#include "shared/base/error.h"

namespace laurel {

int position_of(std::string_view name, const std::vector<std::string>& header) {
    const auto found = std::find(header.begin(), header.end(), name);
    return name.empty() || found == header.end() ? -1 : static_cast<int>(found - header.begin());
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + quoted(name);
    return text;
}

}  // namespace laurel
