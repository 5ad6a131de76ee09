#include "edge/back_test/replay.h"

#include <algorithm>
#include <iterator>

#include "shared/loyalty/events.h"
#include "shared/loyalty/post_values.h"

namespace laurel::back_test {
namespace {

using namespace loyalty;

struct Asked {
    const Event& event;
    const std::string& member;
    const Value& personal;
    std::int64_t joined_at_ms;
};

Value member_of(const Event& event, std::string_view name) {
    const Value* found = event.data.find(name);
    return found != nullptr ? *found : Value();
}

std::string kind_of(const Event& event) { return std::string(event.data.string_at("point_kind", main_point_kind)); }

Command placed(const Asked& asked) {
    const Event& event = asked.event;
    return PlaceOrder{.order = event.aggregate,
                      .member = asked.member,
                      .placed_at_ms = event.effective_at_ms,
                      .currency = std::string(event.data.string_at("currency")),
                      .lines = placed_lines_from_value(event.data.array_at("lines")),
                      .paid_with_points_minor = event.data.integer_at("paid_with_points_minor"),
                      .attributes = member_of(event, "attributes"),
                      .personal = {}};
}

Command refunded(const Asked& asked) {
    const Event& event = asked.event;
    RefundOrder command{.order = event.aggregate,
                        .refund_id = std::string(event.data.string_at("refund")),
                        .refunded_at_ms = event.effective_at_ms,
                        .items = items_from_value(event.data.array_at("items"))};
    if (command.items.empty()) command.amount_minor = event.data.integer_at("amount_minor");
    return command;
}

Command milestone_reached(const Asked& asked) {
    return ReachMilestone{asked.event.aggregate, std::string(asked.event.data.string_at("milestone")),
                          asked.event.effective_at_ms};
}

Command recorded(const Asked& asked) {
    return RecordAction{asked.event.aggregate, asked.member, std::string(asked.event.data.string_at("name")),
                        asked.event.effective_at_ms, member_of(asked.event, "attributes")};
}

Command revoked(const Asked& asked) { return RevokeAction{asked.event.aggregate}; }

Command opened(const Asked& asked) {
    const Event& event = asked.event;
    OpenAccount command{.action = event.aggregate,
                        .member = asked.member,
                        .joined_at_ms = asked.joined_at_ms,
                        .lots = {},
                        .deficit = event.data.integer_at("deficit"),
                        .source = std::string(event.data.string_at("source"))};
    for (const Value& row : event.data.array_at("lots")) {
        const Array* lot = row.array();
        if (lot == nullptr || lot->size() != 4 || (*lot)[0].string() == nullptr) continue;
        const auto number = [&](std::size_t at) { return (*lot)[at].integer() != nullptr ? *(*lot)[at].integer() : 0; };
        command.lots.push_back({*(*lot)[0].string(), number(1), number(2), number(3)});
    }
    return command;
}

Command held(const Asked& asked) {
    return HoldPoints{asked.member, asked.event.aggregate, asked.event.data.integer_at("points"), kind_of(asked.event)};
}

Command captured(const Asked& asked) { return ResolveHold{asked.member, asked.event.aggregate, true}; }
Command voided(const Asked& asked) { return ResolveHold{asked.member, asked.event.aggregate, false}; }
Command cancelled(const Asked& asked) { return CancelRedemption{asked.member, asked.event.aggregate}; }

Command adjusted(const Asked& asked) {
    return AdjustPoints{asked.member, asked.event.data.integer_at("points"), "", kind_of(asked.event)};
}

Command extended(const Asked& asked) {
    return ExtendExpiry{asked.member, kind_of(asked.event), asked.event.data.integer_at("expires_at_ms"), ""};
}

Command told(const Asked& asked) { return GiveFacts{asked.member, asked.personal}; }
Command erased(const Asked& asked) { return EraseMember{asked.member}; }

// The events that commands begin with. A programme judges what is about an order or action by when that was, all else
// by when it was recorded.
struct Repeated {
    std::string_view kind;
    Command (*command)(const Asked& asked);
    bool is_judged_when_effective = false;
};

constexpr Repeated repeated[] = {
    {order_placed, placed, true},
    {order_refunded, refunded, true},
    {order_milestone_reached, milestone_reached, true},
    {action_recorded, recorded, true},
    {action_revoked, revoked},
    {account_opened, opened},
    {redemption_held, held},
    {redemption_captured, captured},
    {redemption_voided, voided},
    {redemption_cancelled, cancelled},
    {points_adjusted, adjusted},
    {expiry_extended, extended},
    {facts_given, told},
    {member_erased, erased},
};

// Those that the ledger adds to them.
constexpr std::string_view followers[] = {
    member_joined, points_earned,   activity_counted, points_released, points_opened,      points_expired, points_held,
    points_spent,  points_restored, hold_voided,      hold_timed_out,  points_clawed_back, deficit_settled};

// What they hold moves no points: an order's lines say what coupons left of it.
constexpr std::string_view other_aggregates[] = {"budget/", "checkout/", "coupon/", "order_discounts/", "program/"};

// A redemption was as it was: whatever a draft asks of plain points, or how long it reserves them.
Program as_held(const Program& program, const Event& event) {
    Program held = program;
    held.loyalty.minimum_points = 0;
    held.loyalty.hold_minutes = (event.data.integer_at("times_out_at_ms") - event.effective_at_ms) / minute_ms;
    return held;
}

const Repeated* find(const Event& event) {
    const auto found = std::find_if(std::begin(repeated), std::end(repeated),
                                    [&](const Repeated& each) { return each.kind == event.kind; });
    return found == std::end(repeated) ? nullptr : &*found;
}

}  // namespace

bool begins_with_command(const Event& event) { return find(event) != nullptr; }

bool follows_from_others(const Event& event) {
    // Points that slide move on with every activity.
    if (event.kind == expiry_extended) return event.data.boolean_at("only_sliding");
    const auto is_in = [&](std::string_view prefix) { return event.aggregate.starts_with(prefix); };
    return std::any_of(std::begin(other_aggregates), std::end(other_aggregates), is_in) ||
           std::find(std::begin(followers), std::end(followers), event.kind) != std::end(followers);
}

Result<bool> Replay::repeat(const Event& event, const Value& personal) {
    const Repeated* known = find(event);
    if (known == nullptr) return false;
    const Program& in_force =
        program_at_(known->is_judged_when_effective ? event.effective_at_ms : event.recorded_at_ms);
    const bool is_hold = event.kind == redemption_held;
    const Program adapted = is_hold ? as_held(in_force, event) : Program();
    const Program& program = is_hold ? adapted : in_force;
    const Command command = known->command({event, member_, personal, joined_at_ms_});
    States states;
    for (auto missing = needs(program, command, states); !missing.empty(); missing = needs(program, command, states)) {
        for (const std::string& name : missing) states.set(name, states_[name]);
    }
    auto events =
        decide(program, states, command, {.now_ms = event.recorded_at_ms, .author = event.author, .facts = facts_});
    if (!events) return events.error();
    for (const Event& each : *events) {
        State& state = states_[each.aggregate];
        state = fold(std::move(state), each);
    }
    if (event.kind == facts_given) facts_ = personal;
    return true;
}

}  // namespace laurel::back_test
