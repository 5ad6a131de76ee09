#pragma once
// The widgets: what a shopper sees of the states. One function a widget, all texts from view/messages.h.
#include <optional>
#include <string>

#include "shared/core.h"
#include "shared/loyalty/order_document.h"
#include "shared/view/messages.h"
#include "shared/view/tree.h"

namespace laurel::view {

struct StatusQuery {
    Locale locale = Locale::en;
    std::string member;  // the aggregate; "" draws the invitation for somebody who is not signed in
    // In the programme's currency; nullopt without a cart.
    std::optional<loyalty::Cart> cart;
    // What the shop calls each movement's subject, by event version: the order's number ({"12": "536365"}; the widget
    // says "Order 536365") or the reason of an adjustment. Kept apart from the states because it is erasable.
    Value references;
};

// Whether only the edge can say what the cart earns: the widget says so for as long as it takes to ask.
bool asks_edge(const Program& program, const States& states, const StatusQuery& query, const Context& context);

// Balance, notes, what the cart earns, and the last few movements: at most 2 KB as HTML for references of ordinary
// length, which are cut after 32 characters. Without a cart the line about it says what the programme pays, so that the
// box keeps its height.
Node status(const Program& program, const States& states, const StatusQuery& query, const Context& context);

}  // namespace laurel::view
