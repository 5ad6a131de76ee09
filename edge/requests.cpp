#include "edge/requests.h"

#include "shared/base/limits.h"
#include "shared/base/time.h"
#include "shared/loyalty/order_document.h"
#include "shared/program.h"

namespace laurel {
namespace {

constexpr Shape identifier_shape{.kind = ShapeKind::identifier};
constexpr Shape instant_shape{.kind = ShapeKind::instant};
constexpr Shape currency_shape{.kind = ShapeKind::currency};
constexpr Shape quantity_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1'000'000'000};
constexpr Shape amount_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = integer_max};
constexpr Shape refund_amount_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = integer_max};
constexpr Shape points_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = integer_max};
constexpr Shape signed_points_shape{.kind = ShapeKind::integer, .minimum = -integer_max, .maximum = integer_max};
constexpr Shape line_index_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = order_lines_max - 1};
constexpr Shape text_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = text_bytes_max};

constexpr Shape personal_shape{
    .kind = ShapeKind::dictionary, .minimum = 0, .maximum = 20, .items = &text_shape, .name = "personal"};

constexpr Field order_fields[] = {
    {"id", &identifier_shape, true, false,
     "The shop's order number: the same order sent again changes nothing, for ever."},
    {"member", &identifier_shape, false, false, "The shop's customer id; left out for a guest, who earns nothing."},
    {"placed_at", &instant_shape, true, false, "When it was placed: the programme in force then judges it."},
    {"currency", &currency_shape, true, false, "The programme's currency."},
    {"lines", &loyalty::order_lines_shape, true, false, "What was bought."},
    {"paid_with_points_minor", &amount_shape, false, false, "The part of the total that points paid."},
    {"attributes", &loyalty::attributes_shape, false, false,
     "What the programme's conditions may look at, such as the channel. Nothing personal."},
    {"personal", &personal_shape, false, false,
     "Names and the like, kept apart from the log where they can be erased."},
};

constexpr Field optional(Field field) {
    field.required = false;
    return field;
}
// A cart on trial has no number, and its time and currency go without saying.
constexpr Field trial_order_fields[] = {optional(order_fields[0]), order_fields[1], optional(order_fields[2]),
                                        optional(order_fields[3]), order_fields[4], order_fields[5],
                                        order_fields[6],           order_fields[7]};
constexpr Shape trial_order_shape{.kind = ShapeKind::object, .fields = trial_order_fields, .name = "trial_order"};
const Field trial_fields[] = {
    {"order", &trial_order_shape, true, false,
     "An order or a cart. Left out of it: the id, placed_at (at, or now) and the programme's currency."},
    {"program", &program_shape, false, false, "A draft of a programme to judge it by. Left out: the version in force."},
    {"at", &instant_shape, false, false,
     "As if it were placed at that instant, by a member as she was before it. Left out: as placing it now would be."},
};

const Shape orders_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = orders_per_batch_max, .items = &order_shape};
const Field order_batch_fields[] = {{"orders", &orders_shape, true, false, "Each is carried out for itself."}};

constexpr Field item_fields[] = {
    {"line", &line_index_shape, true, false, "The line's place in the order, from 0."},
    {"quantity", &quantity_shape, true, false, "Pieces taken back."},
};
constexpr Shape item_shape{.kind = ShapeKind::object, .fields = item_fields, .name = "refund_item"};
constexpr Shape items_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = order_lines_max, .items = &item_shape};
constexpr Field refund_fields[] = {
    {"id", &identifier_shape, true, false, "The shop's refund id, unique within the order."},
    {"refunded_at", &instant_shape, false, false, "Now when left out."},
    {"amount_minor", &refund_amount_shape, false, false, "What is given back, in minor units."},
    {"items", &items_shape, false, false, "Or the pieces taken back; their amounts follow from the order's lines."},
};
constexpr std::string_view refund_ways[] = {"amount_minor", "items"};

const Field hold_fields[] = {
    {"id", &identifier_shape, false, false, "Names the redemption for ever; the Idempotency-Key when left out."},
    {"points", &points_shape, false, false,
     "How many to reserve. With a reward that pays with points: how many to pay with; with others it may be left out."},
    {"point_kind", &identifier_shape, false, false, "Of plain points; points when left out."},
    {"reward", &identifier_shape, false, false, "What the points are for; left out for plain points."},
    {"cart", &loyalty::cart_shape, false, false, "What is about to be ordered, where the reward depends on it."},
};
constexpr Field milestone_fields[] = {
    {"name", &identifier_shape, true, false, "Such as delivered: points that wait for it begin their days."},
    {"reached_at", &instant_shape, false, false, "Now when left out."},
};
const Field action_fields[] = {
    {"id", &identifier_shape, true, false, "The shop's id of it: the same action again changes nothing, for ever."},
    {"name", &identifier_shape, true, false, "What rules say \"on\": visit, review, survey, returned_packaging, ..."},
    {"acted_at", &instant_shape, false, false, "Now when left out."},
    {"attributes", &loyalty::attributes_shape, false, false,
     "What conditions may look at. Nothing that says how good a review is."},
};
constexpr Field extension_fields[] = {
    {"expires_at", &instant_shape, true, false, "Points that would have gone before are good until then."},
    {"point_kind", &identifier_shape, false, false, "points when left out."},
    {"reason", &text_shape, true, false, "Shown to the member."},
};
constexpr Field opening_lot_fields[] = {
    {"points", &points_shape, true, false, "What is left of them."},
    {"earned_at", &instant_shape, false, false, "Now when left out."},
    {"expires_at", &instant_shape, false, false, "Never when left out. Points that are past it come and go at once."},
    {"point_kind", &identifier_shape, false, false, "points when left out."},
};
constexpr Shape opening_lot_shape{.kind = ShapeKind::object, .fields = opening_lot_fields, .name = "opening_lot"};
constexpr Shape opening_lots_shape{
    .kind = ShapeKind::list, .minimum = 0, .maximum = open_lots_max, .items = &opening_lot_shape};
constexpr Field opening_fields[] = {
    {"source", &identifier_shape, true, false, "The programme that the points come from, such as smile."},
    {"joined_at", &instant_shape, false, false, "When the first of the lots was earned, or now, when left out."},
    {"lots", &opening_lots_shape, false, false, "The points brought along, with their own dates."},
    {"deficit", &points_shape, false, false, "Points owed: the next ones settle them."},
};
constexpr Field adjustment_fields[] = {
    {"points", &signed_points_shape, true, false, "Added when positive, taken away when negative."},
    {"reason", &text_shape, true, false, "Shown to the member."},
    {"point_kind", &identifier_shape, false, false, "points when left out."},
};

OrderRequest order_in(const Value& body, std::int64_t now_ms) {
    OrderRequest request{.id = std::string(body.string_at("id")),
                         .member = std::string(body.string_at("member")),
                         .placed_at_ms = instant_in(body, "placed_at", now_ms),
                         .currency = std::string(body.string_at("currency")),
                         .lines = loyalty::read_order_lines(body.array_at("lines")),
                         .paid_with_points_minor = body.integer_at("paid_with_points_minor"),
                         .attributes = {},
                         .personal = {}};
    if (const Value* attributes = body.find("attributes")) request.attributes = *attributes;
    if (const Value* personal = body.find("personal")) request.personal = *personal;
    return request;
}

}  // namespace

const Shape order_shape{.kind = ShapeKind::object, .fields = order_fields, .name = "order"};
const Shape trial_shape{.kind = ShapeKind::object, .fields = trial_fields, .name = "trial"};
const Shape order_batch_shape{.kind = ShapeKind::object, .fields = order_batch_fields, .name = "order_batch"};
const Shape refund_shape{
    .kind = ShapeKind::object, .fields = refund_fields, .exactly_one_of = refund_ways, .name = "refund"};
const Shape hold_shape{.kind = ShapeKind::object, .fields = hold_fields, .name = "redemption"};
const Shape milestone_shape{.kind = ShapeKind::object, .fields = milestone_fields, .name = "milestone"};
const Shape action_shape{.kind = ShapeKind::object, .fields = action_fields, .name = "action"};
const Shape extension_shape{.kind = ShapeKind::object, .fields = extension_fields, .name = "extension"};
const Shape opening_shape{.kind = ShapeKind::object, .fields = opening_fields, .name = "opening"};
const Shape adjustment_shape{.kind = ShapeKind::object, .fields = adjustment_fields, .name = "adjustment"};

std::int64_t instant_in(const Value& body, std::string_view name, std::int64_t fallback_ms) {
    const auto instant = read_instant(body.string_at(name));
    return instant ? *instant : fallback_ms;
}

Result<OrderRequest> read_order(const Value& body) {
    const Errors errors = check(body, order_shape);
    if (!errors.empty()) return errors.front();
    return order_in(body, 0);
}

Result<OrderRequest> read_trial_order(const Value& order, std::int64_t now_ms) {
    const Errors errors = check(order, trial_order_shape);
    if (!errors.empty()) return errors.front();
    return order_in(order, now_ms);
}

Result<RefundRequest> read_refund(const Value& body, std::int64_t now_ms) {
    const Errors errors = check(body, refund_shape);
    if (!errors.empty()) return errors.front();
    RefundRequest request{.id = std::string(body.string_at("id")),
                          .refunded_at_ms = instant_in(body, "refunded_at", now_ms),
                          .amount_minor = body.integer_at("amount_minor")};
    for (const Value& item : body.array_at("items")) {
        request.items.push_back({item.integer_at("line"), item.integer_at("quantity")});
    }
    return request;
}

Result<RedemptionRequest> read_redemption(const Value& body, std::string_view fallback_id) {
    const Errors errors = check(body, hold_shape);
    if (!errors.empty()) return errors.front();
    RedemptionRequest request{.id = std::string(body.string_at("id", fallback_id)),
                              .reward = std::string(body.string_at("reward")),
                              .points = body.integer_at("points"),
                              .point_kind = std::string(body.string_at("point_kind", loyalty::main_point_kind)),
                              .cart = std::nullopt};
    if (request.reward.empty() && request.points == 0)
        return Error{ErrorCode::missing_field, "/points", "", "how many to reserve, or a reward"};
    if (const Value* cart = body.find("cart")) request.cart = loyalty::read_cart(*cart);
    return request;
}

Result<ActionRequest> read_action(const Value& body, std::int64_t now_ms) {
    const Errors errors = check(body, action_shape);
    if (!errors.empty()) return errors.front();
    ActionRequest request{.id = std::string(body.string_at("id")),
                          .name = std::string(body.string_at("name")),
                          .acted_at_ms = instant_in(body, "acted_at", now_ms),
                          .attributes = {}};
    if (const Value* attributes = body.find("attributes")) request.attributes = *attributes;
    return request;
}

OpeningRequest read_opening(const Value& body, std::int64_t now_ms) {
    OpeningRequest request{
        .source = std::string(body.string_at("source")), .lots = {}, .deficit = body.integer_at("deficit")};
    if (body.find("joined_at") != nullptr) request.joined_at_ms = instant_in(body, "joined_at", now_ms);
    for (const Value& lot : body.array_at("lots")) {
        request.lots.push_back({.point_kind = std::string(lot.string_at("point_kind", loyalty::main_point_kind)),
                                .points = lot.integer_at("points"),
                                .earned_at_ms = instant_in(lot, "earned_at", now_ms),
                                .expires_at_ms = instant_in(lot, "expires_at", instant_ms_max)});
    }
    return request;
}

}  // namespace laurel
