// Spending: holds, what becomes of them, and taking it back.
#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/decide.h"
#include "shared/loyalty/decide_parts.h"
#include "shared/loyalty/ledger.h"

namespace laurel::loyalty {
namespace {

std::optional<Error> hold_refused(const Settings& settings, const HoldPoints& command, const MemberState& member,
                                  std::int64_t now_ms) {
    if (command.points < settings.minimum_points) {
        return error_of(ErrorCode::below_minimum_redemption, "/points", integer_text(command.points),
                        "at least " + integer_text(settings.minimum_points));
    }
    const std::int64_t available = balance_at(member, now_ms, 0, command.point_kind).available;
    if (command.points > available) {
        return error_of(ErrorCode::insufficient_points, "/points", integer_text(command.points),
                        "at most " + integer_text(std::max<std::int64_t>(available, 0)));
    }
    return too_many_holds(member);
}

// What the hold takes from each lot, with the lot's dates, so that it can go back.
std::vector<Lot> spent_lots(const MemberState& member, const Hold& hold) {
    std::vector<Lot> spent;
    for (const Draw& draw : hold.draws) {
        const auto lot =
            std::find_if(member.lots.begin(), member.lots.end(), [&](const Lot& each) { return each.id == draw.lot; });
        if (lot == member.lots.end()) continue;
        spent.push_back(*lot);
        spent.back().points = draw.points;
    }
    return spent;
}

// The budget that the redemption's reward draws on, where it draws on one that is still there.
std::string_view stock_of(const RedemptionInput& input) {
    const auto& reward = input.redemption->reward;
    return reward && input.stock != nullptr ? std::string_view(reward->stock) : std::string_view();
}

Event of_stock(Event event, const RedemptionInput& input, std::int64_t now_ms) {
    return stamped(std::move(event), std::string(stock_of(input)), input.stock->version + 1, now_ms);
}

bool holds_stock(const RedemptionInput& input, const std::string& redemption, std::int64_t now_ms) {
    if (stock_of(input).empty()) return false;
    const auto& holds = input.stock->holds;
    return std::any_of(holds.begin(), holds.end(), [&](const BudgetHold& hold) {
        return hold.cause == redemption && hold.times_out_at_ms > now_ms;
    });
}

Error timed_out(const RedemptionState& redemption, std::int64_t now_ms) {
    return error_of(ErrorCode::redemption_timed_out, "/id", write_instant(now_ms),
                    "before " + write_instant(redemption.times_out_at_ms));
}

Error unknown_redemption() { return error_of(ErrorCode::redemption_unknown, "/id"); }

Error resolved_otherwise(RedemptionStatus status) {
    return error_of(status == RedemptionStatus::captured    ? ErrorCode::redemption_already_captured
                    : status == RedemptionStatus::cancelled ? ErrorCode::redemption_already_cancelled
                                                            : ErrorCode::redemption_already_voided,
                    "/id");
}

}  // namespace

Decided decide(const Settings& settings, const HoldPoints& command, const RedemptionInput& input, std::int64_t now_ms) {
    if (input.redemption != nullptr) {
        const bool same = input.redemption->member == command.member && input.redemption->points == command.points &&
                          input.redemption->point_kind == command.point_kind && !input.redemption->reward;
        if (same) return std::vector<Event>{};
        return error_of(ErrorCode::redemption_id_reused, "/id", "a redemption with other content",
                        "an id of its own for each redemption");
    }
    if (input.member == nullptr) {
        return error_of(ErrorCode::insufficient_points, "/points", integer_text(command.points), "at most 0");
    }
    if (is_erased(input.member)) return error_of(ErrorCode::member_erased, "/member");
    MemberLog log(settings, command.member, input.member, now_ms);
    if (auto error = hold_refused(settings, command, log.state(), log.ledger_ms())) return *error;
    const Hold hold{.redemption = command.redemption,
                    .point_kind = command.point_kind,
                    .points = command.points,
                    .times_out_at_ms = log.ledger_ms() + settings.hold_minutes * minute_ms,
                    .draws = drain(log.state(), command.point_kind, command.points, log.ledger_ms())};
    log.add(post::points_held(hold));
    return joined(log.take_events(),
                  stamped(post::redemption_held(command.member, hold, nullptr), command.redemption, 1, now_ms));
}

Decided decide(const Settings& settings, const ResolveHold& command, const RedemptionInput& input,
               std::int64_t now_ms) {
    if (input.redemption == nullptr || input.member == nullptr || input.redemption->member != command.member)
        return unknown_redemption();
    const RedemptionState& redemption = *input.redemption;
    if (redemption.status != RedemptionStatus::held) {
        const bool captured = redemption.status == RedemptionStatus::captured;
        if (captured == command.capture && redemption.status != RedemptionStatus::cancelled)
            return std::vector<Event>{};
        return resolved_otherwise(redemption.status);
    }
    MemberLog log(settings, command.member, input.member, now_ms);
    const auto& holds = log.state().holds;
    const auto hold = std::find_if(holds.begin(), holds.end(),
                                   [&](const Hold& each) { return each.redemption == command.redemption; });
    if (hold == holds.end()) return timed_out(redemption, now_ms);
    // A stock that others have drawn on since by a clock ahead of this one may have forgotten the hold.
    const bool draws_on_stock = redemption.reward && !redemption.reward->stock.empty();
    const bool has_stock = holds_stock(input, command.redemption, now_ms);
    if (command.capture && draws_on_stock && !has_stock) return timed_out(redemption, now_ms);
    const Hold resolved = *hold;
    const Event outcome =
        command.capture ? post::redemption_captured(spent_lots(log.state(), resolved)) : post::redemption_voided();
    log.add(command.capture ? post::points_spent(resolved) : post::hold_voided(resolved));
    if (command.capture) slide(settings, log, now_ms);
    auto events = joined(log.take_events(), stamped(outcome, command.redemption, redemption.version + 1, now_ms));
    if (!has_stock) return events;
    Event stock = command.capture ? post::budget_used(command.redemption) : post::budget_released(command.redemption);
    return joined(std::move(events), of_stock(std::move(stock), input, now_ms));
}

Decided decide(const Settings& settings, const CancelRedemption& command, const RedemptionInput& input,
               std::int64_t now_ms) {
    if (input.redemption == nullptr || input.member == nullptr || input.redemption->member != command.member)
        return unknown_redemption();
    const RedemptionState& redemption = *input.redemption;
    if (redemption.status == RedemptionStatus::cancelled) return std::vector<Event>{};
    if (redemption.status != RedemptionStatus::captured) {
        return redemption.status == RedemptionStatus::held ? error_of(ErrorCode::redemption_not_captured, "/id")
                                                           : resolved_otherwise(redemption.status);
    }
    if (is_erased(input.member)) return error_of(ErrorCode::member_erased, "/member");
    MemberLog log(settings, command.member, input.member, now_ms);
    log.add(post::points_restored(command.redemption, redemption));
    auto events = joined(log.take_events(),
                         stamped(post::redemption_cancelled(), command.redemption, redemption.version + 1, now_ms));
    if (stock_of(input).empty()) return events;
    return joined(std::move(events), of_stock(post::budget_changed(command.redemption, {.times = -1}), input, now_ms));
}

}  // namespace laurel::loyalty
