#include "shared/loyalty/order_document.h"

#include <algorithm>

#include "shared/base/limits.h"

namespace laurel::loyalty {
namespace {

constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape quantity_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1'000'000'000};
constexpr Shape amount_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = integer_max};
constexpr Shape kind_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 16, .allowed = line_kind_names};
constexpr Shape categories_shape{.kind = ShapeKind::list, .minimum = 0, .maximum = 50, .items = &identifier_shape};
constexpr Shape attribute_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 200};

constexpr Field line_fields[] = {
    {"sku", &identifier_shape, true, false, "The shop's stock code."},
    {"quantity", &quantity_shape, true, false, "Pieces."},
    {"amount_minor", &amount_shape, true, false,
     "What the line costs in all, after its discounts and with its tax, in minor units."},
    {"categories", &categories_shape, false, false, "The shop's categories that it is in."},
    {"brand", &identifier_shape, false, false, "Its brand."},
    {"kind", &kind_shape, false, false, "product when left out. Rules count products unless earning_base says more."},
    {"tax_minor", &amount_shape, false, false, "The tax within the amount."},
};
const Field facts_fields[] = {
    {"birthday", &birthday_shape, false, false, "For birthday windows; the year may be left out."},
};
constexpr Field cart_fields[] = {
    {"lines", &order_lines_shape, false, false, "What is in the cart."},
    {"amount_minor", &amount_shape, false, false, "Or only what it costs, where the lines are not known."},
    {"attributes", &attributes_shape, false, false, "What conditions may look at."},
};
constexpr std::string_view cart_ways[] = {"lines", "amount_minor"};

LineKind line_kind_of(std::string_view name) {
    const auto found = std::find(std::begin(line_kind_names), std::end(line_kind_names), name);
    return found == std::end(line_kind_names) ? LineKind::product
                                              : static_cast<LineKind>(found - std::begin(line_kind_names));
}

OrderLine read_line(const Value& line) {
    OrderLine read{.sku = std::string(line.string_at("sku")),
                   .quantity = line.integer_at("quantity"),
                   .amount_minor = line.integer_at("amount_minor"),
                   .categories = {},
                   .brand = std::string(line.string_at("brand")),
                   .kind = line_kind_of(line.string_at("kind")),
                   .tax_minor = line.integer_at("tax_minor")};
    for (const Value& category : line.array_at("categories")) {
        if (category.string() != nullptr) read.categories.push_back(*category.string());
    }
    return read;
}

}  // namespace

const Shape order_line_shape{.kind = ShapeKind::object, .fields = line_fields, .name = "order_line"};
const Shape order_lines_shape{
    .kind = ShapeKind::list, .minimum = 1, .maximum = order_lines_max, .items = &order_line_shape};
const Shape attributes_shape{
    .kind = ShapeKind::dictionary, .minimum = 0, .maximum = 50, .items = &attribute_shape, .name = "attributes"};
const Shape facts_shape{.kind = ShapeKind::object, .fields = facts_fields, .name = "facts"};
const Shape cart_shape{.kind = ShapeKind::object, .fields = cart_fields, .exactly_one_of = cart_ways, .name = "cart"};

std::vector<OrderLine> read_order_lines(const Array& lines) {
    std::vector<OrderLine> read;
    read.reserve(lines.size());
    for (const Value& line : lines) read.push_back(read_line(line));
    return read;
}

Cart cart_of_amount(std::int64_t amount_minor) {
    return {.lines = {{.sku = "cart", .quantity = 1, .amount_minor = amount_minor, .categories = {}, .brand = {}}},
            .attributes = {}};
}

Cart read_cart(const Value& cart) {
    Cart read;
    if (cart.find("amount_minor") != nullptr) read = cart_of_amount(cart.integer_at("amount_minor"));
    if (cart.find("lines") != nullptr) read.lines = read_order_lines(cart.array_at("lines"));
    if (const Value* attributes = cart.find("attributes")) read.attributes = *attributes;
    return read;
}

}  // namespace laurel::loyalty
