#pragma once
// A view tree as HTML, for pages that have not run a script yet. What can be in a tree is settled in view/tree.h; here
// it is escaped.
#include <string>

#include "shared/view/tree.h"

namespace laurel {

std::string to_html(const view::Node& node);

}  // namespace laurel
