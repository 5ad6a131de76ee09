#include "tests/support/shop.h"

#include <doctest/doctest.h>

#include "shared/loyalty/check.h"
#include "shared/loyalty/fold.h"
#include "shared/loyalty/post.h"

namespace laurel {
namespace {

using namespace loyalty;

std::string order_name(std::string_view id) { return "order/" + std::string(id); }
std::string redemption_name(std::string_view id) { return "redemption/" + std::string(id); }

template <class Known>
const Known& known(const States& states, const std::string& aggregate) {
    const State* state = states.find(aggregate);
    REQUIRE_MESSAGE(state != nullptr, aggregate);
    const Known* found = std::get_if<Known>(state);
    REQUIRE_MESSAGE(found != nullptr, aggregate);
    return *found;
}

std::optional<Error> broken_by(const State& before, const Event& event, const State& after) {
    if (const auto* member = std::get_if<MemberState>(&after)) {
        const auto* had = std::get_if<MemberState>(&before);
        return check_member_event(had != nullptr ? *had : MemberState{}, event, *member);
    }
    if (const auto* order = std::get_if<OrderState>(&after)) {
        const auto* had = std::get_if<OrderState>(&before);
        return check_order_event(had != nullptr ? *had : OrderState{}, event, *order);
    }
    const auto* had = std::get_if<RedemptionState>(&before);
    return check_redemption_event(had != nullptr ? *had : RedemptionState{}, event);
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

Program program_for_test() {
    return {.version = 1,
            .name = "Test",
            .time_zone = "UTC",
            .loyalty = {.currency = "GBP",
                        .zone = {},
                        .earning = {.id = "spend", .points = 1, .per_minor = 100, .rounding = Rounding::down},
                        .expiry_months = 12}};
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

std::string draws_of(const Event& event) {
    const Value* draws = event.data.find("draws");
    return draws != nullptr ? write_json(*draws) : "none";
}

Shop::Shop(std::string_view now, Program running) : program(std::move(running)), now_ms(at(now)) {}

Shop::Outcome Shop::run(const Command& command) {
    int rounds = 0;
    for (auto missing = needs(program, command, states); !missing.empty(); missing = needs(program, command, states)) {
        for (const std::string& aggregate : missing) states.set(aggregate, State{});
        REQUIRE(++rounds <= 2);
    }
    auto events = decide(program, states, command, {.now_ms = now_ms, .author = "test"});
    if (!events) return events;
    for (const Event& event : *events) record(event);
    // The natural key: the same command again is carried out already.
    if (!std::holds_alternative<AdjustPoints>(command)) {
        const auto again = decide(program, states, command, {.now_ms = now_ms, .author = "test"});
        CHECK_MESSAGE(kinds_of(again) == "", "the same command again");
    }
    return events;
}

void Shop::record(const Event& event) {
    const State* found = states.find(event.aggregate);
    const State before = found != nullptr ? *found : State{};
    const State after = fold(before, event);
    const auto broken = broken_by(before, event, after);
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
    return run(PlaceOrder{.order = order_name(id),
                          .member = std::string(ann),
                          .placed_at_ms = placed_at_ms,
                          .currency = program.loyalty.currency,
                          .lines = {{.sku = "mug", .quantity = 1, .amount_minor = amount_minor}},
                          .personal = {}});
}

Shop::Outcome Shop::place_lines(std::string_view id, std::vector<OrderLine> lines) {
    return run(PlaceOrder{.order = order_name(id),
                          .member = std::string(ann),
                          .placed_at_ms = now_ms,
                          .currency = program.loyalty.currency,
                          .lines = std::move(lines),
                          .personal = {}});
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

Shop::Outcome Shop::hold(std::string_view id, std::int64_t points) {
    return run(HoldPoints{.member = std::string(ann), .redemption = redemption_name(id), .points = points});
}

Shop::Outcome Shop::capture(std::string_view id) {
    return run(ResolveHold{.member = std::string(ann), .redemption = redemption_name(id), .capture = true});
}

Shop::Outcome Shop::give_back(std::string_view id) {
    return run(ResolveHold{.member = std::string(ann), .redemption = redemption_name(id), .capture = false});
}

Shop::Outcome Shop::adjust(std::int64_t points) {
    return run(AdjustPoints{.member = std::string(ann), .points = points, .reason = "goodwill"});
}

Shop::Outcome Shop::erase() { return run(EraseMember{.member = std::string(ann)}); }

const MemberState& Shop::member() const { return known<MemberState>(states, std::string(ann)); }
const OrderState& Shop::order(std::string_view id) const { return known<OrderState>(states, order_name(id)); }
const RedemptionState& Shop::redemption(std::string_view id) const {
    return known<RedemptionState>(states, redemption_name(id));
}

Balance Shop::balance_at(std::int64_t instant_ms) const {
    return loyalty::balance_at(member(), instant_ms, program.loyalty.expiring_soon_days * day_ms);
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
