#include "shared/wire/commands.h"

#include <doctest/doctest.h>

#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

Result<Command> read(std::string_view text) { return wire::read_command(json_of(text)); }

template <class Wanted>
Wanted as(std::string_view text) {
    const auto command = read(text);
    REQUIRE_MESSAGE(command.ok(), text);
    REQUIRE(std::holds_alternative<Wanted>(*command));
    return std::get<Wanted>(*command);
}

struct Refused {
    std::string json;
    ErrorCode code;
    std::string path;
};

}  // namespace

TEST_CASE("each command is read from its own shape") {
    const auto order = as<PlaceOrder>(R"({"place_order": {"order": "order/1", "member": "member/1", "placed_at_ms": -5,
        "currency": "GBP", "lines": [{"sku": "mug", "quantity": 2, "amount_minor": 1250}]}})");
    CHECK(order.order == "order/1");
    CHECK(order.member == "member/1");
    CHECK(order.placed_at_ms == -5);
    CHECK(order.lines == std::vector<OrderLine>{line("mug", 2, 1250)});
    const auto by_amount = as<RefundOrder>(
        R"({"refund_order": {"order": "order/1", "refund": "r", "refunded_at_ms": 7, "amount_minor": 5}})");
    CHECK(by_amount.refund_id == "r");
    CHECK(by_amount.refunded_at_ms == 7);
    CHECK(by_amount.amount_minor == 5);
    const auto by_item = as<RefundOrder>(R"({"refund_order": {"order": "order/1", "refund": "r", "refunded_at_ms": 7,
        "items": [{"line": 0, "quantity": 2}]}})");
    CHECK(by_item.items == std::vector<RefundItem>{{0, 2}});
    CHECK(as<HoldPoints>(R"({"hold_points": {"member": "m", "redemption": "r", "points": 5}})").points == 5);
    CHECK_FALSE(as<ResolveHold>(R"({"resolve_hold": {"member": "m", "redemption": "r", "capture": false}})").capture);
    CHECK(as<AdjustPoints>(R"({"adjust_points": {"member": "m", "points": -5, "reason": "a gift"}})").points == -5);
    CHECK(as<EraseMember>(R"({"erase_member": {"member": "m"}})").member == "m");
}

TEST_CASE("an order without a member is a guest's") {
    const auto order = as<PlaceOrder>(R"({"place_order": {"order": "order/1", "placed_at_ms": 0, "currency": "GBP",
        "lines": [{"sku": "mug", "quantity": 1, "amount_minor": 0}]}})");
    CHECK(order.member == "");
}

TEST_CASE("what is no command is refused with its place") {
    const Refused table[] = {
        {"null", ErrorCode::unknown_command, "/command"},
        {"{}", ErrorCode::unknown_command, "/command"},
        {R"({"erase_member": {"member": "m"}, "hold_points": {}})", ErrorCode::unknown_command, "/command"},
        {R"({"steal_points": {}})", ErrorCode::unknown_command, "/command/steal_points"},
        {R"({"erase_member": []})", ErrorCode::wrong_type, "/command/erase_member"},
        {R"({"erase_member": {}})", ErrorCode::missing_field, "/command/erase_member/member"},
        {R"({"erase_member": {"member": ""}})", ErrorCode::invalid_identifier, "/command/erase_member/member"},
        {R"({"erase_member": {"member": "m", "why": 1}})", ErrorCode::unknown_field, "/command/erase_member/why"},
        {R"({"hold_points": {"member": "m", "redemption": "r", "points": 0}})", ErrorCode::number_out_of_range,
         "/command/hold_points/points"},
        {R"({"resolve_hold": {"member": "m", "redemption": "r", "capture": 1}})", ErrorCode::wrong_type,
         "/command/resolve_hold/capture"},
        {R"({"adjust_points": {"member": "m", "points": 5, "reason": ""}})", ErrorCode::text_too_short,
         "/command/adjust_points/reason"},
        {R"({"refund_order": {"order": "o", "refund": "r", "refunded_at_ms": 0}})", ErrorCode::missing_field,
         "/command/refund_order"},
        {R"({"refund_order": {"order": "o", "refund": "r", "refunded_at_ms": 0, "amount_minor": 1,
             "items": [{"line": 0, "quantity": 1}]}})",
         ErrorCode::value_not_allowed, "/command/refund_order"},
        {R"({"refund_order": {"order": "o", "refund": "r", "refunded_at_ms": 0, "amount_minor": 0}})",
         ErrorCode::number_out_of_range, "/command/refund_order/amount_minor"},
        {R"({"place_order": {"order": "o", "placed_at_ms": 0, "currency": "GBX", "lines": []}})",
         ErrorCode::unknown_currency, "/command/place_order/currency"},
        {R"({"place_order": {"order": "o", "placed_at_ms": 253402300800000, "currency": "GBP",
             "lines": [{"sku": "mug", "quantity": 1, "amount_minor": 0}]}})",
         ErrorCode::number_out_of_range, "/command/place_order/placed_at_ms"},
        {R"({"place_order": {"order": "o", "placed_at_ms": 0, "currency": "GBP",
             "lines": [{"sku": "mug", "quantity": 0, "amount_minor": 0}]}})",
         ErrorCode::number_out_of_range, "/command/place_order/lines/0/quantity"},
        {R"({"place_order": {"order": "o", "placed_at_ms": 0, "currency": "GBP",
             "lines": [{"sku": "mug", "quantity": 1, "amount_minor": -1}]}})",
         ErrorCode::number_out_of_range, "/command/place_order/lines/0/amount_minor"},
    };
    for (const Refused& row : table) {
        CAPTURE(row.json);
        const auto command = read(row.json);
        REQUIRE_FALSE(command.ok());
        CHECK(command.error().code == row.code);
        CHECK(command.error().path == row.path);
    }
}
