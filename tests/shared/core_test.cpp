#include "shared/core.h"

#include <doctest/doctest.h>

#include "tests/support/shop.h"

using namespace laurel;
using namespace laurel::loyalty;

namespace {

using Names = std::vector<std::string>;

PlaceOrder order_of(std::string_view member) {
    return {.order = "order/1",
            .member = std::string(member),
            .placed_at_ms = at("2026-01-01T00:00:00Z"),
            .currency = "GBP",
            .lines = {line("mug", 1, 10'00)},
            .attributes = {},
            .personal = Object{{"name", "Ann"}}};
}

}  // namespace

TEST_CASE("a command names the aggregates that it needs and stops asking once it has them") {
    const Program program = program_for_test();
    const States none;
    CHECK(needs(program, order_of("member/ann"), none) == Names{"order/1", "member/ann"});
    CHECK(needs(program, order_of(""), none) == Names{"order/1"});
    CHECK(needs(program, HoldPoints{"member/ann", "redemption/1", 5}, none) == Names{"redemption/1", "member/ann"});
    CHECK(needs(program, ResolveHold{"member/ann", "redemption/1", true}, none) == Names{"redemption/1", "member/ann"});
    CHECK(needs(program, AdjustPoints{"member/ann", 5, "x"}, none) == Names{"member/ann"});
    CHECK(needs(program, EraseMember{"member/ann"}, none) == Names{"member/ann"});
    CHECK(needs(program, CancelRedemption{"member/ann", "redemption/1"}, none) == Names{"redemption/1", "member/ann"});
    CHECK(needs(program, GiveFacts{"member/ann", Object{}}, none) == Names{"member/ann"});
    CHECK(needs(program, ExtendExpiry{.member = "member/ann", .reason = {}}, none) == Names{"member/ann"});
    const RecordAction action{.action = "action/1", .member = "member/ann", .name = "visit", .attributes = {}};
    CHECK(needs(program, action, none) == Names{"action/1", "member/ann"});
    const OpenAccount opening{.action = "action/1", .member = "member/ann", .lots = {}, .source = {}};
    CHECK(needs(program, opening, none) == Names{"action/1", "member/ann"});
    States states;
    states.set("order/1", State{});
    states.set("member/ann", State{});
    CHECK(needs(program, order_of("member/ann"), states).empty());
}

TEST_CASE("a refund needs its order and the discounts it had first, and then the member whom the order names") {
    const Program program = program_for_test();
    const RefundOrder refund{.order = "order/1", .refund_id = "r", .amount_minor = 1, .items = {}};
    States states;
    CHECK(needs(program, refund, states) == Names{"order/1", "order_discounts/1"});
    states.set("order_discounts/1", State{});
    states.set("order/1", State{});
    CHECK(needs(program, refund, states).empty());
    OrderState order;
    states.set("order/1", order);
    CHECK(needs(program, refund, states).empty());
    order.member = "member/ann";
    states.set("order/1", order);
    CHECK(needs(program, refund, states) == Names{"member/ann"});
}

TEST_CASE("a milestone needs its order and a revocation its action first, and then the member whom these name") {
    const Program program = program_for_test();
    OrderState order;
    order.member = "member/ann";
    ActionState action;
    action.member = "member/ann";
    struct Row {
        Command command;
        std::string aggregate;
        State state;
    };
    const Row rows[] = {{ReachMilestone{"order/1", "delivered", 0}, "order/1", order},
                        {RevokeAction{"action/1"}, "action/1", action}};
    for (const Row& row : rows) {
        CAPTURE(row.aggregate);
        States states;
        CHECK(needs(program, row.command, states) == Names{row.aggregate});
        states.set(row.aggregate, State{});
        CHECK(needs(program, row.command, states).empty());
        states.set(row.aggregate, row.state);
        CHECK(needs(program, row.command, states) == Names{"member/ann"});
    }
}

TEST_CASE("a command whose aggregate has the name of another kind is refused") {
    const Program program = program_for_test();
    PlaceOrder order = order_of("member/ann");
    order.order = "member/bob";
    struct Row {
        Command command;
        const char* path;
    };
    const Row rows[] = {
        {order, "/order"},
        {order_of("order/2"), "/member"},
        {RefundOrder{.order = "redemption/1", .refund_id = "r", .amount_minor = 1, .items = {}}, "/order"},
        {HoldPoints{"member/ann", "order/1", 5}, "/redemption"},
        {HoldPoints{"ann", "redemption/1", 5}, "/member"},
        {ResolveHold{"member/ann", "", true}, "/redemption"},
        {AdjustPoints{"order/1", 5, "x"}, "/member"},
        {EraseMember{""}, "/member"},
        {CancelRedemption{"member/ann", "order/1"}, "/redemption"},
        {ReachMilestone{"action/1", "delivered", 0}, "/order"},
        {RevokeAction{"order/1"}, "/action"},
        {RecordAction{.action = "order/1", .member = "member/ann", .name = "visit", .attributes = {}}, "/action"},
        {OpenAccount{.action = "action/1", .member = "ann", .lots = {}, .source = {}}, "/member"},
        {GiveFacts{"ann", Object{}}, "/member"},
        {ExtendExpiry{.member = "order/1", .reason = {}}, "/member"},
    };
    for (const Row& row : rows) {
        const auto decided =
            decide(program, States{}, row.command, {.now_ms = at("2026-01-02T00:00:00Z"), .author = ""});
        REQUIRE_FALSE(decided.ok());
        CHECK(decided.error().code == ErrorCode::invalid_identifier);
        CHECK(decided.error().path == row.path);
    }
}

TEST_CASE("events carry the time they were learnt, the programme's version and the author") {
    Program program = program_for_test();
    program.version = 7;
    const Context context{.now_ms = at("2026-01-02T00:00:00Z"), .author = "key/1"};
    States states;
    states.set("order/1", State{});
    states.set("member/ann", State{});
    const auto events = decide(program, states, order_of("member/ann"), context);
    REQUIRE(events.ok());
    for (const Event& event : *events) {
        CHECK(event.recorded_at_ms == context.now_ms);
        CHECK(event.effective_at_ms == at("2026-01-01T00:00:00Z"));
        CHECK(event.program_version == 7);
        CHECK(event.author == "key/1");
    }
    CHECK(write_json(events->back().personal) == R"({"name":"Ann"})");
}

TEST_CASE("deciding changes nothing: the same question has the same answer") {
    Shop shop;
    REQUIRE(shop.place("1", 10'00).ok());
    const HoldPoints command{"member/ann", "redemption/1", 5};
    shop.states.set("redemption/1", State{});
    const Context context{.now_ms = shop.now_ms, .author = "test"};
    const auto once = decide(shop.program, shop.states, command, context);
    const auto twice = decide(shop.program, shop.states, command, context);
    REQUIRE(once.ok());
    REQUIRE(once->size() == twice->size());
    for (std::size_t index = 0; index < once->size(); ++index) {
        CHECK(event_bytes((*once)[index], "") == event_bytes((*twice)[index], ""));
    }
}

TEST_CASE("the answer to a command is the same for its repetition, whatever happened since") {
    Shop shop;
    shop.change("/points/pending_days", "1");
    REQUIRE(shop.place("1", 10'00).ok());
    const PlaceOrder order{
        .order = "order/1", .member = "member/ann", .currency = "GBP", .lines = {}, .attributes = {}, .personal = {}};
    CHECK(write_json(answer(order, shop.states)) ==
          R"({"available_at":"2026-01-02T00:00:00Z","currency":"GBP",)"
          R"("earned":[{"point_kind":"points","points":10,"program_version":2,"rule":"spend"}],)"
          R"("expires_at":"2027-01-02T00:00:00Z",)"
          R"("placed_at":"2026-01-01T00:00:00Z","points_earned":10,"total_minor":1000})");
    shop.now_ms += day_ms;
    REQUIRE(shop.hold("h", 4).ok());
    const HoldPoints hold{"member/ann", "redemption/h", 4};
    const std::string held = R"({"held_at":"2026-01-02T00:00:00Z","point_kind":"points","points":4,"status":"held",)"
                             R"("times_out_at":"2026-01-02T00:30:00Z"})";
    CHECK(write_json(answer(hold, shop.states)) == held);
    REQUIRE(shop.capture("h").ok());
    CHECK(write_json(answer(hold, shop.states)) == held);
    CHECK(write_json(answer(ResolveHold{"member/ann", "redemption/h", true}, shop.states)) ==
          R"({"point_kind":"points","points":4,"resolved_at":"2026-01-02T00:00:00Z","status":"captured"})");
    REQUIRE(shop.refund("1", "a", 5'00).ok());
    REQUIRE(shop.refund("1", "b", 5'00).ok());
    const RefundOrder refund{.order = "order/1", .refund_id = "a", .items = {}};
    CHECK(write_json(answer(refund, shop.states)) == R"({"amount_minor":500,"currency":"GBP","points_clawed_back":5})");
    CHECK(write_json(answer(AdjustPoints{"member/ann", -5, ""}, shop.states)) ==
          R"({"point_kind":"points","points":-5})");
    CHECK(write_json(answer(EraseMember{"member/ann"}, shop.states)) == R"({"erased":true})");
}

TEST_CASE("an order of points that never expire, or of none, has no dates in its answer") {
    Shop shop;
    shop.change("/points/expiry", "");
    REQUIRE(shop.place("1", 10'00).ok());
    REQUIRE(shop.place("2", 1).ok());
    PlaceOrder order{.order = "order/1", .member = {}, .currency = {}, .lines = {}, .attributes = {}, .personal = {}};
    CHECK(answer(order, shop.states).string_at("available_at") == "2026-01-01T00:00:00Z");
    CHECK(answer(order, shop.states).find("expires_at")->is_null());
    order.order = "order/2";
    CHECK(answer(order, shop.states).find("available_at")->is_null());
}

TEST_CASE("an answer about what is not there is null") {
    const States none;
    CHECK(answer(order_of("member/ann"), none).is_null());
    CHECK(answer(RefundOrder{.order = "order/1", .refund_id = "r", .items = {}}, none).is_null());
    CHECK(answer(HoldPoints{"member/ann", "redemption/1", 5}, none).is_null());
    CHECK(answer(ResolveHold{"member/ann", "redemption/1", true}, none).is_null());
    CHECK(answer(CancelRedemption{"member/ann", "redemption/1"}, none).is_null());
    CHECK(answer(RecordAction{.action = "action/1", .member = "member/ann", .name = {}, .attributes = {}}, none)
              .is_null());
    CHECK(answer(OpenAccount{.action = "action/1", .member = "member/ann", .lots = {}, .source = {}}, none).is_null());
}

TEST_CASE("an aggregate's first event says by its name what it is") {
    Event event;
    event.version = 1;
    event.kind = "anything";
    event.aggregate = "member/1";
    CHECK(std::holds_alternative<MemberState>(fold(State{}, event)));
    event.aggregate = "order/1";
    CHECK(std::holds_alternative<OrderState>(fold(State{}, event)));
    event.aggregate = "action/1";
    CHECK(std::holds_alternative<ActionState>(fold(State{}, event)));
    event.aggregate = "budget/1";
    CHECK(std::holds_alternative<BudgetState>(fold(State{}, event)));
    event.aggregate = "redemption/1";
    CHECK(std::holds_alternative<RedemptionState>(fold(State{}, event)));
    event.aggregate = "program/main";
    CHECK(std::holds_alternative<std::monostate>(fold(State{}, event)));
}

TEST_CASE("states of each kind survive as JSON, and a state is read by its aggregate's name") {
    Shop shop;
    REQUIRE(shop.place("1", 10'00).ok());
    REQUIRE(shop.hold("h", 5).ok());
    REQUIRE(shop.act("visit", "visit").ok());
    shop.states.set("budget/mugs", BudgetState{});
    for (const auto& [aggregate, state] : shop.states.all()) {
        const auto again = state_from_value(aggregate, state_to_value(state));
        REQUIRE(again.ok());
        CHECK(*again == state);
    }
    CHECK(*state_from_value("member/1", Value()) == State{});
    const auto unknown = state_from_value("basket/1", Object{});
    REQUIRE_FALSE(unknown.ok());
    CHECK(unknown.error().code == ErrorCode::state_unreadable);
    CHECK(unknown.error().path == "");
    CHECK(unknown.error().found == "basket/1");
}
