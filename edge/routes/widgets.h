#pragma once
// The widgets as the edge draws them, for pages where the core does not run (yet).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "edge/routes/route.h"
#include "shared/loyalty/earning.h"
#include "shared/view/tree.h"

namespace laurel::routes {

struct WidgetQuery {
    std::string widget;
    std::string locale;  // a language tag; "" is English
    std::optional<loyalty::Cart> cart;
    std::string cart_currency;
};

struct DrawnWidget {
    view::Node tree;
    std::string program_hash;
    std::int64_t state_version = 0;  // 0 for somebody who is not signed in
};

// For the call's principal: a member, or anybody who looks at the store. Errors: widget_unknown, program_missing,
// currency_mismatch, what reading the member answers.
Result<DrawnWidget> draw_widget(Call& call, const WidgetQuery& query);

}  // namespace laurel::routes
