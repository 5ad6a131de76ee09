#pragma once
// Orders and carts as documents: how shops send lines and what else is known of an order.
#include "shared/base/shape.h"
#include "shared/loyalty/settings.h"

namespace laurel::loyalty {

// What somebody is about to order.
struct Cart {
    std::vector<OrderLine> lines;
    Value attributes;
};

// {"sku", "quantity", "amount_minor", "categories", "brand", "kind", "tax_minor"}; the first three are required.
extern const Shape order_line_shape;
extern const Shape order_lines_shape;  // 1 to order_lines_max of them
// {"channel": "app"}: texts under names, for conditions to look at. Nothing personal: they stand in events.
extern const Shape attributes_shape;
// {"birthday"}: what a member may tell about herself.
extern const Shape facts_shape;
// {"lines", "attributes"}, or {"amount_minor"} for a cart whose lines nobody knows.
extern const Shape cart_shape;

std::vector<OrderLine> read_order_lines(const Array& lines);
// Of null: nothing in it.
Cart read_cart(const Value& cart);
// One line that no rule names, of so much.
Cart cart_of_amount(std::int64_t amount_minor);

}  // namespace laurel::loyalty
