#include "tests/support/shop.h"

#include <doctest/doctest.h>

#include "shared/loyalty/check.h"
#include "shared/loyalty/explanation.h"
#include "shared/loyalty/fold.h"
#include "shared/loyalty/order_document.h"

namespace laurel {
namespace {

using namespace loyalty;

std::string order_name(std::string_view id) { return "order/" + std::string(id); }
std::string action_name(std::string_view id) { return "action/" + std::string(id); }
std::string redemption_name(std::string_view id) { return "redemption/" + std::string(id); }

template <class Known>
const Known& known(const States& states, const std::string& aggregate) {
    const State* state = states.find(aggregate);
    REQUIRE_MESSAGE(state != nullptr, aggregate);
    const Known* found = std::get_if<Known>(state);
    REQUIRE_MESSAGE(found != nullptr, aggregate);
    return *found;
}

template <class Known>
Known before_of(const State& before) {
    const Known* had = std::get_if<Known>(&before);
    return had != nullptr ? *had : Known{};
}

struct BrokenBy {
    const State& before;
    const Event& event;

    std::optional<Error> operator()(const MemberState& after) const {
        return check_member_event(before_of<MemberState>(before), event, after);
    }
    std::optional<Error> operator()(const OrderState& after) const {
        return check_order_event(before_of<OrderState>(before), event, after);
    }
    std::optional<Error> operator()(const ActionState&) const {
        return check_action_event(before_of<ActionState>(before), event);
    }
    std::optional<Error> operator()(const RedemptionState&) const {
        return check_redemption_event(before_of<RedemptionState>(before), event);
    }
    std::optional<Error> operator()(const BudgetState& after) const {
        return check_budget_event(before_of<BudgetState>(before), event, after);
    }
    std::optional<Error> operator()(const CouponState&) const {
        return check_coupon_event(before_of<CouponState>(before), event);
    }
    std::optional<Error> operator()(const CheckoutState&) const {
        return check_checkout_event(before_of<CheckoutState>(before), event);
    }
    std::optional<Error> operator()(const OrderDiscountsState& after) const {
        return check_order_discounts_event(before_of<OrderDiscountsState>(before), event, after);
    }
    std::optional<Error> operator()(std::monostate) const { return std::nullopt; }
};

// Each time is a time more.
bool has_natural_key(const Command& command) {
    return !std::holds_alternative<AdjustPoints>(command) && !std::holds_alternative<GiveFacts>(command);
}

void check_bytes(const Event& event) {
    const std::string bytes = event_bytes(event, std::string(64, 'a'));
    const auto again = read_event(bytes);
    REQUIRE_MESSAGE(again.ok(), bytes);
    CHECK(event_bytes(again->event, again->previous_hash) == bytes);
}

}  // namespace

std::int64_t at(std::string_view text) {
    const auto instant = read_instant(text);
    REQUIRE_MESSAGE(instant.ok(), text);
    return *instant;
}

Value document_for_test() {
    return json_of(R"({
        "format": 1, "name": "Test", "currency": "GBP", "time_zone": "UTC",
        "points": {"pending_days": 0, "expiry": {"months": 12}},
        "earning": [{"id": "spend", "points": 1, "per_minor": 100}],
        "redemption": {"minimum_points": 1, "hold_minutes": 30}
    })");
}

Value document_earning(std::string_view rules) {
    Value document = document_for_test();
    set_at(document, "/earning", rules);
    return document;
}

Program program_of(const Value& document, std::int64_t version) {
    auto program = read_program(document, version);
    if (!program) FAIL(program.error().path << ": " << message_of(program.error()));
    return std::move(*program);
}

Program program_for_test() { return program_of(document_for_test()); }

OrderLine line(std::string_view sku, std::int64_t quantity, std::int64_t amount_minor) {
    OrderLine line;
    line.sku = sku;
    line.quantity = quantity;
    line.amount_minor = amount_minor;
    return line;
}

std::vector<OrderLine> lines_of(std::string_view text) {
    const Value lines = json_of(text);
    const Errors errors = check(lines, order_lines_shape);
    REQUIRE_MESSAGE(errors.empty(), text);
    return read_order_lines(*lines.array());
}

std::string code_of(const Result<std::vector<Event>>& outcome) {
    return outcome ? std::string() : std::string(name_of(outcome.error().code));
}

std::string kinds_of(const Result<std::vector<Event>>& outcome) {
    if (!outcome) return code_of(outcome);
    std::string kinds;
    for (const Event& event : *outcome) kinds += (kinds.empty() ? "" : " ") + event.kind;
    return kinds;
}

const Event& event_of(const Result<std::vector<Event>>& outcome, std::string_view kind) {
    REQUIRE_MESSAGE(outcome.ok(), code_of(outcome));
    for (const Event& event : *outcome) {
        if (event.kind == kind) return event;
    }
    REQUIRE_MESSAGE(false, "no event of the kind " << kind << " in " << kinds_of(outcome));
    return outcome->front();
}

std::string draws_of(const Event& event) {
    const Value* draws = event.data.find("draws");
    return draws != nullptr ? write_json(*draws) : "none";
}

Shop::Shop(std::string_view now, Value document)
    : program(program_of(document)), now_ms(at(now)), document_(std::move(document)) {}

void Shop::change(std::string_view path, std::string_view text) {
    set_at(document_, path, text);
    program = program_of(document_, program.version + 1);
}

void Shop::pay(std::int64_t points, std::int64_t per_minor, Rounding rounding) {
    change("/earning",
           write_json(Array{Object{
               {"id", "spend"}, {"points", points}, {"per_minor", per_minor}, {"rounding", name_of(rounding)}}}));
}

void Shop::publish(Value document) {
    document_ = std::move(document);
    program = program_of(document_, program.version + 1);
}

Shop::Outcome Shop::run(const Command& command) {
    int rounds = 0;
    for (auto missing = needs(program, command, states); !missing.empty(); missing = needs(program, command, states)) {
        for (const std::string& aggregate : missing) states.set(aggregate, State{});
        REQUIRE(++rounds <= 2);
    }
    auto events = decide(program, states, command, context());
    if (!events) return events;
    for (const Event& event : *events) record(event);
    // The natural key: the same command again is carried out already.
    if (has_natural_key(command)) {
        const auto again = decide(program, states, command, context());
        CHECK_MESSAGE(kinds_of(again) == "", "the same command again");
    }
    return events;
}

void Shop::record(const Event& event) {
    const State* found = states.find(event.aggregate);
    const State before = found != nullptr ? *found : State{};
    const State after = fold(before, event);
    const auto broken = std::visit(BrokenBy{before, event}, after);
    CHECK_MESSAGE(!broken, event_bytes(event, "") << " breaks " << (broken ? name_of(broken->code) : "")
                                                  << (broken ? ": " + message_of(*broken) : ""));
    check_bytes(event);
    const auto again = state_from_value(event.aggregate, state_to_value(after));
    REQUIRE(again.ok());
    CHECK(*again == after);
    states.set(event.aggregate, after);
    log.push_back(event);
}

Shop::Outcome Shop::place(std::string_view id, std::int64_t amount_minor, std::string_view placed_at) {
    return place(id, amount_minor, at(placed_at));
}

Shop::Outcome Shop::place(std::string_view id, std::int64_t amount_minor, std::int64_t placed_at_ms) {
    PlaceOrder order = order_in(id, Object{});
    order.placed_at_ms = placed_at_ms;
    order.lines = {line("mug", 1, amount_minor)};
    return run(order);
}

Shop::Outcome Shop::place_lines(std::string_view id, std::vector<OrderLine> lines) {
    PlaceOrder order = order_in(id, Object{});
    order.lines = std::move(lines);
    return run(order);
}

Shop::Outcome Shop::place_document(std::string_view id, std::string_view text) {
    return run(order_in(id, json_of(text)));
}

PlaceOrder Shop::order_in(std::string_view id, const Value& document) const {
    const std::string_view placed_at = document.string_at("placed_at");
    const Value* attributes = document.find("attributes");
    return {.order = order_name(id),
            .member = std::string(ann),
            .placed_at_ms = placed_at.empty() ? now_ms : at(placed_at),
            .currency = program.loyalty.currency,
            .lines = read_order_lines(document.array_at("lines")),
            .paid_with_points_minor = document.integer_at("paid_with_points_minor"),
            .attributes = attributes != nullptr ? *attributes : Value(),
            .personal = {}};
}

Shop::Outcome Shop::refund(std::string_view id, std::string_view refund_id, std::int64_t amount_minor) {
    return run(RefundOrder{.order = order_name(id),
                           .refund_id = std::string(refund_id),
                           .refunded_at_ms = now_ms,
                           .amount_minor = amount_minor,
                           .items = {}});
}

Shop::Outcome Shop::refund_at(std::string_view refunded_at, std::string_view id, std::string_view refund_id,
                              std::int64_t amount_minor) {
    return run(RefundOrder{.order = order_name(id),
                           .refund_id = std::string(refund_id),
                           .refunded_at_ms = at(refunded_at),
                           .amount_minor = amount_minor,
                           .items = {}});
}

Shop::Outcome Shop::refund_items(std::string_view id, std::string_view refund_id, std::vector<RefundItem> items) {
    return run(RefundOrder{.order = order_name(id),
                           .refund_id = std::string(refund_id),
                           .refunded_at_ms = now_ms,
                           .items = std::move(items)});
}

Shop::Outcome Shop::reach(std::string_view id, std::string_view milestone, std::int64_t reached_at_ms) {
    return run(ReachMilestone{order_name(id), std::string(milestone), reached_at_ms});
}

Shop::Outcome Shop::act(std::string_view id, std::string_view name, std::string_view attributes) {
    return run(RecordAction{.action = action_name(id),
                            .member = std::string(ann),
                            .name = std::string(name),
                            .acted_at_ms = now_ms,
                            .attributes = json_of(attributes)});
}

Shop::Outcome Shop::revoke(std::string_view id) { return run(RevokeAction{action_name(id)}); }

Shop::Outcome Shop::open(std::string_view id, std::vector<OpeningLot> lots, std::int64_t deficit) {
    return run(OpenAccount{.action = action_name(id),
                           .member = std::string(ann),
                           .joined_at_ms = now_ms,
                           .lots = std::move(lots),
                           .deficit = deficit,
                           .source = "elsewhere"});
}

Shop::Outcome Shop::give_facts(std::string_view facts) {
    auto outcome = run(GiveFacts{std::string(ann), json_of(facts)});
    if (outcome) facts_ = json_of(facts);
    return outcome;
}

Shop::Outcome Shop::extend(std::string_view expires_at, std::string_view point_kind) {
    return run(ExtendExpiry{std::string(ann), std::string(point_kind), at(expires_at), "goodwill"});
}

Shop::Outcome Shop::hold(std::string_view id, std::int64_t points, std::string_view point_kind) {
    return run(HoldPoints{std::string(ann), redemption_name(id), points, std::string(point_kind)});
}

Shop::Outcome Shop::capture(std::string_view id) {
    return run(ResolveHold{.member = std::string(ann), .redemption = redemption_name(id), .capture = true});
}

Shop::Outcome Shop::give_back(std::string_view id) {
    return run(ResolveHold{.member = std::string(ann), .redemption = redemption_name(id), .capture = false});
}

Shop::Outcome Shop::cancel(std::string_view id) {
    return run(CancelRedemption{.member = std::string(ann), .redemption = redemption_name(id)});
}

Shop::Outcome Shop::adjust(std::int64_t points, std::string_view point_kind) {
    return run(AdjustPoints{std::string(ann), points, "goodwill", std::string(point_kind)});
}

Shop::Outcome Shop::erase() { return run(EraseMember{.member = std::string(ann)}); }

std::string Shop::why(std::string_view document) const {
    const auto explained = explain(program, states, order_in("why", json_of(document)), context());
    REQUIRE_MESSAGE(explained.ok(), document);
    std::string text;
    for (const Value& outcome : explained->array_at("outcomes")) {
        const std::string_view reason = outcome.string_at("reason");
        const std::string_view detail = outcome.string_at("detail");
        text += (text.empty() ? "" : "; ") + std::string(outcome.string_at("rule")) + " ";
        text += reason == "gave" ? std::to_string(outcome.integer_at("points")) : std::string(reason);
        text += (detail.empty() ? "" : " ") + std::string(detail);
    }
    return text;
}

const MemberState& Shop::member() const { return known<MemberState>(states, std::string(ann)); }
const OrderState& Shop::order(std::string_view id) const { return known<OrderState>(states, order_name(id)); }
const ActionState& Shop::action(std::string_view id) const { return known<ActionState>(states, action_name(id)); }
const RedemptionState& Shop::redemption(std::string_view id) const {
    return known<RedemptionState>(states, redemption_name(id));
}

Balance Shop::balance_at(std::int64_t instant_ms, std::string_view point_kind) const {
    const PointKind* kind = program.loyalty.kind(point_kind);
    REQUIRE_MESSAGE(kind != nullptr, point_kind);
    return loyalty::balance_at(member(), instant_ms, kind->expiring_soon_days * day_ms, point_kind);
}

MemberState Shop::member_as_of(std::int64_t instant_ms) const {
    MemberState state;
    for (const Event& event : log) {
        if (event.aggregate == ann && event.effective_at_ms <= instant_ms) {
            state = loyalty::fold(std::move(state), event);
        }
    }
    return state;
}

}  // namespace laurel
