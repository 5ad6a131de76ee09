#pragma once
// The page that the one-time admin link leads to: it takes the token out of its own address, exchanges it and shows the
// key, once.
#include <string_view>

namespace laurel::console {

extern const std::string_view page_html;
extern const std::string_view page_script;

}  // namespace laurel::console
