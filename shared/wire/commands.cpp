#include "shared/wire/commands.h"

#include "shared/base/limits.h"
#include "shared/base/shape.h"

namespace laurel::wire {
namespace {

constexpr Shape aggregate_shape{.kind = ShapeKind::identifier};
constexpr Shape instant_shape{.kind = ShapeKind::integer, .minimum = instant_ms_min, .maximum = instant_ms_max};
constexpr Shape amount_shape{.kind = ShapeKind::integer, .minimum = 0, .maximum = integer_max};
constexpr Shape positive_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = integer_max};
constexpr Shape signed_shape{.kind = ShapeKind::integer, .minimum = -integer_max, .maximum = integer_max};
constexpr Shape quantity_shape{.kind = ShapeKind::integer, .minimum = 1, .maximum = 1'000'000'000};
constexpr Shape currency_shape{.kind = ShapeKind::currency};
constexpr Shape text_shape{.kind = ShapeKind::text, .minimum = 1, .maximum = text_bytes_max};
constexpr Shape flag_shape{.kind = ShapeKind::boolean};

constexpr Field line_fields[] = {
    {"sku", &aggregate_shape, true}, {"quantity", &quantity_shape, true}, {"amount_minor", &amount_shape, true}};
constexpr Shape line_shape{.kind = ShapeKind::object, .fields = line_fields};
constexpr Shape lines_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = order_lines_max, .items = &line_shape};
constexpr Field place_fields[] = {{"order", &aggregate_shape, true},
                                  {"member", &aggregate_shape},
                                  {"placed_at_ms", &instant_shape, true},
                                  {"currency", &currency_shape, true},
                                  {"lines", &lines_shape, true}};
constexpr Shape place_shape{.kind = ShapeKind::object, .fields = place_fields};

constexpr Field item_fields[] = {{"line", &amount_shape, true}, {"quantity", &quantity_shape, true}};
constexpr Shape item_shape{.kind = ShapeKind::object, .fields = item_fields};
constexpr Shape items_shape{.kind = ShapeKind::list, .minimum = 1, .maximum = order_lines_max, .items = &item_shape};
constexpr std::string_view refund_ways[] = {"amount_minor", "items"};
constexpr Field refund_fields[] = {{"order", &aggregate_shape, true},
                                   {"refund", &aggregate_shape, true},
                                   {"refunded_at_ms", &instant_shape, true},
                                   {"amount_minor", &positive_shape},
                                   {"items", &items_shape}};
constexpr Shape refund_order_shape{.kind = ShapeKind::object, .fields = refund_fields, .exactly_one_of = refund_ways};

constexpr Field hold_fields[] = {
    {"member", &aggregate_shape, true}, {"redemption", &aggregate_shape, true}, {"points", &positive_shape, true}};
constexpr Shape hold_points_shape{.kind = ShapeKind::object, .fields = hold_fields};
constexpr Field resolve_fields[] = {
    {"member", &aggregate_shape, true}, {"redemption", &aggregate_shape, true}, {"capture", &flag_shape, true}};
constexpr Shape resolve_shape{.kind = ShapeKind::object, .fields = resolve_fields};
constexpr Field adjust_fields[] = {
    {"member", &aggregate_shape, true}, {"points", &signed_shape, true}, {"reason", &text_shape, true}};
constexpr Shape adjust_shape{.kind = ShapeKind::object, .fields = adjust_fields};
constexpr Field erase_fields[] = {{"member", &aggregate_shape, true}};
constexpr Shape erase_shape{.kind = ShapeKind::object, .fields = erase_fields};

std::string text(const Value& from, std::string_view name) { return std::string(from.string_at(name)); }

Command place_order(const Value& body) {
    loyalty::PlaceOrder command{.order = text(body, "order"),
                                .member = text(body, "member"),
                                .placed_at_ms = body.integer_at("placed_at_ms"),
                                .currency = text(body, "currency")};
    for (const Value& line : body.array_at("lines")) {
        command.lines.push_back({.sku = text(line, "sku"),
                                 .quantity = line.integer_at("quantity"),
                                 .amount_minor = line.integer_at("amount_minor")});
    }
    return command;
}

Command refund_order(const Value& body) {
    loyalty::RefundOrder command{.order = text(body, "order"),
                                 .refund_id = text(body, "refund"),
                                 .refunded_at_ms = body.integer_at("refunded_at_ms"),
                                 .amount_minor = body.integer_at("amount_minor")};
    for (const Value& item : body.array_at("items"))
        command.items.push_back({item.integer_at("line"), item.integer_at("quantity")});
    return command;
}

Command hold_points(const Value& body) {
    return loyalty::HoldPoints{text(body, "member"), text(body, "redemption"), body.integer_at("points")};
}

Command resolve_hold(const Value& body) {
    return loyalty::ResolveHold{text(body, "member"), text(body, "redemption"), body.boolean_at("capture")};
}

Command adjust_points(const Value& body) {
    return loyalty::AdjustPoints{text(body, "member"), body.integer_at("points"), text(body, "reason")};
}

Command erase_member(const Value& body) { return loyalty::EraseMember{text(body, "member")}; }

struct CommandReader {
    std::string_view name;
    const Shape* shape;
    Command (*read)(const Value& body);
};

constexpr CommandReader readers[] = {
    {"place_order", &place_shape, place_order},       {"refund_order", &refund_order_shape, refund_order},
    {"hold_points", &hold_points_shape, hold_points}, {"resolve_hold", &resolve_shape, resolve_hold},
    {"adjust_points", &adjust_shape, adjust_points},  {"erase_member", &erase_shape, erase_member},
};

}  // namespace

Result<Command> read_command(const Value& value) {
    const Object* object = value.object();
    if (object == nullptr || object->size() != 1) {
        return Error{ErrorCode::unknown_command, "/command", describe(value),
                     "an object with one member, the command's name"};
    }
    const auto& [name, body] = *object->begin();
    for (const CommandReader& reader : readers) {
        if (reader.name != name) continue;
        const Errors errors = check(body, *reader.shape, child_path("/command", name));
        if (!errors.empty()) return errors.front();
        return reader.read(body);
    }
    return Error{ErrorCode::unknown_command, child_path("/command", name), name,
                 "place_order, refund_order, hold_points, resolve_hold, adjust_points or erase_member"};
}

}  // namespace laurel::wire
