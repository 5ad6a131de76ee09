#include "edge/routes/groups.h"
#include "edge/routes/widgets.h"
#include "shared/loyalty/order_document.h"

namespace laurel::routes {
namespace {

constexpr Shape name_shape{.kind = ShapeKind::identifier};
constexpr Shape locale_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = 35};
constexpr Shape currency_shape{.kind = ShapeKind::currency};
constexpr Shape amount_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = integer_max};
constexpr Field cart_fields[] = {
    {"currency", &currency_shape, true, false, "The programme's currency."},
    {"amount_minor", &amount_shape, false, false, "What the cart's goods cost, in minor units."},
    {"lines", &loyalty::order_lines_shape, false, false, "Or what is in it, so that every rule counts."},
    {"attributes", &loyalty::attributes_shape, false, false, "What conditions may look at."},
};
constexpr std::string_view cart_ways[] = {"amount_minor", "lines"};
constexpr Shape cart_shape{
    .kind = ShapeKind::object, .fields = cart_fields, .exactly_one_of = cart_ways, .name = "cart"};
constexpr Field decide_fields[] = {
    {"widget", &name_shape, true, false, "Which widget: status."},
    {"locale", &locale_shape, false, false, "A language tag, such as en or zh-CN."},
    {"cart", &cart_shape, false, false, "What is in the cart."},
};
constexpr Shape decide_shape{.kind = ShapeKind::object, .fields = decide_fields, .name = "question"};

constexpr std::string_view decided_schema = R"({
    "type": "object",
    "required": ["view", "program_hash", "state_version"],
    "additionalProperties": false,
    "properties": {
        "view": {"$ref": "#/components/schemas/view_tree"},
        "program_hash": {"type": "string"},
        "state_version": {"type": "integer", "minimum": 0}
    }
})";

Errors decide_widget(Call& call, http::Response& response) {
    WidgetQuery query{.widget = std::string(call.body.string_at("widget")),
                      .locale = std::string(call.body.string_at("locale"))};
    if (const Value* cart = call.body.find("cart")) {
        query.cart = loyalty::read_cart(*cart);
        query.cart_currency = cart->string_at("currency");
    }
    const auto drawn = draw_widget(call, query);
    if (!drawn) return {drawn.error()};
    response.content_type = json_type;
    response.body = R"({"program_hash":)" + write_json(drawn->program_hash) + R"(,"state_version":)" +
                    write_json(drawn->state_version) + R"(,"view":)" + drawn->tree.to_json() + "}";
    return {};
}

constexpr QueryParameter store_query[] = {
    {"store", "The store, for somebody without a token; may be left out where the edge has only one."}};

const Route rows[] = {
    {.method = "POST",
     .pattern = "/v1/decide",
     .access = Access::shopper_or_store,
     .request = &decide_shape,
     .operation = "decide",
     .summary = "What a widget shows, decided here for a page that can't.",
     .query = store_query,
     .response = decided_schema,
     .handle = decide_widget},
};

}  // namespace

std::span<const Route> decide_routes() { return rows; }

}  // namespace laurel::routes
