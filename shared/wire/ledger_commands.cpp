// The commands of the ledger: orders, actions, holds, members.
#include "shared/base/limits.h"
#include "shared/base/shape.h"
#include "shared/loyalty/order_document.h"
#include "shared/wire/command_reader.h"

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

constexpr Field place_fields[] = {{"order", &aggregate_shape, true},
                                  {"member", &aggregate_shape},
                                  {"placed_at_ms", &instant_shape, true},
                                  {"currency", &currency_shape, true},
                                  {"lines", &loyalty::order_lines_shape, true},
                                  {"paid_with_points_minor", &amount_shape},
                                  {"attributes", &loyalty::attributes_shape}};
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

constexpr Field milestone_fields[] = {
    {"order", &aggregate_shape, true}, {"milestone", &aggregate_shape, true}, {"reached_at_ms", &instant_shape, true}};
constexpr Shape milestone_shape{.kind = ShapeKind::object, .fields = milestone_fields};
constexpr Field action_fields[] = {{"action", &aggregate_shape, true},
                                   {"member", &aggregate_shape, true},
                                   {"name", &aggregate_shape, true},
                                   {"acted_at_ms", &instant_shape, true},
                                   {"attributes", &loyalty::attributes_shape}};
constexpr Shape action_shape{.kind = ShapeKind::object, .fields = action_fields};
constexpr Field revoke_fields[] = {{"action", &aggregate_shape, true}};
constexpr Shape revoke_shape{.kind = ShapeKind::object, .fields = revoke_fields};
constexpr Field opening_lot_fields[] = {{"points", &positive_shape, true},
                                        {"point_kind", &aggregate_shape},
                                        {"earned_at_ms", &instant_shape, true},
                                        {"expires_at_ms", &instant_shape}};
constexpr Shape opening_lot_shape{.kind = ShapeKind::object, .fields = opening_lot_fields};
constexpr Shape opening_lots_shape{
    .kind = ShapeKind::list, .minimum = 0, .maximum = open_lots_max, .items = &opening_lot_shape};
constexpr Field open_fields[] = {
    {"action", &aggregate_shape, true},  {"member", &aggregate_shape, true}, {"joined_at_ms", &instant_shape, true},
    {"lots", &opening_lots_shape, true}, {"deficit", &amount_shape},         {"source", &aggregate_shape, true}};
constexpr Shape open_shape{.kind = ShapeKind::object, .fields = open_fields};
constexpr Field facts_fields[] = {{"member", &aggregate_shape, true}, {"facts", &loyalty::facts_shape, true}};
constexpr Shape give_facts_shape{.kind = ShapeKind::object, .fields = facts_fields};
constexpr Field extend_fields[] = {{"member", &aggregate_shape, true},
                                   {"point_kind", &aggregate_shape},
                                   {"expires_at_ms", &instant_shape, true},
                                   {"reason", &text_shape, true}};
constexpr Shape extend_shape{.kind = ShapeKind::object, .fields = extend_fields};
constexpr Field cancel_fields[] = {{"member", &aggregate_shape, true}, {"redemption", &aggregate_shape, true}};
constexpr Shape cancel_shape{.kind = ShapeKind::object, .fields = cancel_fields};

constexpr Field hold_fields[] = {{"member", &aggregate_shape, true},
                                 {"redemption", &aggregate_shape, true},
                                 {"points", &positive_shape, true},
                                 {"point_kind", &aggregate_shape}};
constexpr Shape hold_points_shape{.kind = ShapeKind::object, .fields = hold_fields};
constexpr Field resolve_fields[] = {
    {"member", &aggregate_shape, true}, {"redemption", &aggregate_shape, true}, {"capture", &flag_shape, true}};
constexpr Shape resolve_shape{.kind = ShapeKind::object, .fields = resolve_fields};
constexpr Field adjust_fields[] = {{"member", &aggregate_shape, true},
                                   {"points", &signed_shape, true},
                                   {"reason", &text_shape, true},
                                   {"point_kind", &aggregate_shape}};
constexpr Shape adjust_shape{.kind = ShapeKind::object, .fields = adjust_fields};
constexpr Field erase_fields[] = {{"member", &aggregate_shape, true}};
constexpr Shape erase_shape{.kind = ShapeKind::object, .fields = erase_fields};

Command place_order(const Value& body) {
    return loyalty::PlaceOrder{.order = text_in(body, "order"),
                               .member = text_in(body, "member"),
                               .placed_at_ms = body.integer_at("placed_at_ms"),
                               .currency = text_in(body, "currency"),
                               .lines = loyalty::read_order_lines(body.array_at("lines")),
                               .paid_with_points_minor = body.integer_at("paid_with_points_minor"),
                               .attributes = body.value_at("attributes"),
                               .personal = {}};
}

Command refund_order(const Value& body) {
    loyalty::RefundOrder command{.order = text_in(body, "order"),
                                 .refund_id = text_in(body, "refund"),
                                 .refunded_at_ms = body.integer_at("refunded_at_ms"),
                                 .amount_minor = body.integer_at("amount_minor")};
    for (const Value& item : body.array_at("items"))
        command.items.push_back({item.integer_at("line"), item.integer_at("quantity")});
    return command;
}

Command hold_points(const Value& body) {
    return loyalty::HoldPoints{text_in(body, "member"), text_in(body, "redemption"), body.integer_at("points"),
                               point_kind_in(body)};
}

Command resolve_hold(const Value& body) {
    return loyalty::ResolveHold{text_in(body, "member"), text_in(body, "redemption"), body.boolean_at("capture")};
}

Command adjust_points(const Value& body) {
    return loyalty::AdjustPoints{text_in(body, "member"), body.integer_at("points"), text_in(body, "reason"),
                                 point_kind_in(body)};
}

Command reach_milestone(const Value& body) {
    return loyalty::ReachMilestone{text_in(body, "order"), text_in(body, "milestone"),
                                   body.integer_at("reached_at_ms")};
}

Command record_action(const Value& body) {
    return loyalty::RecordAction{text_in(body, "action"), text_in(body, "member"), text_in(body, "name"),
                                 body.integer_at("acted_at_ms"), body.value_at("attributes")};
}

Command revoke_action(const Value& body) { return loyalty::RevokeAction{text_in(body, "action")}; }

Command open_account(const Value& body) {
    loyalty::OpenAccount command{.action = text_in(body, "action"),
                                 .member = text_in(body, "member"),
                                 .joined_at_ms = body.integer_at("joined_at_ms"),
                                 .lots = {},
                                 .deficit = body.integer_at("deficit"),
                                 .source = text_in(body, "source")};
    for (const Value& lot : body.array_at("lots")) {
        command.lots.push_back({point_kind_in(lot), lot.integer_at("points"), lot.integer_at("earned_at_ms"),
                                lot.integer_at("expires_at_ms", instant_ms_max)});
    }
    return command;
}

Command give_facts(const Value& body) { return loyalty::GiveFacts{text_in(body, "member"), body.value_at("facts")}; }

Command extend_expiry(const Value& body) {
    return loyalty::ExtendExpiry{text_in(body, "member"), point_kind_in(body), body.integer_at("expires_at_ms"),
                                 text_in(body, "reason")};
}

Command cancel_redemption(const Value& body) {
    return loyalty::CancelRedemption{text_in(body, "member"), text_in(body, "redemption")};
}

Command erase_member(const Value& body) { return loyalty::EraseMember{text_in(body, "member")}; }

constexpr CommandReader readers[] = {
    {"place_order", &place_shape, place_order},
    {"refund_order", &refund_order_shape, refund_order},
    {"reach_milestone", &milestone_shape, reach_milestone},
    {"record_action", &action_shape, record_action},
    {"revoke_action", &revoke_shape, revoke_action},
    {"open_account", &open_shape, open_account},
    {"give_facts", &give_facts_shape, give_facts},
    {"extend_expiry", &extend_shape, extend_expiry},
    {"hold_points", &hold_points_shape, hold_points},
    {"resolve_hold", &resolve_shape, resolve_hold},
    {"cancel_redemption", &cancel_shape, cancel_redemption},
    {"adjust_points", &adjust_shape, adjust_points},
    {"erase_member", &erase_shape, erase_member},
};

}  // namespace

std::span<const CommandReader> ledger_commands() { return readers; }

}  // namespace laurel::wire
