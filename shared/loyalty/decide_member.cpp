// Actions, opening balances, and what is done to a member directly.
#include <algorithm>

#include "shared/base/limits.h"
#include "shared/loyalty/decide.h"
#include "shared/loyalty/decide_parts.h"
#include "shared/loyalty/events.h"
#include "shared/loyalty/ledger.h"

namespace laurel::loyalty {
namespace {

// A reward for a review must not depend on what the review says.
constexpr std::string_view judging_attributes[] = {"rating", "score", "sentiment", "stars"};

std::optional<Error> attributes_refused(const RecordAction& command) {
    for (const std::string_view name : judging_attributes) {
        if (command.attributes.find(name) == nullptr) continue;
        return error_of(ErrorCode::value_not_allowed, child_path("/attributes", name), std::string(name),
                        "nothing that says how good a review is: no reward may depend on it");
    }
    return std::nullopt;
}

Error action_id_reused() {
    return error_of(ErrorCode::action_id_reused, "/id", "an action with other content",
                    "an id of its own for each action");
}

std::optional<Error> kind_refused(const Settings& settings, std::string_view point_kind, std::string path) {
    if (settings.kind(point_kind) != nullptr) return std::nullopt;
    std::string known;
    for (const PointKind& kind : settings.kinds) known += (known.empty() ? "" : ", ") + kind.id;
    return error_of(ErrorCode::value_not_allowed, std::move(path), std::string(point_kind), "one of: " + known);
}

std::optional<Error> opening_refused(const Settings& settings, const OpenAccount& command, std::int64_t now_ms) {
    if (auto error = not_in_future(command.joined_at_ms, now_ms, "/joined_at")) return error;
    for (std::size_t index = 0; index < command.lots.size(); ++index) {
        const OpeningLot& lot = command.lots[index];
        const std::string path = child_path("/lots", index);
        if (auto error = kind_refused(settings, lot.point_kind, path + "/point_kind")) return error;
        if (auto error = not_in_future(lot.earned_at_ms, now_ms, (path + "/earned_at").c_str())) return error;
        if (lot.expires_at_ms <= lot.earned_at_ms) {
            return error_of(ErrorCode::value_not_allowed, path + "/expires_at", write_instant(lot.expires_at_ms),
                            "after " + write_instant(lot.earned_at_ms) + ", when they were earned");
        }
    }
    return std::nullopt;
}

}  // namespace

Decided decide(const Settings& settings, const RecordAction& command, const ActionInput& input, std::int64_t now_ms) {
    if (input.action != nullptr) {
        const bool same = input.action->member == command.member && input.action->name == command.name &&
                          input.action->acted_at_ms == command.acted_at_ms;
        return same ? Decided(std::vector<Event>{}) : action_id_reused();
    }
    if (auto error = not_in_future(command.acted_at_ms, now_ms, "/acted_at")) return *error;
    if (auto error = attributes_refused(command)) return *error;
    if (is_erased(input.member)) return error_of(ErrorCode::member_erased, "/member");
    MemberLog log(settings, command.member, input.member, std::min(command.acted_at_ms, now_ms));
    auto judgement = judge(settings, {.on = command.name,
                                      .instant_ms = command.acted_at_ms,
                                      .attributes = &command.attributes,
                                      .member = &log.state(),
                                      .birthday = birthday_in(input.facts)});
    if (!judgement) return judgement.error();
    auto given = give(settings, command.action, std::move(*judgement),
                      {.day = local_day(settings.zone, command.acted_at_ms), .caps = {}, .streaks = {}},
                      command.acted_at_ms, log);
    if (!given) return given.error();
    const ActionState outcome{.member = command.member,
                              .name = command.name,
                              .grants = std::move(given->grants),
                              .lots = std::move(given->lots)};
    return joined(log.take_events(),
                  stamped(post::action_recorded(command, outcome), command.action, 1, command.acted_at_ms));
}

Decided decide(const Settings& settings, const RevokeAction& command, const ActionInput& input, std::int64_t now_ms) {
    if (input.action == nullptr) return error_of(ErrorCode::action_unknown, "/id");
    const ActionState& action = *input.action;
    if (action.revoked) return std::vector<Event>{};
    std::vector<std::int64_t> points;
    Counts counts{.day = local_day(settings.zone, action.acted_at_ms), .caps = {}, .streaks = {}};
    for (const Grant& grant : action.grants) {
        points.push_back(grant.points);
        if (grant.qualifies && action.point_kind_of(grant) == main_point_kind) counts.qualifying_points -= grant.points;
        for (CapUse use : grant.caps) {
            use.points = -use.points;
            use.times = -use.times;
            counts.caps.push_back(use);
        }
    }
    MemberLog log(settings, action.member, input.member, now_ms);
    claw_back(settings, command.action, action.grants, action.lots, points, std::move(counts), log);
    return joined(log.take_events(), stamped(post::action_revoked(), command.action, action.version + 1, now_ms));
}

Decided decide(const Settings& settings, const OpenAccount& command, const ActionInput& input, std::int64_t now_ms) {
    if (input.action != nullptr) {
        const bool same = input.action->member == command.member && input.action->name == account_opened;
        return same ? Decided(std::vector<Event>{}) : action_id_reused();
    }
    if (auto error = opening_refused(settings, command, now_ms)) return *error;
    if (is_erased(input.member)) return error_of(ErrorCode::member_erased, "/member");
    MemberLog log(settings, command.member, input.member, command.joined_at_ms);
    for (const OpeningLot& opening : command.lots) {
        if (auto error = lot_refused(log.state(), opening.point_kind, opening.points, "/lots")) return *error;
        const Lot lot{.point_kind = opening.point_kind,
                      .points = opening.points,
                      .available_at_ms = opening.earned_at_ms,
                      .expires_at_ms = opening.expires_at_ms,
                      .awaits = {},
                      .slides = settings.kind(opening.point_kind)->expiry.policy == ExpiryPolicy::inactivity};
        log.add_at(post::points_opened(command.action, lot), opening.earned_at_ms);
    }
    if (command.deficit > 0) log.add_at(post::deficit_opened(command.action, command.deficit), now_ms);
    return joined(log.take_events(), stamped(post::account_opened(command), command.action, 1, now_ms));
}

Decided decide(const Settings& settings, const AdjustPoints& command, const MemberState* member, std::int64_t now_ms) {
    if (auto error = unknown_or_erased(member)) return *error;
    if (auto error = kind_refused(settings, command.point_kind, "/point_kind")) return *error;
    if (command.points == 0) return error_of(ErrorCode::value_not_allowed, "/points", "0", "more or less than 0");
    MemberLog log(settings, command.member, member, now_ms);
    Event event;
    if (command.points > 0) {
        if (auto error = lot_refused(log.state(), command.point_kind, command.points, "/points")) return *error;
        event = post::points_granted(dated_lot(settings, command.point_kind, {}, command.points, now_ms));
    } else {
        const std::vector<Draw> draws = drain(log.state(), command.point_kind, -command.points, log.ledger_ms());
        if (sum_of(draws) < -command.points) {
            return error_of(ErrorCode::insufficient_points, "/points", integer_text(command.points),
                            "at least " + integer_text(-sum_of(draws)));
        }
        event = post::points_withdrawn(command.point_kind, draws);
    }
    event.personal = Object{{"reason", command.reason}};
    log.add(std::move(event));
    return log.take_events();
}

Decided decide(const Settings& settings, const ExtendExpiry& command, const MemberState* member, std::int64_t now_ms) {
    if (auto error = unknown_or_erased(member)) return *error;
    if (auto error = kind_refused(settings, command.point_kind, "/point_kind")) return *error;
    MemberLog log(settings, command.member, member, now_ms);
    if (command.expires_at_ms <= log.ledger_ms()) {
        return error_of(ErrorCode::value_not_allowed, "/expires_at", write_instant(command.expires_at_ms),
                        "later than " + write_instant(log.ledger_ms()));
    }
    const auto& lots = log.state().lots;
    const bool gains = std::any_of(lots.begin(), lots.end(), [&](const Lot& lot) {
        return lot.point_kind == command.point_kind && lot.remaining > 0 && lot.expires_at_ms < command.expires_at_ms;
    });
    if (!gains) return std::vector<Event>{};
    Event event = post::expiry_extended(command.point_kind, command.expires_at_ms, false);
    event.personal = Object{{"reason", command.reason}};
    log.add(std::move(event));
    return log.take_events();
}

Decided decide(const Settings& settings, const GiveFacts& command, const MemberState* member, std::int64_t now_ms) {
    if (is_erased(member)) return error_of(ErrorCode::member_erased, "/member");
    Errors errors;
    if (const Value* birthday = command.facts.find("birthday")) check_birthday(*birthday, "/birthday", errors);
    if (!errors.empty()) return errors.front();
    MemberLog log(settings, command.member, member, now_ms);
    Event event = post::facts_given();
    event.personal = command.facts;
    log.add(std::move(event));
    return log.take_events();
}

Decided decide(const Settings& settings, const EraseMember& command, const MemberState* member, std::int64_t now_ms) {
    if (member == nullptr) return error_of(ErrorCode::member_unknown, "/member");
    if (member->erased) return std::vector<Event>{};
    MemberLog log(settings, command.member, member, now_ms);
    log.add(post::member_erased());
    return log.take_events();
}

}  // namespace laurel::loyalty
