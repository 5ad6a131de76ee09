// Orders: what they earn, what refunds take back, what milestones release.
#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/decide.h"
#include "shared/loyalty/decide_parts.h"
#include "shared/loyalty/grant.h"

namespace laurel::loyalty {
namespace {

// The same order again: nothing to do. Another one under its id: a conflict.
Decided repeated_order(const PlaceOrder& command, const OrderState& order) {
    auto same_line = [](const OrderLine& a, const OrderLine& b) {
        return a.sku == b.sku && a.quantity == b.quantity && a.amount_minor == b.amount_minor && a.kind == b.kind &&
               a.categories == b.categories && a.brand == b.brand && a.tax_minor == b.tax_minor;
    };
    const bool same =
        command.member == order.member && command.placed_at_ms == order.placed_at_ms &&
        command.currency == order.currency && command.paid_with_points_minor == order.paid_with_points_minor &&
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

std::optional<Error> parts_refused(const PlaceOrder& command, std::int64_t total_minor) {
    for (std::size_t index = 0; index < command.lines.size(); ++index) {
        const OrderLine& line = command.lines[index];
        if (line.tax_minor <= line.amount_minor) continue;
        return error_of(ErrorCode::value_not_allowed, child_path("/lines", index) + "/tax_minor",
                        integer_text(line.tax_minor), "at most the line's amount, " + integer_text(line.amount_minor));
    }
    if (command.paid_with_points_minor <= total_minor) return std::nullopt;
    return error_of(ErrorCode::value_not_allowed, "/paid_with_points_minor",
                    integer_text(command.paid_with_points_minor),
                    "at most the order's total, " + integer_text(total_minor));
}

// The order as it will stand, still without what it earns.
Result<OrderState> order_of(const Settings& settings, const PlaceOrder& command, std::int64_t now_ms) {
    if (auto error = not_in_future(command.placed_at_ms, now_ms, "/placed_at")) return *error;
    if (command.currency != settings.currency)
        return error_of(ErrorCode::currency_mismatch, "/currency", command.currency, settings.currency);
    const auto total = total_of(command.lines);
    if (!total) return total.error();
    if (auto error = parts_refused(command, *total)) return *error;
    OrderState order{.lines = command.lines, .total_minor = *total};
    const EarningBase base = settings.earning != nullptr ? settings.earning->base() : EarningBase();
    fill_base(base, *total, command.paid_with_points_minor, order.lines);
    return order;
}

Result<Judgement> judge_order(const Settings& settings, const PlaceOrder& command, const OrderState& order,
                              const MemberState& member, const Value* facts, Explain explain) {
    return judge(settings,
                 {.instant_ms = command.placed_at_ms,
                  .lines = &order.lines,
                  .total_minor = order.total_minor,
                  .attributes = &command.attributes,
                  .member = &member,
                  .birthday = birthday_in(facts)},
                 explain);
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

// The order after the refund, without what it takes back.
OrderState refunded(OrderState order, const RefundOrder& command, std::int64_t amount_minor) {
    for (const RefundItem& item : command.items)
        order.lines[static_cast<std::size_t>(item.line)].refunded_quantity += item.quantity;
    order.refunded_minor += amount_minor;
    return order;
}

// earn(S) - earn(S - refunded so far) - already clawed, for each grant by its own rule.
std::vector<std::int64_t> points_to_claw_back(const OrderState& order, const OrderState& after) {
    std::vector<std::int64_t> points;
    for (const Grant& grant : order.grants) {
        const auto kept = points_of(grant, basis_of(grant, after));
        points.push_back(grant.points - (kept ? *kept : 0) - grant.points_clawed_back);
    }
    return points;
}

// The times that an order's grants count towards a cap once none of those that count has any points left; else 0.
std::int64_t times_to_give_back(const OrderState& order, const std::vector<std::int64_t>& points, const CapUse& of) {
    std::int64_t times = 0;
    for (std::size_t index = 0; index < points.size(); ++index) {
        const Grant& grant = order.grants[index];
        for (const CapUse& use : grant.caps) {
            if (!is_same_cap(use, of)) continue;
            if (grant.points > grant.points_clawed_back + points[index]) return 0;
            times += use.times;
        }
    }
    return times;
}

// What the refund takes off what caps and tiers counted.
Counts counts_of_refund(const Settings& settings, const OrderState& order, const OrderState& after,
                        const std::vector<std::int64_t>& points) {
    const std::int64_t had_minor = spend_of(order);
    const std::int64_t has_minor = spend_of(after);
    Counts counts{.day = local_day(settings.zone, order.placed_at_ms),
                  .orders = had_minor > 0 && has_minor == 0 ? -1 : 0,
                  .spend_minor = has_minor - had_minor};
    for (std::size_t index = 0; index < points.size(); ++index) {
        const Grant& grant = order.grants[index];
        if (points[index] == 0) continue;
        if (grant.qualifies && order.point_kind_of(grant) == main_point_kind) counts.qualifying_points -= points[index];
        for (CapUse use : grant.caps) {
            use.points = -points[index];
            const auto known = std::find_if(counts.caps.begin(), counts.caps.end(),
                                            [&](const CapUse& each) { return is_same_cap(each, use); });
            if (known != counts.caps.end()) {
                known->points += use.points;
                continue;
            }
            use.times = -times_to_give_back(order, points, use);
            counts.caps.push_back(use);
        }
    }
    return counts;
}

bool any(const std::vector<std::int64_t>& points) {
    return std::any_of(points.begin(), points.end(), [](std::int64_t each) { return each != 0; });
}

// The waiting lots of the order that the milestone gives dates.
void release(const Settings& settings, const ReachMilestone& command, const OrderState& order, MemberLog& log) {
    for (const OrderLot& waiting : order.lots) {
        if (waiting.awaits != command.milestone) continue;
        const auto& lots = log.state().lots;
        const bool is_there =
            std::any_of(lots.begin(), lots.end(), [&](const Lot& lot) { return lot.id == waiting.id; });
        if (!is_there) continue;
        // Its life begins with the milestone.
        Lot lot = dated_lot(settings, waiting.point_kind, {"", waiting.pending_days}, 0, command.reached_at_ms);
        lot.id = waiting.id;
        log.add(post::points_released(command.order, lot));
    }
}

}  // namespace

Result<Judgement> explain(const Settings& settings, const PlaceOrder& command, const OrderInput& input,
                          std::int64_t now_ms) {
    const auto order = order_of(settings, command, now_ms);
    if (!order) return order.error();
    const MemberLog log(settings, command.member, input.member, std::min(command.placed_at_ms, now_ms));
    return judge_order(settings, command, *order, log.state(), input.facts, Explain::yes);
}

Decided decide(const Settings& settings, const PlaceOrder& command, const OrderInput& input, std::int64_t now_ms) {
    if (input.order != nullptr) return repeated_order(command, *input.order);
    auto order = order_of(settings, command, now_ms);
    if (!order) return order.error();
    std::vector<Event> events;
    if (!command.member.empty()) {
        if (is_erased(input.member)) return error_of(ErrorCode::member_erased, "/member");
        MemberLog log(settings, command.member, input.member, std::min(command.placed_at_ms, now_ms));
        auto judgement = judge_order(settings, command, *order, log.state(), input.facts, Explain::no);
        if (!judgement) return judgement.error();
        auto given = give(settings, command.order, std::move(*judgement),
                          counts_of_order(settings, *order, command.placed_at_ms), command.placed_at_ms, log);
        if (!given) return given.error();
        order->grants = std::move(given->grants);
        order->lots = std::move(given->lots);
        events = log.take_events();
    }
    return joined(std::move(events),
                  stamped(post::order_placed(command, *order), command.order, 1, command.placed_at_ms));
}

Decided decide(const Settings& settings, const RefundOrder& command, const OrderInput& input, std::int64_t now_ms) {
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
    const Refund refund{.id = command.refund_id, .amount_minor = *amount, .items = command.items};
    std::vector<Event> events;
    std::vector<std::int64_t> points;
    if (!order.member.empty()) {
        const OrderState after = refunded(order, command, *amount);
        points = points_to_claw_back(order, after);
        MemberLog log(settings, order.member, input.member, std::min(command.refunded_at_ms, now_ms));
        claw_back(settings, command.order, order.grants, order.lots, points,
                  counts_of_refund(settings, order, after, points), log);
        events = log.take_events();
    }
    if (!any(points)) points.clear();
    return joined(std::move(events), stamped(post::order_refunded(refund, points), command.order, order.version + 1,
                                             command.refunded_at_ms));
}

Decided decide(const Settings& settings, const ReachMilestone& command, const OrderInput& input, std::int64_t now_ms) {
    if (input.order == nullptr) return error_of(ErrorCode::order_unknown, "/order");
    const OrderState& order = *input.order;
    if (std::find(order.milestones.begin(), order.milestones.end(), command.milestone) != order.milestones.end())
        return std::vector<Event>{};
    if (auto error = not_in_future(command.reached_at_ms, now_ms, "/reached_at")) return *error;
    if (command.reached_at_ms < order.placed_at_ms) {
        return error_of(ErrorCode::value_not_allowed, "/reached_at", write_instant(command.reached_at_ms),
                        "at or after " + write_instant(order.placed_at_ms) + ", when the order was placed");
    }
    std::vector<Event> events;
    if (!order.member.empty()) {
        MemberLog log(settings, order.member, input.member, std::min(command.reached_at_ms, now_ms));
        release(settings, command, order, log);
        events = log.take_events();
    }
    return joined(std::move(events), stamped(post::order_milestone_reached(command.milestone), command.order,
                                             order.version + 1, command.reached_at_ms));
}

}  // namespace laurel::loyalty
