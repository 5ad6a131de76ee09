#include "shared/loyalty/decide.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/ledger.h"
#include "shared/loyalty/member_log.h"
#include "shared/loyalty/post.h"

namespace laurel::loyalty {
namespace {

std::string integer_text(std::int64_t value) { return write_json(Value(value)); }

Error error_of(ErrorCode code, std::string path = {}, std::string found = {}, std::string allowed = {}) {
    return {code, std::move(path), std::move(found), std::move(allowed)};
}

Event stamped(Event event, const std::string& aggregate, std::int64_t version, std::int64_t effective_at_ms) {
    event.aggregate = aggregate;
    event.version = version;
    event.effective_at_ms = effective_at_ms;
    return event;
}

// A shop's clock may run a little ahead of the edge's. Its orders and refunds keep the time it says, but the member's
// ledger takes them at `now`: holds must not time out early because of it.
std::optional<Error> not_in_future(std::int64_t instant_ms, std::int64_t now_ms, const char* path) {
    if (instant_ms <= now_ms + clock_skew_ms_max) return std::nullopt;
    return error_of(ErrorCode::instant_in_future, path, write_instant(instant_ms),
                    "at or before " + write_instant(now_ms));
}

bool is_erased(const MemberState* member) { return member != nullptr && member->erased; }

// The same order again: nothing to do. Another one under its id: a conflict.
Decided repeated_order(const PlaceOrder& command, const OrderState& order) {
    auto same_line = [](const OrderLine& a, const OrderLine& b) {
        return a.sku == b.sku && a.quantity == b.quantity && a.amount_minor == b.amount_minor;
    };
    const bool same =
        command.member == order.member && command.placed_at_ms == order.placed_at_ms &&
        command.currency == order.currency &&
        std::equal(command.lines.begin(), command.lines.end(), order.lines.begin(), order.lines.end(), same_line);
    if (same) return std::vector<Event>{};
    return error_of(ErrorCode::order_id_reused, "/id", "an order with other content",
                    "an id of its own for each order");
}

Result<std::int64_t> total_of(const std::vector<OrderLine>& lines) {
    std::int64_t total = 0;
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const auto sum = add_checked(total, lines[index].amount_minor);
        if (!sum) {
            return error_of(ErrorCode::amount_overflow, child_path("/lines", index) + "/amount_minor",
                            integer_text(lines[index].amount_minor), "a total of at most " + integer_text(integer_max));
        }
        total = *sum;
    }
    return total;
}

// Whether the member can have one more lot of so many points: neither the lots nor any sum of points may outgrow its
// bounds. What was ever earned and granted bounds every other sum.
std::optional<Error> lot_refused(const MemberState& member, std::int64_t points, const char* path) {
    const std::int64_t room = integer_max - member.points_earned - member.points_adjusted;
    if (points > room) {
        return error_of(ErrorCode::amount_overflow, path, integer_text(points) + " points",
                        "at most " + integer_text(room) + " more points");
    }
    if (member.lots.size() < open_lots_max) return std::nullopt;
    return error_of(ErrorCode::too_many_open_lots, "/member",
                    integer_text(static_cast<std::int64_t>(member.lots.size())),
                    "at most " + integer_text(open_lots_max));
}

// Fills in what the order earns and, when it earns anything, adds the lot to the member.
std::optional<Error> earn(const Settings& settings, const PlaceOrder& command, MemberLog& log, OrderState& outcome) {
    const auto points = points_for(settings.earning, outcome.total_minor);
    if (!points) return points.error();
    outcome.points_earned = *points;
    if (*points == 0) return std::nullopt;
    if (auto error = lot_refused(log.state(), *points, "/lines")) return error;
    outcome.lot = log.next_version();
    outcome.available_at_ms = std::min(command.placed_at_ms + settings.pending_days * day_ms, instant_ms_max);
    outcome.expires_at_ms = expires_at_ms(settings, command.placed_at_ms);
    log.add(post::points_earned(
        command.order, settings.earning.id,
        {.points = *points, .available_at_ms = outcome.available_at_ms, .expires_at_ms = outcome.expires_at_ms}));
    return std::nullopt;
}

// What a refund is worth: the amount asked for, or the items' share of their lines, telescoped so that the shares of a
// line add up to it exactly.
Result<std::int64_t> refund_amount(const RefundOrder& command, const OrderState& order) {
    if (command.items.empty()) return command.amount_minor;
    std::vector<OrderLine> lines = order.lines;
    std::int64_t amount = 0;
    for (std::size_t index = 0; index < command.items.size(); ++index) {
        const RefundItem& item = command.items[index];
        const std::string path = child_path("/items", index);
        if (item.line < 0 || item.line >= static_cast<std::int64_t>(lines.size())) {
            return error_of(ErrorCode::line_unknown, path + "/line", integer_text(item.line),
                            "0 to " + integer_text(static_cast<std::int64_t>(lines.size()) - 1));
        }
        OrderLine& line = lines[static_cast<std::size_t>(item.line)];
        const std::int64_t left = line.quantity - line.refunded_quantity;
        if (item.quantity < 1 || item.quantity > left) {
            return error_of(ErrorCode::refund_exceeds_order, path + "/quantity", integer_text(item.quantity),
                            left > 0 ? "1 to " + integer_text(left) : "nothing: the line is refunded in full");
        }
        const auto before =
            multiply_rational(line.amount_minor, line.refunded_quantity, line.quantity, Rounding::half_up);
        line.refunded_quantity += item.quantity;
        const auto after =
            multiply_rational(line.amount_minor, line.refunded_quantity, line.quantity, Rounding::half_up);
        if (!before || !after) return error_of(ErrorCode::amount_overflow, path);
        amount += *after - *before;
    }
    return amount;
}

Decided repeated_refund(const RefundOrder& command, const Refund& refund) {
    const bool same =
        command.items == refund.items && (!command.items.empty() || command.amount_minor == refund.amount_minor);
    if (same) return std::vector<Event>{};
    return error_of(ErrorCode::refund_id_reused, "/id", "a refund with other content",
                    "an id of its own for each refund");
}

std::optional<Error> refund_refused(const RefundOrder& command, const OrderInput& input, std::int64_t now_ms) {
    if (input.order == nullptr) return error_of(ErrorCode::order_unknown, "/order");
    if (auto error = not_in_future(command.refunded_at_ms, now_ms, "/refunded_at")) return error;
    if (command.refunded_at_ms < input.order->placed_at_ms) {
        return error_of(ErrorCode::value_not_allowed, "/refunded_at", write_instant(command.refunded_at_ms),
                        "at or after " + write_instant(input.order->placed_at_ms) + ", when the order was placed");
    }
    if (input.order->refunds.size() >= refunds_per_order_max) {
        return error_of(ErrorCode::too_many_refunds, "",
                        integer_text(static_cast<std::int64_t>(input.order->refunds.size())),
                        "at most " + integer_text(refunds_per_order_max));
    }
    return std::nullopt;
}

// earn(S) - earn(S - refunded so far) - already clawed, by the order's own rule.
std::int64_t points_to_claw_back(const OrderState& order, std::int64_t refund_minor) {
    const auto kept = points_for(order.rule, order.total_minor - order.refunded_minor - refund_minor);
    return order.points_earned - (kept ? *kept : 0) - order.points_clawed_back;
}

std::optional<Error> hold_refused(const Settings& settings, const HoldPoints& command, const MemberState& member,
                                  std::int64_t now_ms) {
    if (command.points < settings.minimum_points) {
        return error_of(ErrorCode::below_minimum_redemption, "/points", integer_text(command.points),
                        "at least " + integer_text(settings.minimum_points));
    }
    const std::int64_t available = balance_at(member, now_ms, 0).available;
    if (command.points > available) {
        return error_of(ErrorCode::insufficient_points, "/points", integer_text(command.points),
                        "at most " + integer_text(std::max<std::int64_t>(available, 0)));
    }
    if (member.holds.size() >= open_holds_max) {
        return error_of(ErrorCode::too_many_open_holds, "",
                        integer_text(static_cast<std::int64_t>(member.holds.size())),
                        "at most " + integer_text(open_holds_max));
    }
    return std::nullopt;
}

std::vector<Event> joined(std::vector<Event> events, Event last) {
    events.push_back(std::move(last));
    return events;
}

}  // namespace

Decided decide(const Settings& settings, const PlaceOrder& command, const OrderInput& input, std::int64_t now_ms) {
    if (input.order != nullptr) return repeated_order(command, *input.order);
    if (auto error = not_in_future(command.placed_at_ms, now_ms, "/placed_at")) return *error;
    if (command.currency != settings.currency) {
        return error_of(ErrorCode::currency_mismatch, "/currency", command.currency, settings.currency);
    }
    const auto total = total_of(command.lines);
    if (!total) return total.error();
    OrderState outcome{.total_minor = *total};
    std::vector<Event> events;
    if (!command.member.empty()) {
        if (is_erased(input.member)) return error_of(ErrorCode::member_erased, "/member");
        MemberLog log(command.member, input.member, std::min(command.placed_at_ms, now_ms));
        if (auto error = earn(settings, command, log, outcome)) return *error;
        events = log.take_events();
    }
    return joined(std::move(events), stamped(post::order_placed(command, settings.earning, outcome), command.order, 1,
                                             command.placed_at_ms));
}

Decided decide(const RefundOrder& command, const OrderInput& input, std::int64_t now_ms) {
    if (input.order != nullptr) {
        for (const Refund& refund : input.order->refunds) {
            if (refund.id == command.refund_id) return repeated_refund(command, refund);
        }
    }
    if (auto error = refund_refused(command, input, now_ms)) return *error;
    const OrderState& order = *input.order;
    const auto amount = refund_amount(command, order);
    if (!amount) return amount.error();
    const std::int64_t left = order.total_minor - order.refunded_minor;
    if (*amount > left || (command.items.empty() && *amount < 1)) {
        return error_of(ErrorCode::refund_exceeds_order, command.items.empty() ? "/amount_minor" : "/items",
                        integer_text(*amount),
                        left > 0 ? "1 to " + integer_text(left) : "nothing: the order is refunded in full");
    }
    Refund refund{.id = command.refund_id, .amount_minor = *amount, .items = command.items};
    std::vector<Event> events;
    if (!order.member.empty()) {
        refund.points_clawed_back = points_to_claw_back(order, *amount);
        MemberLog log(order.member, input.member, std::min(command.refunded_at_ms, now_ms));
        if (refund.points_clawed_back > 0) {
            log.add(post::points_clawed_back(
                command.order, clawback_of(log.state(), order.lot, refund.points_clawed_back, log.ledger_ms())));
        }
        events = log.take_events();
    }
    return joined(std::move(events),
                  stamped(post::order_refunded(refund), command.order, order.version + 1, command.refunded_at_ms));
}

Decided decide(const Settings& settings, const HoldPoints& command, const RedemptionInput& input, std::int64_t now_ms) {
    if (input.redemption != nullptr) {
        const bool same = input.redemption->member == command.member && input.redemption->points == command.points;
        if (same) return std::vector<Event>{};
        return error_of(ErrorCode::redemption_id_reused, "/id", "a redemption with other content",
                        "an id of its own for each redemption");
    }
    if (input.member == nullptr) {
        return error_of(ErrorCode::insufficient_points, "/points", integer_text(command.points), "at most 0");
    }
    if (is_erased(input.member)) return error_of(ErrorCode::member_erased, "/member");
    MemberLog log(command.member, input.member, now_ms);
    if (auto error = hold_refused(settings, command, log.state(), log.ledger_ms())) return *error;
    const Hold hold{.redemption = command.redemption,
                    .points = command.points,
                    .times_out_at_ms = log.ledger_ms() + settings.hold_minutes * minute_ms,
                    .draws = drain(log.state(), command.points, log.ledger_ms())};
    log.add(post::points_held(hold));
    return joined(log.take_events(),
                  stamped(post::redemption_held(command.member, hold), command.redemption, 1, now_ms));
}

Decided decide(const ResolveHold& command, const RedemptionInput& input, std::int64_t now_ms) {
    if (input.redemption == nullptr || input.member == nullptr || input.redemption->member != command.member) {
        return error_of(ErrorCode::redemption_unknown, "/id");
    }
    const RedemptionState& redemption = *input.redemption;
    if (redemption.status != RedemptionStatus::held) {
        const bool captured = redemption.status == RedemptionStatus::captured;
        if (captured == command.capture) return std::vector<Event>{};
        return error_of(captured ? ErrorCode::redemption_already_captured : ErrorCode::redemption_already_voided,
                        "/id");
    }
    MemberLog log(command.member, input.member, now_ms);
    const auto& holds = log.state().holds;
    const auto hold = std::find_if(holds.begin(), holds.end(),
                                   [&](const Hold& each) { return each.redemption == command.redemption; });
    if (hold == holds.end()) {
        return error_of(ErrorCode::redemption_timed_out, "/id", write_instant(now_ms),
                        "before " + write_instant(redemption.times_out_at_ms));
    }
    const Hold resolved = *hold;
    log.add(command.capture ? post::points_spent(resolved) : post::hold_voided(resolved));
    return joined(log.take_events(), stamped(command.capture ? post::redemption_captured() : post::redemption_voided(),
                                             command.redemption, redemption.version + 1, now_ms));
}

Decided decide(const Settings& settings, const AdjustPoints& command, const MemberState* member, std::int64_t now_ms) {
    if (member == nullptr) return error_of(ErrorCode::member_unknown, "/member");
    if (is_erased(member)) return error_of(ErrorCode::member_erased, "/member");
    if (command.points == 0) return error_of(ErrorCode::value_not_allowed, "/points", "0", "more or less than 0");
    MemberLog log(command.member, member, now_ms);
    Event event;
    if (command.points > 0) {
        if (auto error = lot_refused(log.state(), command.points, "/points")) return *error;
        event = post::points_granted(
            {.points = command.points, .available_at_ms = now_ms, .expires_at_ms = expires_at_ms(settings, now_ms)});
    } else {
        const std::vector<Draw> draws = drain(log.state(), -command.points, log.ledger_ms());
        if (sum_of(draws) < -command.points) {
            return error_of(ErrorCode::insufficient_points, "/points", integer_text(command.points),
                            "at least " + integer_text(-sum_of(draws)));
        }
        event = post::points_withdrawn(draws);
    }
    event.personal = Object{{"reason", command.reason}};
    log.add(std::move(event));
    return log.take_events();
}

Decided decide(const EraseMember& command, const MemberState* member, std::int64_t now_ms) {
    if (member == nullptr) return error_of(ErrorCode::member_unknown, "/member");
    if (member->erased) return std::vector<Event>{};
    MemberLog log(command.member, member, now_ms);
    log.add(post::member_erased());
    return log.take_events();
}

}  // namespace laurel::loyalty
